"""Loads holiday calendars; what has been pinned under a digest is that very calendar."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from hejie.domain.kernel import canonical
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import shelf
from hejie.rulebooks.strict import Book

_FOLDER = Path(__file__).parent / "calendars"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = ("id", "version", "source", "zone", "weekend", "published_until", "holidays", "workdays")


def parse(text: str) -> Calendar:
    """The calendar that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    found = book.keys((), _KEYS)
    for number, _ in enumerate(book.kind(("weekend",), list, "a list of days of the week")):
        book.one_of(("weekend", number), _WEEKDAYS)
    return Calendar(
        id=found["id"],
        version=str(found["version"]),
        digest=hashlib.sha256(canonical.dumps(found)).hexdigest(),
        zone=book.checked(("zone",), lambda name: ZoneInfo(name).key, "the name of a time zone"),
        weekend=frozenset(_WEEKDAYS.index(name) for name in found["weekend"]),
        holidays=_days(book, "holidays"),
        workdays=_days(book, "workdays"),
        published_until=book.checked(("published_until",), date.fromisoformat, "a date"),
    )


@cache
def _in_force() -> dict[str, tuple[Calendar, str]]:
    return shelf.in_force(_FOLDER, parse)


def load(calendar: str, digest: str = "") -> Calendar:
    """The calendar in force with this id; with a digest, exactly that text of it. Refuses calendar_unknown."""
    return shelf.pick(_in_force(), calendar, digest, Refusal("calendar_unknown", calendar=calendar, digest=digest))


def text(calendar: str) -> str:
    """The YAML text in force under this id. Refuses calendar_unknown."""
    load(calendar)
    return _in_force()[calendar][1]


def names() -> tuple[str, ...]:
    """Ids of all calendars in force."""
    return tuple(_in_force())


def _days(book: Book, name: str) -> frozenset[date]:
    days = set()
    for year, listed in book.kind((name,), dict, "a mapping of years").items():
        for number, _ in enumerate(listed):
            path = (name, year, number)
            days.add(book.checked(path, lambda day, year=year: date.fromisoformat(f"{year}-{day}"), "month-day"))
    return frozenset(days)
