"""Reads the rulebooks about listings: facts by category, words that the law forbids, and what buyers say again and again.

Read strictly: a fact, article or category that is named and not there stops the book with its line.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path as File
from typing import Any

from hejie.domain.listings.clauses import Article, Clause
from hejie.domain.listings.taxonomy import (
    ALL,
    AMOUNT,
    CHOICE,
    KINDS,
    Absolute,
    Also,
    Cause,
    Causes,
    Fact,
    Need,
    Taxonomy,
    Words,
)
from hejie.rulebooks.strict import BadRulebook, Book, Path

LANGUAGES = ("en", "zh", "ru")
PLACES = ("CN", "EU", "UK", "US", "RU")
STRENGTHS = ("forbidden", "proof")
TAKES = ("returns", "defects", "court", "risk", "interpretation", "reviews")
_FOLDER = File(__file__).parent / "listings"
_FACT_KEYS = ("unit", "many", "values", "units", "apart", "whole", "text")


@cache
def taxonomy() -> Taxonomy:
    """Facts and categories."""
    return read_taxonomy((_FOLDER / "categories.yaml").read_text("utf-8"))


@cache
def words() -> Words:
    """Words that are forbidden, need proof, or bind no consumer."""
    return read_words((_FOLDER / "words.yaml").read_text("utf-8"))


@cache
def causes() -> Causes:
    """What buyers say again and again."""
    return read_causes((_FOLDER / "causes.yaml").read_text("utf-8"))


def place_of(jurisdiction: str) -> str:
    """The jurisdiction by which the words are looked at: a state of the European Union by those of the Union; "" for none."""
    from hejie.rulebooks import law

    if jurisdiction in PLACES or not jurisdiction:
        return jurisdiction
    return "EU" if jurisdiction in law.jurisdictions() else ""


def read_taxonomy(text: str) -> Taxonomy:
    """A taxonomy from YAML. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    top = book.keys((), ("id", "version", "sources", "laws", "facts", "categories", "also"))
    facts = {name: _fact(book, ("facts", name), name) for name in top["facts"]}
    laws = {name: _texts(book, ("laws", name)) for name in top["laws"]}
    categories = {path: tuple(_needs(book, ("categories", path), facts, laws)) for path in top["categories"]}
    if ALL not in categories:
        raise book.wrong(("categories",), f"needs the category {ALL}, whose facts go for every listing")
    also = tuple(_also(book, ("also", at), facts, laws, categories) for at, _ in enumerate(top["also"]))
    return Taxonomy(top["id"], top["version"], facts, categories, also, laws)


def _fact(book: Book, at: Path, name: str) -> Fact:
    row = book.keys(at, ("kind", "name"), _FACT_KEYS)
    kind = book.one_of((*at, "kind"), KINDS)
    values, found = {}, {}
    if kind == CHOICE:
        for value in row.get("values", {}):
            one = book.keys((*at, "values", value), ("name", "words"))
            values[value] = _texts(book, (*at, "values", value, "name"))
            if one["words"]:
                found[value] = _pattern(book, (*at, "values", value, "words"), one["words"].values())
    units = tuple(
        (_pattern(book, (*at, "units"), [rf"(?<![\d.,])(\d+(?:[.,]\d+)?)\s*(?:{pattern})"]), times)
        for pattern, times in row.get("units", {}).items()
    )
    if units and kind != AMOUNT:
        raise book.wrong((*at, "units"), "only an amount has units")
    for pair in row.get("apart", ()):
        if set(pair) - set(values):
            raise book.wrong(
                (*at, "apart"), f"names {', '.join(sorted(set(pair) - set(values)))}, which is no value of it"
            )
    text = _in_text(book, (*at, "text"), row.get("text", {}), values)
    names = (called.lower().split(",")[0].split("（")[0] for called in row["name"].values())
    return Fact(
        id=name,
        near=tuple(names) if units else (),
        **text,
        kind=kind,
        name=_texts(book, (*at, "name")),
        unit=row.get("unit", ""),
        many=row.get("many", False),
        values=values,
        words=found,
        units=units,
        apart=frozenset(frozenset(pair) for pair in row.get("apart", ())),
        whole=_pattern(book, (*at, "whole"), row["whole"].values()) if "whole" in row else None,
    )


def _in_text(book: Book, at: Path, told: Mapping, values: Mapping) -> dict[str, Any]:
    """How a description says a choice: {"text", "unless", "text_apart"}, what there is of them."""
    if not told:
        return {}
    row = book.keys(at, ("unless",), ("values", "apart"))
    found: dict[str, Any] = {"unless": _pattern(book, (*at, "unless"), row["unless"].values())}
    for value in row.get("values", {}):
        _known(book, (*at, "values"), value, values)
    found["text"] = {
        value: _pattern(book, (*at, "values", value), one.values()) for value, one in row.get("values", {}).items()
    }
    pairs = [frozenset(_known(book, (*at, "apart"), one, values) for one in pair) for pair in row.get("apart", ())]
    return found | {"text_apart": frozenset(pairs)}


