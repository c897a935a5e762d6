"""A voucher that comes back, over HTTP: its buyer calls the order off, a shop's program is told, and the voucher is there again."""

import json

import pytest

from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.record import reader
from hejie.usecases import ids, webhook_messages
from hejie.usecases import orders as order_use

pytestmark = pytest.mark.once


def test_what_a_voucher_paid_is_a_voucher_again_when_its_buyer_calls_the_order_off(
    caller, people, ctx, marketplace, run_worker
):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    own, shop, boss = caller(buyer), caller(seller), caller(operator)
    boss.post(f"/sellers/{seller.shop}/deposits", {"minor": 50000, "currency": "CNY", "reference": "bank 7"})
    root = ids.order_root(marketplace.pk, "V")
    order_use.place_order(
        ctx(), PlaceOrder(root, "V", buyer.id, "CNY", (NewLine(1, seller.shop, 5000),)), key="place V"
    )
    assert shop.post(f"/orders/{root}/vouchers", {"minor": 2000, "days": 9, "why": "delay"}).status_code == 201
    code = own.post(f"/vouchers/{seller.shop}/v1/code", {}).json()["code"]
    used = shop.post(f"/vouchers/{code}/redemption", {"order": root, "currency": "CNY"})
    assert used.status_code == 201, used.content
    behalf = {"on-behalf-of": f"buyer:{buyer.id}"}  # he did so on the marketplace's own page
    program = caller(operator, ("read", "write", "orders"), integrator="market", **behalf)
    off = program.post(f"/orders/{root}/cancellation", {"why": "Changed my mind."})
    assert off.status_code == 201, off.content
    run_worker()
    rows = {row["id"]: row for row in own.get("/vouchers").json()["vouchers"]}
    assert (rows["v1"]["status"], rows["v2"]["status"]) == ("used", "open")
    assert {"minor": 2000, "rest": 2000, "why": "returned", "order": root, "case": None}.items() <= rows["v2"].items()
    assert rows["v2"]["until"] > rows["v1"]["until"]  # thirty days at least
    assert [row["why"] for row in shop.get(f"/sellers/{seller.shop}/vouchers").json()["vouchers"]].count(
        "returned"
    ) == 1
    seqs = range(1, reader.order(root).seq + 1)
    told = [json.loads(webhook_messages.message(root, f"order:{root}", seq)) for seq in seqs]
    (moved,) = [one["data"] for one in told if one["type"] == "TransferPosted"]
    assert (moved["in_voucher"], moved["to"], moved["money"]["minor"]) == (True, "buyer", 2000)
