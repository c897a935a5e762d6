"""Deadlines: due defaults carried out and half-time reminders sent, exactly once, by any number of workers.

Due rows are read without locks and in one order; each is then handed to the writer, which looks again under the root's
lock. Two workers that meet at one case find one default: the second gets the first one's receipt. Each walks the rows
of one reading in an order of its own, so that they seldom meet.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from random import Random

from hejie.domain.cases.commands import RemindDeadline
from hejie.domain.kernel import clock
from hejie.domain.orders.commands import RemindOrder
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import clocks
from hejie.store.clocks import Due
from hejie.usecases import orders, standings, system, upkeep
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience

_AT_ONCE = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One walk through what has come due.

    now       the moment of the acts; horizon: only what was due by then is carried out, now or earlier
    patience  what has failed in this worker before
    """

    now: datetime
    horizon: datetime
    patience: Patience
    random: Random
    stopped: Callable[[], bool] = lambda: False

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
            context = cache(partial(_context, self.now))
            for row in self.random.sample(rows, len(rows)):
                name = (column, row.stream, row.id)
                if self.patience.ready(name, self.now) and not self.stopped():
                    count += self._try(act, row, context(row.marketplace), name)
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


def _context(now: datetime, marketplace: str) -> Context:
    """What the acts of one reading are done with: outages, holidays, and whom no notice reaches, are looked up once."""
    context = system.context(marketplace, now)
    return replace(context, outages=cache(context.outages), unreachable=cache(context.unreachable))


def _default(row: Due, context: Context) -> Receipt:
    key = f"due:{row.id}:{row.moment_ms}"
    kind, _, rest = row.stream.partition(":")
    if kind == "case":
        return upkeep.carry_out_defaults(context, rest, key=key)
    if kind == "standing":
        return standings.carry_out_clocks(context, row.stream, key=key)
    return upkeep.carry_out_order_defaults(context, row.root, key=key)


def _reminder(row: Due, context: Context) -> Receipt:
    key = f"remind:{row.id}:{row.moment_ms}"
    kind, _, rest = row.stream.partition(":")
    if kind == "case":
        return upkeep.remind_deadline(context, RemindDeadline(rest, row.id), key=key)
    return orders.remind(context, RemindOrder(row.root, row.id), key=key)
