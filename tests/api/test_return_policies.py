"""After-sales policies over HTTP: published by a shop, tried, below the law refused, read by everybody."""

import pytest

from hejie.usecases import return_policies

pytestmark = [pytest.mark.django_db, pytest.mark.once]
POLICY = {
    "id": "shop",
    "name": "Bags by Lin",
    "windows": [{"id": "all", "days": 30}],
    "methods": ["mail"],
    "refunds": ["full"],
}


def test_a_shop_puts_its_policy_and_a_buyer_reads_it(caller, people):
    seller, buyer = people("seller"), people("buyer")
    shop, reader = caller(seller), caller(buyer)
    assert shop.get("/return-policies").json() == {"versions": []}
    first = shop.post("/return-policies", {"policy": POLICY})
    assert (first.status_code, first.json()["number"]) == (201, 1)
    assert shop.post("/return-policies", {"policy": POLICY}).json() == first.json()
    as_text = shop.post("/return-policies", {"policy": 'id: shop\nname: "Bags"\nwindows: [{id: all, days: 20}]'})
    assert as_text.json()["number"] == 2
    assert [one["number"] for one in shop.get("/return-policies").json()["versions"]] == [2, 1]
    assert shop.get("/return-policies/1").json()["policy"]["windows"][0]["days"] == 30
    seen = reader.get(f"/sellers/{seller.shop}/return-policies").json()
    assert (
        seen["policies"][0]["policy"]["windows"][0]["days"] == 20
        and seen["schema_org"]
        and seen["least"]["least_days"] == 7
    )
    for call in (
        reader.get("/return-policies"),
        reader.post("/return-policies", {"policy": POLICY}),
        shop.get("/return-policies/9"),
    ):
        assert call.json()["code"] == "not_found"
    assert return_policies.owner(seller.actor) == seller.shop


def test_a_text_is_tried_with_the_law_beside_it_and_not_published_below_it(caller, people):
    shop = caller(people("seller"))
    facts = {"delivery_date": "2026-11-01", "reason": "changed_mind"}
    tried = shop.post("/return-policy-trials", {"policy": POLICY, "facts": facts}).json()
    assert (tried["answer"]["returnable"], tried["answer"]["last_day"]) == (True, "2026-12-01")
    below = {**POLICY, "windows": [{"id": "all", "days": 3}]}
    tried = shop.post("/return-policy-trials", {"policy": below}).json()
    assert tried["law"]["less_than_law"][0] == {
        "part": "all", "days": 3, "certain": True, "least_days": 7, "cite": tried["law"]["least"]["cite"],
    }  # fmt: skip
    refused = {
        "policy_below_law": shop.post("/return-policies", {"policy": below}),
        "policy_wrong": shop.post("/return-policies", {"policy": {**POLICY, "windows": [{"id": "all", "days": -1}]}}),
        "fact_unknown": shop.post("/return-policy-trials", {"policy": POLICY, "facts": {"moon": "full"}}),
    }
    assert {code: one.json()["code"] for code, one in refused.items()} == {code: code for code in refused}
    fee = {**POLICY, "restocking": {"percent": "15"}, "fees": {"any": {"kinds": ["customer"]}}}
    hung = '{"@type": "Organization", "hasMerchantReturnPolicy": {"@type": "MerchantReturnPolicy", ' + (
        '"returnPolicyCategory": "MerchantReturnFiniteReturnWindow", "merchantReturnDays": 30}}'
    )
    assert shop.post("/return-policy-trials", {"policy": hung}).json()["code"] == "policy_wrong"  # it has no name
    tried = shop.post("/return-policy-trials", {"policy": hung, "name": "Bags", "facts": facts}).json()
    assert (tried["answer"]["returnable"], [one["code"] for one in tried["warnings"]]) == (True, ["around_left"])
    assert shop.post("/return-policies", {"policy": hung, "name": "Bags"}).json()["warnings"] == tried["warnings"]
    answer = shop.post("/return-policy-trials", {"policy": fee, "facts": facts}).json()["answer"]
    assert answer["restocking"]["percent"] == "15" and answer["fee"]["kinds"] == ["customer"]
