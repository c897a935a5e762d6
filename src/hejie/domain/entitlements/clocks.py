"""Periods as a law counts them: from which day, how long, until whose act, and what a free last day does.

Sources for the ways of counting: Chinese Civil Code art. 201-203, Regulation (EEC, Euratom) 1182/71 art. 3, Russian Civil
Code art. 191-193: the day of the event does not count; a period in months ends on the like day, else on the month's last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from hejie.domain.entitlements.logic import FALSE, TRUE, UNKNOWN
from hejie.domain.kernel.calendars import Calendar

if TYPE_CHECKING:
    from hejie.domain.entitlements.evaluate import Asked

_ELAPSED = frozenset({"defect_seen", "withdrawn", "claimed", "paid_back"})
_BEFORE_DELIVERY = ("dates.shipped", "dates.ordered")


class Number(Protocol):
    """A number of a rule: written there, a parameter, or what somebody promised or told."""

    def __call__(self, asked: Asked) -> int | None:
        """The number, or None where it is not known."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One period.

    start      events that start it; the latest of those known does
    act        events that stop it; the first known one does
    unit, length   days, working_days, months or years; plus_months: counted on from the end
    same_day   whether the day of the event counts itself
    rolls      whether a free last day moves to the next working day
    pause      fact with days that do not count; restart: an event from which it starts anew
    open       problems with which the act is known not to have happened yet
    """

    start: tuple[str, ...]
    act: tuple[str, ...]
    unit: str
    length: Number
    plus_months: Number | None = None
    same_day: bool = False
    rolls: bool = True
    pause: str = ""
    restart: str = ""
    open: frozenset[str] = frozenset()
    calendar: Calendar | None = None

    def last(self, asked: Asked) -> int | None:
        """Ordinal of the last day, or None where start or length is not known."""
        start = self._began(asked)
        return None if start is None else self._end(start, asked)

    def within(self, asked: Asked) -> int:
        """Whether the act came, or can still come, in time."""
        last = self.last(asked)
        if last is not None:
            return self._held(last, asked)
        by_days = self._by_elapsed(asked)
        if by_days != UNKNOWN:
            return by_days
        if self._surely_early(asked):
            return TRUE
        return _said_in_time(asked) if self.act else UNKNOWN

    def late(self, asked: Asked) -> int:
        """Whether the time has run out without the act."""
        last = self.last(asked)
        done = self._done(asked)
        if last is None:
            return self._late_by_elapsed(asked)
        if done is not None:
            return TRUE if done > last else FALSE
        if asked.as_of <= last:
            return FALSE
        problem = asked.told.get("problem")
        return TRUE if problem is not None and self.open & problem else UNKNOWN  # type: ignore[operator]

    def missing(self, asked: Asked) -> tuple[str, ...]:
        """Facts that would settle it."""
        found = []
        if self._began(asked) is None and self.start:
            found.append(f"dates.{self.start[-1]}")
        if self._done(asked) is None and self.act:
            found.append(f"dates.{self.act[0]}")
        return tuple(found)

    def facts(self) -> tuple[str, ...]:
        """All facts that it may look at."""
        days = [f"dates.{name}" for name in (*self.start, *self.act)]
        elapsed = [f"elapsed.{name}" for name in self.act if name in _ELAPSED]
        more = [path for path in (self.pause, f"dates.{self.restart}" if self.restart else "") if path]
        return (*days, *elapsed, *more, *_BEFORE_DELIVERY, "in_time", *(("problem",) if self.open else ()))

    def days_late(self, asked: Asked) -> int | None:
        """Whole days from the last day until the act, or until the day of the question; None where not known."""
        last = self.last(asked)
        if last is None:
            return None
        done = self._done(asked)
        return max(0, (asked.as_of if done is None else done) - last)

    def _began(self, asked: Asked) -> int | None:
        if self.restart:
            again = asked.told.get(f"dates.{self.restart}")
            if again is not None:
                return again  # type: ignore[return-value]
        known = [day for name in self.start if (day := asked.told.get(f"dates.{name}")) is not None]
        return max(known) if known else None  # type: ignore[type-var,return-value]

    def _done(self, asked: Asked) -> int | None:
        for name in self.act:
            day = asked.told.get(f"dates.{name}")
            if day is not None:
                return day  # type: ignore[return-value]
            since = asked.told.get(f"elapsed.{name}") if name in _ELAPSED else None
            if since is not None and "dates.delivered" in asked.told:
                return asked.told["dates.delivered"] + since  # type: ignore[operator]
        return None

    def _held(self, last: int, asked: Asked) -> int:
        done = self._done(asked)
        if done is not None:
            return TRUE if done <= last else FALSE
        if asked.as_of <= last:
            return TRUE
        return _said_in_time(asked) if self.act else FALSE  # without an act it is the day of the question that counts

    def _end(self, start: int, asked: Asked) -> int | None:
        length = self.length(asked)
        if length is None:
            return None
        end = _counted(start, self.unit, length, self.calendar)
        if self.plus_months is not None:
            more = self.plus_months(asked)
            if more is None:
                return None
            end = _counted(end, "months", more, self.calendar)
        if self.same_day and not _without_like_day(start, end, self.unit):
            end -= 1
        if self.pause:
            end += asked.told.get(self.pause, 0)  # type: ignore[operator]
        return _rolled(end, self.calendar) if self.rolls else end

    def _by_elapsed(self, asked: Asked) -> int:
        """By whole days from delivery: sure inside the shortest that the period can be, sure outside the longest."""
        since = next((asked.told[f"elapsed.{name}"] for name in self.act if f"elapsed.{name}" in asked.told), None)
        length = self.length(asked)
        if since is None or length is None or self.start[-1] not in ("delivered", "installed"):
            return UNKNOWN
        shortest, longest = self._reach(length, asked)
        return TRUE if since <= shortest else FALSE if since > longest else UNKNOWN  # type: ignore[operator]

    def _late_by_elapsed(self, asked: Asked) -> int:
        """Of two acts that were told in days from delivery, such as claimed and paid back."""
        begin = next((asked.told[f"elapsed.{name}"] for name in self.start if f"elapsed.{name}" in asked.told), None)
        if begin is None and self.start[-1] in ("delivered", "installed"):
            begin = 0
        end = next((asked.told[f"elapsed.{name}"] for name in self.act if f"elapsed.{name}" in asked.told), None)
        length = self.length(asked)
        if begin is None or end is None or length is None:
            return UNKNOWN
        shortest, longest = self._reach(length, asked)
        gap = end - begin  # type: ignore[operator]
        return TRUE if gap > longest else FALSE if gap <= shortest else UNKNOWN

    def _reach(self, length: int, asked: Asked) -> tuple[int, int]:
        """Fewest and most days that a period of this length can have.

        That a last day was free is for whoever relies on it to tell, with the dates.
        """
        pause = asked.told.get(self.pause, 0) if self.pause else 0
        plus = (self.plus_months(asked) or 0) if self.plus_months is not None else 0
        few, many = _bounds(self.unit, length)
        more_few, more_many = _bounds("months", plus) if plus else (0, 0)
        off = 1 if self.same_day else 0
        return few + more_few + pause - off, many + more_many + pause - off  # type: ignore[operator,return-value]

    def _surely_early(self, asked: Asked) -> bool:
        """Nothing can have been delivered before it was sent or ordered; a period from then has not run out yet."""
        if not self.start or self.start[-1] not in ("delivered", "installed"):
            return False
        floor = next((asked.told[path] for path in _BEFORE_DELIVERY if path in asked.told), None)
        if floor is None:
            return False
        end = self._end(floor, asked)  # type: ignore[arg-type]
        if end is None:
            return False
        done = self._done(asked)
        return (asked.as_of if done is None else done) <= end


def _said_in_time(asked: Asked) -> int:
    known = asked.told.get("in_time")
    return UNKNOWN if known is None else TRUE if known else FALSE


@cache
def _bounds(unit: str, length: int) -> tuple[int, int]:
    """Fewest and most days that a period of this length can have, from any day."""
    if unit == "days":
        return length, length
    if unit == "working_days":
        return length, length * 2 + 12
    first = date(1999, 1, 1).toordinal()  # eight years hold every pattern of long and short months but a century's
    spans = [_counted(day, unit, length, None) - day for day in range(first, first + 8 * 366)]
    return min(spans), max(spans)


def _counted(start: int, unit: str, length: int, calendar: Calendar | None) -> int:
    if unit == "days":
        return start + length
    if unit == "working_days":
        return _working(start, length, calendar)
    day = date.fromordinal(start)
    months = day.month - 1 + length * (12 if unit == "years" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])).toordinal()


def _without_like_day(start: int, end: int, unit: str) -> bool:
    """Whether the last month has no day like the first, so that the period ends with the month itself."""
    return unit in ("months", "years") and date.fromordinal(end).day < date.fromordinal(start).day


def _working(start: int, length: int, calendar: Calendar | None) -> int:
    if calendar is not None:
        return calendar.nth_after(date.fromordinal(start), length).toordinal() if length else start
    day = start
    while length:
        day += 1
        length -= day % 7 not in (6, 0)
    return day


def _rolled(day: int, calendar: Calendar | None) -> int:
    if calendar is not None:
        return calendar.next_from(date.fromordinal(day)).toordinal()
    return day + (8 - (day % 7 or 7) if day % 7 in (6, 0) else 0)
