"""The clocks of an order by the procedure in force: from when silence pays the seller, and when the platform opens a case."""

from datetime import timedelta

import pytest

from hejie.domain.escrow import holds
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, decide
from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.rulebook import OpensItself, Receipt
from tests.domain.orders.given import BUYER, CASE, NOW, ROOT, do, fold, later, settle_all, went

OPENS = OpensItself("shipped", Clock(31, "days"), "delivered", "not_received", "refund")
SHIPS = OpensItself("ordered", Clock(5, "days"), "shipped", "not_shipped", "refund")


class Rules:
    """What of a procedure an order looks at."""

    def __init__(self, receipt=None, *opens):
        self.receipt, self.opens_itself = receipt, opens


SHIPPED = Rules(Receipt("shipped", 10, {"digital": 1, "fresh": 3}))


def order(*categories, rules=SHIPPED, paid=True, **more):
    """A paid order with a line for each kind of goods, 100.00 each."""
    lines = tuple(
        commands.NewLine(number, "s1", 10000, category=kind) for number, kind in enumerate(categories or ("",), 1)
    )
    command = commands.PlaceOrder(
        ROOT, "A-1", "p1", "CNY", lines, paid=10000 * len(lines) if paid else None,
        **{"dates": {"ordered": "2026-03-01T08:00:00.000Z"}, **more},
    )  # fmt: skip
    return do(decide.place, None, command, procedure=rules)


def ship(state, rules=SHIPPED, at=NOW):
    return do(decide.ship, state, commands.ShipOrder(ROOT), now=at, procedure=rules)


def deliver(state, at=NOW):
    return do(decide.deliver, state, commands.DeliverOrder(ROOT), now=at)


def until(state, wait):
    (row,) = state.waits(wait)
    return row.until


def test_without_a_word_of_the_procedure_the_buyer_has_ten_days_from_delivery():
    state = deliver(ship(order(rules=Rules()), Rules()))
    assert (state.confirm_days, state.confirm_since) == (10, "delivered")
    assert until(state, "confirm_receipt") == later(10)


def test_the_procedure_says_from_when_and_how_many_days():
    state = ship(order())
    assert (state.confirm_days, state.confirm_since) == (10, "shipped")
    assert until(state, "confirm_receipt") == later(10)


@pytest.mark.parametrize(
    ("categories", "days"), [(("digital",), 1), (("digital", "fresh"), 3), (("digital", "shoes"), 10), (("",), 10)]
)
def test_of_several_kinds_of_goods_the_longest_time_counts(categories, days):
    assert order(*categories).confirm_days == days


def test_what_the_shop_says_goes_before_the_procedure():
    state = order(confirm_days=4)
    assert (state.confirm_days, state.confirm_since) == (4, "shipped")
    assert order(confirm_days=4, confirm_since="delivered").confirm_since == "delivered"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bad_confirm_days", {"confirm_days": 0}),
        ("bad_confirm_days", {"confirm_days": 366}),
        ("bad_confirm_since", {"confirm_since": "ordered"}),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(code, change):
    with pytest.raises(Refusal, match=code):
        order(**change)


def test_the_usual_station_is_not_written_down():
    lines = (commands.NewLine(1, "s1", 5),)
    for since, written in (("delivered", False), ("shipped", True)):
        placed = decide.place(
            type("World", (), {"order": None, "root": ROOT, "marketplace": "m", "procedure": None})(),
            commands.PlaceOrder(ROOT, "A", "p1", "CNY", lines, confirm_since=since), by=BUYER, now=NOW,
        )  # fmt: skip
        assert ("confirm_since" in placed[0].data) is written


def test_delivery_does_not_start_a_clock_anew_that_runs_since_shipment():
    state = deliver(ship(order()), at=later(4))
    assert until(state, "confirm_receipt") == later(10)
    assert len(state.deadlines) == 1


def test_a_delivery_without_a_shipment_starts_it_too():
    assert until(deliver(order(), at=later(2)), "confirm_receipt") == later(12)


def test_an_order_that_comes_in_as_shipped_has_its_clock_at_once():
    state = order(dates={"shipped": "2026-02-20T08:00:00.000Z"})
    assert until(state, "confirm_receipt") == later(10), "from when we know of it"


def test_a_case_stops_it_and_it_starts_again_after():
    state = ship(order())
    state = fold(state, holds.freeze(state, CASE, (1,)))
    assert not state.deadlines
    state = fold(state, holds.unfreeze(state, CASE, now=later(5)), later(5))
    assert until(state, "confirm_receipt") == later(15)
    state = settle_all(fold(state, clocks.due(state, later(15)), later(15)))
    assert went(state)["to_seller"] == 10000


