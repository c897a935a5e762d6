"""How long whoever has to act in a complaint has. Each complaint keeps the clocks with which it was received.

{"assign": {"hours": 24}, "answer": {"business_days": 5}, …, "calendar": "calendars/cn"}

Of the calendar only the name is kept: a wait counts by what is known of its working days at the moment in which it begins.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from hejie.domain.kernel.calendars import Calendar
from hejie.domain.procedure.clocks import Clock

WAITS = ("assign", "answer", "word", "again", "rate")
"""Naming who handles it, its answer, the word of whoever it is about, telling operators again, the complainant's own word."""
UNITS = ("hours", "days", "business_days")
EXACT = ("again",)
"""Clocks that silence itself sets, when no calendar is at hand; they count hours or days."""
BEFORE: Mapping[str, Mapping[str, int]] = {
    "assign": {"days": 1},
    "answer": {"days": 7},
    "word": {"days": 3},
    "again": {"days": 2},
    "rate": {"days": 14},
}
"""What counts in complaints that were received before clocks were kept with them."""
Calendars = Callable[[str], Calendar]
"""The working days of a place by the calendar's id."""


def no_calendars(name: str) -> Calendar:
    """Where no clock counts working days."""
    raise LookupError(name)


def ends(clocks: Mapping, wait: str, now: datetime, calendars: Calendars = no_calendars) -> datetime:
    """When a wait ends that begins now."""
    ((unit, amount),) = clocks[wait].items()
    if unit != "business_days":
        return Clock(amount, unit).end(now)
    calendar = calendars(clocks["calendar"])
    return Clock(amount, unit, calendar.zone, calendar=calendar).end(now)


def hours(span: Mapping[str, int]) -> int:
    """At least how many hours that is."""
    ((unit, amount),) = span.items()
    return amount if unit == "hours" else amount * 24
