"""The way of Medusa's recorded run over our API: an order paid, sent and delivered, one of two kettles back, 96.00 paid back."""

import pytest

from hejie.rulebooks import procedures

pytestmark = pytest.mark.django_db


def test_one_of_two_kettles_goes_back_and_the_label_is_taken_off(people, caller, run_worker):
    buyer, seller = people("buyer"), people("seller")
    by_buyer, by_seller = caller(buyer), caller(seller)
    shop = caller(people("operator"), ("read", "write", "orders"), integrator="shop")
    line = {"line": 1, "seller": seller.shop, "title": "Sample kettle", "quantity": 2, "price": 20000}
    order = {"id": "#2", "buyer": buyer.id, "currency": "CNY", "freight": 500, "lines": [line]}
    root = shop.post("/orders", order).json()["id"]
    for act, body in {
        "payment": {"minor": 20500, "currency": "CNY"},
        "shipment": {"carrier": "SF", "waybill": "SAMPLE-TRACK-1"},
        "delivery": {},
    }.items():
        assert shop.post(f"/orders/{root}/{act}", body).status_code == 201
    asked = {
        "order": root, "pieces": [{"line": 1, "quantity": 1}], "reason": "none", "story": "Too large.",
        "shown": procedures.load("procedures/standard").digest,
    }  # fmt: skip
    case = by_buyer.post("/returns", asked).json()["id"]
    answer = by_seller.post(f"/returns/{case}/answer", {"approve": True, "freight": "buyer"})
    assert answer.status_code == 201, answer.content
    label = by_seller.post(f"/returns/{case}/label", {"told": {"carrier": "SF", "waybill": "B1001", "minor": 400}})
    assert label.status_code == 201, label.content
    assert (
        by_buyer.post(f"/returns/{case}/shipment", {"told": {"carrier": "SF", "waybill": "B1001"}}).status_code == 201
    )
    came = {"told": {"pieces": [{"line": 1, "received": 1}]}}
    assert by_seller.post(f"/returns/{case}/receipt", came).status_code == 201
    assert by_seller.post(f"/returns/{case}/inspection", {}).status_code == 201
    run_worker()
    seen = by_buyer.get(f"/cases/{case}").json()
    (hold,) = shop.get(f"/orders/{root}/holds").json()["holds"]
    assert (seen["stage"], seen["outcome"]) == ("closed", "served")
    assert (hold["held"], hold["to_buyer"], hold["held"] - hold["to_buyer"]) == (20500, 9600, 10900)
