"""Points over HTTP: what one is worth, given, kept by a checkout, spent once, let go, and seen by their owner."""

import pytest

from hejie.domain.escrow import purse
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.usecases import ids, money, orders

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_checkout_keeps_points_spends_them_once_or_lets_them_go(caller, people, ctx, marketplace):
    seller, buyer = people("seller"), people("buyer")
    money.deposit(ctx(people("operator")), purse.Deposit(seller.shop, 10_000, "CNY"), key="in")
    roots = []
    for number in "12":
        roots.append(ids.order_root(marketplace.pk, number))
        placing = PlaceOrder(roots[-1], number, buyer.id, "CNY", (NewLine(1, seller.shop, 800),))
        orders.place_order(ctx(), placing, key=number)
    by_operator, by_seller, by_buyer = caller(people("operator")), caller(seller), caller(buyer)
    program = caller(people("integrator"))
    assert by_buyer.get("/points/worth").json() == {"worth": None}
    given = {"points": 2_000, "why": "delay", "note": "Sorry for the wait."}
    assert by_seller.post(f"/orders/{roots[0]}/points", given).json()["code"] == "points_not_offered"
    worth = {"points": 100, "minor": 100, "currency": "CNY", "days": 30}
    for somebody in (by_seller, by_buyer, program):
        assert somebody.post("/points/worth", worth).json()["code"] == "not_found"
    assert (
        by_operator.post("/points/worth", {**worth, "since": "2020-01-01T00:00:00Z"}).json()["code"] == "points_since"
    )
    assert by_operator.post("/points/worth", {**worth, "points": 0}).json()["code"] == "bad_field"
    assert by_operator.post("/points/worth", worth).status_code == 201
    assert by_buyer.get("/points/worth").json()["worth"]["points"] == 100
    assert (
        by_seller.post(f"/orders/{roots[0]}/points", {**given, "note": "5 stars: you get a voucher"}).json()["code"]
        == "review_bought"
    )
    assert by_seller.post(f"/orders/{roots[0]}/points", given).json()["created"] == {"gift": "p1"}
    asked = {"buyer": buyer.id, "currency": "CNY", "minor": 1_000}
    kept = program.post("/points/reservations", asked).json()["reservation"]
    assert (kept["points"], kept["minor"], kept["status"]) == (1_000, 1_000, "reserved")
    own = by_buyer.get("/points").json()
    assert (own["points"], own["reservations"][0]["reservation"]) == (1_000, kept["reservation"])
    path = f"/points/reservations/{kept['reservation']}"
    assert program.post(f"{path}/spending", {"order": roots[0]}).json()["code"] == "points_above_worth"
    assert program.post(f"{path}/release").status_code == 201
    kept = program.post("/points/reservations", {"buyer": buyer.id, "currency": "CNY", "order": roots[0]}).json()[
        "reservation"
    ]
    path = f"/points/reservations/{kept['reservation']}"
    spent = program.post(f"{path}/spending", {"order": roots[0]})
    assert (spent.status_code, spent.json()["reservation"]["status"]) == (201, "paid")
    assert spent.json()["left"] == {"minor": 0, "currency": "CNY"}
    assert program.post(f"{path}/spending", {"order": roots[1]}).json()["code"] == "points_used"
    assert program.get(path).json()["order"] == roots[0]
    assert (
        by_seller.get(path).json()["code"] == program.get("/points/reservations/nothing").json()["code"] == "not_found"
    )
    assert by_seller.post("/points/reservations", asked).json()["code"] == "not_found"
    told = program.get(f"/points/movements?buyer={buyer.id}").json()["movements"]
    assert [(row["what"], row["points"]) for row in told] == [
        ("spent", 0), ("reserved", -800), ("released", 1_000), ("reserved", -1_000), ("received", 2_000),
    ]  # fmt: skip
    assert by_buyer.get("/points/movements?cursor=x").json()["code"] == "bad_cursor"


def test_points_are_offered_at_the_worth_of_that_moment_and_nobody_is_sentenced_to_them(
    caller, people, ctx, claim, opened, run_worker
):
    buyer, seller, _body = claim
    money.deposit(ctx(people("operator")), purse.Deposit(seller.shop, 10_000, "CNY"), key="in")
    by_operator, by_seller = caller(people("operator")), caller(seller)
    by_buyer, path = caller(buyer), f"/cases/{opened['id']}"
    offer = {"package": {"refund": 19_900, "points": {"number": 700}}}
    assert by_seller.post(f"{path}/offers", offer).json()["code"] == "points_not_offered"
    worth = {"points": 100, "minor": 100, "currency": "CNY", "days": 30}
    assert by_operator.post("/points/worth", worth).status_code == 201
    for wrong in ({"number": 700, "minor": 1}, {"number": -1}, {"number": 10**10}, 700):
        assert by_seller.post(f"{path}/offers", {"package": {"points": wrong}}).json()["code"] == "bad_field"
    above = {"package": {"points": {"number": 20_000}}}
    assert by_seller.post(f"{path}/offers", above).json()["code"] == "points_above_paid"
    bought = {**offer, "note": "Five stars: then you get the points."}
    assert by_seller.post(f"{path}/offers", bought).json()["code"] == "review_bought"
    assert by_seller.post(f"{path}/offers", offer).status_code == 201
    assert by_operator.post("/points/worth", {**worth, "minor": 1}).status_code == 201
    term = by_buyer.get(path).json()["offers"][-1]["package"]["points"]
    assert (term["number"], term["minor"], term["days"], term["worth"]["minor"]) == (700, 700, 30, 100)
    assert by_buyer.post(f"{path}/offers/o2/acceptance").status_code == 201
    told = by_buyer.get(f"{path}/agreement?language=en").json()
    assert "points of this marketplace (700), worth" in str(told) and "a later change does not touch them" in str(told)
    for somebody in (by_buyer, by_seller):
        assert somebody.post(f"{path}/agreement/signatures").status_code == 201
    run_worker()
    assert by_buyer.get("/points?currency=CNY").json()["points"] == 700
    duty = by_seller.get(path).json()["obligations"][0]
    assert (duty["what"], duty["status"]) == ("points", "kept")
