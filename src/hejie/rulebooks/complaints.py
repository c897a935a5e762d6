"""Loads the rulebook of complaints: how long whoever has to act has, and within which bounds a marketplace may say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.complaints.clocks import EXACT, UNITS, WAITS, hours
from hejie.rulebooks.strict import Book

_FILE = Path(__file__).parent / "complaints" / "standard.yaml"
_WITHOUT_CALENDAR = ("hours", "days")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulebook. usual: a time by wait; bounds: least and most hours by wait."""

    id: str
    version: str
    usual: Mapping[str, Mapping[str, int]]
    bounds: Mapping[str, tuple[int, int]]

    def fits(self, wait: str, span: object, calendar: str) -> bool:
        """Whether a marketplace may set this time: one whole number of one unit, within the bounds, with the calendar that it needs."""
        if not isinstance(span, Mapping) or len(span) != 1:
            return False
        ((unit, amount),) = span.items()
        if unit not in (_WITHOUT_CALENDAR if wait in EXACT or not calendar else UNITS):
            return False
        least, most = self.bounds[wait]
        return type(amount) is int and 1 <= amount <= most and least <= hours(span) <= most


def parse(text: str) -> Rules:
    """The rules that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    book.keys((), ("id", "version", "sources", "waits"))
    name, version = (book.kind((part,), str, "text") for part in ("id", "version"))
    book.keys(("waits",), WAITS)
    bounds, usual = {}, {}
    for wait in WAITS:
        path = ("waits", wait)
        book.keys(path, ("usual", "least", "most"))
        bounds[wait] = tuple(book.kind((*path, end), int, "a whole number of hours") for end in ("least", "most"))
        usual[wait] = dict(book.kind((*path, "usual"), dict, "a time, as {days: 3}"))
        if not Rules(name, version, {}, bounds).fits(wait, usual[wait], ""):
            raise book.wrong((*path, "usual"), "needs hours or days, and lies within least and most")
    return Rules(name, version, usual, bounds)


@cache
def load() -> Rules:
    """The rulebook in force."""
    return parse(_FILE.read_text(encoding="utf-8"))
