"""Loads the vetting policy: which papers and which deposit a shop needs, by country and kind of goods, and what follows.

Read strictly; the digest is SHA-256 over the canonical JSON of the content, and each declaration keeps it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from hejie.domain.kernel import canonical
from hejie.domain.kernel.money import EXPONENTS
from hejie.domain.standing.vetting import FOLLOWS, KINDS, STOPS, Needed, Terms
from hejie.rulebooks.strict import BadRulebook, Book

_FILE = Path(__file__).parent / "vetting" / "standard.yaml"
_LANGUAGES = ("en", "zh", "ru")
_ROW = ("for", "countries", "categories", "papers", "source")
_MORE = ("deposit", "probation")
_DAYS = ("first", "grace", "review", "renewal", "probation", "again", "longer")
_SHORT = ("days", "then", "hold")
LONGEST_TEXT = 200_000
MOST_ROWS, MOST_KINDS = 200, 60
_LONGEST_DAYS = 3650
ANY = "any"
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_COUNTRY = re.compile(r"[A-Z]{2}|any")


@dataclass(frozen=True, slots=True)
class Policy:
    """One text.

    papers   kind → {language: name, ends: whether such a paper runs out, lasts: days that it is good for at most, or none}
    rules    {for, countries, categories, papers, source} and perhaps a deposit and a probation of its own
    terms    what counts where no rule says otherwise
    """

    id: str
    version: str
    digest: str
    papers: Mapping[str, Mapping]
    rules: tuple[Mapping, ...]
    terms: Terms

    def pinned(self) -> dict[str, str]:
        """How an entry names it."""
        return {"id": self.id, "version": self.version, "digest": self.digest}

    def needed(self, kind: str, country: str, categories: tuple[str, ...]) -> Needed:
        """What a shop like this must show. Rules for `any` country count where none names its own; of deposits the highest."""
        why: dict[str, list[str]] = {}
        fitting = self._fitting(kind, country, categories)
        for rule in fitting:
            for paper in rule["papers"]:
                why.setdefault(paper, []).append(rule["source"])
        deposits = [rule["deposit"] for rule in fitting if rule.get("deposit")]
        highest = max(deposits, key=lambda row: row["minor"], default=None)
        deposit = (highest["minor"], highest["currency"]) if highest else None
        lasts = {paper: self.papers[paper]["lasts"] for paper in why if self.papers[paper].get("lasts")}
        return Needed(tuple(why), deposit, {paper: tuple(found) for paper, found in why.items()}, lasts)

    def terms_of(self, kind: str, country: str, categories: tuple[str, ...]) -> Terms:
        """The terms for a shop like this: of several probations the longest, and of each currency the lowest limit."""
        own = [rule["probation"] for rule in self._fitting(kind, country, categories) if rule.get("probation")]
        if not own:
            return self.terms
        most: dict[str, int] = {}
        for row in own:
            for currency, minor in row.get("most", self.terms.most).items():
                most[currency] = min(minor, most.get(currency, minor))
        days, longer = max(row["days"] for row in own), max(row.get("longer", self.terms.longer) for row in own)
        return replace(self.terms, probation=days, longer=longer, most=most)

    def name(self, paper: str, language: str) -> str:
        """What a kind of paper is called."""
        found = self.papers.get(paper, {})
        return found.get(language) or found.get("en") or paper

    def categories(self) -> tuple[str, ...]:
        """Kinds of goods that some rule names."""
        return tuple(sorted({one for row in self.rules for one in row["categories"] if one != ANY}))

    def _fitting(self, kind: str, country: str, categories: tuple[str, ...]) -> list[Mapping]:
        own = [row for row in self.rules if row["for"] == kind and country in row["countries"]]
        found = own or [row for row in self.rules if row["for"] == kind and ANY in row["countries"]]
        wanted = {ANY, *categories}
        return [row for row in found if wanted.intersection(row["categories"])]


def parse(text: str) -> Policy:
    """The policy that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    if len(text) > LONGEST_TEXT:
        raise BadRulebook(0, f"the text is longer than {LONGEST_TEXT} characters")
    return _read(Book(text))


def from_object(document: Mapping) -> Policy:
    """The policy that an object describes. Raises BadRulebook."""
    return parse(text_of(document))


