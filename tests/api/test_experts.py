"""Asking somebody in over HTTP."""

import pytest

pytestmark = pytest.mark.django_db
ASKED = {
    "kind": "third", "trade": "carrier", "name": "Blue Post", "email": "desk@example.net", "question": "Where is parcel 7?",
    "days": 4, "texts": ["claim"],
}  # fmt: skip


def test_a_carrier_is_asked_in_added_to_objected_to_and_decided_about(caller, claim, people):
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    assert by_buyer.post(f"/cases/{case}/experts", {**ASKED, "email": "nowhere"}).json()["code"] == "expert_address"
    assert by_buyer.post(f"/cases/{case}/experts", {**ASKED, "trade": "laboratory"}).json()["code"] == "expert_kind"
    assert by_buyer.post(f"/cases/{case}/experts", ASKED, key="k").json()["created"] == {"asking": "k1"}
    assert by_buyer.post(f"/cases/{case}/experts", ASKED, key="k").json()["repeated"]
    assert by_seller.post(f"/cases/{case}/experts/k1/additions", {"question": "Who signed?"}).status_code == 201
    assert by_seller.post(f"/cases/{case}/experts/k1/objection", {"text": "He lost it."}).status_code == 201
    answer = by_seller.get(f"/cases/{case}")
    (shown,) = answer.json()["experts"]
    assert (shown["trade"], shown["shown"], shown["status"]) == ("carrier", ["claim"], "open")
    assert shown["objections"] == [{"by": "seller", "reason": "He lost it.", "granted": None}]
    assert b"desk@example.net" not in answer.content
    operator = caller(people("operator"))
    assert (
        by_buyer.post(f"/cases/{case}/experts/k1/objection/decision", {"granted": False}).json()["code"]
        == "expert_decider"
    )
    assert operator.post(f"/cases/{case}/experts/k1/objection/decision", {"granted": False}).status_code == 201
    assert by_buyer.post(f"/cases/{case}/experts/k1/quote/acceptance", {"minor": 5}).json()["code"] == "expert_no_quote"
    assert by_buyer.post(f"/cases/{case}/experts/k1/fee", {"note": "Paid"}).json()["code"] == "expert_no_fee"
    assert by_buyer.post(f"/cases/{case}/experts/k1/withdrawal").status_code == 201
    stranger = caller(people("buyer"))
    assert stranger.post(f"/cases/{case}/experts", ASKED).status_code == 404
