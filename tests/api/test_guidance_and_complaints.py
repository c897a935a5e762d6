"""Articles, questions, warnings and complaints over HTTP."""

from django.test import Client

from tests.support.refused import says


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


def test_each_reader_has_his_record_and_no_stranger_any(caller, people):
    buyer, operator, agent, shop = people("buyer"), people("operator"), people("agent"), people("seller")
    own, boss, about, other = caller(buyer), caller(operator), caller(agent), caller(shop)
    told = {"against": "person", "role": "agent", "whom": agent.id, "text": "Rude."}
    place = f"/complaints/{own.post('/complaints', told, key='c').json()['created']['complaint']}"
    assert boss.post(f"{place}/notes", {"text": "Again."}).status_code == 201
    zipped = own.get(f"{place}/dossier")
    assert (zipped.status_code, b"".join(zipped.streaming_content)[:2]) == (200, b"PK")
    assert b"".join(boss.get(f"{place}/dossier?room=desk").streaming_content)[:2] == b"PK"
    for who, room in ((own, "desk"), (own, "word"), (about, ""), (other, ""), (other, "desk")):
        assert who.get(f"{place}/dossier?room={room}").status_code == 404
    assert boss.post(f"{place}/word-request").status_code == 201
    assert about.get(f"{place}/dossier").status_code == 200
    assert about.get(f"{place}/dossier?room=complaint").status_code == 404
    asked = own.post("/questions", {"seller": shop.shop, "text": "Has it a plug?"}, key="q").json()["created"][
        "question"
    ]
    assert [who.get(f"/questions/{asked}/dossier").status_code for who in (own, other, caller(people("seller")))] == [
        200,
        200,
        404,
    ]


def test_times_are_set_over_the_version_that_was_read(caller, people):
    operator = people("operator")
    read = caller(operator).get("/complaint-times")
    assert (read.json()["version"], read.headers["ETag"], read.json()["bounds"]["word"]) == (0, '"0"', [24, 336])
    body = {"waits": {"answer": {"business_days": 5}}, "calendar": "calendars/cn"}

    def put(told, match=""):
        headers = {"if-match": f'"{match}"'} if match else {}
        return caller(operator, **headers).call("PUT", "/complaint-times", told)

    assert says("version_missing", put(body)) and says("version_missing", put(body, "nonsense"))
    assert put({"waits": {"answer": {"days": 99}}}, "0").json()["code"] == "complaint_time"
    assert put(body, "0").json()["waits"]["answer"] == {"business_days": 5}
    assert put(body, "0").status_code == 412
    assert caller(people("agent")).get("/complaint-times").status_code == 404


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
