"""What the pages of shops and of the marketplace do, over HTTP too: articles and questions looked after, chats taken in, promises
counted, what was given, what was erased, who has read what, and money that came in."""

from io import BytesIO

import pytest
from django.test import Client

from hejie.usecases import guidance

pytestmark = pytest.mark.once
CHAT = "2026-11-02 09:00:00 Lin\nMy kettle leaks.\n2026-11-02 09:05:00 Shop\nThen live with it.\n"
TEXT = {
    "scope": "seller",
    "language": "en",
    "title": "It does not turn on",
    "body": "Pull the strip.",
    "reasons": ["defective"],
}


def sent(by, path: str, name: str, content: bytes, key: str, **fields: str):
    """The answer to a file, sent as a form."""
    file = BytesIO(content)
    file.name = name
    headers = {"authorization": by._headers["authorization"], "idempotency-key": key}
    return Client().post(f"/api/v1{path}", {"file": file, **fields}, headers=headers)


def put(by, path: str, body: dict):
    return by.call("PUT", path, body)


def test_a_shop_looks_after_its_articles_and_readers_say_whether_one_helped(caller, people):
    shop, reader, stranger = caller(people("seller")), caller(people("buyer")), caller(people("seller"))
    made = shop.post("/articles", {**TEXT, "status": "draft"}).json()["id"]
    assert reader.get("/articles?q=turn").json()["articles"] == []
    assert [(one["id"], one["status"]) for one in shop.get("/own-articles?status=draft").json()["articles"]] == [
        (made, "draft")
    ]
    assert stranger.post(f"/articles/{made}/status", {"status": "published"}).status_code == 404
    assert reader.get("/own-articles").status_code == 404 == stranger.get(f"/own-articles/{made}").status_code
    assert reader.post(f"/articles/{made}/rating", {"helped": True}).status_code == 404  # nobody can read it yet
    assert shop.post(f"/articles/{made}/status", {"status": "published"}).status_code == 201
    assert shop.post("/articles", {**TEXT, "article": made, "body": "Pull the strip, then press."}).json()["id"] == made
    for helped in (False, True):  # the last word of one reader counts
        assert reader.post(f"/articles/{made}/rating", {"helped": helped, "place": "claim"}).status_code == 201
    (row,) = shop.get("/own-articles").json()["articles"]
    assert (row["helped"], row["not_helped"], row["status"]) == (1, 0, "published")
    whole = shop.get(f"/own-articles/{made}").json()
    assert [(one["version"], one["body"]) for one in whole["versions"]] == [
        (2, "Pull the strip, then press."),
        (1, "Pull the strip."),
    ]
    assert whole["reasons"] == ["defective"]
    assert shop.post(f"/articles/{made}/status", {"status": "withdrawn"}).status_code == 201
    assert reader.get(f"/articles/{made}").status_code == 404


def test_an_answer_is_made_public_without_the_askers_name_and_the_time_to_answer_is_promised(caller, people, orders):
    buyer, seller, operator = people("buyer", name="Lin Yue"), people("seller"), people("operator")
    asker, shop = caller(buyer), caller(seller)
    question = asker.post("/questions", {"order": orders(buyer, seller), "line": 1, "text": "Has it a plug?"}).json()
    place = f"/questions/{question['created']['question']}"
    told = {"language": "en", "title": "Which plug has it?", "body": "One of type G."}
    assert shop.post(f"{place}/publication", told).json()["code"] == "question_unanswered"
    assert shop.post(f"{place}/answer", {"text": "Type G."}).status_code == 201
    assert asker.post(f"{place}/publication", told).status_code == 404
    bought = {**told, "body": "Type G. Five stars and we send you 10 yuan back."}
    assert shop.post(f"{place}/publication", bought).json()["code"] == "review_bought"
    article = shop.post(f"{place}/publication", told).json()["id"]
    assert shop.post(f"{place}/publication", {**told, "body": "One of type G, 250 V."}).json()["id"] == article
    public = asker.get(f"/articles/{article}").json()
    assert (public["version"], public["body"]) == (2, "One of type G, 250 V.") and "Lin Yue" not in str(public)
    assert asker.get(place).json()["article"] == article
    assert shop.get("/answer-time").json() == {"hours": 24, "questions": 1, "in_time": 1, "late": 0}
    assert put(shop, "/answer-time", {"hours": 6}).json()["hours"] == 6
    assert put(shop, "/answer-time", {"hours": 600}).json()["code"] == "answer_hours"
    assert put(caller(operator), "/answer-time", {"hours": 12}).json()["hours"] == 12
    assert put(asker, "/answer-time", {"hours": 6}).status_code == 404 == asker.get("/answer-time").status_code


