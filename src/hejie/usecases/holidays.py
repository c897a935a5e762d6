"""Holidays that an operator announces for his marketplace: time that no deadline there loses.

What is open and runs over one is moved at once, also ahead of time; what is set later gets it within a minute, and at the
latest before its default. Each deadline gets each holiday once, and no hour twice that an outage has given back already.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.deadlines import Lost, lost_times
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import holidays, rulebooks
from hejie.store.holidays import Holiday
from hejie.usecases import ids, outages, system
from hejie.usecases.patience import Patience

LONGEST = timedelta(days=60)
LONGEST_NAME = 120
_FARTHEST = timedelta(days=730)
_AHEAD = timedelta(days=270)
_AT_ONCE = 200
_AGAIN_AFTER = timedelta(minutes=1)
_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announced:
    """A holiday as its operator sees it. running: deadlines that run now and have got it back."""

    holiday: Holiday
    running: int


@dataclass(frozen=True, slots=True)
class Free:
    """Days on which nobody works by a calendar, with a public holiday among them; both days count.

    official   whether these days have been published, and are not only expected
    """

    calendar: str
    first: date
    last: date
    official: bool


def announce(ctx: Context, name: str, started_at: datetime, ended_at: datetime) -> Holiday:
    """Say that a stretch of time does not count here; the same said again changes nothing.

    started_at, ended_at   aware; up to 60 days apart, not over yet, and within two years
    Refuses   not_found, second_factor_needed, text_missing, text_too_long, bad_holiday, holiday_known (another one that
              shares time with it)
    """
    _for_acts(ctx)
    words = name.strip()
    if not words:
        raise Refusal("text_missing")
    if len(words) > LONGEST_NAME:
        raise Refusal("text_too_long", limit=LONGEST_NAME)
    if not (ctx.now < ended_at <= started_at + LONGEST and started_at < ended_at <= ctx.now + _FARTHEST):
        raise Refusal("bad_holiday", most=LONGEST.days)
    market = ctx.actor.marketplace
    start, end = clock.milliseconds(started_at), clock.milliseconds(ended_at)
    wanted = Holiday(
        id=holidays.PREFIX + ids.derived(market, str(start), str(end), length=12),
        marketplace=market,
        name=words,
        started_ms=start,
        ended_ms=end,
        announced_ms=clock.milliseconds(ctx.now),
        announced_by=ctx.actor.id,
    )
    kept = holidays.add(wanted)
    if kept.id != wanted.id:
        times = (clock.from_milliseconds(kept.started_ms), clock.from_milliseconds(kept.ended_ms))
        raise Refusal("holiday_known", name=kept.name, started_at=times[0], ended_at=times[1])
    return kept


def announced(ctx: Context) -> list[Announced]:
    """All of the marketplace, the latest first. Refuses not_found for others than operators and auditors."""
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
    found = holidays.of(ctx.actor.marketplace)
    running = holidays.moved(ctx.actor.marketplace, [one.id for one in found])
    return [Announced(one, running[one.id]) for one in found]


def suggested(ctx: Context, most: int = 6) -> list[Free]:
    """The next stretches of three free days and more in the next nine months, by the calendars of the procedure in force."""
    found: list[Free] = []
    for name in ctx.in_force().calendars:
        calendar = rulebooks.calendar(name)
        found += free_stretches(calendar, ctx.now.date(), ctx.now.date() + _AHEAD)
    return sorted(found, key=lambda one: (one.first, one.calendar))[:most]


def free_stretches(calendar: Calendar, begin: date, end: date) -> list[Free]:
    """Stretches of at least three days off, with a public holiday among them, that begin between two days. Pure."""
    found, days = [], []
    for number in range((end - begin).days + 1):
        day = begin + _DAY * number
        if not calendar.is_working(day):
            days.append(day)
            continue
        if len(days) >= 3 and not calendar.holidays.isdisjoint(days):
            found.append(Free(calendar.id, days[0], days[-1], calendar.is_published(days[-1])))
        days = []
    return found


class GivingHolidays:
    """Gives announced time back to every open deadline of its marketplace, some streams at a time."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._places: dict[str, tuple[str, str]] = {}
        self._next: dict[str, datetime] = {}
        self._failed: set[str] = set()

    def step(self, now: datetime) -> int:
        """Go on with one holiday; returns how many streams were moved. One that is not over is looked at every minute."""
        for holiday in holidays.uncredited():
            if self._next.get(holiday.id, now) <= now and self._patience.ready(("holiday", holiday.id), now):
                return self._go_on(holiday, now)
        return 0

    def _go_on(self, holiday: Holiday, now: datetime) -> int:
        rows = holidays.owed(holiday, self._places.get(holiday.id, ("", "")), _AT_ONCE)
        lost = _lost(holiday, now)
        for root, stream, deadline in rows:
            key = f"{holiday.id}:{deadline}"
            try:
                outages.give_back(lost, (root, stream, holiday.marketplace), now, key=key)
            except Exception as fault:
                if outages.is_database_away(fault):
                    raise
                self._failed.add(holiday.id)
                _log.exception("the time of %s could not be given back in %s", holiday.id, stream)
        if len(rows) == _AT_ONCE:
            self._places[holiday.id] = rows[-1][:2]
        else:
            self._end_of(holiday, now)
        return len(rows)

    def _end_of(self, holiday: Holiday, now: datetime) -> None:
        self._places.pop(holiday.id, None)
        self._next[holiday.id] = now + _AGAIN_AFTER
        if holiday.id in self._failed:
            self._failed.discard(holiday.id)
            self._patience.failed(("holiday", holiday.id), now)
        elif holiday.ended_ms <= clock.milliseconds(now):
            self._next.pop(holiday.id)
            holidays.credited(holiday.id, clock.milliseconds(now))


def _lost(holiday: Holiday, now: datetime) -> Lost:
    known = lost_times(system.outages(holiday.marketplace, now), now)[1]
    return next(one for one in known if one.id == holiday.id)


def _for_acts(ctx: Context) -> None:
    """Let operators with a second factor pass, and commands on this machine."""
    if ctx.actor.role == "system":
        return
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
