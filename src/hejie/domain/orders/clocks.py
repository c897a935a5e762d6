"""The clocks of an order: the buyer's time to look at the goods, and the platform's word that it opens a case for him.

Both begin when a date becomes known and money is held. The procedure in force then says how long they are, and silence
ends each: `confirm_receipt` pays the seller, `platform_opens` opens a case for the buyer.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import holds, looking
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import promises
from hejie.domain.orders.commands import PlaceOrder
from hejie.domain.orders.state import OrderState
from hejie.domain.procedure.rulebook import OpensItself, Procedure, Receipt

WAYS = {"digital": 24, "virtual": 72, "express": 240, "surface": 720}
"""Ways in which a line can be delivered, and hours to look at it where the procedure has no word on custody."""
CONFIRM_DAYS, EXTENSION = 10, 72
_MOST_HOURS = 8760
"""Days in which the buyer may look at what came, where neither the shop nor the procedure says how many."""
PLATFORM_OPENS = "platform_opens"
OPEN_CASE = "open_case"
STATIONS = ("shipped", "delivered")
Events = tuple[Event, ...]


class Line(Protocol):
    """A line of a new order."""

    category: str
    way: str
    seller: str


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


def custody_terms(procedure: Procedure | None, accept_hours: int | None) -> dict:
    """What the order keeps of the rules on its money: after a case, for taking it on, for making time longer.

    Refuses bad_accept_hours.
    """
    if accept_hours is not None and not 0 <= accept_hours <= _MOST_HOURS:
        raise Refusal("bad_accept_hours", given=accept_hours)
    rule = procedure.receipt if procedure else None
    told = {"after_case": rule.after_case, "extension": rule.extension} if rule else {}
    accept = (rule.accept if rule else 0) if accept_hours is None else accept_hours
    usual = {"after_case": looking.ANEW, "extension": EXTENSION, "accept_hours": 0}
    return {name: value for name, value in (told | {"accept_hours": accept}).items() if value != usual[name]}


def hours(procedure: Procedure | None, line: Line, command: PlaceOrder) -> int:
    """Hours in which the buyer may look at a line, where they are not the order's days: by its way, and longer for some shops.

    0: as the order says. What the shop itself has named for the order counts before the way. Refuses bad_way.
    """
    if line.way and line.way not in WAYS:
        raise Refusal("bad_way", given=line.way[:20], known=", ".join(WAYS))
    rule = procedure.receipt if procedure else None
    ways = rule.by_way if rule else WAYS
    own = ways.get(line.way, 0) if command.confirm_days is None else 0
    more = command.longer.get(line.seller, 0)
    if not more:
        return own
    days, _since = receipt_terms(procedure, command.lines, command.confirm_days, command.confirm_since)
    return (own or days * 24) + more


def begin(order: OrderState, procedure: Procedure | None, now: datetime, reached: Collection[str]) -> Events:
    """Start the clocks that are due where money can still move.

    reached   dates that have just become known (or all that are, where the money has just come)
    A time that would be over already runs in full from now, so that nobody is surprised by what he could not know.
    """
    if order.cancelled or order.confirmed or not order.unfrozen_holds():
        return ()
    started: list[Event] = [*looking.begin(order, now)]
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


def stop_when_spent(order: OrderState, gone: Mapping[int, int], why: str) -> Events:
    """Clear the clocks about money of which nothing is left when so much goes out now (minor units by line)."""
    left = sum(hold.free - gone.get(hold.line, 0) for hold in order.unfrozen_holds())
    return looking.spend(order, gone, why) if left else holds.stop_clock(order, why)


def due(order: OrderState, now: datetime) -> Events:
    """What silence has brought about: the seller is paid for undisputed lines, or a case is to be opened for the buyer."""
    ripe = [row for row in order.deadlines if row.until <= now and not row.held]
    if not ripe:
        return ()
    row = min(ripe, key=lambda one: one.turn)
    if row.wait == promises.KEEP:
        return promises.due(order, row)
    said = {"deadline": row.id, "wait": row.wait, "who": row.who, "silence": row.silence}
    if row.wait == PLATFORM_OPENS:
        others = [one for one in order.waits(PLATFORM_OPENS) if one.id != row.id]
        return (
            _event(order, "DefaultApplied", **said, about=row.about, lines=_undisputed(order)),
            *(_event(order, "DeadlineCleared", deadline=one.id, why="silence") for one in (row, *others)),
        )
    free = tuple(hold for hold in order.unfrozen_holds() if hold.line in looking.about(order, row))
    lines = [hold.line for hold in free]
    done = (_event(order, "DefaultApplied", **said, about=row.about), looking.cleared(order, row, "silence"))
    if row.wait == looking.ACCEPT_ORDER:
        return (*done, *_called_off(order, row, free, now))
    last = len(lines) == len(order.unfrozen_holds())
    whole = last and not order.confirmed_lines and not order.frozen
    others = order.waits(PLATFORM_OPENS) if last else ()
    return (
        *done,
        *(_event(order, "DeadlineCleared", deadline=one.id, why="received") for one in others),
        _event(order, "ReceiptConfirmed", deemed=True, on=clock.text(now), **({} if whole else {"lines": lines})),
        *holds.pay_seller(order, holds.all_free(free), "receipt"),
    )


def _called_off(order: OrderState, row: Deadline, free: tuple, now: datetime) -> Events:
    """A shop has been silent about a paid order: the buyer has his money back, and what was all of the order is called off."""
    lines = [hold.line for hold in free if order.accept_hours_of(hold.line)]
    if not lines:
        return ()
    amounts = holds.all_free(hold for hold in free if hold.line in lines)
    whole = len(lines) == len([one for one in order.lines if not order.reached(one.line, "cancelled")])
    off = {"side": "system", "on": clock.text(now)}
    rest = (one for one in order.deadlines if one.id != row.id and one.wait != promises.KEEP) if whole else ()
    return (
        _event(order, "Cancelled", **off) if whole else _event(order, "LinesCancelled", lines=lines, **off),
        *(looking.cleared(order, one, "cancelled") for one in rest),
        *holds.pay_buyer(order, amounts, "cancelled"),
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