def test_a_saved_chat_is_taken_in_as_a_complaint_and_its_file_read_by_those_who_read_it(caller, people):
    boss, buyer, shop = caller(people("operator")), people("buyer"), people("seller")
    told = {"role": "shop", "whom": shop.shop, "complainant": buyer.id}
    assert sent(boss, "/complaints/chats", "x.txt", b"no chat at all", "a", **told).json()["code"] == "complaint_chat"
    assert sent(caller(buyer), "/complaints/chats", "c.txt", CHAT.encode(), "b", **told).status_code == 404
    taken = sent(boss, "/complaints/chats", "c.txt", CHAT.encode(), "c", **told)
    assert taken.status_code == 201, taken.content
    complaint = taken.json()["created"]["complaint"]
    again = sent(boss, "/complaints/chats", "c.txt", CHAT.encode(), "c", **told)
    assert again.json()["created"]["complaint"] == complaint
    own, seen = caller(buyer), boss.get(f"/complaints/{complaint}").json()
    assert seen["channel"] == "chat" and "Lin: My kettle leaks." in seen["text"]
    (item,) = [one["id"] for one in seen["items"] if one["what"] == "evidence"]
    for who in (boss, own):
        answer = who.get(f"/complaints/{complaint}/files/{item}")
        assert b"".join(answer.streaming_content) == CHAT.encode()
        assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    for who in (caller(shop), caller(people("buyer"))):
        assert who.get(f"/complaints/{complaint}/files/{item}").status_code == 404
    assert boss.get(f"/complaints/{complaint}/files/nothing").status_code == 404


def test_promises_are_counted_for_the_shop_by_agent_and_for_operators_all(caller, people, orders):
    buyer, seller = people("buyer"), people("seller")
    root, shop = orders(buyer, seller), caller(seller)
    for text in ("We send the lid.", "We call you."):
        assert shop.post(f"/orders/{root}/commitments", {"text": text, "days": 3}).status_code == 201
    assert shop.post(f"/orders/{root}/commitments/op1/performance", {"note": "Sent."}).status_code == 201
    found = shop.get("/commitments").json()
    (row,) = found["agents"]
    assert (row["agent"], row["kept"], row["broken"], row["open"], row["share"]) == (seller.id, 1, 0, 1, 100)
    (waits,) = found["waiting"]
    assert (waits["order"], waits["commitment"], waits["text"], waits["case"]) == (root, "op2", "We call you.", None)
    assert caller(people("operator")).get("/commitments").json()["agents"] == found["agents"]
    assert caller(people("seller")).get("/commitments").json() == {"agents": [], "waiting": [], "next": None}
    assert caller(buyer).get("/commitments").status_code == 404


def test_a_guide_that_has_helped_is_counted_once_and_only_at_its_end(caller, people, orders):
    buyer, seller = people("buyer"), people("seller")
    root, own = orders(buyer, seller), caller(buyer)
    path = {"order": root, "category": "electronics.phone", "reason": "defective"}
    assert own.post("/diagnosis/solved", {**path, "answers": ["no"]}).json()["code"] == "diagnosis_answer"
    for _twice in range(2):
        assert own.post("/diagnosis/solved", {**path, "answers": ["no", "yes", "no"]}).status_code == 201
    assert [one["solved"] for one in caller(people("operator")).get("/diagnosis/solved").json()["solved"]] == [1]
    assert (
        caller(people("buyer")).post("/diagnosis/solved", {**path, "answers": ["no", "yes", "no"]}).status_code == 404
    )


