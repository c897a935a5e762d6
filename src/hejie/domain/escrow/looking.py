"""The time to look at what came, line by line: when it begins, what pauses it, what is left of it after a case.

Silence pays the seller for the lines that a clock is about. Before that runs the shop's own time to take a paid order on;
its silence gives the buyer his money back. Pure; amounts are minor units, left-over times milliseconds.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.escrow import accounts
from hejie.domain.escrow.custody import Custody, Hold
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event

CONFIRM_RECEIPT = "confirm_receipt"
ACCEPT_ORDER = "accept_order"
BY_LINE = (CONFIRM_RECEIPT, ACCEPT_ORDER)
SILENCE = {CONFIRM_RECEIPT: "release", ACCEPT_ORDER: "pay_back"}
WHO = {CONFIRM_RECEIPT: "buyer", ACCEPT_ORDER: "seller"}
REST, ANEW = "rest", "anew"
Events = tuple[Event, ...]


class Order(Protocol):
    """What these functions need to know of an order (`orders.state.OrderState`)."""

    root: str
    custody: Custody
    frozen: tuple[tuple[int, str], ...]
    deadlines: tuple[Deadline, ...]
    deadline_count: int
    after_case: str
    left: Mapping[int, tuple[str, int]]

    def seller_of(self, line: int) -> str:
        """Who answers for the line."""

    def hours_of(self, line: int) -> int:
        """Hours in which the buyer may look at this line."""

    def accept_hours_of(self, line: int) -> int:
        """Hours in which its seller must take it on; 0 where he need not, or has."""

    def may_be_looked_at(self, line: int) -> bool:
        """Whether it has come so far that the buyer's time for it runs, and nobody has confirmed it."""

    def unfrozen_holds(self) -> tuple[Hold, ...]:
        """Holds of lines without an open case that still have free money."""


def about(order: Order, row: Deadline) -> frozenset[int]:
    """The lines that a clock by line is about. One that names none is about all with money that no
    other of its kind names."""
    if row.about:
        return frozenset(map(int, row.about.split()))
    named = {line for one in _rows(order, row.wait) if one.about for line in map(int, one.about.split())}
    return frozenset(hold.line for hold in order.custody.holds if hold.line and hold.free) - named


def begin(order: Order, now: datetime) -> Events:
    """Start what is due for lines with money in no case that no clock of theirs runs for yet."""
    started: list[Event] = []
    for wait in BY_LINE:
        running = frozenset().union(*(about(order, row) for row in _rows(order, wait)))
        lines = [hold.line for hold in order.unfrozen_holds() if hold.line not in running]
        started += _started(order, wait, lines, now, len(started))
    return tuple(started)


def resume(order: Order, lines: Collection[int], now: datetime) -> Events:
    """Start the clocks of lines that come back from a case: with what was left of them, or anew, as the order has it."""
    started: list[Event] = []
    for wait in BY_LINE:
        started += _started(order, wait, sorted(lines), now, len(started))
    return tuple(started)


def pause(order: Order, lines: Collection[int]) -> Events:
    """Clear the clocks that have no line left but these, which go to a case, and others that lie in one already."""
    away = {*lines, *(line for line, _case in order.frozen)}
    money = {hold.line for hold in order.custody.holds if hold.free}
    rows = [row for wait in BY_LINE for row in _rows(order, wait) if not (about(order, row) & money) - away]
    return tuple(cleared(order, row, "in_dispute") for row in rows)


def spend(order: Order, gone: Mapping[int, int], why: str) -> Events:
    """Clear the clocks whose lines have no money left once so much of it (minor units by line) has gone."""
    left = {hold.line for hold in order.unfrozen_holds() if hold.free > gone.get(hold.line, 0)}
    rows = [row for wait in BY_LINE for row in _rows(order, wait) if not about(order, row) & left]
    return tuple(cleared(order, row, why) for row in rows)


def left_at(order: Order, lines: Iterable[int], at: datetime) -> dict[int, tuple[str, int]]:
    """What was left of the clocks of these lines when a case took them: (wait, milliseconds) by line."""
    found: dict[int, tuple[str, int]] = {}
    for wait in BY_LINE:
        for row in _rows(order, wait):
            rest = max(0, (row.until - at) // timedelta(milliseconds=1))
            found |= {line: (wait, rest) for line in about(order, row).intersection(lines)}
    return found


def cleared(order: Order, row: Deadline, why: str) -> Event:
    """A clock that runs no more."""
    return _event(order, "DeadlineCleared", deadline=row.id, why=why)


def _started(order: Order, wait: str, lines: Collection[int], now: datetime, before: int) -> list[Event]:
    """One clock for all lines whose time ends together; of shops that must take them on, one for each shop."""
    ends: dict[tuple[datetime, str], list[int]] = {}
    for line in lines:
        if span := _span(order, wait, line):
            ends.setdefault((now + span, order.seller_of(line) if wait == ACCEPT_ORDER else ""), []).append(line)
    whole = {hold.line for hold in order.custody.holds if hold.free and hold.line}
    number = order.deadline_count + before
    found = []
    for (until, _seller), group in sorted(ends.items()):
        number += 1
        alone = wait == CONFIRM_RECEIPT and set(group) == whole
        data = {"who": WHO[wait], "until": clock.text(until), "silence": SILENCE[wait]}
        named = "" if alone else " ".join(map(str, sorted(group)))
        found.append(_event(order, "DeadlineSet", deadline=f"d{number}", wait=wait, **data, about=named))
    return found


def _span(order: Order, wait: str, line: int) -> timedelta | None:
    """How long a clock of this line would run; None where it does not run."""
    if order.custody.hold(accounts.hold_id(order.root, line)) is None:
        return None
    looks = order.hours_of(line) if order.may_be_looked_at(line) else 0
    hours = looks if wait == CONFIRM_RECEIPT else order.accept_hours_of(line)
    known, rest = order.left.get(line, ("", 0))
    if hours and known == wait and order.after_case == REST:
        return timedelta(milliseconds=max(rest, 1))
    return timedelta(hours=hours) if hours else None


def _rows(order: Order, wait: str) -> tuple[Deadline, ...]:
    return tuple(row for row in order.deadlines if row.wait == wait)


def _event(order: Order, kind: str, **data: object) -> Event:
    return Event(f"order:{order.root}", kind, data)
