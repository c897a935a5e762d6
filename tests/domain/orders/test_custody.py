"""The life of an order in custody: by line and by way, taken on, paused by a case, made longer, paid out once."""

from datetime import timedelta

import pytest

from hejie.domain.escrow import holds, looking
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, decide
from hejie.domain.procedure.rulebook import Receipt
from tests.domain.orders.given import (
    BUYER,
    CASE,
    NOW,
    ROOT,
    SHOP,
    do,
    fold,
    later,
    paid,
    settle_all,
    went,
)

WAYS = {"digital": 24, "virtual": 72, "express": 240, "surface": 720}


class Rules:
    """What of a procedure an order looks at."""

    opens_itself = ()

    def __init__(self, **more):
        self.receipt = Receipt("delivered", 10, by_way=WAYS, **{"after_case": "rest", **more})


def order(*ways, rules=None, sellers=(), **more):
    """A paid order with a line of 100.00 for each way."""
    lines = tuple(
        commands.NewLine(number, sellers[number - 1] if sellers else "s1", 10000, way=way)
        for number, way in enumerate(ways or ("",), 1)
    )
    command = commands.PlaceOrder(ROOT, "A-1", "p1", "CNY", lines, paid=10000 * len(lines), **more)
    return do(decide.place, None, command, procedure=rules or Rules())


def deliver(state, *lines, at=NOW):
    return do(decide.deliver, state, commands.DeliverOrder(ROOT, lines=lines), SHOP, now=at)


def ends(state, wait="confirm_receipt"):
    """Lines by the end of their clock."""
    return {row.until: sorted(looking.about(state, row)) for row in state.waits(wait)}


def silence(state, at):
    while events := clocks.due(state, at):
        state = fold(state, events, at)
    return state


def refused(code, *args, **kw):
    with pytest.raises(Refusal) as caught:
        do(*args, **kw)
    assert caught.value.code == code


@pytest.mark.parametrize(("way", "hours"), [*WAYS.items(), ("", 240)])
def test_how_a_line_is_delivered_says_how_long_the_buyer_may_look(way, hours):
    state = deliver(order(way))
    assert ends(state) == {NOW + timedelta(hours=hours): [1]}
    at_the_end = NOW + timedelta(hours=hours)
    assert not clocks.due(state, at_the_end - timedelta(milliseconds=1))
    state = settle_all(silence(state, at_the_end))
    assert went(state)["to_seller"] == 10000 and state.confirmed == "silence"
    assert not clocks.due(state, later(400)), "exactly once"


def test_each_line_has_its_own_end_and_silence_pays_only_for_it():
    state = deliver(order("digital", "express"))
    assert ends(state) == {later(1): [1], later(10): [2]}
    state = silence(state, later(1))
    assert state.confirmed_by(1) == "silence" and not state.confirmed and ends(state) == {later(10): [2]}
    state = settle_all(silence(state, later(10)))
    assert state.confirmed == "silence" and went(state) == {"free": 0, "reserved": 0, "to_buyer": 0, "to_seller": 20000}


def test_what_the_shop_says_of_the_whole_order_goes_before_the_way():
    assert ends(deliver(order("digital", confirm_days=4))) == {later(4): [1]}


def test_a_new_shop_leaves_the_buyer_longer():
    assert ends(deliver(order("digital", "", longer={"s1": 48}))) == {later(3): [1], later(12): [2]}


def test_lines_are_sent_and_arrive_one_by_one():
    state = do(decide.ship, order("express", "express"), commands.ShipOrder(ROOT, lines=(2,)), SHOP)
    assert state.status == "partly_shipped" and not state.dates.get("shipped") and state.reached(2, "shipped")
    refused("already_shipped", decide.ship, state, commands.ShipOrder(ROOT, lines=(2,)), SHOP)
    refused("order_shipped", decide.cancel, state, commands.CancelOrder(ROOT), BUYER)
    state = deliver(state, 2)
    assert state.status == "partly_delivered" and ends(state) == {later(10): [2]}
    state = deliver(do(decide.ship, state, commands.ShipOrder(ROOT), SHOP, now=later(3)), at=later(5))
    assert state.status == "delivered" and ends(state) == {later(10): [2], later(15): [1]}
    assert state.snapshot((1, 2))["dates"]["delivered"] == state.dates["delivered"]
    refused("already_delivered", decide.deliver, state, commands.DeliverOrder(ROOT), SHOP)