def _needs(book: Book, at: Path, facts: Mapping, laws: Mapping) -> Iterable[Need]:
    row = book.keys(at, (), ("needs", "better"))
    for part, must in (("needs", True), ("better", False)):
        for number, one in enumerate(row.get(part, ())):
            here = (*at, part, number)
            named = {"fact": one} if isinstance(one, str) else book.keys(here, ("fact",), ("law",))
            yield Need(
                _known(book, here, named["fact"], facts), must, _known_or_none(book, here, named.get("law", ""), laws)
            )


def _also(book: Book, at: Path, facts: Mapping, laws: Mapping, categories: Mapping) -> Also:
    row = book.keys(at, ("if", "fact"), ("law", "in"))
    when = {}
    for name, values in row["if"].items():
        known = facts[_known(book, (*at, "if"), name, facts)].values
        when[name] = frozenset(_known(book, (*at, "if", name), one, known) for one in values)
    within = tuple(_known(book, (*at, "in"), one, categories) for one in row.get("in", ()))
    return Also(when, _known(book, at, row["fact"], facts), _known_or_none(book, at, row.get("law", ""), laws), within)


def read_words(text: str) -> Words:
    """The book of words from YAML. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    top = book.keys((), ("id", "version", "articles", "absolutes", "weights", "clauses"))
    articles = {}
    for name in top["articles"]:
        row = book.keys(("articles", name), ("cite", "source"))
        articles[name] = Article(name, _texts(book, ("articles", name, "cite")), row["source"])
    return Words(
        top["id"],
        top["version"],
        tuple(_absolute(book, ("absolutes", at), articles) for at, _ in enumerate(top["absolutes"])),
        tuple(_clause(book, ("clauses", at), articles) for at, _ in enumerate(top["clauses"])),
        {name: _texts(book, ("weights", name)) for name in STRENGTHS},
    )


def _absolute(book: Book, at: Path, articles: Mapping) -> Absolute:
    row = book.keys(at, ("id", "words", "strength", "articles", "says", "mend"), ("unless", "not_in"))
    strength = {place: book.one_of((*at, "strength", place), STRENGTHS) for place in row["strength"]}
    named = _articles(book, at, row["articles"], articles)
    if strength.keys() - named.keys():
        raise book.wrong((*at, "strength"), "every country needs the article that says so")
    return Absolute(
        row["id"], _pattern(book, (*at, "words"), row["words"].values()), _maybe(book, at, row), strength, named,
        _texts(book, (*at, "says")), _texts(book, (*at, "mend")), tuple(row.get("not_in", ())),
    )  # fmt: skip


def _clause(book: Book, at: Path, articles: Mapping) -> Clause:
    row = book.keys(at, ("id", "takes", "words", "articles", "says", "mend"), ("unless",))
    return Clause(
        row["id"], book.one_of((*at, "takes"), TAKES), _pattern(book, (*at, "words"), row["words"].values()),
        _maybe(book, at, row), _articles(book, at, row["articles"], articles), _texts(book, (*at, "says")),
        _texts(book, (*at, "mend")),
    )  # fmt: skip


def _articles(book: Book, at: Path, named: Mapping, known: Mapping) -> dict[str, Article]:
    return {
        _known(book, (*at, "articles"), place, dict.fromkeys(PLACES)): known[
            _known(book, (*at, "articles", place), one, known)
        ]
        for place, one in named.items()
    }


def read_causes(text: str) -> Causes:
    """The book of causes from YAML. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    top = book.keys((), ("id", "version", "of", "least", "share", "causes"))
    found = []
    for name in top["causes"]:
        at = ("causes", name)
        row = book.keys(at, ("words", "told_in", "told_by", "says", "mend"))
        alternatives = [pattern for listed in row["words"].values() for pattern in listed]
        for fact in row["told_in"]:
            _known(book, (*at, "told_in"), fact, taxonomy().facts)
        found.append(
            Cause(
                name,
                _pattern(book, (*at, "words"), alternatives),
                _pattern(book, (*at, "told_by"), [row["told_by"]]),
                tuple(row["told_in"]),
                _texts(book, (*at, "says")),
                _texts(book, (*at, "mend")),
            )  # fmt: skip
        )
    return Causes(top["id"], top["version"], top["of"], top["least"], top["share"], tuple(found))


def _pattern(book: Book, at: Path, parts: Iterable[str]) -> re.Pattern:
    try:
        return re.compile("|".join(f"(?:{part})" for part in parts))
    except re.error as fault:
        raise book.wrong(at, f"is no expression that can be read: {fault}") from None


def _maybe(book: Book, at: Path, row: Mapping) -> re.Pattern | None:
    return _pattern(book, (*at, "unless"), [row["unless"]]) if "unless" in row else None


def _texts(book: Book, at: Path) -> dict[str, Any]:
    return book.keys(at, LANGUAGES)


def _known(book: Book, at: Path, name: str, known: Mapping) -> str:
    if name not in known:
        raise book.wrong(at, f"names {name}, which is not there; there are {', '.join(sorted(known))}")
    return name


def _known_or_none(book: Book, at: Path, name: str, known: Mapping) -> str:
    return _known(book, at, name, known) if name else ""


__all__ = ["BadRulebook", "causes", "place_of", "read_causes", "read_taxonomy", "read_words", "taxonomy", "words"]
