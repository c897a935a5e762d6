"""What an order refuses of what systems send: too many lines, half a promise, money that nobody has."""

from dataclasses import replace

import pytest

from hejie.domain.orders import commands, decide, reviews, shop_messages
from hejie.domain.orders.shop_commands import TakeShopMessage
from tests.domain.orders.given import BUYER, NOW, ROOT, SYSTEM, World, delivered, fold
from tests.support.refused import refuses

LINE = commands.NewLine(1, "s1", 100)
PLACE = commands.PlaceOrder(ROOT, "A-1", "p1", "CNY", (LINE,))


def test_an_order_of_more_lines_than_go_in_is_not_taken_in():
    lines = tuple(replace(LINE, line=number) for number in range(1, 1002))
    refuses("order_too_long", decide.place, World(None), replace(PLACE, lines=lines), by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "offer", [{"free_from": 9900}, {"freight": 900}, {"free_from": 9900, "freight": 9, "to": "cn"}]
)
def test_half_a_promise_of_free_shipping_is_none(offer):
    refuses("bad_offer", decide.place, World(None), replace(PLACE, offer=offer), by=SYSTEM, now=NOW)


@pytest.mark.parametrize("held", ["", "bank", "SHOP", "x" * 200])
def test_a_shops_message_says_who_has_the_money(held):
    message = TakeShopMessage(ROOT, "medusa", "order", "1", "2026-03-01T08:00:00.000Z", "d", held, PLACE)
    refuses("shop_held", shop_messages.take_in, World(None), message, by=SYSTEM, now=NOW)


def test_a_review_is_changed_so_often_and_no_more():
    order = delivered()
    write = reviews.WriteReview(ROOT, 1, 4, "Good.")
    for _ in range(reviews.MOST_CHANGES + 1):
        events = reviews.write(World(order), write, by=BUYER, now=NOW)
        order = fold(order, tuple(replace(one, data={**one.data, "text": {"ref": "t"}}) for one in events))
    refuses("too_many_changes", reviews.write, World(order), write, by=BUYER, now=NOW)