def test_the_days_that_a_case_copies_are_those_of_its_lines():
    state = deliver(order("express", "express"), 2)
    assert "delivered" in state.snapshot((2,))["dates"] and "delivered" not in state.snapshot((1, 2))["dates"]


def test_the_buyer_confirms_a_line_and_the_others_wait():
    state = deliver(order("express", "surface"))
    state = do(decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT, (1,)), BUYER)
    assert ends(state) == {later(30): [2]} and state.confirmed_by(1) == "buyer" and not state.confirmed
    refused("already_confirmed", decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT, (1,)), BUYER)
    state = settle_all(do(decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT), BUYER))
    assert went(state)["to_seller"] == 20000 and state.confirmed == "buyer" and not state.deadlines


def test_a_case_stops_the_clock_of_its_line_alone_which_then_goes_on_with_what_was_left():
    state = deliver(order("express", "express"))
    state = fold(state, holds.freeze(state, CASE, [1]), later(4))
    assert [sorted(looking.about(state, row)) for row in state.waits("confirm_receipt")] == [[1, 2]]
    state = settle_all(silence(state, later(10)))
    assert went(state)["to_seller"] == 10000, "the other line's silence counts, this one's does not"
    refused("line_in_dispute", decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT, (1,)), BUYER)
    state = fold(state, holds.unfreeze(state, CASE, now=later(20)), later(20))
    assert ends(state) == {later(26): [1]}, "ten days less the four that had passed"


def test_a_second_case_stops_what_the_first_has_left():
    state = deliver(order("express"))
    for case, begins in ((CASE, 4), (CASE + "b", 26)):
        state = fold(state, holds.freeze(state, case, [1]), later(begins))
        assert not state.waits("confirm_receipt")
        state = fold(state, holds.unfreeze(state, case, now=later(20 + begins)), later(20 + begins))
    assert ends(state) == {later(50): [1]}, "six days from day 24 on, of which two had passed on day 26"


def test_where_the_procedure_says_so_it_begins_anew_after_a_case():
    state = deliver(order("express", rules=Rules(after_case="anew")))
    state = fold(state, holds.freeze(state, CASE, [1]), later(4))
    assert ends(fold(state, holds.unfreeze(state, CASE, now=later(20)), later(20))) == {later(30): [1]}


def test_a_line_that_was_confirmed_before_its_case_closes_goes_to_the_seller():
    state = deliver(order("express", "express"))
    state = fold(state, holds.freeze(state, CASE, [1]), later(1))
    state = do(decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT), BUYER, now=later(2))
    state = settle_all(fold(state, holds.unfreeze(state, CASE, now=later(3)), later(3)))
    assert went(state)["to_seller"] == 20000


def test_a_shop_that_is_silent_about_a_paid_order_loses_it_and_the_buyer_is_paid_back():
    state = order("express", rules=Rules(accept=72))
    assert ends(state, "accept_order") == {later(3): [1]}
    state = settle_all(silence(state, later(3)))
    assert state.cancelled and went(state)["to_buyer"] == 10000 and not state.deadlines


def test_of_two_shops_only_the_silent_one_loses_its_lines():
    state = order("express", "express", rules=Rules(accept=72), sellers=("s1", "s2"))
    assert len(state.waits("accept_order")) == 2
    state = do(decide.accept, state, commands.AcceptOrder(ROOT), SHOP)
    assert ends(state, "accept_order") == {later(3): [2]}
    state = settle_all(silence(state, later(3)))
    assert not state.cancelled and state.reached(2, "cancelled") and went(state) | {"free": 10000} == went(state)
    assert went(state)["to_buyer"] == 10000
    refused("line_cancelled", decide.ship, state, commands.ShipOrder(ROOT, lines=(2,)))
    state = deliver(state)
    assert state.dates["delivered"] and ends(state) == {later(10): [1]}


