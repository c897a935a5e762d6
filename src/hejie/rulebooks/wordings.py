"""Loads the words that buy or demand reviews, and those that sound like promises, read strictly."""

import re
from functools import cache
from pathlib import Path

from hejie.domain.wording.finding import Pattern
from hejie.rulebooks.strict import BadRulebook, Book

LANGUAGES = ("zh", "en", "ru")
_FOLDER = Path(__file__).parent / "wording"
_KINDS = {"reviews": ("bought", "demanded", "asked"), "promises": ("promise",)}


def parse(text: str, kinds: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The patterns of a YAML text. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    book.keys((), ("id", "version", "unless", "patterns"))
    book.keys(("patterns",), LANGUAGES)
    book.keys(("unless",), LANGUAGES)
    found: list[Pattern] = []
    for language in LANGUAGES:
        unless = _expression(book, ("unless", language))
        for number, _ in enumerate(book.kind(("patterns", language), list, "a list of patterns")):
            found.append(_pattern(book, ("patterns", language, number), unless, kinds))
    return tuple(found)


def _pattern(book: Book, place: tuple, unless: re.Pattern, kinds: tuple[str, ...]) -> Pattern:
    told = book.kind(place, dict, "a pattern")
    book.keys(place, ("id", "what", "pattern"), ("anyway",))
    what = book.kind((*place, "what"), str, "text")
    if what not in kinds:
        raise BadRulebook(0, f"{what} is none of {', '.join(kinds)}")
    return Pattern(
        book.kind((*place, "id"), str, "text"),
        what,
        _expression(book, (*place, "pattern")),
        None if "anyway" in told else unless,
    )


def _expression(book: Book, place: tuple) -> re.Pattern:
    written = book.kind(place, str, "an expression")
    try:
        return re.compile(written)
    except re.error as fault:
        raise BadRulebook(0, f"{'.'.join(map(str, place))}: this is no regular expression: {fault}") from None


@cache
def reviews() -> tuple[Pattern, ...]:
    """What buys or demands a review."""
    return parse((_FOLDER / "reviews.yaml").read_text(encoding="utf-8"), _KINDS["reviews"])


@cache
def promises() -> tuple[Pattern, ...]:
    """What sounds like a promise."""
    return parse((_FOLDER / "promises.yaml").read_text(encoding="utf-8"), _KINDS["promises"])
