"""The clocks of an order: the buyer's time to look at the goods, and the platform's word that it opens a case for him.

Both begin when a date becomes known and money is held. The procedure in force then says how long they are, and silence
ends each: `confirm_receipt` pays the seller, `platform_opens` opens a case for the buyer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.domain.procedure.rulebook import OpensItself, Procedure, Receipt

CONFIRM_DAYS = 10
"""Days in which the buyer may look at what came, where neither the shop nor the procedure says how many."""
PLATFORM_OPENS = "platform_opens"
OPEN_CASE = "open_case"
STATIONS = ("shipped", "delivered")
Events = tuple[Event, ...]


class Line(Protocol):
    """A line of a new order."""

    category: str


def receipt_terms(procedure: Procedure | None, lines: Sequence[Line], days: int | None, since: str) -> tuple[int, str]:
    """(days, since) after which silence of the buyer pays the seller: as the shop says, else by the procedure.

    Of several kinds of goods the longest time counts. Refuses bad_confirm_days, bad_confirm_since.
    """
    if days is not None and not 1 <= days <= 365:
        raise Refusal("bad_confirm_days", given=days)
    if since and since not in STATIONS:
        raise Refusal("bad_confirm_since", given=since)
    rule = procedure.receipt if procedure else None
    if rule is None:
        return CONFIRM_DAYS if days is None else days, since or "delivered"
    return _longest(rule, lines) if days is None else days, since or rule.since


def _longest(rule: Receipt, lines: Sequence[Line]) -> int:
    return max(rule.by_category.get(line.category, rule.days) for line in lines)


def begin(order: OrderState, procedure: Procedure | None, now: datetime, reached: Collection[str]) -> Events:
    """Start the clocks that are due where money can still move.

    reached   dates that have just become known (or all that are, where the money has just come)
    A time that would be over already runs in full from now, so that nobody is surprised by what he could not know.
    """
    if order.cancelled or order.confirmed or not order.unfrozen_holds():
        return ()
    started: list[Event] = []
    if holds.awaits_receipt(order) and not order.waits(holds.CONFIRM_RECEIPT):
        started.append(holds.start_clock(order, now))
    for rule in procedure.opens_itself if procedure else ():
        if rule.since in reached and order.dates.get(rule.since) and not has_come(order, rule.unless):
            started.append(_opens(order, rule, now, order.deadline_count + len(started) + 1))
    return tuple(started)


def _opens(order: OrderState, rule: OpensItself, now: datetime, number: int) -> Event:
    until = rule.within.end(clock.parse(order.dates[rule.since]))
    data = {
        "deadline": f"d{number}",
        "wait": PLATFORM_OPENS,
        "who": "seller",
        "until": clock.text(until if until > now else rule.within.end(now)),
        "silence": OPEN_CASE,
        "about": f"{rule.unless} {rule.reason} {rule.remedy}",
    }
    return _event(order, "DeadlineSet", **data)


def has_come(order: OrderState, station: str) -> bool:
    """Whether the goods have come as far as this, or further."""
    return any(order.dates.get(one) for one in STATIONS[STATIONS.index(station) :])


def arrived(order: OrderState, station: str) -> Events:
    """Clear what waited for this date, or for one that lies before it."""
    fulfilled = STATIONS[: STATIONS.index(station) + 1]
    rows = [row for row in order.waits(PLATFORM_OPENS) if _unless(row) in fulfilled]
    return tuple(_event(order, "DeadlineCleared", deadline=row.id, why="acted") for row in rows)


def stop_when_spent(order: OrderState, minor: int, why: str) -> Events:
    """Clear all clocks when what goes out now (minor units) is the last that they could be about."""
    left = sum(hold.free for hold in order.unfrozen_holds()) - minor
    return () if left else holds.stop_clock(order, why)


def due(order: OrderState, now: datetime) -> Events:
    """What silence has brought about: the seller is paid for undisputed lines, or a case is to be opened for the buyer."""
    ripe = [row for row in order.deadlines if row.until <= now and not row.held]
    if not ripe:
        return ()
    row = min(ripe, key=lambda one: one.turn)
    said = {"deadline": row.id, "wait": row.wait, "who": row.who, "silence": row.silence}
    if row.wait == PLATFORM_OPENS:
        others = [one for one in order.waits(PLATFORM_OPENS) if one.id != row.id]
        return (
            _event(order, "DefaultApplied", **said, about=row.about, lines=_undisputed(order)),
            *(_event(order, "DeadlineCleared", deadline=one.id, why="silence") for one in (row, *others)),
        )
    return (
        _event(order, "DefaultApplied", **said),
        _event(order, "DeadlineCleared", deadline=row.id, why="silence"),
        *(_event(order, "DeadlineCleared", deadline=one.id, why="received") for one in order.waits(PLATFORM_OPENS)),
        _event(order, "ReceiptConfirmed", deemed=True, on=clock.text(now)),
        *holds.pay_seller(order, holds.all_free(order.unfrozen_holds()), "receipt"),
    )


def _undisputed(order: OrderState) -> list[int]:
    """Lines with money that nobody has ever complained about: who has had his say is not spoken for."""
    return [hold.line for hold in order.unfrozen_holds() if hold.line not in order.disputed]


def asked(about: str) -> tuple[str, str, str]:
    """(unless, reason, remedy) of a clock that opens a case: what would have stopped it, and what the case is about."""
    unless, reason, remedy = about.split()
    return unless, reason, remedy


def _unless(row: Deadline) -> str:
    return asked(row.about)[0]


def _event(order: OrderState, kind: str, **data: object) -> Event:
    return Event(f"order:{order.root}", kind, data)
