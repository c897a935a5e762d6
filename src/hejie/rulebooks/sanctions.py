"""Loads sanction policies: what counts against a seller or a buyer, and what follows from how much of it.

Read strictly: a mistake stops the text and is named with its line. The digest is SHA-256 over the canonical JSON of the
content; every sanction keeps it.
"""

import hashlib
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.policy import DEEDS, FOUND, HUNDREDTHS, OF_CASES, Count, Measure, Policy, Rate, Rules
from hejie.rulebooks import shelf
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

STANDARD = "sanctions/standard"
_FOLDER = Path(__file__).parent / "sanctions"
_LANGUAGES = ("en", "zh", "ru")
_SIDES = {"sellers": "seller", "buyers": "buyer"}
_MEASURE = ("does", "when", "for", "notice", "appeal", "says")
_WHEN = ("count", "points", "rate")
_SHARE = re.compile(r"(\d{1,2})(?:\.(\d{1,2}))? ?%")
_LONGEST_DAYS = 3660


def parse(text: str) -> Policy:
    """The policy that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), ("id", "version", "sources", *_SIDES))
    for number, _ in enumerate(book.kind(("sources",), list, "a list of sources")):
        book.kind(("sources", number), str, "text")
    return Policy(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),
        sides={side: _rules(book, (name,)) for name, side in _SIDES.items()},
        sources=tuple(document["sources"]),
    )


@cache
def _in_force() -> dict[str, tuple[Policy, str]]:
    return shelf.in_force(_FOLDER, parse)


def load(policy: str = STANDARD, digest: str = "") -> Policy:
    """The policy in force with this id; with a digest, exactly that text of it. Refuses sanction_policy_unknown."""
    return shelf.pick(_in_force(), policy, digest, Refusal("sanction_policy_unknown", policy=policy, digest=digest))


def text(policy: str = STANDARD) -> str:
    """The YAML text in force under this id. Refuses sanction_policy_unknown."""
    load(policy)
    return _in_force()[policy][1]


def _rules(book: Book, path: Place) -> Rules:
    book.keys(path, ("counts", "measures"))
    named = book.kind((*path, "counts"), dict, "a mapping of what is counted")
    counts = tuple(_count(book, (*path, "counts", name), name) for name in named)
    _once(book, path, counts)
    measures = tuple(
        _measure(book, (*path, "measures", name), name, counts)
        for name in book.kind((*path, "measures"), dict, "a mapping of measures")
    )
    return Rules(counts, measures)


def _count(book: Book, path: Place, name: str) -> Count:
    book.keys(path, ("when", "points", "lasts"))
    grounds = _words(book, (*path, "when"), (*OF_CASES, *FOUND))
    return Count(name, frozenset(grounds), _number(book, (*path, "points"), 0), _days(book, (*path, "lasts"), 1))


def _once(book: Book, path: Place, counts: tuple[Count, ...]) -> None:
    """A ground that two counts name would count by chance under the first."""
    for number, count in enumerate(counts):
        for other in counts[:number]:
            twice = count.grounds & other.grounds
            if twice:
                raise book.wrong(
                    (*path, "counts", count.name, "when"), f"{min(twice)} is counted as {other.name} already"
                )


def _measure(book: Book, path: Place, name: str, counts: tuple[Count, ...]) -> Measure:
    book.keys(path, _MEASURE)
    when = book.keys((*path, "when"), ("of", "within"), _WHEN)
    if not any(part in when for part in _WHEN):
        raise book.wrong((*path, "when"), f"say how much: {', '.join(_WHEN)}")
    of = frozenset(_words(book, (*path, "when", "of"), [count.name for count in counts]))
    book.keys((*path, "appeal"), ("within", "suspends", "decide_within", "by"))
    book.one_of((*path, "appeal", "by"), ("operator",))
    book.keys((*path, "says"), _LANGUAGES)
    points = _number(book, (*path, "when", "points"), 1) if "points" in when else 0
    heavy = next((count for count in counts if points and count.name in of and count.points > points), None)
    if heavy:  # one case would reach it twice at once, and the order of cases would begin to matter
        raise book.wrong((*path, "when", "points"), f"is less than one {heavy.name} brings ({heavy.points})")
    return Measure(
        id=name,
        does=_words(book, (*path, "does"), DEEDS),
        of=of,
        within=_days(book, (*path, "when", "within"), 1),
        lasts=_days(book, (*path, "for"), 1),
        notice=_days(book, (*path, "notice"), 0),
        appeal=_days(book, (*path, "appeal", "within"), 1),
        suspends=book.kind((*path, "appeal", "suspends"), bool, "true or false"),
        decide=_days(book, (*path, "appeal", "decide_within"), 1),
        says={language: book.kind((*path, "says", language), str, "a sentence") for language in _LANGUAGES},
        count=_number(book, (*path, "when", "count"), 1) if "count" in when else 0,
        points=points,
        rate=_rate(book, (*path, "when", "rate")) if "rate" in when else None,
    )


def _rate(book: Book, path: Place) -> Rate:
    book.keys(path, ("over", "sales", "disputes"))
    over = book.checked((*path, "over"), _share, "a share such as 1% or 0.25%")
    return Rate(over, _number(book, (*path, "sales"), 1), _number(book, (*path, "disputes"), 1))


def _share(written: str) -> int:
    """Hundredths of a per cent, above zero."""
    found = _SHARE.fullmatch(written)
    if not found:
        raise ValueError(written)
    share = int(found[1]) * HUNDREDTHS + int((found[2] or "").ljust(2, "0"))
    if not share:
        raise ValueError(written)
    return share


def _days(book: Book, path: Place, least: int) -> timedelta:
    book.keys(path, ("days",))
    days = _number(book, (*path, "days"), least)
    if days > _LONGEST_DAYS:
        raise book.wrong((*path, "days"), f"must be {_LONGEST_DAYS} at most; everything ends")
    return timedelta(days=days)


def _number(book: Book, path: Place, least: int) -> int:
    found = book.kind(path, int, "a whole number")
    if found < least:
        raise book.wrong(path, f"must be {least} or more, and is {found}")
    return found


def _words(book: Book, path: Place, known: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A list of known words, at least one, none twice."""
    listed = book.kind(path, list, "a list of words")
    if not listed:
        raise book.wrong(path, f"is empty; known here: {', '.join(known)}")
    found = tuple(book.one_of((*path, number), known) for number, _ in enumerate(listed))
    if len(set(found)) < len(found):
        raise book.wrong(path, "names a word twice")
    return found
