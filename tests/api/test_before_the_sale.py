"""Listings and deals over HTTP, as a script written from the OpenAPI page would drive them."""

import pytest

pytestmark = pytest.mark.django_db
GOODS = [{"title": "Camera", "product": "CAM-1", "quantity": 1, "price": 250_000}]
TERMS = {"currency": "CNY", "goods": GOODS, "return_days": 15, "return_freight": "seller", "deliver_by": "2026-11-12"}


def test_a_deal_goes_from_proposal_to_the_order_that_is_placed_with_it(caller, people, shop):
    buyer, seller = people("buyer"), people("seller")
    program, trader, other = shop, caller(seller), caller(buyer)
    made = trader.post("/deals", {"buyer": buyer.id, "terms": TERMS})
    assert made.status_code == 201, made.json()
    deal = made.json()["created"]["deal"]
    cheaper = {**TERMS, "goods": [{**GOODS[0], "price": 240_000}]}
    assert other.post(f"/deals/{deal}/amendments", {"terms": cheaper, "note": "A little dear"}).status_code == 201
    seen = trader.get(f"/deals/{deal}").json()
    assert seen["versions"][1]["changes"] == [{"where": "goods.1.price", "before": 250_000, "after": 240_000}]
    assert seen["turn"]["who"] == "seller" and seen["turn"]["silence"] == "lapse_deal"
    old, new = (one["hash"] for one in seen["versions"])
    refused = trader.post(f"/deals/{deal}/confirmation", {"hash": old})
    assert (refused.status_code, refused.json()["code"]) == (409, "deal_version")
    assert refused.json()["facts"]["hash"] == new
    for one in (trader, other):
        assert one.post(f"/deals/{deal}/confirmation", {"hash": new}).status_code == 201
    edited = trader.post(f"/deals/{deal}/amendments", {"terms": TERMS})
    assert (edited.status_code, edited.json()["code"]) == (409, "deal_confirmed")
    order = {
        "id": "W-1", "buyer": buyer.id, "currency": "CNY", "paid": 250_000, "deal": {"id": deal, "hash": new},
        "lines": [{"line": 1, "seller": seller.shop, "title": "Camera", "product": "CAM-1", "price": 250_000}],
    }  # fmt: skip
    unknown = program.post("/orders", {**order, "currency": "ZZZ"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "currency_unknown")
    assert other.get("/deals").json()["deals"][0]["status"] == "agreed"  # not taken for an order that is not there
    placed = program.post("/orders", order)
    assert placed.status_code == 201, placed.json()
    for again in ({**order, "deal": {**order["deal"], "hash": old}}, {**order, "deal": None}):
        assert program.post("/orders", again).json()["code"] == "order_exists"
    read = other.get(f"/orders/{placed.json()['id']}").json()
    assert read["deal"]["hash"] == new and read["deal"]["differs"] == [
        {"what": "price", "line": 1, "deal": 240_000, "order": 250_000}
    ]
    assert other.get("/deals").json()["deals"][0]["status"] == "ordered"
    assert caller(people("buyer")).get(f"/deals/{deal}").status_code == 404


def test_listings_are_published_checked_and_taken_in_from_files(caller, people):
    seller = people("seller")
    shop = caller(seller)
    shirt = {
        "product": "S/1",
        "category": "apparel",
        "title": "纯棉T恤 全网最低价",
        "facts": {"condition": "new", "material": ["polyester"]},
    }
    looked = shop.post("/listings/check?lang=en", shirt).json()["findings"]
    assert {"forbidden", "contradicts", "missing"} <= {one["kind"] for one in looked}
    assert shop.get("/listings").json()["listings"] == []
    made = shop.post("/listings?lang=ru", shirt)
    assert made.status_code == 201 and made.json()["version"] == 1 and made.json()["new"]
    assert shop.get("/listings/S/1").json()["title"] == shirt["title"]
    assert len(shop.get("/listings/versions/S/1").json()["versions"]) == 1
    rows = [
        {"product": "S-2", "title": "Shirt"},
        {"title": "No number"},
        {"product": "S-3", "title": "x", "facts": {"colours": "red"}},
    ]
    told = shop.post("/listings/imports", rows)
    body = told.json()
    assert (body["new"], [row["row"] for row in body["left_out"]]) == (1, [2, 3])
    assert all(row["reason"] and row["code"] == "listing_wrong" for row in body["left_out"])
    facts = shop.get("/listings/facts?category=apparel&lang=zh").json()["facts"]
    assert any(one["fact"] == "material" and one["needed"] and one["because"] for one in facts)
    assert caller(people("buyer")).post("/listings", shirt).status_code == 404


@pytest.mark.once
def test_what_is_asked_of_shops_is_read_tried_and_published(caller, people, clock):
    operator, seller = caller(people("operator")), people("seller")
    standing = operator.get("/vetting-policies").json()
    assert standing["current"] is None and standing["versions"] == []
    text = {**standing["policy"], "version": "ours"}
    rule = {"for": "business", "countries": ["CN"], "categories": ["tea"], "papers": ["food_permit"], "source": "ours"}
    text["rules"] = [*text["rules"], {**rule, "deposit": {"minor": 250_000, "currency": "CNY"}}]
    tried = operator.post("/vetting-trials", {"policy": text, "country": "CN", "categories": ["tea"]}).json()
    assert tried["deposit"]["minor"] == 250_000 and tried["papers"][-1]["sources"] == ["ours"]
    wrong = operator.post("/vetting-policies", {"policy": {**text, "rules": [{**rule, "for": "club"}]}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "vetting_wrong") and "club" in wrong.json()["facts"][
        "what"
    ]
    made = operator.post("/vetting-policies", {"policy": text, "for_all": True})
    assert (made.status_code, made.json()["number"], made.json()["for_all"]) == (201, 1, True)
    assert operator.get("/vetting-policies/1").json()["policy"]["version"] == "ours"
    told = {"kind": "business", "country": "CN", "categories": ["tea"]}
    assert caller(seller).post(f"/sellers/{seller.shop}/declaration", told).status_code == 201
    read = caller(seller).get(f"/sellers/{seller.shop}/papers").json()
    assert read["policy"]["version"] == "ours" and read["deposit"]["short"]["minor"] == 250_000
    assert (read["deposit"]["follows_now"], read["deposit"]["owed_to_fund"]) == ([], [])
    assert caller(seller).get("/vetting-policies").status_code == 404
    assert caller(seller).post("/vetting-policies", {"policy": text}).status_code == 404
