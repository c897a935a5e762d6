"""Sealed bids over HTTP: asked for, sealed, repeated, refused, and what each caller may know of them."""

import json

import pytest

from hejie.usecases import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(caller, claim, settings, tmp_path):
    """(buyer's caller, seller's caller, case id) of an open case, in a home of the test's own."""
    settings.HOME = tmp_path
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    assert by_seller.post(f"/cases/{case}/bidding", {"package": {"goods": "keep"}}).status_code == 201
    return by_buyer, by_seller, case


def bid(minor, **more):
    return {"bidding": "bd1", "minor": minor, "currency": "CNY", **more}


def test_bids_that_meet_settle_the_case(opened, clock):
    by_buyer, by_seller, case = opened
    assert by_buyer.post(f"/cases/{case}/bids", bid(8000, waives=True), key="k").status_code == 201
    assert by_seller.post(f"/cases/{case}/bids", bid(12000)).status_code == 201
    worker.run_once(clock.now)
    found = by_buyer.get(f"/cases/{case}/bidding").json()
    assert (found["state"], found["result"]) == ("ended", "agreed")
    agreed = by_seller.get(f"/cases/{case}").json()["agreement"]
    assert 8000 <= agreed["package"]["refund"] <= 12000
    again = by_buyer.post(f"/cases/{case}/bids", bid(8000, waives=True), key="k")
    assert (again.status_code, again.json()["repeated"]) == (201, True)
    room = by_buyer.get(f"/cases/{case}/record?room=bid-buyer")
    assert room.status_code == 200 and "BidSealed" in room.content.decode() and "8000" not in room.content.decode()
    assert by_seller.get(f"/cases/{case}/record?room=bid-buyer").status_code == 404


def test_a_bid_is_refused_without_being_repeated(opened, caplog):
    by_buyer, by_seller, case = opened
    path = f"/cases/{case}/bids"
    for body, code in (
        (bid(31337_000), "bid_out_of_range"),
        (bid("31337"), "bid_not_a_sum"),
        (bid(31337.5), "bid_not_a_sum"),
        (bid(True), "bid_not_a_sum"),
        (bid(-31337), "bid_out_of_range"),
        (bid(31337, currency="EUR"), "currency_mismatch"),
    ):
        answer = by_seller.post(path, body)
        assert answer.json()["code"] == code and "31337" not in answer.content.decode()
    below = by_buyer.post(path, bid(8000))
    assert below.json()["code"] == "below_entitlement"
    assert by_seller.post(path, bid(9000), key="one").status_code == 201
    assert by_seller.post(path, bid(9000), key="one").json()["repeated"]
    assert by_seller.post(path, bid(9001), key="one").json()["code"] == "key_used_otherwise"
    assert by_seller.post(path, bid(9001), key="two").json()["code"] == "bid_sealed_before"
    assert "/bids" not in caplog.text


def test_a_limit_names_its_bidding(opened):
    _by_buyer, by_seller, case = opened
    path = f"/cases/{case}/bids"
    unnamed = by_seller.post(path, {"minor": 9000, "currency": "CNY"})
    assert unnamed.status_code == 422 and "bidding" in unnamed.content.decode()
    other = by_seller.post(path, bid(9000, bidding="bd7"))
    assert (other.status_code, other.json()["code"]) == (409, "bidding_over")
    assert other.json()["facts"] == {"bidding": "bd7", "open": "bd1"}


def test_if_match_is_honoured(opened, caller):
    by_buyer, by_seller, case = opened
    head = by_seller.get(f"/cases/{case}").json()["head"]
    by_buyer.post(f"/cases/{case}/messages", {"text": "One more thing."})
    stale = by_seller.post(f"/cases/{case}/bids", bid(9000), **{"if-match": f'"{head}"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_head")
    now = by_seller.get(f"/cases/{case}").json()["head"]
    assert by_seller.post(f"/cases/{case}/bids", bid(9000), **{"if-match": f'"{now}"'}).status_code == 201


def test_nobody_bids_for_another(opened, caller, claim, people):
    _by_buyer, _by_seller, case = opened
    operator = people("operator")
    integrator = caller(operator, ("read", "write"), integrator="shop", **{"on-behalf-of": f"buyer:{claim[0].id}"})
    for path, body in ((f"/cases/{case}/bids", bid(8000)), (f"/cases/{case}/bidding", {})):
        assert integrator.post(path, body).json()["code"] == "act_in_person"
    stranger = caller(people("buyer"))
    assert stranger.post(f"/cases/{case}/bids", bid(8000)).status_code == 404
    assert stranger.get(f"/cases/{case}/bidding").status_code == 404


def test_each_caller_knows_of_his_own_side_alone(opened, caller, people):
    by_buyer, by_seller, case = opened
    before = {name: one.get(f"/cases/{case}/bidding").content for name, one in (("b", by_buyer), ("s", by_seller))}
    assert json.loads(before["b"])["sealed"] is False
    by_buyer.post(f"/cases/{case}/bids", bid(8000, waives=True))
    assert by_buyer.get(f"/cases/{case}/bidding").json()["sealed"] is True
    assert by_seller.get(f"/cases/{case}/bidding").content == before["s"]
    operator = caller(people("operator")).get(f"/cases/{case}/bidding").json()
    assert operator["sealed"] is False and "8000" not in json.dumps(operator)


def test_a_case_has_three_biddings(opened, clock):
    by_buyer, _by_seller, case = opened
    by_buyer.post(f"/cases/{case}/messages", {"text": "Let us find a sum."})
    assert by_buyer.post(f"/cases/{case}/bidding", {"offer": "o1"}).json()["code"] == "bidding_is_open"
    assert by_buyer.get(f"/cases/{case}/bidding").json()["left"] == 2
