"""Deadlines: due defaults carried out and half-time reminders sent, exactly once, by any number of workers.

Due rows are read without locks and in one order; each is then handed to the writer, which looks again under the root's
lock. Two workers that meet at one case find one default: the second gets the first one's receipt. Each walks the
stretches of one reading in an order of its own and reads a stretch again before it begins with it, so that they seldom
meet. What the acts of a stretch rest on is read together, since reading it case by case takes longer than the acts.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from random import Random

from hejie.domain.cases.commands import RemindDeadline
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock
from hejie.domain.orders.commands import RemindOrder
from hejie.record import streams
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import clocks
from hejie.store.clocks import Due
from hejie.usecases import orders, own_streams, standings, system, upkeep
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience

_AT_ONCE = 2000
_STRETCH = 25
_log = logging.getLogger(__name__)
_Unreachable = Callable[[tuple[str, ...]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One walk through what has come due.

    now       the moment of the acts; horizon: only what was due by then is carried out, now or earlier
    patience  what has failed in this worker before
    stopped   asked before each reading, each stretch and each row; stretch: how many rows are prepared together
    """

    now: datetime
    horizon: datetime
    patience: Patience
    random: Random
    stopped: Callable[[], bool] = lambda: False
    stretch: int = _STRETCH

    def carry_out_defaults(self) -> int:
        """Carry out every default that is due; returns how many rows were handed over."""
        return self._each("until_ms", _default)

    def remind(self) -> int:
        """Record every half-time reminder that is due; its notice goes out with it."""
        return self._each("remind_ms", _reminder)

    def _each(self, column: str, act: Callable[[Due, Context], Receipt]) -> int:
        count, place = 0, (0, "", "", "")
        while not self.stopped():
            rows = clocks.ripe(column, clock.milliseconds(self.horizon), place, _AT_ONCE)
            if not rows:
                break
            place = rows[-1].place
            stretches = [rows[first : first + self.stretch] for first in range(0, len(rows), self.stretch)]
            for stretch in self.random.sample(stretches, len(stretches)):
                if not self.stopped():
                    count += self._stretch(column, act, stretch)
        return count

    def _stretch(self, column: str, act: Callable[[Due, Context], Receipt], rows: Sequence[Due]) -> int:
        """Do what no other worker has done meanwhile, and what has not failed a moment ago."""
        there = {(column, row.stream, row.id): row for row in clocks.still_ripe(column, rows)}
        ready = {name: row for name, row in there.items() if self.patience.ready(name, self.now)}
        context, count = _contexts(self.now, ready.values()), 0
        for name in self.random.sample(list(ready), len(ready)):
            if not self.stopped():
                count += self._try(act, ready[name], context(ready[name].marketplace), name)
        return count

    def _try(self, act: Callable[[Due, Context], Receipt], row: Due, context: Context, name: tuple) -> int:
        """Do it; what fails is logged and left alone for a while, so that it stops nobody else."""
        try:
            receipt = act(row, context)
        except Exception as fault:
            if is_database_away(fault):
                raise
            self.patience.failed(name, self.now)
            _log.exception("deadline %s of %s could not be carried out", row.id, row.stream)
            return 0
        if receipt.repeated:  # another worker was quicker; if the row stands there yet, its projection is wrong
            self.patience.failed(name, self.now)
            return 0
        self.patience.succeeded(name)
        return 1


def _contexts(now: datetime, rows: Collection[Due]) -> Callable[[str], Context]:
    """What the acts of a stretch are done with, by marketplace: streams, outages, and whom no notice reaches, are read once."""
    streams.read_ahead(place for row in rows for place in _streams(row))
    people: dict[str, set[str]] = {}
    for row in rows:
        case = streams.known(row.stream)
        if isinstance(case, CaseState):
            people.setdefault(row.marketplace, set()).update((case.buyer, case.seller))

    @cache
    def of(marketplace: str) -> Context:
        context = system.context(marketplace, now)
        unreachable = _asked_together(context.unreachable, frozenset(people.get(marketplace, ())))
        return replace(context, outages=cache(context.outages), unreachable=unreachable)

    return of


def _streams(row: Due) -> tuple[tuple[str, str], ...]:
    """What the act of a row will look at: a case's act its order too."""
    own = (row.root, row.stream)
    return (own, (row.root, f"order:{row.root}")) if row.stream.startswith("case:") else (own,)


def _asked_together(unreachable: _Unreachable, people: frozenset[str]) -> _Unreachable:
    """The same answers, of all these people by one question; of others as before."""
    lost = cache(lambda: unreachable(tuple(sorted(people))))
    return lambda some: lost().intersection(some) if people.issuperset(some) else unreachable(some)


def _default(row: Due, context: Context) -> Receipt:
    key = f"due:{row.id}:{row.moment_ms}"
    kind, _, rest = row.stream.partition(":")
    if kind == "case":
        return upkeep.carry_out_defaults(context, rest, key=key)
    if kind == "standing":
        return standings.carry_out_clocks(context, row.stream, key=key)
    if own_streams.is_own(row.stream):
        return own_streams.carry_out_clocks(context, row.stream, key=key)
    return upkeep.carry_out_order_defaults(context, row.root, key=key)


def _reminder(row: Due, context: Context) -> Receipt:
    key = f"remind:{row.id}:{row.moment_ms}"
    kind, _, rest = row.stream.partition(":")
    if kind == "case":
        return upkeep.remind_deadline(context, RemindDeadline(rest, row.id), key=key)
    if own_streams.is_own(row.stream):
        return own_streams.remind(context, row.stream, row.id, key=key)
    return orders.remind(context, RemindOrder(row.root, row.id), key=key)
