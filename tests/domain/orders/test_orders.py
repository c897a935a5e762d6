"""Orders outside of a case: placing, paying, receiving, calling off, refunding, and silence."""

import pytest

from hejie.domain.escrow import holds
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, decide
from tests.domain.orders.given import (
    BUYER,
    CASE,
    NOW,
    ROOT,
    SHOP,
    World,
    delivered,
    do,
    fold,
    later,
    paid,
    placed,
    settle_all,
    went,
)


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def holds_by_line(order):
    return {hold.line: hold.held for hold in order.custody.holds}


def test_what_was_paid_is_held_line_by_line():
    order = paid(7000, 3000)
    assert holds_by_line(order) == {1: 7000, 2: 3000}
    assert (order.paid_minor, order.status) == (10000, "paid")


def test_order_freight_is_spread_over_lines_by_price_largest_remainder():
    order = placed(100, 100, 100, freight=100)
    assert [line.freight for line in order.lines] == [34, 33, 33]
    order = placed(9900, 100, freight=1000)
    assert [line.freight for line in order.lines] == [990, 10]


def test_freight_of_an_order_without_prices_is_borne_alike():
    lines = tuple(commands.NewLine(n, "s1", None, freight=None) for n in (1, 2))
    order = do(decide.place, None, commands.PlaceOrder(ROOT, "A", "p1", "CNY", lines, freight=101))
    assert [line.freight for line in order.lines] == [51, 50]


def test_a_paid_sum_that_differs_from_the_prices_is_shared_by_them():
    assert holds_by_line(placed(7000, 3000, paid=9999)) == {1: 6999, 2: 3000}


def test_the_source_s_own_shares_of_the_paid_sum_are_kept():
    lines = (commands.NewLine(1, "s1", 500, paid=100), commands.NewLine(2, "s1", 500, paid=700))
    order = do(decide.place, None, commands.PlaceOrder(ROOT, "A", "p1", "CNY", lines, paid=800))
    assert holds_by_line(order) == {1: 100, 2: 700}


def test_an_order_of_unknown_contents_holds_the_paid_sum_on_one_line():
    line = commands.NewLine(1, "platform", None, freight=None, contents_unknown=True)
    order = do(decide.place, None, commands.PlaceOrder(ROOT, "A", "p1", "BRL", (line,), paid=5999))
    assert holds_by_line(order) == {1: 5999}
    assert order.snapshot((1,))["lines"][0] == {
        "line": 1, "seller": "platform", "product": "", "title": None, "quantity": 1, "price": None, "freight": None,
        "contents_unknown": True, "hold": f"{ROOT}.1", "paid": 5999,
    }  # fmt: skip


def test_an_order_without_money_has_no_holds():
    order = placed(1000)
    assert order.custody.holds == ()
    assert holds.paid_for(order, [1]) == 0


def test_titles_leave_the_record_as_private_texts():
    lines = (commands.NewLine(1, "s1", 100, title="Red shoes"),)
    events = decide.place(World(None), commands.PlaceOrder(ROOT, "A", "p1", "CNY", lines), by=SHOP, now=NOW)
    assert events[0].data["lines"][0]["title"] == Private("Red shoes")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("order_without_lines", {"lines": ()}),
        ("currency_unknown", {"currency": "QQQ"}),
        ("amount_negative", {"paid": -1}),
        ("amount_negative", {"lines": (commands.NewLine(1, "s1", -5),)}),
        ("bad_quantity", {"lines": (commands.NewLine(1, "s1", 5, quantity=0),)}),
        ("line_repeated", {"lines": (commands.NewLine(1, "s1", 5), commands.NewLine(1, "s1", 5))}),
        ("amount_too_large", {"paid": 2**53}),
        ("bad_date", {"dates": {"delivered": "2026-03-01T08:30:00.001Z"}}),
        ("bad_date", {"dates": {"ordered": "yesterday"}}),
    ],
)
def test_orders_that_cannot_be_are_refused(code, change):
    plain = {
        "root": ROOT,
        "external_id": "A",
        "buyer": "p1",
        "currency": "CNY",
        "lines": (commands.NewLine(1, "s1", 5),),
    }
    refused(code, do, decide.place, None, commands.PlaceOrder(**{**plain, **change}))


