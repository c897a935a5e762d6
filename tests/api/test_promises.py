"""Promises over HTTP, from what was said in talk to an obligation that is kept with a proof."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.conf import context
from hejie.usecases import evidence

pytestmark = pytest.mark.django_db

VOUCHER = {"keeper": "seller", "text": "A voucher of ¥20.", "days": 5, "minor": 2000}


@pytest.fixture
def opened(caller, claim):
    """(buyer's caller, seller's caller, case id) of an open case."""
    buyer, seller, body = claim
    by_buyer = caller(buyer)
    return by_buyer, caller(seller), by_buyer.post("/cases", body).json()["id"]


def test_something_said_becomes_an_obligation_that_is_kept_with_a_proof(opened, claim, clock):
    by_buyer, by_seller, case = opened
    by_seller.post(f"/cases/{case}/messages", {"text": "I will send you a voucher."})
    asked = by_buyer.post(f"/cases/{case}/promises", {**VOUCHER, "message": "m1"})
    assert (asked.status_code, asked.json()["created"]) == (201, {"promise": "p1"})
    (promise,) = by_seller.get(f"/cases/{case}").json()["promises"]
    assert promise["text"] == "A voucher of ¥20." and promise["money"] == {"minor": 2000, "currency": "CNY"}
    assert (promise["by"], promise["keeper"], promise["message"]) == ("buyer", "seller", "m1")
    agreed = by_seller.post(f"/cases/{case}/promises/p1/acceptance")
    assert agreed.json()["created"] == {"obligation": "b1"}
    ctx = context.for_actor(claim[1].actor, clock.now)
    file = SimpleUploadedFile("voucher.txt", b"HJ-2000")
    evidence.file_upload(ctx, case, file, name="Voucher", purpose="The code", key="file")
    path = f"/cases/{case}/obligations/b1"
    assert by_seller.post(f"{path}/performance", {"evidence": ["e9"]}).json()["code"] == "unknown_evidence"
    assert by_seller.post(f"{path}/performance", {"note": "Sent.", "evidence": ["e1"]}).status_code == 201
    (duty,) = by_buyer.get(f"/cases/{case}").json()["obligations"]
    assert (duty["what"], duty["status"], duty["promise"], duty["binds"]) == ("promise", "reported", "p1", True)
    assert duty["due"].startswith("2026-11-07") and duty["money"]["minor"] == 2000
    assert (duty["proof"]["note"], duty["proof"]["evidence"]) == ("Sent.", ["e1"])
    assert by_buyer.post(f"{path}/confirmation", {"done": False}).json()["code"] == "text_missing"
    assert by_buyer.post(f"{path}/confirmation", {"done": False, "note": "The code is used up."}).status_code == 201
    found = by_seller.get(f"/cases/{case}").json()
    assert found["obligations"][0]["reason"] == "The code is used up." and found["promises"][0]["obligation"] == "b1"


def test_it_is_declined_or_taken_back_while_it_binds_nobody(opened):
    by_buyer, by_seller, case = opened
    for decliner in (by_buyer, by_seller):
        number = by_seller.post(f"/cases/{case}/promises", VOUCHER).json()["created"]["promise"]
        assert decliner.post(f"/cases/{case}/promises/{number}/rejection").status_code == 201
        assert by_buyer.post(f"/cases/{case}/promises/{number}/acceptance").json()["code"] == "promise_not_open"
    assert [row["status"] for row in by_buyer.get(f"/cases/{case}").json()["promises"]] == ["declined", "declined"]


def test_what_cannot_be_promised_is_refused_and_a_repeat_gets_the_first_answer(opened):
    by_buyer, by_seller, case = opened
    path = f"/cases/{case}/promises"
    assert by_seller.post(path, {**VOUCHER, "days": 91}).status_code == 422
    assert by_seller.post(path, {**VOUCHER, "message": "m7"}).json()["code"] == "unknown_message"
    assert by_seller.post(path, {**VOUCHER, "text": " "}).json()["code"] == "text_missing"
    first = by_seller.post(path, VOUCHER, key="once").json()
    assert by_seller.post(path, VOUCHER, key="once").json() == {**first, "repeated": True}
    assert by_seller.post(f"{path}/p1/acceptance").json()["code"] == "promise_not_yours"
    assert by_buyer.post(f"{path}/p1/acceptance", key="agreed").status_code == 201
    assert by_buyer.post(f"{path}/p1/acceptance", key="agreed").json()["repeated"]


def test_a_program_cannot_promise_for_a_person(opened, caller, claim, people):
    _buyer, by_seller, case = opened
    by_seller.post(f"/cases/{case}/promises", VOUCHER)
    shop = caller(people("operator"), ("read", "write", "orders"), integrator="shop")
    behalf = {"on-behalf-of": f"buyer:{claim[0].id}"}
    for path, body in (("", VOUCHER), ("/p1/acceptance", None), ("/p1/rejection", None)):
        assert shop.post(f"/cases/{case}/promises{path}", body, **behalf).json()["code"] == "act_in_person"


def test_to_a_stranger_there_is_no_such_case(opened, caller, people):
    _buyer, by_seller, case = opened
    by_seller.post(f"/cases/{case}/promises", VOUCHER)
    answer = caller(people("buyer")).post(f"/cases/{case}/promises/p1/acceptance")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
