"""Articles, questions, warnings and complaints over HTTP."""

from django.test import Client


def test_articles_questions_and_warnings(caller, people, orders):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    shop, asker = caller(seller), caller(buyer)
    text = {
        "scope": "seller",
        "language": "en",
        "title": "It does not turn on",
        "body": "Pull the **strip**.",
        "reasons": ["defective"],
    }
    made = shop.post("/articles", text, key="a")
    assert made.status_code == 201
    name = made.json()["id"]
    assert shop.post("/articles", text, key="a").json()["id"] == name
    assert [one["id"] for one in asker.get("/articles?q=turning").json()["articles"]] == [name]
    assert [one["id"] for one in asker.get(f"/articles?reason=defective&seller={seller.shop}").json()["articles"]] == [
        name
    ]
    assert "<strong>strip</strong>" in asker.get(f"/articles/{name}?language=ru").json()["html"]
    assert asker.post("/articles", text).status_code == 404
    lead = asker.post("/texts/leads", {"text": "message me on WhatsApp"}).json()["leads"]
    assert [one["rule"] for one in lead] == ["messenger"]
    asked = asker.post("/questions", {"order": root, "line": 1, "text": "How?"}, key="q")
    question = asked.json()["created"]["question"]
    assert shop.get("/questions?waiting=true").json()["questions"][0]["text"] == "How?"
    assert shop.post(f"/questions/{question}/answer", {"text": "So."}).status_code == 201
    assert asker.post(f"/questions/{question}/rating", {"helped": True}).status_code == 201
    told = asker.get(f"/questions/{question}").json()
    assert (told["status"], told["helped"], [one["text"] for one in told["said"]]) == (
        "answered",
        "yes",
        ["How?", "So."],
    )
    assert asker.post(f"/questions/{question}/times", {"slots": []}).status_code == 422


def test_a_complaint_goes_its_whole_way(caller, people):
    buyer, operator, agent = people("buyer"), people("operator"), people("agent")
    own, boss, about = caller(buyer), caller(operator), caller(agent)
    made = own.post("/complaints", {"against": "person", "role": "agent", "whom": agent.id, "text": "Rude."}, key="c")
    place = f"/complaints/{made.json()['created']['complaint']}"
    assert about.get(place).status_code == 404
    assert boss.post(f"{place}/assignment", {"handler": agent.id}).json()["code"] == "complaint_handler"
    assert boss.post(f"{place}/assignment", {"handler": operator.id}).status_code == 201
    assert boss.post(f"{place}/notes", {"text": "Again."}).status_code == 201
    assert boss.post(f"{place}/answer", {"outcome": "upheld", "text": "Sorry."}).json()["code"] == "complaint_unheard"
    assert boss.post(f"{place}/word-request").status_code == 201
    assert about.post(f"{place}/word", {"text": "I was ill."}).status_code == 201
    assert boss.post(f"{place}/answer", {"outcome": "partly", "text": "Sorry."}).status_code == 201
    assert [one["what"] for one in own.get(place).json()["items"]] == ["answer"]
    assert own.post(f"{place}/rating", {"satisfied": True}).status_code == 201
    assert own.get("/complaints").json()["complaints"][0]["status"] == "closed"


def test_a_letter_comes_in_once(caller, people):
    from io import BytesIO

    boss = caller(people("operator"))
    headers = {"authorization": boss._headers["authorization"]}

    def send(key):
        file = BytesIO(b"From: a@b.example\nMessage-ID: <1@x>\nSubject: Cold\n\nNobody answers.")
        file.name = "a.eml"
        return Client().post("/api/v1/complaints/letters", {"file": file}, headers={**headers, "idempotency-key": key})

    assert send("1").status_code == 201
    again = send("2")
    assert (again.status_code, again.json()["code"]) == (409, "complaint_exists")
