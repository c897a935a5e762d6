"""Forgetting over HTTP for operators: requests listed and decided, legal holds set and lifted, always with a second factor."""

import pytest

from hejie.store.models import ErasureRequest
from hejie.usecases.people import tokens
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db
WHY = {"reasons": "Court of Harbour, file 7 C 12/26."}


@pytest.fixture
def asked(caller, claim):
    """(the buyer's caller, his case, his request)."""
    buyer, _seller, body = claim
    made = caller(buyer, ("read", "write", "personal"))
    case = made.post("/cases", body).json()["id"]
    return made, case, made.post("/me/erasure-requests", {"reason": "I have left"}).json()["id"]


def weak(who, clock) -> Caller:
    """A caller whose token was made without a second factor."""
    made = tokens.create(
        who.person,
        name="weak",
        scopes=("read", "write", "staff"),
        now=clock.now,
        second_factor=False,
        role=who.actor.role,
    )
    return Caller(made.secret)


def test_an_operator_lists_reads_and_refuses_with_a_reason_that_the_person_reads(asked, caller, people):
    buyer, case, name = asked
    desk = caller(people("operator"))
    found = desk.get("/erasure-requests").json()
    assert [row["id"] for row in found["waiting"]] == [name] and found["answered"] == []
    one = desk.get(f"/erasure-requests/{name}").json()
    assert one["reason"] == "I have left" and one["plan"]["stays"][0]["case"] == case
    address = f"/erasure-requests/{name}/decision"
    assert desk.post(address, {"result": "refused"}).json()["code"] == "text_missing"
    refused = desk.post(address, {"result": "refused", "reason": "Your case is open."})
    assert (refused.status_code, refused.json()["status"]) == (200, "refused")
    assert desk.post(address, {"result": "refused", "reason": "Your case is open."}).json() == refused.json()
    assert desk.post(address, {"result": "refused", "reason": "Other."}).json()["code"] == "erasure_decided"
    assert desk.post(address, {"result": "granted"}).json()["code"] == "erasure_decided"
    assert buyer.get("/me/erasure-requests").json()["requests"][0]["answer"] == "Your case is open."
    assert desk.get("/erasure-requests").json()["waiting"] == []


def test_an_operator_grants(asked, caller, people):
    desk = caller(people("operator"))
    assert desk.post(f"/erasure-requests/{asked[2]}/decision", {"result": "granted"}).json()["status"] == "granted"
    assert desk.post(f"/erasure-requests/{asked[2]}/decision", {"result": "granted"}).status_code == 200
    assert desk.post("/erasure-requests/qnone/decision", {"result": "granted"}).status_code == 404
    assert desk.post(f"/erasure-requests/{asked[2]}/decision", {"result": "perhaps"}).status_code == 422


def test_an_operator_puts_the_answer_off_once_and_the_person_reads_why(asked, caller, people):
    buyer, _case, name = asked
    ErasureRequest.objects.filter(pk=name).update(law="eu")
    desk, address = caller(people("operator")), f"/erasure-requests/{name}/longer"
    later = desk.post(address, {"reason": "Many cases."})
    assert (later.status_code, later.json()["longer"]) == (200, "Many cases.")
    assert desk.post(address, {"reason": "Many cases."}).json() == later.json()
    assert desk.post(address, {"reason": "Other."}).json()["code"] == "erasure_longer_already"
    assert buyer.get("/me/erasure-requests").json()["requests"][0]["longer"] == "Many cases."
    assert buyer.post(address, {"reason": "Mine."}).status_code == 404


def test_without_a_second_factor_and_for_others_nothing_is_decided(asked, caller, people, clock):
    _buyer, case, name = asked
    calls = [("/erasure-requests/" + name + "/decision", {"result": "granted"}), (f"/cases/{case}/legal-hold", WHY)]
    desk = weak(people("operator"), clock)
    assert desk.get("/erasure-requests").json()["code"] == "second_factor_needed"
    for address, body in calls:
        assert desk.post(address, body).json()["code"] == "second_factor_needed"
    for role in ("buyer", "seller", "neutral"):
        other = caller(people(role))
        assert other.get("/erasure-requests").status_code == other.get(f"/erasure-requests/{name}").status_code == 404
        assert all(other.post(address, body).status_code == 404 for address, body in calls)
    assert caller(people("auditor")).get("/erasure-requests").status_code == 404
    assert ErasureRequest.objects.get(pk=name).status == "open"


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_a_legal_hold_is_set_and_lifted(asked, caller, people, role):
    buyer, case, _name = asked
    desk = caller(people(role))
    assert desk.post(f"/cases/{case}/legal-hold/lifting", WHY).json()["code"] == "no_legal_hold"
    first = desk.post(f"/cases/{case}/legal-hold", WHY, key="k")
    assert first.status_code == 201
    assert desk.post(f"/cases/{case}/legal-hold", WHY, key="k").json() == first.json() | {"repeated": True}
    assert desk.post(f"/cases/{case}/legal-hold", WHY).json()["code"] == "legal_hold"
    assert buyer.get(f"/cases/{case}").json()["legal_hold"]["reason"] == WHY["reasons"]
    assert desk.post(f"/cases/{case}/legal-hold/lifting", WHY).status_code == 201
    assert buyer.get(f"/cases/{case}").json()["legal_hold"] is None


def test_an_order_is_held_before_any_case_and_let_go(caller, people, orders):
    buyer = people("buyer")
    root = orders(buyer, people("seller"))
    own, desk, there = caller(buyer), caller(people("operator")), f"/orders/{root}/legal-hold"
    assert desk.post(f"{there}/lifting", WHY).json()["code"] == "order_not_held"
    assert desk.post(there, {}).status_code == 422
    assert own.post(there, WHY).status_code == caller(people("seller")).post(there, WHY).status_code == 404
    assert desk.post(there, WHY, key="k").status_code == 201
    assert desk.post(there, WHY).json()["code"] == "order_held"
    assert own.get(f"/orders/{root}").json()["legal_hold"]["reasons"] == WHY["reasons"]
    assert desk.post(f"{there}/lifting", WHY).status_code == 201
    assert own.get(f"/orders/{root}").json()["legal_hold"] is None


@pytest.mark.once
def test_a_complaint_is_held_over_http_and_shows_the_hold_of_its_order(caller, people, orders):
    buyer = people("buyer")
    root = orders(buyer, people("seller"))
    own, desk = caller(buyer), caller(people("operator"))
    told = {"against": "service", "role": "platform", "text": "Nobody answers.", "order": root}
    name = own.post("/complaints", told).json()["created"]["complaint"]
    there = f"/complaints/{name}/legal-hold"
    assert desk.post(f"{there}/lifting", WHY).json()["code"] == "complaint_not_held"
    assert desk.post(there, {}).status_code == 422 and own.post(there, WHY).status_code == 404
    assert desk.post(there, WHY, key="k").status_code == 201
    assert desk.post(there, WHY, key="k").json()["repeated"]
    assert desk.post(there, WHY).json()["code"] == "complaint_held"
    hold = own.get(f"/complaints/{name}").json()["legal_hold"]
    assert (hold["of"], hold["reasons"]) == ("own", WHY["reasons"])
    assert desk.post(f"{there}/lifting", WHY).status_code == 201
    desk.post(f"/orders/{root}/legal-hold", WHY)
    assert own.get(f"/complaints/{name}").json()["legal_hold"]["of"] == "order"
