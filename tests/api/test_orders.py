"""Orders as a shop's program sends them."""

import io

import pytest

from hejie.record import reader
from hejie.record.verify import verify_dossier
from tests.usecases.test_deals import agreed, order

pytestmark = pytest.mark.django_db
BODY = {
    "id": "118-2204",
    "buyer": "lin",
    "currency": "CNY",
    "paid": 21900,
    "freight": 2000,
    "lines": [
        {"line": 1, "seller": "northwind", "title": "Trail shoes", "price": 14900},
        {"line": 2, "seller": "northwind", "title": "Socks", "price": 5000},
    ],
}


@pytest.fixture
def shop(caller, people):
    """The shop's program."""
    return caller(people("operator"), ("read", "write", "orders"), integrator="shop")


def test_what_was_paid_is_held_line_by_line_and_released_on_confirmation(shop, caller, run_worker):
    placed = shop.post("/orders", BODY)
    assert placed.status_code == 201, placed.content
    root = placed.json()["id"]
    assert shop.get(f"/orders/{root}").json()["held"] == 21900
    assert shop.post(f"/orders/{root}/shipment", {"carrier": "SF", "waybill": "1"}).status_code == 201
    assert shop.post(f"/orders/{root}/delivery").status_code == 201


def test_an_equal_order_is_taken_once_and_a_contradiction_refused(shop):
    first = shop.post("/orders", BODY, key="a")
    assert shop.post("/orders", BODY, key="a").json()["repeated"]
    assert shop.post("/orders", {**BODY, "paid": 1}, key="a").status_code == 422
    assert shop.post("/orders", BODY, key="b").json()["code"] == "order_exists"
    assert len(shop.get("/orders").json()["orders"]) == 1
    assert first.status_code == 201


@pytest.mark.parametrize(
    "change", [{"currency": "XYZ"}, {"paid": -5}, {"lines": []}, {"lines": [BODY["lines"][0]] * 2}, {"currency": "cny"}]
)
def test_an_order_that_cannot_be_is_refused(shop, change):
    answer = shop.post("/orders", {**BODY, **change})
    assert answer.status_code in (409, 422), answer.content
    assert shop.get("/orders").json()["orders"] == []


def test_only_a_token_for_orders_places_them(caller, people):
    buyer = caller(people("buyer"))
    assert buyer.post("/orders", BODY).status_code == 403


def test_a_body_that_is_no_json_is_told_so(shop):
    answer = shop._client.post(
        "/api/v1/orders", "{no", content_type="application/json", headers={**shop._headers, "idempotency-key": "x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_the_kind_of_the_goods_and_the_buyers_time_come_with_the_order(shop):
    line = {**BODY["lines"][0], "category": "shoes"}
    placed = shop.post("/orders", {**BODY, "lines": [line], "confirm_days": 4, "confirm_since": "shipped"})
    root = placed.json()["id"]
    assert shop.get(f"/orders/{root}").json()["lines"][0]["category"] == "shoes"
    shop.post(f"/orders/{root}/shipment")
    order = reader.order(root)
    assert (order.confirm_days, order.confirm_since) == (4, "shipped")
    assert [row.wait for row in order.deadlines] == ["confirm_receipt"]
    assert shop.post("/orders", {**BODY, "id": "x", "confirm_days": 0}).status_code == 422


def test_a_shop_gets_the_marketplaces_word_for_its_standing(shop, caller, people):
    shop.post("/orders", BODY)
    told = shop.call("put", "/sellers/northwind", {"tier": "gold"})
    assert (told.status_code, told.json()["tier"]) == (200, "gold")
    assert shop.call("put", "/sellers/nobody", {"tier": "gold"}).json()["code"] == "seller_unknown"
    by_seller = caller(people("seller"))
    assert by_seller.call("put", "/sellers/northwind", {"tier": "gold"}).json()["code"] == "scope_missing"


def test_gifts_sets_and_free_shipping_come_with_the_order(shop):
    gift = {"line": 3, "seller": "northwind", "title": "Laces", "price": 0, "gift_for": 1, "worth": 300}
    lines = [{**BODY["lines"][0], "bundle": "set", "tax": 1100}, {**BODY["lines"][1], "bundle": "set"}, gift]
    more = {"lines": lines, "offer": {"free_from": 15000, "freight": 800}}
    assert shop.post("/orders", {**BODY, "lines": [{**gift, "gift_for": 9}]}).json()["code"] == "unknown_line"
    order = reader.order(shop.post("/orders", {**BODY, **more}).json()["id"])
    assert order.offer == {"free_from": 15000, "freight": 800} and order.line(3).worth == 300
    assert [line.bundle for line in order.lines] == ["set", "set", ""] and order.line(1).tax == 1100


def test_a_shop_reads_its_own_lines_of_an_order_of_several(caller, people, orders):
    buyer, one, other = people("buyer"), people("seller"), people("seller")
    root = orders(buyer, one, other)
    seen = caller(other).get(f"/orders/{root}").json()
    assert [line["line"] for line in seen["lines"]] == [2] and (seen["paid"], seen["held"]) == (19900, 19900)
    assert one.shop not in str(seen) and [row["lines"] for row in seen["clocks"]] == [[2]] * len(seen["clocks"])
    assert [line["line"] for line in caller(buyer).get(f"/orders/{root}").json()["lines"]] == [1, 2]


@pytest.mark.once
def test_the_record_of_an_order_and_of_a_deal_are_files_for_whoever_may_read_them(caller, ctx, marketplace, people):
    buyer, seller = people("buyer"), people("seller")
    deal = agreed(ctx, buyer, seller)
    root = order(ctx, marketplace, buyer, seller, deal)
    for place in (f"/orders/{root}/dossier", f"/deals/{deal[0]}/dossier?language=zh"):
        for one in (buyer, seller, people("operator")):
            taken = caller(one).get(place)
            assert taken["Content-Type"] == "application/zip" and taken["Cache-Control"] == "private, no-store"
            assert all(check.holds for check in verify_dossier(io.BytesIO(b"".join(taken.streaming_content))))
        for one in (people("buyer"), people("seller"), people("neutral")):
            assert caller(one).get(place).status_code == 404
