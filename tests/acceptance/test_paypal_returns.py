"""PayPal's return acknowledgements over our API: what a seller can say of a parcel, and what follows for money and sides.

`paypal_disputes/sequences.json` pp-7 and pp-8. Their one operation is two of ours: what arrived (`receipt`), and what the
inspection finds (`inspection`), because a seller who has a parcel in hand has not looked into it yet.
"""

import json

import pytest

from tests.acceptance.conftest import file
from tests.support.rules import real_data

pytestmark = pytest.mark.django_db
FOLDER = "external/paypal_disputes"

# PayPal's acknowledgement → (what our receipt tells, what our inspection finds, what comes next and whose turn it is).
ACKNOWLEDGED = {
    "ITEM_RECEIVED": ({"pieces": [{"line": 1, "received": 1}]}, "right", None),
    "ITEM_NOT_RECEIVED": ({"arrived": False}, "", "prove_sent"),
    "DAMAGED": ({"pieces": [{"line": 1, "received": 1, "grade": "C"}]}, "damaged", "agree"),
    "EMPTY_PACKAGE_OR_DIFFERENT": ({"pieces": [{"line": 1, "received": 1}]}, "empty_box", "agree"),
    "MISSING_ITEMS": ({"pieces": [{"line": 1, "received": 1}]}, "missing_parts", "agree"),
}
BESIDE = {"EMPTY_PACKAGE_OR_DIFFERENT": "other_item"}  # one word of theirs, two of ours
# How goods go back → what our shipment tells.
MODES = {"SHIPPED": {"carrier": "SF", "waybill": "L1001"}, "IN_PERSON": {"carrier": "handed over at the counter"}}
AGREED = 10250  # one of two kettles at 100.00 with half of 5.00 freight


def enums() -> dict:
    return json.loads((real_data(FOLDER) / "enums.json").read_text())


def sequence(name: str) -> dict:
    rows = json.loads((real_data(FOLDER) / "sequences.json").read_text())["sequences"]
    return next(row for row in rows if row["id"] == name)


def test_every_word_of_theirs_has_one_of_ours():
    found = enums()
    assert set(found["schemas"]["acknowledgement_type"]) == set(ACKNOWLEDGED)
    assert set(found["inner"]["return_details.mode"]) == set(MODES)
    steps = [step["body"]["acknowledgement_type"] for step in sequence("pp-7")["steps"] if step["by"] == "seller"]
    assert steps == list(ACKNOWLEDGED)


def inspected(asked, outcome: str, evidence: list[str]):
    finding = {"pieces": [{"line": 1, "found": [{"outcome": outcome, "quantity": 1}]}]}
    if outcome in ("damaged", "missing_parts"):
        finding["adjust"] = [
            {"what": "damage" if outcome == "damaged" else "missing", "minor": -3000, "note": "As found"}
        ]
    return asked.step(asked.seller, "inspection", finding if outcome != "right" else {}, evidence=evidence)


@pytest.mark.parametrize("said", ACKNOWLEDGED)
def test_what_the_seller_acknowledges_moves_money_only_where_all_is_right(returns, run_worker, said):
    told, outcome, following = ACKNOWLEDGED[said]
    asked = returns().on_its_way()
    assert asked.step(asked.buyer, "receipt", told).status_code == 403  # merchants only
    assert asked.step(asked.seller, "receipt", told).status_code == 201
    if outcome and outcome != "right":
        assert inspected(asked, outcome, []).json()["code"] == "evidence_needed"
        piece = file(asked.seller, asked.case).json()["created"]["id"]
        assert inspected(asked, outcome, [piece]).status_code == 201
    elif outcome:
        assert inspected(asked, outcome, []).status_code == 201
    run_worker()
    seen = asked.seen()
    assert asked.paid_back() == (AGREED if following is None else 0)
    if following is None:
        assert (seen["stage"], seen["outcome"]) == ("closed", "served")
        return
    assert any(row["wait"] == f"service_{following}" and row["who"] == "buyer" for row in seen["deadlines"])
    assert following in seen["service"]["may"]


def test_a_different_article_is_told_apart_from_an_empty_box(returns):
    asked = returns().on_its_way()
    asked.step(asked.seller, "receipt", {})
    piece = file(asked.seller, asked.case).json()["created"]["id"]
    assert inspected(asked, BESIDE["EMPTY_PACKAGE_OR_DIFFERENT"], [piece]).status_code == 201
    assert asked.seen()["service"]["pieces"][0]["found"] == [{"outcome": "other_item", "quantity": 1}]


def test_both_are_heard_where_the_buyer_does_not_agree_to_what_was_found(returns, run_worker):
    asked = returns().on_its_way()
    asked.step(asked.seller, "receipt", {})
    piece = file(asked.seller, asked.case).json()["created"]["id"]
    inspected(asked, "damaged", [piece])
    answer = asked.step(asked.buyer, "steps/agree", {"agreed": False}, note="It was whole when I sent it.")
    assert answer.status_code == 201, answer.content
    run_worker()
    seen = asked.seen()
    assert seen["stage"] not in ("service", "closed") and asked.paid_back() == 0


@pytest.mark.parametrize("mode", MODES)
def test_goods_go_back_by_carrier_or_by_hand(returns, mode):
    asked = returns()
    asked.step(asked.seller, "answer", approve=True)
    assert asked.step(asked.buyer, "shipment", MODES[mode]).status_code == 201
    assert asked.seen()["service"]["next"] == "receive"


def test_another_reason_may_not_acknowledge_a_return(returns, run_worker):
    """pp-8: nothing came, so nothing can come back. Their 422 is our 409: the step exists, and its turn does not come."""
    assert sequence("pp-8")["steps"][0]["expect"]["http"] == 422
    asked = returns(kind="lost", reason="not_received", order={"delivered": False})
    answer = asked.step(asked.seller, "receipt", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "step_not_now")
    run_worker()
    assert asked.paid_back() == 0
