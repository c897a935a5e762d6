"""The fairness watch: whether agreements are as good for one kind of people as for another, for operators and auditors.

Figures are those of whole calendar quarters (UTC), of ten agreements at least and of whole tens; nothing of a single case.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement import draw_audit, watch
from hejie.domain.settlement.watch import Group
from hejie.record.context import Context
from hejie.store import gains, outbox, people
from hejie.usecases import bidding, system
from hejie.usecases.outages import is_database_away

TOPIC = "fairness"
_MOST_PERIODS = 12
_AGAIN_AFTER = timedelta(hours=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period.

    period    as 2026Q4; begins, ends: its first moment and the first after it; periods: all that can be asked for, newest first
    count     agreements that are counted in it, in whole tens
    groups    every group that somebody is in; draws: the audit of sealed bids, over all time
    """

    period: str
    begins: datetime
    ends: datetime
    periods: tuple[str, ...]
    count: int
    groups: tuple[Group, ...]
    draws: draw_audit.Figures

    @property
    def alarms(self) -> tuple[str, ...]:
        """What rings: keys of groups, and `draws`."""
        found = tuple(group.key for group in self.groups if group.alarm)
        return (*found, *(("draws",) if self.draws.alarm else ()))


def report(ctx: Context, period: str = "") -> Report:
    """The figures of a quarter (default: the one that lasts). Refuses not_found, for others than operators and auditors too."""
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
    market, periods = ctx.actor.marketplace, _periods(ctx.actor.marketplace, ctx.now)
    period = period or periods[0]
    if period not in periods:
        raise Refusal("not_found")
    begins, ends = bounds(period)
    earlier = bounds(name_of(begins - timedelta(days=1)))
    now, before = _gains(market, begins, ends), _gains(market, *earlier)
    counted = len(now) // watch.TENS * watch.TENS
    return Report(period, begins, ends, periods, counted, watch.figures(now, before), bidding.audit(ctx))


def _gains(market: str, begins: datetime, ends: datetime) -> list[watch.Gain]:
    return gains.of_period(market, clock.milliseconds(begins), clock.milliseconds(ends))


def name_of(at: datetime) -> str:
    """The quarter in which a moment lies: 2026Q4."""
    return f"{at.year}Q{(at.month + 2) // 3}"


def bounds(period: str) -> tuple[datetime, datetime]:
    """The first moment of a quarter, and the first after it."""
    year, quarter = int(period[:4]), int(period[5])
    begins = datetime(year, 3 * quarter - 2, 1, tzinfo=UTC)
    return begins, datetime(year + quarter // 4, 3 * quarter % 12 + 1, 1, tzinfo=UTC)


def _periods(market: str, now: datetime) -> tuple[str, ...]:
    first = clock.from_milliseconds(gains.first_ms(market) or clock.milliseconds(now))
    found, at = [], now
    while len(found) < _MOST_PERIODS and (not found or bounds(found[-1])[0] > first):
        found.append(name_of(at))
        at = bounds(found[-1])[0] - timedelta(days=1)
    return tuple(found)


def look(ctx: Context) -> int:
    """Order a notice to operators of what rings now and has not rung in this period; returns how many are ordered.

    Of several groups that begin to ring together one notice is enough: the page says which they are.
    """
    found = report(ctx)
    now_ms = clock.milliseconds(ctx.now)
    market, told = ctx.actor.marketplace, set()
    with transaction.atomic():
        for alarm in found.alarms:
            what = "draws" if alarm == "draws" else "group"
            payload = {"what": what, "period": found.period, "told": what in told}
            if outbox.put(market, f"{TOPIC}:{found.period}:{alarm}", TOPIC, market, payload, now_ms, now_ms):
                told.add(what)
    return len(told)


class Watching:
    """Looks once an hour at every marketplace; a notice that was ordered already is not ordered again."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Look if it is time; returns how many notices are ordered."""
        if self._next is not None and now < self._next:
            return 0
        self._next = now + _AGAIN_AFTER
        ordered = 0
        for market in people.marketplaces():
            try:
                ordered += look(system.context(market.pk, now))
            except Exception as fault:
                if is_database_away(fault):
                    raise
                _log.exception("the fairness of %s could not be looked at", market.pk)
        return ordered