def test_an_order_is_placed_once():
    order = placed(100)
    command = commands.PlaceOrder(ROOT, "A-1", "p1", "CNY", (commands.NewLine(1, "s1", 100),))
    refused("order_exists", do, decide.place, order, command)


def test_a_payment_is_recorded_once_and_in_the_order_s_currency():
    order = placed(100)
    refused("currency_mismatch", do, decide.record_payment, order, commands.RecordPayment(ROOT, 100, "EUR"))
    refused("amount_not_positive", do, decide.record_payment, order, commands.RecordPayment(ROOT, 0, "CNY"))
    order = do(decide.record_payment, order, commands.RecordPayment(ROOT, 100, "CNY"))
    refused("already_paid", do, decide.record_payment, order, commands.RecordPayment(ROOT, 100, "CNY"))


def test_silence_after_delivery_pays_the_seller_when_the_time_is_over_and_not_before():
    order = delivered(10000)
    assert clocks.due(order, later(9.99)) == ()
    order = settle_all(fold(order, clocks.due(order, later(10)), later(10)))
    assert went(order) == {"free": 0, "reserved": 0, "to_buyer": 0, "to_seller": 10000}
    assert (order.confirmed, order.deadlines) == ("silence", ())
    assert clocks.due(order, later(99)) == ()


def test_a_payment_after_delivery_starts_the_clock_too():
    order = do(decide.deliver, placed(100), commands.DeliverOrder(ROOT))
    assert order.deadlines == ()
    order = do(decide.record_payment, order, commands.RecordPayment(ROOT, 100, "CNY"), now=later(3))
    assert order.deadlines[0].until == later(13)


def test_an_order_that_comes_in_as_delivered_gives_the_buyer_his_whole_time():
    order = paid(100, dates={"delivered": "2026-01-01T00:00:00.000Z"})
    assert order.deadlines[0].until == later(10)


def test_time_in_which_the_pages_were_down_is_given_back_once():
    order = delivered(100)
    command = commands.GiveBackOrderTime(ROOT, "o1", "2026-03-02T00:00:00.000Z", "2026-03-02T06:00:00.000Z")
    order = do(decide.give_back_time, order, command)
    assert order.deadlines[0].until == later(10.25)
    assert decide.give_back_time(World(order), command, by=SHOP, now=NOW) == ()


def test_the_buyer_is_reminded_once():
    order = do(decide.remind, delivered(100), commands.RemindOrder(ROOT, "d1"))
    assert order.deadlines[0].reminded
    assert decide.remind(World(order), commands.RemindOrder(ROOT, "d1"), by=SHOP, now=NOW) == ()


def test_a_confirmed_receipt_pays_the_seller_at_once():
    order = settle_all(do(decide.confirm_receipt, delivered(600, 400), commands.ConfirmReceipt(ROOT), BUYER))
    assert went(order)["to_seller"] == 1000
    refused("already_confirmed", do, decide.confirm_receipt, order, commands.ConfirmReceipt(ROOT), BUYER)


def test_a_cancelled_order_gives_everything_back():
    order = settle_all(do(decide.cancel, paid(600, 400), commands.CancelOrder(ROOT, "Out of stock"), SHOP))
    assert went(order) == {"free": 0, "reserved": 0, "to_buyer": 1000, "to_seller": 0}
    refused("order_cancelled", do, decide.cancel, order, commands.CancelOrder(ROOT), SHOP)
    refused("order_cancelled", do, decide.ship, order, commands.ShipOrder(ROOT), SHOP)


def test_a_buyer_may_cancel_until_the_goods_are_shipped_and_a_shop_until_they_arrive():
    order = do(decide.ship, paid(100), commands.ShipOrder(ROOT, "SF", "SF123"), SHOP)
    refused("order_shipped", do, decide.cancel, order, commands.CancelOrder(ROOT), BUYER)
    assert do(decide.cancel, order, commands.CancelOrder(ROOT), SHOP).cancelled
    refused("already_delivered", do, decide.cancel, delivered(100), commands.CancelOrder(ROOT), SHOP)


