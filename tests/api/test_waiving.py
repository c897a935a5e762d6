"""Below what the rules give, over HTTP: refused with sum and rule, taken with `waives`, never by somebody else for the buyer."""

import json

import pytest

from hejie.record import reader

pytestmark = pytest.mark.django_db
LESS = 19900 - 11940


@pytest.fixture
def offered(caller, claim):
    """(buyer's caller, seller's caller, case id): the seller has offered ¥119.40 of ¥199.00."""
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    assert by_seller.post(f"/cases/{case}/offers", {"package": {"refund": 11940}}).status_code == 201
    return by_buyer, by_seller, case


def test_an_acceptance_below_is_refused_with_what_would_be_given_up(offered):
    by_buyer, _by_seller, case = offered
    refused = by_buyer.post(f"/cases/{case}/offers/o2/acceptance")
    assert (refused.status_code, refused.json()["code"]) == (409, "below_entitlement")
    facts = refused.json()["facts"]
    assert facts == {"minor": LESS, "currency": "CNY", "rule": "cn.cpl.24.defect_return_7d"}
    assert by_buyer.post(f"/cases/{case}/offers/o2/acceptance", {"waives": False}).json()["code"] == "below_entitlement"
    assert by_buyer.post(f"/cases/{case}/offers/o2/acceptance", {"waives": True}).status_code == 201
    bodies = [json.loads(one["body"]) for one in by_buyer.get(f"/cases/{case}/record").json()["entries"]]
    accepted = next(one["data"] for one in bodies if one["kind"] == "OfferAccepted")
    assert accepted["waives"]["minor"] == LESS


def test_a_buyers_own_offer_below_needs_the_same_word(offered):
    by_buyer, by_seller, case = offered
    less = {"package": {"refund": 15000}, "in_reply_to": "o2"}
    assert by_buyer.post(f"/cases/{case}/offers", less).json()["code"] == "below_entitlement"
    assert by_buyer.post(f"/cases/{case}/offers", {**less, "waives": True}).status_code == 201
    assert by_seller.post(f"/cases/{case}/offers/o3/acceptance").status_code == 201
    assert by_buyer.post(f"/cases/{case}/agreement/signatures").status_code == 201


def test_a_claim_for_less_is_signed_with_the_same_word(caller, claim):
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", {**body, "package": {"refund": 5000}}).json()["id"]
    assert by_seller.post(f"/cases/{case}/offers/o1/acceptance").status_code == 201
    assert by_buyer.post(f"/cases/{case}/agreement/signatures").json()["code"] == "below_entitlement"
    assert by_buyer.post(f"/cases/{case}/agreement/signatures", {"waives": True}).status_code == 201


def test_a_connected_shop_offers_for_the_buyer_but_never_below(caller, claim, people):
    buyer, seller, body = claim
    operator = people("operator")
    shop = caller(operator, ("read", "write", "orders"), integrator="shop", **{"on-behalf-of": f"buyer:{buyer.id}"})
    case = shop.post("/cases", body).json()["id"]
    less = {"package": {"refund": 5000}}
    assert shop.post(f"/cases/{case}/offers", less).json()["code"] == "below_entitlement"
    refused = shop.post(f"/cases/{case}/offers", {**less, "waives": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "act_in_person")
    assert shop.post(f"/cases/{case}/offers", {"package": {"refund": 19900}}).status_code == 201
    assert len(reader.case(case).offers) == 2


def test_vouchers_and_public_replies_are_terms_and_reviews_are_not(offered):
    by_buyer, by_seller, case = offered
    more = {"refund": 19900, "voucher": {"minor": 1500, "days": 60}, "public_reply": True}
    assert by_seller.post(f"/cases/{case}/offers", {"package": more}).status_code == 201
    package = by_buyer.get(f"/cases/{case}").json()["offers"][-1]["package"]
    assert (package["voucher"], package["public_reply"]) == ({"minor": 1500, "days": 60}, True)
    dear = by_seller.post(f"/cases/{case}/offers", {"package": {"voucher": {"minor": 19901}}})
    assert (dear.status_code, dear.json()["code"]) == (422, "voucher_above_paid")
    for term in ({"review": "removed"}, {"rating": 5}, {"voucher": {"minor": 5, "for": "review"}}):
        assert by_seller.post(f"/cases/{case}/offers", {"package": term}).status_code == 422
