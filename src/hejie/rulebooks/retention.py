"""Loads the rulebook of retention: how long closed cases are kept by which law. Read strictly, as sanctions are."""

import hashlib
from functools import cache
from pathlib import Path

from hejie.domain.cases.retention import LONGEST_YEARS, PAPERS, Book, Rule
from hejie.domain.kernel import canonical
from hejie.rulebooks.strict import Book as Text
from hejie.rulebooks.strict import Path as Place

OTHER = "other"
_FILE = Path(__file__).parent / "retention" / "standard.yaml"
_LANGUAGES = ("en", "zh", "ru")
_RULE = ("keep", "least", "answer", "papers", "sources", "ours", "says")
_MOST_DAYS = 90


def parse(text: str) -> Book:
    """The book that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Text(text)
    document = book.keys((), ("id", "version", "laws"))
    laws = book.kind(("laws",), dict, "a mapping of laws")
    if OTHER not in laws:
        raise book.wrong(("laws",), f"needs a rule named {OTHER}, for places of which nothing is known")
    return Book(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),
        rules={law: _rule(book, ("laws", law), law) for law in laws},
    )


@cache
def load() -> Book:
    """The book in force."""
    return parse(_FILE.read_text(encoding="utf-8"))


def _rule(book: Text, path: Place, law: str) -> Rule:
    book.keys(path, _RULE, ("longer",))
    book.keys((*path, "keep"), ("years",))
    book.keys((*path, "least"), ("years", "by"))
    book.keys((*path, "answer"), ("days",))
    book.keys((*path, "says"), _LANGUAGES)
    keep = _number(book, (*path, "keep", "years"), LONGEST_YEARS)
    least = _number(book, (*path, "least", "years"), LONGEST_YEARS)
    if keep < least:
        raise book.wrong((*path, "keep", "years"), f"is shorter than the least ({least})")
    return Rule(
        law=law,
        keep=keep,
        least=least,
        by_law=book.one_of((*path, "least", "by"), ("law", "ours")) == "law",
        answer=_number(book, (*path, "answer", "days"), _MOST_DAYS),
        longer=_longer(book, (*path, "longer")),
        papers=book.one_of((*path, "papers"), PAPERS),
        sources=_texts(book, (*path, "sources")),
        ours=_texts(book, (*path, "ours")),
        says={language: book.kind((*path, "says", language), str, "a sentence") for language in _LANGUAGES},
    )


def _longer(book: Text, path: Place) -> int:
    if path[-1] not in book.kind(path[:-1], dict, "a mapping"):
        return 0
    book.keys(path, ("days",))
    return _number(book, (*path, "days"), _MOST_DAYS)


def _texts(book: Text, path: Place) -> tuple[str, ...]:
    listed = book.kind(path, list, "a list of texts")
    return tuple(book.kind((*path, number), str, "text") for number, _ in enumerate(listed))


def _number(book: Text, path: Place, most: int) -> int:
    found = book.kind(path, int, "a whole number")
    if not 1 <= found <= most:
        raise book.wrong(path, f"must be 1 to {most}, and is {found}")
    return found