def test_cancelling_leaves_disputed_money_where_it_is():
    order = paid(600, 400)
    order = fold(order, holds.freeze(order, CASE, [1]))
    order = settle_all(do(decide.cancel, order, commands.CancelOrder(ROOT), SHOP))
    assert went(order) == {"free": 600, "reserved": 0, "to_buyer": 400, "to_seller": 0}


def test_an_order_whose_money_is_all_in_dispute_is_not_cancelled():
    order = paid(600)
    order = fold(order, holds.freeze(order, CASE, [1]))
    refused("line_in_dispute", do, decide.cancel, order, commands.CancelOrder(ROOT), SHOP)


def test_a_partial_refund_leaves_the_rest_in_custody():
    order = settle_all(do(decide.refund, paid(600, 400), commands.RefundLines(ROOT, (1, 2), 101), SHOP))
    assert went(order) == {"free": 899, "reserved": 0, "to_buyer": 101, "to_seller": 0}
    refused("refund_above_custody", do, decide.refund, order, commands.RefundLines(ROOT, (1, 2), 900), SHOP)
    order = settle_all(do(decide.refund, order, commands.RefundLines(ROOT, (1, 2)), SHOP))
    assert went(order)["to_buyer"] == 1000
    refused("nothing_in_custody", do, decide.refund, order, commands.RefundLines(ROOT, (1,)), SHOP)


def test_an_ordinary_refund_of_a_disputed_line_is_refused():
    order = paid(600, 400)
    order = fold(order, holds.freeze(order, CASE, [1]))
    refused("line_in_dispute", do, decide.refund, order, commands.RefundLines(ROOT, (1, 2)), SHOP)
    assert do(decide.refund, order, commands.RefundLines(ROOT, (2,)), SHOP).custody.transfers
    refused("unknown_line", do, decide.refund, order, commands.RefundLines(ROOT, (3,)), SHOP)


def test_a_refund_of_all_that_is_left_stops_the_buyer_s_clock_and_a_part_does_not():
    order = do(decide.refund, delivered(600), commands.RefundLines(ROOT, (1,), 599), SHOP)
    assert order.deadlines
    assert not do(decide.refund, order, commands.RefundLines(ROOT, (1,)), SHOP).deadlines


def test_a_release_pays_the_seller_for_one_line_and_leaves_the_others_held():
    order = settle_all(do(decide.release, delivered(600, 400), commands.ReleaseHold(ROOT, 1), BUYER))
    assert went(order) == {"free": 400, "reserved": 0, "to_buyer": 0, "to_seller": 600}
    assert (order.confirmed, order.status) == ("", "delivered")
    order = settle_all(do(decide.confirm_receipt, order, commands.ConfirmReceipt(ROOT), BUYER))
    assert went(order)["to_seller"] == 1000


def test_each_line_s_release_goes_to_its_own_seller():
    order = delivered(600, 400, sellers=("s1", "s2"))
    order = do(decide.release, order, commands.ReleaseHold(ROOT, 2), BUYER)
    assert [(row.credit, row.amount, row.why) for row in order.custody.transfers] == [("seller:s2", 400, "release")]


def test_a_part_is_released_and_then_the_rest_and_never_more_than_there_is():
    order = settle_all(do(decide.release, delivered(600), commands.ReleaseHold(ROOT, 1, 250), BUYER))
    assert went(order) == {"free": 350, "reserved": 0, "to_buyer": 0, "to_seller": 250}
    refused("release_above_custody", do, decide.release, order, commands.ReleaseHold(ROOT, 1, 351), BUYER)
    refused("amount_not_positive", do, decide.release, order, commands.ReleaseHold(ROOT, 1, 0), BUYER)
    refused("amount_not_positive", do, decide.release, order, commands.ReleaseHold(ROOT, 1, -1), BUYER)
    order = settle_all(do(decide.release, order, commands.ReleaseHold(ROOT, 1), BUYER))
    assert went(order)["to_seller"] == 600
    refused("nothing_to_release", do, decide.release, order, commands.ReleaseHold(ROOT, 1), BUYER)


def test_money_on_its_way_is_not_released_again():
    order = do(decide.release, delivered(600), commands.ReleaseHold(ROOT, 1), BUYER)
    refused("nothing_to_release", do, decide.release, order, commands.ReleaseHold(ROOT, 1), BUYER)


