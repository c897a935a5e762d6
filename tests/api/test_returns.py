"""A return over HTTP by both sides' programs, from the request to the posted refund; refusals with what to do."""

import pytest

from hejie.rulebooks import procedures
from tests.support.service import Services

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(people, ctx, marketplace, clock, caller):
    """(buyer's caller, seller's caller, body of a request about one of two kettles)."""
    buyer, seller = people("buyer"), people("seller")
    body = {
        "order": Services(people, ctx, marketplace, clock).order(buyer, seller),
        "pieces": [{"line": 1, "quantity": 1}],
        "reason": "defective",
        "story": "It does not boil.",
        "shown": procedures.load("procedures/standard").digest,
    }
    return caller(buyer), caller(seller), body


def test_a_return_by_two_programs_ends_with_the_money_posted(asked, run_worker):
    by_buyer, by_seller, body = asked
    made = by_buyer.post("/returns", body, key="mine")
    case = made.json()["id"]
    assert made.status_code == 201 and by_buyer.post("/returns", body, key="mine").json()["repeated"]
    seen = by_seller.get(f"/cases/{case}").json()
    assert (seen["stage"], seen["service"]["status"], seen["service"]["next"]) == ("service", "asked", "answer")
    assert seen["service"]["may"] == ["ask_facts"] and "service.answer" in seen["may"]
    assert by_seller.post(f"/returns/{case}/answer", {"approve": True}).status_code == 201
    assert by_seller.post(f"/returns/{case}/label", {"told": {"carrier": "SF", "waybill": "L1001"}}).status_code == 201
    assert (
        by_buyer.post(f"/returns/{case}/shipment", {"told": {"carrier": "SF", "waybill": "L1001"}}).status_code == 201
    )
    came = {"pieces": [{"line": 1, "received": 1, "grade": "B"}]}
    assert by_seller.post(f"/returns/{case}/receipt", {"told": came}).status_code == 201
    assert by_seller.post(f"/returns/{case}/inspection", {}).status_code == 201
    run_worker()
    seen = by_buyer.get(f"/cases/{case}").json()
    assert (seen["stage"], seen["outcome"]) == ("closed", "served")
    assert seen["service"]["reckoned"]["minor"] == 10250
    assert [row["step"] for row in seen["service"]["steps"]] == ["label", "send", "receive", "inspect"]


def test_refusals_name_what_is_wrong_and_change_nothing(asked, people, caller):
    by_buyer, by_seller, body = asked
    too_many = by_buyer.post("/returns", {**body, "pieces": [{"line": 1, "quantity": 2}, {"line": 1, "quantity": 1}]})
    assert (too_many.status_code, too_many.json()["code"]) == (422, "over_quantity")
    case = by_buyer.post("/returns", body).json()["id"]
    path = f"/returns/{case}"
    refused = {
        "step_not_yours": by_buyer.post(f"{path}/receipt", {}),
        "over_approved": by_seller.post(f"{path}/answer", {"approve": True, "pieces": [{"line": 1, "quantity": 2}]}),
        "adjustment_reason": by_seller.post(
            f"{path}/answer", {"approve": True, "adjust": [{"what": "use", "minor": -5}]}
        ),
        "service_step_unknown": by_seller.post(f"{path}/steps/dance", {}),
        "step_not_now": by_seller.post(f"{path}/receipt", {}),
        "line_has_open_case": by_buyer.post("/returns", body),
        "not_found": caller(people("buyer")).post(f"{path}/shipment", {}),
    }
    assert {code: answer.json()["code"] for code, answer in refused.items()} == {code: code for code in refused}
    assert by_buyer.get(f"/cases/{case}").json()["service"]["status"] == "asked"
    by_seller.post(f"{path}/steps/ask_facts", {"note": "Which plug?"})
    assert by_buyer.get(f"/cases/{case}").json()["service"]["next"] == "facts"  # what comes between is waited for first


def test_a_buyers_program_pays_what_comes_on_top_once_and_sees_where_the_payment_stands(asked, run_worker):
    by_buyer, by_seller, body = asked
    wish = {"kind": "exchange", "reason": "none", "wish": {"title": "Steel kettle", "price": 12500}}
    case = by_buyer.post("/returns", {**body, **wish}).json()["id"]
    path = f"/returns/{case}/payment"
    assert by_buyer.post(path, {"minor": 2500}).json()["code"] == "step_not_now"
    by_seller.post(f"/returns/{case}/answer", {"approve": True})
    assert by_buyer.get(f"/cases/{case}").json()["service"]["payment"] == {"due": 2500, "status": "none"}
    assert by_buyer.post(path, {"minor": 2400}).json()["code"] == "difference_is"
    assert by_buyer.post(path, {"minor": 2500}, key="pay").status_code == 201
    assert by_buyer.post(path, {"minor": 2500}, key="pay").json()["repeated"]
    assert by_seller.post(path, {"minor": 2500}).json()["code"] in ("step_not_yours", "not_allowed_now")
    assert by_buyer.get(f"/cases/{case}").json()["service"]["payment"] == {"due": 2500, "status": "asked"}
    run_worker()
    seen = by_buyer.get(f"/cases/{case}").json()["service"]
    assert seen["payment"] == {"due": 0, "status": "paid", "minor": 2500} and seen["next"] == "send"