@pytest.mark.parametrize("act", ["accept", "ship", "deliver"])
def test_taking_it_on_or_sending_it_ends_the_time_for_that(act):
    state = order("express", rules=Rules(accept=72))
    command = {"accept": commands.AcceptOrder, "ship": commands.ShipOrder, "deliver": commands.DeliverOrder}[act](ROOT)
    state = do(getattr(decide, act), state, command, SHOP, procedure=Rules(accept=72))
    assert not state.waits("accept_order") and not clocks.due(state, later(4))


def test_a_case_on_an_order_that_was_not_taken_on_pauses_that_time_too():
    state = order("express", rules=Rules(accept=72))
    state = fold(state, holds.freeze(state, CASE, [1]), later(1))
    assert not state.deadlines
    assert ends(fold(state, holds.unfreeze(state, CASE, now=later(9)), later(9)), "accept_order") == {later(11): [1]}


def test_an_order_says_itself_how_long_a_shop_has_and_nothing_is_the_rule():
    assert not order("express").waits("accept_order")
    assert not order("express", rules=Rules(accept=72), accept_hours=0).waits("accept_order")
    assert ends(order("express", accept_hours=24), "accept_order") == {later(1): [1]}
    for wrong in (-1, 9000):
        with pytest.raises(Refusal, match="bad_accept_hours"):
            order("express", accept_hours=wrong)
    with pytest.raises(Refusal, match="bad_way"):
        order("pigeon")


def test_the_buyer_makes_his_time_longer_once_and_the_shop_as_it_likes():
    state = deliver(order("express"))
    (row,) = state.waits("confirm_receipt")
    state = do(decide.extend, state, commands.ExtendTime(ROOT, row.id), BUYER)
    assert ends(state) == {later(13): [1]}
    refused("extended_already", decide.extend, state, commands.ExtendTime(ROOT, row.id), BUYER)
    state = do(decide.extend, state, commands.ExtendTime(ROOT, row.id, 5), SHOP)
    assert ends(state) == {later(18): [1]}
    for days in (0, 31):
        refused("bad_days", decide.extend, state, commands.ExtendTime(ROOT, row.id, days), SHOP)
    refused("wait_not_open", decide.extend, state, commands.ExtendTime(ROOT, "d9"), BUYER)
    never = deliver(order("express", rules=Rules(extension=0)))
    refused("extension_not_possible", decide.extend, never, commands.ExtendTime(ROOT, row.id), BUYER)


def test_a_shop_asks_for_more_time_and_the_buyer_answers():
    state = order("express", accept_hours=48)
    (row,) = state.waits("accept_order")
    refused("nothing_asked", decide.answer_time, state, commands.AnswerTime(ROOT, row.id, True), BUYER)
    state = do(decide.ask_time, state, commands.AskTime(ROOT, row.id, 3), SHOP)
    refused("asked_already", decide.ask_time, state, commands.AskTime(ROOT, row.id, 3), SHOP)
    assert ends(do(decide.answer_time, state, commands.AnswerTime(ROOT, row.id, False), BUYER), "accept_order") == {
        later(2): [1]
    }
    state = do(decide.answer_time, state, commands.AnswerTime(ROOT, row.id, True), BUYER)
    assert ends(state, "accept_order") == {later(5): [1]}
    refused("nothing_asked", decide.answer_time, state, commands.AnswerTime(ROOT, row.id, True), BUYER)


def test_a_line_that_is_refunded_has_no_clock_left():
    state = deliver(order("express", "surface"))
    state = do(decide.refund, state, commands.RefundLines(ROOT, (1,)), SHOP)
    assert ends(state) == {later(30): [2]}


def test_orders_of_before_go_on_as_they_did():
    state = paid(100, 200)
    assert (state.after_case, state.accept_hours, state.extension) == ("anew", 0, 72)
    state = do(decide.deliver, state, commands.DeliverOrder(ROOT))
    assert [row.about for row in state.deadlines] == [""]
