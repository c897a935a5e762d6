"""Loads the rulebook of after-sales service: flows by kind, with their clocks. Read strictly, as procedures are."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from hejie.domain.aftersales.flow import KINDS, SILENCES, Step
from hejie.domain.aftersales.service import GRADES
from hejie.domain.cases.servicing.book import Book
from hejie.domain.kernel import canonical
from hejie.rulebooks.strict import Book as Text

_FILE = Path(__file__).parent / "service" / "standard.yaml"
_LONGEST = 24 * 366
LANGUAGES = ("en", "zh", "ru")
OF = ("guarantee", "liability")
"""What a repair makes longer: the shop's own guarantee, or what the law makes its seller answer for."""
FROM = ("receipt", "request")


def parse(text: str) -> Book:
    """The book that a YAML text describes. Raises BadRulebook with the line of what is wrong.

    An entry of `kinds` may change clocks for that kind alone (`hours`, `silence` by step) and have asides of its own (`also`).
    """
    book = Text(text)
    document = book.keys((), ("id", "version", "sources", "held", "guarantee", "steps", "asides", "kinds"))
    steps = {name: _step(book, name) for name in book.kind(("steps",), dict, "a mapping of steps")}
    asides = tuple(_known(book, ("asides",), steps))
    flows = {}
    for kind in book.kind(("kinds",), dict, "a mapping of kinds"):
        if kind not in KINDS:
            raise book.wrong(("kinds", kind), f"is no kind of service; known: {', '.join(KINDS)}")
        flows[kind] = _flow(book, kind, steps, asides)
    held = tuple(book.one_of(("held", number), GRADES) for number, _ in enumerate(document["held"]))
    digest = hashlib.sha256(canonical.dumps(document)).hexdigest()
    places = {place: _guarantee(book, place) for place in book.kind(("guarantee",), dict, "a mapping of places")}
    name, version = (book.kind((part,), str, "text") for part in ("id", "version"))
    return Book(name, version, digest, flows, held=held, guarantee=places)


@cache
def load() -> Book:
    """The book in force."""
    return parse(_FILE.read_text(encoding="utf-8"))


def _guarantee(book: Text, place: str) -> dict:
    """What a repair adds at a place: the days that it took, or so many months; `rule` and `law` name the article."""
    path = ("guarantee", place)
    written = book.keys(
        path, ("of", "rule", "law", "compared"), ("days", "from", "months", "once", "since", "anew", "attempts")
    )
    if ("days" in written) == ("months" in written):
        raise book.wrong(path, "needs either days or months")
    if ("from" in written) != ("days" in written):
        raise book.wrong(path, "days need from, and months have none")
    book.keys((*path, "law"), LANGUAGES)
    for language in LANGUAGES:
        book.kind((*path, "law", language), str, "text")
    told: dict = {"rule": book.kind((*path, "rule"), str, "text"), "of": book.one_of((*path, "of"), OF)}
    if "months" in written:
        told["months"] = book.kind((*path, "months"), int, "a whole number")
    else:
        told |= {"days": True, "from": book.one_of((*path, "from"), FROM)}
    for name in ("once", "anew"):
        if name in written:
            told[name] = book.kind((*path, name), bool, "true")
    if "since" in written:
        told["since"] = book.checked((*path, "since"), _day, "a day (2026-07-31)")
    if "attempts" in written:
        told["attempts"] = book.kind((*path, "attempts"), int, "a whole number")
    return told


def _day(given: object) -> str:
    return date.fromisoformat(str(given)).isoformat()


@cache
def law_words() -> dict[str, dict[str, str]]:
    """What the articles are called by which a repair makes a guarantee longer: by rule and language."""
    book = Text(_FILE.read_text(encoding="utf-8"))
    rows = book.kind(("guarantee",), dict, "a mapping of places").values()
    return {row["rule"]: dict(row["law"]) for row in rows}


def _step(book: Text, name: str) -> Step:
    path = ("steps", name)
    book.keys(path, ("who", "hours", "silence"))
    return Step(
        name,
        book.one_of((*path, "who"), ("buyer", "seller")),
        _hours(book, (*path, "hours")),
        book.one_of((*path, "silence"), SILENCES),
    )


def _flow(book: Text, kind: str, steps: dict[str, Step], asides: tuple[str, ...]) -> tuple[Step, ...]:
    path = ("kinds", kind)
    written = book.keys(path, ("steps",), ("also", "hours", "silence"))
    order = tuple(_known(book, (*path, "steps"), steps))
    beside = (*asides, *(_known(book, (*path, "also"), steps) if "also" in written else ()))
    hours = {name: _hours(book, (*path, "hours", name)) for name in written.get("hours", {})}
    silence = {name: book.one_of((*path, "silence", name), SILENCES) for name in written.get("silence", {})}
    found = []
    for name in (*order, *beside):
        one = steps[name]
        found.append(Step(name, one.who, hours.get(name, one.hours), silence.get(name, one.silence), name not in order))
    return tuple(found)


def _known(book: Text, path: tuple, steps: dict[str, Step]) -> list[str]:
    listed = book.kind(path, list, "a list of steps")
    return [book.one_of((*path, number), tuple(steps)) for number, _ in enumerate(listed)]


def _hours(book: Text, path: tuple) -> int:
    found = book.kind(path, int, "a whole number of hours")
    if not 1 <= found <= _LONGEST:
        raise book.wrong(path, f"must be 1 to {_LONGEST}, and is {found}")
    return found
