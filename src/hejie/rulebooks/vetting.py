"""Loads the vetting policy: which papers and which deposit a shop needs, by country and kind of goods, and what follows.

Read strictly; the digest is SHA-256 over the canonical JSON of the content, and each declaration keeps it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.kernel import canonical
from hejie.domain.standing.vetting import KINDS, STOPS, Needed, Terms
from hejie.rulebooks.strict import Book

_FILE = Path(__file__).parent / "vetting" / "standard.yaml"
_LANGUAGES = ("en", "zh", "ru")
_WHERE = ("for", "countries", "categories")
_DAYS = ("first", "grace", "review", "renewal", "probation", "again", "longer")
ANY = "any"


@dataclass(frozen=True, slots=True)
class Policy:
    """One text. papers: kind → {language: name, ends: whether such a paper runs out}; the rest as the file has it."""

    id: str
    version: str
    digest: str
    papers: Mapping[str, Mapping]
    rules: tuple[Mapping, ...]
    deposits: tuple[Mapping, ...]
    terms: Terms

    def pinned(self) -> dict[str, str]:
        """How an entry names it."""
        return {"id": self.id, "version": self.version, "digest": self.digest}

    def needed(self, kind: str, country: str, categories: tuple[str, ...]) -> Needed:
        """What a shop like this must show. Rules for `any` country count where none names its own."""
        why: dict[str, list[str]] = {}
        for rule in _fitting(self.rules, kind, country, categories):
            for paper in rule["papers"]:
                why.setdefault(paper, []).append(rule["source"])
        deposits = _fitting(self.deposits, kind, country, categories)
        highest = max(deposits, key=lambda row: row["minor"], default=None)
        deposit = (highest["minor"], highest["currency"]) if highest else None
        return Needed(tuple(why), deposit, {paper: tuple(found) for paper, found in why.items()})

    def name(self, paper: str, language: str) -> str:
        """What a kind of paper is called."""
        found = self.papers.get(paper, {})
        return found.get(language) or found.get("en") or paper

    def categories(self) -> tuple[str, ...]:
        """Kinds of goods that some rule names."""
        rows = (*self.rules, *self.deposits)
        return tuple(sorted({one for row in rows for one in row["categories"] if one != ANY}))


def parse(text: str) -> Policy:
    """The policy that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), ("id", "version", "papers", "rules", "deposits", "terms"))
    for paper in book.kind(("papers",), dict, "papers by kind"):
        book.keys(("papers", paper), ("ends", *_LANGUAGES))
        book.kind(("papers", paper, "ends"), bool, "true or false")
        for language in _LANGUAGES:
            book.kind(("papers", paper, language), str, "text")
    for part, more in (("rules", ("papers", "source")), ("deposits", ("minor", "currency"))):
        for number, _row in enumerate(book.kind((part,), list, "a list")):
            _row_of(book, (part, number), more, document["papers"])
    return Policy(
        book.kind(("id",), str, "text"),
        book.kind(("version",), str, "text, so put the date into quotes"),
        hashlib.sha256(canonical.dumps(document)).hexdigest(),
        document["papers"],
        tuple(document["rules"]),
        tuple(document["deposits"]),
        _terms(book),
    )


@cache
def load() -> Policy:
    """The policy in force."""
    return parse(_FILE.read_text("utf-8"))


def _row_of(book: Book, path: tuple, more: tuple[str, ...], papers: Mapping) -> None:
    row = book.keys(path, (*_WHERE, *more))
    book.one_of((*path, "for"), KINDS)
    for name in ("countries", "categories"):
        for number, _one in enumerate(book.kind((*path, name), list, "a list")):
            book.kind((*path, name, number), str, "text")
    if "papers" in more:
        book.kind((*path, "source"), str, "where it is written")
        for number, _one in enumerate(book.kind((*path, "papers"), list, "a list")):
            book.one_of((*path, "papers", number), tuple(papers))
    else:
        book.kind((*path, "minor"), int, "minor units, a whole number")
        if row["minor"] < 1:
            raise book.wrong((*path, "minor"), "must be above zero")
        book.kind((*path, "currency"), str, "a currency")


def _terms(book: Book) -> Terms:
    found = book.keys(("terms",), (*_DAYS, "stops", "most"))
    for name in _DAYS:
        if book.kind(("terms", name), int, "a whole number") < 0:
            raise book.wrong(("terms", name), "must be 0 or more")
    for number, _one in enumerate(book.kind(("terms", "stops"), list, "a list")):
        book.one_of(("terms", "stops", number), STOPS)
    for currency in book.kind(("terms", "most"), dict, "minor units by currency"):
        book.kind(("terms", "most", currency), int, "minor units, a whole number")
    return Terms(**{name: found[name] for name in _DAYS}, stops=tuple(found["stops"]), most=found["most"])


def _fitting(rows: tuple[Mapping, ...], kind: str, country: str, categories: tuple[str, ...]) -> list[Mapping]:
    own = [row for row in rows if row["for"] == kind and country in row["countries"]]
    found = own or [row for row in rows if row["for"] == kind and ANY in row["countries"]]
    wanted = {ANY, *categories}
    return [row for row in found if wanted.intersection(row["categories"])]