def test_nothing_is_released_of_a_disputed_line_a_cancelled_order_or_one_that_is_not_there():
    frozen = fold(delivered(600, 400), holds.freeze(delivered(600, 400), CASE, [1]))
    refused("line_in_dispute", do, decide.release, frozen, commands.ReleaseHold(ROOT, 1), BUYER)
    assert do(decide.release, frozen, commands.ReleaseHold(ROOT, 2), BUYER).custody.transfers
    refused("unknown_line", do, decide.release, frozen, commands.ReleaseHold(ROOT, 3), BUYER)
    refused("nothing_to_release", do, decide.release, placed(600), commands.ReleaseHold(ROOT, 1), BUYER)
    order = fold(paid(600, 400), holds.freeze(paid(600, 400), CASE, [1]))
    order = do(decide.cancel, order, commands.CancelOrder(ROOT), SHOP)
    order = fold(order, holds.unfreeze(order, CASE))
    refused("order_cancelled", do, decide.release, order, commands.ReleaseHold(ROOT, 1), BUYER)


def test_the_clock_goes_on_while_money_is_left_and_stops_with_the_last_of_it():
    order = do(decide.release, delivered(600, 400), commands.ReleaseHold(ROOT, 1), BUYER)
    assert order.deadlines
    order = do(decide.release, order, commands.ReleaseHold(ROOT, 2, 399), BUYER)
    assert order.deadlines
    order = do(decide.release, order, commands.ReleaseHold(ROOT, 2, 1), BUYER)
    assert not order.deadlines
    assert clocks.due(order, later(99)) == ()


def test_the_clock_stops_when_what_is_left_is_in_dispute_and_starts_anew_after_it():
    order = fold(delivered(600, 400), holds.freeze(delivered(600, 400), CASE, [1]))
    order = do(decide.release, order, commands.ReleaseHold(ROOT, 2), BUYER)
    assert not order.deadlines
    order = fold(order, holds.unfreeze(order, CASE, now=later(3)))
    assert order.deadlines[0].until == later(13)


def test_a_release_before_delivery_leaves_the_clock_to_the_delivery_of_the_rest():
    order = do(decide.release, paid(600, 400), commands.ReleaseHold(ROOT, 1), BUYER)
    assert do(decide.deliver, order, commands.DeliverOrder(ROOT)).deadlines
    order = do(decide.release, order, commands.ReleaseHold(ROOT, 2), BUYER)
    assert not do(decide.deliver, order, commands.DeliverOrder(ROOT)).deadlines


def test_why_a_line_was_released_is_a_private_text():
    events = decide.release(World(paid(600)), commands.ReleaseHold(ROOT, 1, 5, " It fits. "), by=BUYER, now=NOW)
    assert events[0].data == {
        "hold": f"{ROOT}.1", "line": 1, "amount": 5, "currency": "CNY", "why": Private("It fits."),
    }  # fmt: skip


def test_a_transfer_is_posted_once_and_only_after_it_was_released():
    order = do(decide.confirm_receipt, paid(100), commands.ConfirmReceipt(ROOT), BUYER)
    refused("transfer_unknown", do, decide.settle, order, commands.SettleTransfer(ROOT, "t9", True))
    order = settle_all(order)
    assert decide.settle(World(order), commands.SettleTransfer(ROOT, "t1", True, "again"), by=SHOP, now=NOW) == ()
    refused("transfer_not_released", do, decide.settle, order, commands.SettleTransfer(ROOT, "t1", False, why="no"))


def test_money_that_the_provider_refused_stays_reserved_until_somebody_tries_again():
    order = settle_all(do(decide.confirm_receipt, paid(100), commands.ConfirmReceipt(ROOT), BUYER), ok=False)
    assert went(order) == {"free": 0, "reserved": 100, "to_buyer": 0, "to_seller": 0}
    assert order.custody.transfers[0].failure == "closed"
    order = do(decide.retry, order, commands.RetryTransfer(ROOT, "t1"))
    assert order.custody.transfers[0].attempts == 2
    assert went(settle_all(order))["to_seller"] == 100
    refused("transfer_not_failed", do, decide.retry, order, commands.RetryTransfer(ROOT, "t1"))
