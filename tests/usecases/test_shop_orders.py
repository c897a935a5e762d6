"""Orders as a shop's program sends them: its own names for people and shops, or ours."""

import pytest

from hejie.record import reader
from hejie.usecases import shop_orders


@pytest.fixture
def send(ctx, clock):
    """Place an order through the shop's program; returns it."""

    def place(name: str, buyer: str, seller: str):
        receipt = shop_orders.place(
            ctx(), external_id=name, buyer=buyer, buyer_name="", buyer_email="", currency="CNY", freight=0, paid=500,
            lines=[{"line": 1, "seller": seller, "price": 500}], status="paid", dates={"ordered": clock.now}, key=name,
        )  # fmt: skip
        return reader.order(receipt.root)

    return place


def test_our_own_ids_mean_the_people_and_shops_that_have_them(send, people):
    buyer, seller = people("buyer"), people("seller")
    order = send("A-1", buyer.id, seller.shop)
    assert (order.buyer, order.seller_of(1)) == (buyer.id, seller.shop)


def test_names_of_the_shops_own_mean_the_same_people_each_time(send, people):
    first, second = send("A-1", "customer 7", "shop 7"), send("A-2", "customer 7", "shop 7")
    assert (first.buyer, first.seller_of(1)) == (second.buyer, second.seller_of(1))
    assert first.buyer != send("A-3", "customer 8", "shop 8").buyer
