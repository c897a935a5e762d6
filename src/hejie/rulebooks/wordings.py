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
    book.keys((), ("id", "version", "unless", "patterns"), ("about",))
    known = "about" in book.kind((), dict, "a book of words")
    if known:
        book.keys(("about",), LANGUAGES)
    book.keys(("patterns",), LANGUAGES)
    book.keys(("unless",), LANGUAGES)
    found: list[Pattern] = []
    for language in LANGUAGES:
        unless = _expression(book, ("unless", language))
        about = _words(book, ("about", language)) if known else ()
        for number, _ in enumerate(book.kind(("patterns", language), list, "a list of patterns")):
            found.append(_pattern(book, ("patterns", language, number), unless, about, kinds))
    return tuple(found)


def _pattern(book: Book, place: tuple, unless: re.Pattern, about: tuple[str, ...], kinds: tuple[str, ...]) -> Pattern:
    told = book.kind(place, dict, "a pattern")
    book.keys(place, ("id", "what", "pattern"), ("anyway", "about"))
    what = book.kind((*place, "what"), str, "text")
    if what not in kinds:
        raise BadRulebook(0, f"{what} is none of {', '.join(kinds)}")
    return Pattern(
        book.kind((*place, "id"), str, "text"),
        what,
        _expression(book, (*place, "pattern")),
        None if "anyway" in told else unless,
        _words(book, (*place, "about")) if "about" in told else about,
    )


def _words(book: Book, place: tuple) -> tuple[str, ...]:
    listed = book.kind(place, list, "a list of words")
    return tuple(book.kind((*place, number), str, "text") for number, _ in enumerate(listed))


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