def test_the_platform_s_clock_runs_from_the_date_itself_and_ends_with_delivery():
    rules = Rules(None, OPENS)
    state = do(
        decide.ship, order(rules=rules), commands.ShipOrder(ROOT, on="2026-02-27T08:00:00.000Z"), procedure=rules
    )
    assert until(state, "platform_opens") == NOW - timedelta(days=2, minutes=30) + timedelta(days=31)
    (row,) = state.deadlines
    assert (row.who, row.silence, clocks.asked(row.about)) == (
        "seller", "open_case", ("delivered", "not_received", "refund"),
    )  # fmt: skip
    state = deliver(state)
    assert [row.wait for row in state.deadlines] == ["confirm_receipt"]


def test_a_date_so_long_past_that_the_time_is_over_leaves_it_in_full():
    state = order(rules=Rules(None, OPENS), dates={"shipped": "2025-01-01T08:00:00.000Z"})
    assert until(state, "platform_opens") == later(31)


def test_each_clock_ends_with_its_own_date():
    rules = Rules(None, SHIPS, OPENS)
    state = order(rules=rules)
    assert [clocks.asked(row.about)[0] for row in state.deadlines] == ["shipped"]
    state = ship(state, rules)
    assert [clocks.asked(row.about)[0] for row in state.deadlines] == ["delivered"]
    assert ship(state, rules, at=later(3)).deadlines == state.deadlines, "a second report of it begins nothing"
    assert not deliver(order(rules=rules)).waits("platform_opens"), "what has arrived was sent"


def test_without_money_it_begins_with_the_payment():
    rules = Rules(None, SHIPS)
    state = order(rules=rules, paid=False)
    assert not state.deadlines
    state = do(decide.record_payment, state, commands.RecordPayment(ROOT, 10000, "CNY"), procedure=rules)
    assert until(state, "platform_opens") == NOW - timedelta(minutes=30) + timedelta(days=5)


@pytest.mark.parametrize(
    "act",
    [
        lambda state: do(decide.cancel, state, commands.CancelOrder(ROOT)),
        lambda state: do(decide.refund, state, commands.RefundLines(ROOT, (1,))),
        lambda state: do(decide.confirm_receipt, state, commands.ConfirmReceipt(ROOT), BUYER),
        lambda state: fold(state, holds.freeze(state, CASE, (1,))),
    ],
    ids=["cancelled", "refunded", "confirmed", "a case on all lines"],
)
def test_it_ends_when_there_is_nothing_left_to_open_a_case_about(act):
    state = order(rules=Rules(None, SHIPS))
    assert state.deadlines and not act(state).deadlines


def test_a_part_refunded_and_a_case_on_a_part_leave_it_running():
    state = order("", "", rules=Rules(None, SHIPS))
    assert do(decide.refund, state, commands.RefundLines(ROOT, (1,))).waits("platform_opens")
    state = fold(state, holds.freeze(state, CASE, (1,)))
    assert state.waits("platform_opens")
    state = fold(state, holds.unfreeze(state, CASE, now=later(1)))
    assert state.waits("platform_opens"), "the end of that case starts the buyer's clock at most"


def test_at_its_end_the_case_is_asked_for_once_about_lines_nobody_has_complained_of():
    state = order("", "", rules=Rules(None, SHIPS, SHIPS))
    state = fold(state, holds.freeze(state, CASE, (1,)))
    state = fold(state, holds.unfreeze(state, CASE, now=None))
    assert clocks.due(state, later(4.9)) == ()
    events = clocks.due(state, later(5))
    assert [event.kind for event in events] == ["DefaultApplied", "DeadlineCleared", "DeadlineCleared"]
    assert (events[0].data["silence"], events[0].data["lines"]) == ("open_case", [2])
    state = fold(state, events, later(5))
    assert clocks.due(state, later(99)) == () and went(state)["free"] == 20000


def test_silence_about_receipt_ends_the_platform_s_clock_too():
    rules = Rules(Receipt("shipped", 10), OPENS)
    state = ship(order(rules=rules), rules)
    assert {row.wait for row in state.deadlines} == {"confirm_receipt", "platform_opens"}
    assert len({row.id for row in state.deadlines}) == 2
    state = fold(state, clocks.due(state, later(10)), later(10))
    assert (state.deadlines, state.confirmed) == ((), "silence")