def test_money_that_came_in_is_put_down_and_what_was_given_out_of_it_is_listed(caller, people, orders):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    root, shop, boss = orders(buyer, seller), caller(seller), caller(operator)
    came = {"minor": 50000, "currency": "CNY", "reference": "bank 7"}
    assert shop.post(f"/sellers/{seller.shop}/deposits", came).status_code == 404
    assert boss.post("/sellers/nobody/deposits", came).json()["code"] == "seller_unknown"
    first, again = (boss.post(f"/sellers/{seller.shop}/deposits", came, key="once").json() for _ in range(2))
    assert again["repeated"] and again["head"] == first["head"]
    assert boss.post("/sellers/fund/deposits", came).status_code == 201
    budgets = shop.get(f"/sellers/{seller.shop}/voucher-budgets?currency=CNY").json()
    assert budgets["balance"] == 50000 and {row["limit"] for row in budgets["budgets"]} == {None}
    for who in ("", "*"):
        budget = {"who": who, "minor": 30000, "currency": "CNY"}
        assert shop.post(f"/sellers/{seller.shop}/voucher-budgets", budget).status_code == 201
    voucher = {"minor": 2000, "days": 30, "why": "goodwill"}
    given = shop.post(f"/orders/{root}/vouchers", voucher)
    assert given.status_code == 201, given.content
    (row,) = shop.get(f"/sellers/{seller.shop}/vouchers").json()["vouchers"]
    assert (row["minor"], row["buyer"], row["agent"], row["order"], row["status"]) == (
        2000,
        buyer.id,
        seller.id,
        root,
        "open",
    )
    boss.post("/points/worth", {"points": 100, "minor": 100, "currency": "CNY"})
    assert shop.post(f"/orders/{root}/points", {"points": 500, "why": "delay"}).status_code == 201
    (lot,) = boss.get(f"/sellers/{seller.shop}/points").json()["points"]
    assert (lot["points"], lot["rest"], lot["minor"], lot["buyer"], lot["why"]) == (500, 500, 500, buyer.id, "delay")
    for who in (caller(buyer), caller(people("seller"))):
        assert who.get(f"/sellers/{seller.shop}/vouchers").status_code == 404
        assert who.get(f"/sellers/{seller.shop}/points").status_code == 404
    assert boss.post(f"/sellers/{seller.shop}/repayments", came).json()["code"] == "repays_too_much"


def test_a_piece_is_erased_by_right_and_the_record_holds_and_who_has_read_what_is_listed(caller, people, opened, claim):
    from tests.acceptance.conftest import file

    buyer, _seller, _body = claim
    case, boss = opened["id"], caller(people("operator"))
    own = caller(buyer)
    piece = file(own, case).json()["created"]["id"]
    assert own.post(f"/cases/{case}/erasure", {"pieces": [piece], "why": "request"}).status_code == 404
    assert boss.post(f"/cases/{case}/erasure", {"pieces": ["e9"], "why": "court"}).status_code == 404
    assert boss.post(f"/cases/{case}/erasure", {"why": "court"}).json()["code"] == "nothing_to_erase"
    assert (
        boss.post(f"/cases/{case}/erasure", {"refs": ["0" * 64], "why": "court"}).json()["code"] == "content_not_here"
    )
    done = boss.post(f"/cases/{case}/erasure", {"pieces": [piece], "why": "court", "note": "Order 4."})
    assert done.status_code == 201, done.content
    assert own.get(f"/cases/{case}/evidence/{piece}/file").json()["code"] == "content_erased"
    assert boss.post(f"/cases/{case}/legal-hold", {"reasons": "A suit."}).status_code == 201
    later = file(own, case, key="later").json()["created"]["id"]
    assert boss.post(f"/cases/{case}/erasure", {"pieces": [later], "why": "court"}).json()["code"] == "legal_hold"
    boss.get(f"/cases/{case}/evidence/{later}/file")
    read = caller(people("auditor")).get(f"/readings?case={case}").json()["readings"]
    assert f"evidence/{later}" in {row["what"] for row in read} and boss.get("/readings").status_code == 404


def test_reasons_of_articles_are_read_by_who_looks_after_them_alone(people, ctx):
    shop = people("seller")
    made = guidance.write(ctx(shop), "", guidance.Written("seller", "", "en", "A", "B", ("defective",)), key="a")
    assert guidance.reasons(ctx(shop), made) == ("defective",)
