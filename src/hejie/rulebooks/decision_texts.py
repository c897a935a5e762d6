"""Loads texts with which a neutral may begin a decision: by complaint and outcome, in three languages, with named blanks.

Read strictly, as all rulebooks are: an unknown blank, a missing language or an unclosed brace stops the file with its line.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.cases.claims import REASONS
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

BLANKS = ("goods", "order", "paid", "refund", "opened", "evidence", "proved", "not_proved", "book")
OUTCOMES = ("buyer", "seller", "split")
_FOLDER = Path(__file__).parent / "templates" / "decisions"
_LANGUAGES = ("en", "zh", "ru")


@dataclass(frozen=True, slots=True)
class DecisionText:
    """One text: id of its file and its own, version, for which complaints (none: all) and outcome, and its parts by language."""

    id: str
    version: str
    reasons: frozenset[str]
    outcome: str
    name: Mapping[str, str]
    findings: Mapping[str, str]
    rules: Mapping[str, str]


def parse(text: str) -> tuple[DecisionText, ...]:
    """The texts of a YAML file. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), ("id", "version", "sources", "texts"))
    file = book.kind(("id",), str, "text")
    version = str(document["version"])
    return tuple(
        _text(book, ("texts", number), file, version)
        for number, _ in enumerate(book.kind(("texts",), list, "a list of texts"))
    )


def _text(book: Book, path: Place, file: str, version: str) -> DecisionText:
    book.keys(path, ("id", "when", "name", "findings", "rules"))
    when = book.keys((*path, "when"), ("outcome",), ("reason",))
    reasons = [
        book.one_of((*path, "when", "reason", number), REASONS)
        for number, _ in enumerate(
            book.kind((*path, "when", "reason"), list, "a list of words") if "reason" in when else []
        )
    ]
    return DecisionText(
        id=f"{file}/{book.kind((*path, 'id'), str, 'a word')}",
        version=version,
        reasons=frozenset(reasons),
        outcome=book.one_of((*path, "when", "outcome"), OUTCOMES),
        name=_words(book, (*path, "name"), ()),
        findings=_words(book, (*path, "findings"), BLANKS),
        rules=_words(book, (*path, "rules"), BLANKS),
    )


def _words(book: Book, path: Place, blanks: tuple[str, ...]) -> Mapping[str, str]:
    found = book.keys(path, _LANGUAGES)
    for language in found:
        here = (*path, language)
        text = book.kind(here, str, "text")
        if not text.strip():
            raise book.wrong(here, "is empty")
        try:
            named = [name for _text, name, _form, _turn in string.Formatter().parse(text) if name is not None]
        except ValueError as error:
            raise book.wrong(here, f"a brace is not closed: {error}") from error
        for name in named:
            if name not in blanks:
                known = ", ".join(blanks) or "none"
                raise book.wrong(here, f"{{{name}}} is no blank; known here: {known}")
    return found


@cache
def in_force() -> tuple[DecisionText, ...]:
    """All texts that come with the program, those of complaints before those for any."""
    texts = [one for path in sorted(_FOLDER.glob("*.yaml")) for one in parse(path.read_text(encoding="utf-8"))]
    return tuple(sorted(texts, key=lambda one: not one.reasons))


def fitting(reason: str) -> tuple[DecisionText, ...]:
    """Texts for a complaint, those that name it first."""
    return tuple(one for one in in_force() if not one.reasons or reason in one.reasons)
