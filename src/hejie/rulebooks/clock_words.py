"""A clock as a rulebook writes it, `{business_days: 3, calendar: calendars/cn}`, made into one that counts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hejie.domain.kernel.calendars import Calendar
from hejie.domain.procedure.clocks import STARTS, UNITS, Clock
from hejie.rulebooks import calendars
from hejie.rulebooks.strict import BadRulebook, Book, Path, shown

_OPTIONAL = ("start", "zone", "calendar", "roll", "from", "to", "shifts")
_SHIFT_DAYS = ("every_day", "working_days")
_LONGEST = {
    "minutes": 60 * 24 * 366,
    "hours": 24 * 366,
    "days": 3660,
    "months": 120,
    "business_days": 1000,
    "shift_hours": 5000,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What counts where a clock does not say otherwise: zone and calendar id ("" : none), and how calendars are found.

    find   raises LookupError for one that is not there
    """

    zone: str
    calendar: str
    find: Callable[[str], Calendar]


def clock(book: Book, path: Path, usual: Usual) -> Clock:
    """The clock at a path of a rulebook. Raises BadRulebook with the line of what is wrong."""
    if not isinstance(book.at(*path), dict):
        raise book.wrong(
            path, f"must say how long, and in what, and is {shown(book.at(*path))}; write {_meant(book.at(*path))}"
        )
    found = book.keys(path, (), (*UNITS, *_OPTIONAL))
    units = [unit for unit in UNITS if unit in found]
    if len(units) != 1:
        here = f"{len(units)} of them ({', '.join(units)})" if units else "none of them"
        raise book.wrong(path, f"here stand {here}; a clock counts in exactly one of {', '.join(UNITS)}")
    (unit,) = units
    amount = book.kind((*path, unit), int, "a whole number")
    if not 1 <= amount <= _LONGEST[unit]:
        raise book.wrong((*path, unit), f"is {amount}; write a number from 1 to {_LONGEST[unit]}")
    for name in ("from", "to", "shifts"):
        if name in found and unit != "shift_hours":
            raise book.wrong((*path, name), "only shift_hours have a shift; leave it out, or count in shift_hours")
    usually = "next_day" if unit == "business_days" else "at_once"
    start = book.one_of((*path, "start"), STARTS) if "start" in found else usually
    roll = book.kind((*path, "roll"), bool, "true or false") if "roll" in found else False
    opens, closes, working = _shift(book, path) if unit == "shift_hours" else (time(0), time(0), False)
    if roll and (unit not in ("days", "months") or start != "next_day"):
        raise book.wrong(
            (*path, "roll"), "only whole days roll on; write `days` or `months` with `start: next_day`, or leave it out"
        )
    calendar = _calendar(book, path, usual) if unit == "business_days" or working or roll else None
    if calendar is None and "calendar" in found:
        raise book.wrong((*path, "calendar"), "nothing here asks whether a day is worked; leave it out")
    zone = zone_at(book, (*path, "zone")) if "zone" in found else usual.zone
    return Clock(amount, unit, zone, start, calendar, opens, closes, working, roll)


def _meant(written: object) -> str:
    """What somebody most likely meant who wrote a length of time in another way: 5, '5 days', 36h."""
    found = re.fullmatch(r"(\d+) *([a-z_ ]*)", str(written).lower().strip())
    if not found:
        return "it like {days: 5}, {hours: 36} or {business_days: 3}"
    word = found[2].strip().replace(" ", "_").replace("working", "business").replace("workday", "business_day")
    unit = next((one for one in UNITS if word and one.startswith(word.rstrip("s"))), "days")
    return f"{{{unit}: {found[1]}}}"


@cache
def zone_names() -> frozenset[str]:
    """All time zones (IANA) that this machine knows. Finding them walks through folders, so that it is done once."""
    return frozenset(available_timezones())


def zone_at(book: Book, path: Path) -> str:
    """The time zone named at a path."""
    name = book.kind(path, str, "the name of a time zone, such as Asia/Shanghai")
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError) as unknown:
        near = get_close_matches(name, zone_names(), 1, 0.75)
        hint = f"did you mean {near[0]}?" if near else "write the name of one, such as Asia/Shanghai"
        raise book.wrong(path, f"there is no time zone {shown(name)}; {hint}") from unknown


def _shift(book: Book, path: Path) -> tuple[time, time, bool]:
    found = book.at(*path)
    for name in ("from", "to"):
        if name not in found:
            raise book.wrong(path, f'shift_hours need `{name}`, a time of day such as "09:00"')
    opens, closes = (
        book.checked((*path, name), _time_of_day, 'a time of day such as "09:00"') for name in ("from", "to")
    )
    if closes != time(0) and closes <= opens:
        raise book.wrong((*path, "to"), 'a shift ends later on the same day; one over midnight is written to "24:00"')
    shifts = book.one_of((*path, "shifts"), _SHIFT_DAYS) if "shifts" in found else "every_day"
    return opens, closes, shifts == "working_days"


def _time_of_day(written: str) -> time:
    if len(written) != 5 or written[2] != ":":
        raise ValueError(written)
    return time(0) if written == "24:00" else time.fromisoformat(written)


def _calendar(book: Book, path: Path, usual: Usual) -> Calendar:
    own = "calendar" in book.at(*path)
    here = (*path, "calendar") if own else ("calendar",)
    name = book.kind(here, str, "the id of a calendar") if own else usual.calendar
    if not name:
        raise book.wrong(
            path,
            "this counts working days, and no calendar says which they are; add `calendar: calendars/cn` at the top",
        )
    try:
        return usual.find(name)
    except LookupError as unknown:
        known = calendars.names()
        meant = [one for one in known if one.endswith(f"/{name}")]
        hint = (
            f"did you mean {meant[0]}?"
            if meant
            else f"it may be {', '.join(known)}; tools/holiday-calendars writes others"
        )
        raise BadRulebook(book.line(*here), f"there is no calendar {name}; {hint}") from unknown