def text_of(document: Mapping) -> str:
    """An object as the YAML text that is kept."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)


def plain(policy: Policy) -> dict:
    """A policy as an object, as it is written."""
    terms = policy.terms
    told = {name: getattr(terms, name) for name in _DAYS} | {"stops": list(terms.stops), "most": dict(terms.most)}
    told["deposit"] = {"days": terms.deposit, "then": list(terms.short), "hold": terms.hold}
    papers = {kind: dict(row) for kind, row in policy.papers.items()}
    return {
        "id": policy.id,
        "version": policy.version,
        "papers": papers,
        "rules": [dict(row) for row in policy.rules],
        "terms": told,
    }


@cache
def load() -> Policy:
    """The policy that comes with the program."""
    return parse(_FILE.read_text("utf-8"))


def _read(book: Book) -> Policy:
    document = book.keys((), ("id", "version", "papers", "rules", "terms"))
    papers = book.kind(("papers",), dict, "papers by kind")
    _not_many(book, ("papers",), papers, MOST_KINDS)
    for paper in papers:
        if not _KIND.fullmatch(str(paper)):
            raise book.wrong(("papers", paper), "is named in small letters, figures and _")
        book.keys(("papers", paper), ("ends", *_LANGUAGES), ("lasts",))
        book.kind(("papers", paper, "ends"), bool, "true or false")
        if "lasts" in papers[paper]:
            _whole(book, ("papers", paper, "lasts"), 1, _LONGEST_DAYS)
        for language in _LANGUAGES:
            _text(book, ("papers", paper, language), 200)
    rules = book.kind(("rules",), list, "a list")
    _not_many(book, ("rules",), rules, MOST_ROWS)
    for number, _row in enumerate(rules):
        _rule(book, ("rules", number), papers)
    return Policy(
        id=_text(book, ("id",), 80),
        version=_text(book, ("version",), 80, "text, so put the date into quotes"),
        papers=papers,
        rules=tuple(rules),
        terms=_terms(book),
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),  # once everything is known to be right
    )


def _rule(book: Book, path: tuple, papers: Mapping) -> None:
    row = book.keys(path, _ROW, _MORE)
    book.one_of((*path, "for"), KINDS)
    for name, form, what in (
        ("countries", _COUNTRY, "a country in two capitals, or any"),
        ("categories", _WORD, "a kind of goods in small letters, or any"),
    ):
        listed = book.kind((*path, name), list, "a list")
        if not listed:
            raise book.wrong((*path, name), f"names {what}")
        for number, _one in enumerate(listed):
            if not form.fullmatch(_text(book, (*path, name, number), 60)):
                raise book.wrong((*path, name, number), f"must be {what}")
    _text(book, (*path, "source"), 500, "where it is written")
    for number, _one in enumerate(book.kind((*path, "papers"), list, "a list")):
        book.one_of((*path, "papers", number), tuple(papers))
    if "deposit" in row:
        book.keys((*path, "deposit"), ("minor", "currency"))
        _whole(book, (*path, "deposit", "minor"), 1)
        book.one_of((*path, "deposit", "currency"), tuple(EXPONENTS))
    if "probation" in row:
        book.keys((*path, "probation"), ("days",), ("longer", "most"))
        _whole(book, (*path, "probation", "days"), 0, _LONGEST_DAYS)
        if "longer" in row["probation"]:
            _whole(book, (*path, "probation", "longer"), 0, _LONGEST_DAYS)
        if "most" in row["probation"]:
            _sums(book, (*path, "probation", "most"))


def _terms(book: Book) -> Terms:
    found = book.keys(("terms",), (*_DAYS, "stops", "most", "deposit"))
    for name in _DAYS:
        _whole(book, ("terms", name), 0, _LONGEST_DAYS)
    for number, _one in enumerate(book.kind(("terms", "stops"), list, "a list")):
        book.one_of(("terms", "stops", number), STOPS)
    _sums(book, ("terms", "most"))
    short = book.keys(("terms", "deposit"), _SHORT)
    for name in ("days", "hold"):
        _whole(book, ("terms", "deposit", name), 0, _LONGEST_DAYS)
    for number, _one in enumerate(book.kind(("terms", "deposit", "then"), list, "a list")):
        book.one_of(("terms", "deposit", "then", number), FOLLOWS)
    if "hold" in short["then"] and not short["hold"]:
        raise book.wrong(("terms", "deposit", "hold"), "must say for how many hours, since `then` names hold")
    days = {name: found[name] for name in _DAYS}
    return Terms(
        **days,
        stops=tuple(found["stops"]),
        most=found["most"],
        deposit=short["days"],
        short=tuple(short["then"]),
        hold=short["hold"],
    )


def _sums(book: Book, path: tuple) -> None:
    for currency in book.kind(path, dict, "minor units by currency"):
        if currency not in EXPONENTS:
            raise book.wrong((*path, currency), "is no currency known here")
        _whole(book, (*path, currency), 1)


def _whole(book: Book, path: tuple, least: int, most: int = 10**15) -> int:
    found = book.kind(path, int, "a whole number")
    if not least <= found <= most:
        raise book.wrong(path, f"must be {least} or more, and at most {most}")
    return found


def _text(book: Book, path: tuple, most: int, what: str = "text") -> str:
    found = book.kind(path, str, what)
    if not 0 < len(found.strip()) <= most:
        raise book.wrong(path, f"must be words, at most {most} signs")
    return found


def _not_many(book: Book, path: tuple, found: object, most: int) -> None:
    if len(found) > most:
        raise book.wrong(path, f"has more than {most} rows")
