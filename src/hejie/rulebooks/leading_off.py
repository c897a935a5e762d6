"""Loads the rulebook of what leads off the platform, read strictly, and what is said of each kind in three languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.leading_off.finding import Rule, Rules
from hejie.rulebooks.strict import Book

LANGUAGES = ("en", "zh", "ru")
_FILE = Path(__file__).parent / "leading_off" / "standard.yaml"


@dataclass(frozen=True, slots=True)
class LeadingOff:
    """The rulebook: rules, and by rule its title and why it matters, by language."""

    id: str
    version: str
    rules: Rules
    words: Mapping[str, Mapping[str, Mapping[str, str]]]


def parse(text: str) -> LeadingOff:
    """The rulebook that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    book.keys((), ("id", "version", "sources", "languages", "unless", "numbers", "rules"))
    for number, _ in enumerate(book.kind(("sources",), list, "a list of sources")):
        book.kind(("sources", number), str, "text")
    rules, words = [], {}
    for name in book.kind(("rules",), dict, "rules by name"):
        rules.append(_rule(book, name))
        words[name] = {part: _said(book, name, part) for part in ("title", "why")}
    return LeadingOff(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        rules=Rules(tuple(rules), _patterns(book, ("unless",)), _patterns(book, ("numbers",))),
        words=words,
    )


@cache
def load() -> LeadingOff:
    """The rulebook in force."""
    return parse(_FILE.read_text(encoding="utf-8"))


def _rule(book: Book, name: str) -> Rule:
    place = ("rules", name)
    told = book.kind(place, dict, "a rule")
    wanted = ("links",) if "links" in told else ("patterns",)
    book.keys(place, (*wanted, "title", "why"), ("digits", "luhn", "number"))
    if "links" in told:
        hosts = book.kind((*place, "links"), list, "a list of hosts")
        return Rule(
            name, hosts=frozenset(book.kind((*place, "links", number), str, "text") for number, _ in enumerate(hosts))
        )
    digits = None
    if "digits" in told:
        least, most = (book.kind((*place, "digits", number), int, "a whole number") for number in (0, 1))
        if not 1 <= least <= most:
            raise book.wrong((*place, "digits"), "it reads [least, most]; exchange them")
        digits = (least, most)
    luhn, number = (name in told and book.kind((*place, name), bool, "true or false") for name in ("luhn", "number"))
    return Rule(name, _patterns(book, (*place, "patterns")), digits=digits, luhn=luhn, number=number)


def _patterns(book: Book, place: tuple) -> tuple[re.Pattern, ...]:
    found = []
    for number, _ in enumerate(book.kind(place, list, "a list of regular expressions")):
        text = book.kind((*place, number), str, "text, in quotes")
        try:
            found.append(re.compile(text))
        except re.error as error:
            raise book.wrong((*place, number), f"this is no regular expression: {error}") from error
    return tuple(found)


def _said(book: Book, name: str, part: str) -> dict[str, str]:
    place = ("rules", name, part)
    book.keys(place, LANGUAGES)
    return {language: book.kind((*place, language), str, "text") for language in LANGUAGES}
