"""Reads an after-sales policy strictly: an unknown key, a word that is not known or a day that is none fails with its line."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hejie.domain.entitlements.policies import model
from hejie.domain.entitlements.policies.model import (
    Amount,
    Charge,
    Exclusion,
    Fee,
    Modifier,
    Policy,
    Season,
    Term,
    Terms,
    When,
    Window,
)  # fmt: skip
from hejie.domain.entitlements.policies.written import plain
from hejie.domain.kernel.money import EXPONENTS
from hejie.rulebooks.strict import BadRulebook, Book, Path, shown

LONGEST_TEXT = 200_000
MOST_PARTS = 100
"""Windows, exclusions, modifiers or charges in one policy."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_MOST_EXCEPTIONS = 50
_TERM_KEYS = ("days", "last_day", "term")
TERMS_KEYS = (
    "country",
    "return_country",
    "link",
    "conditions",
    "methods",
    "in_store",
    "refunds",
    "fees",
    "restocking",
    "kept",
)
_TOP = ("combine", "facts", "modifiers", "exclusions", "charges", "refund_days", "other", "history", "sources", "as_of")  # fmt: skip
_UNNAMED = "unnamed"


def parse(text: str) -> Policy:
    """A policy from YAML or JSON. Raises BadRulebook with the line of what is wrong."""
    if len(text) > LONGEST_TEXT:
        raise BadRulebook(0, f"the file is longer than {LONGEST_TEXT} characters")
    return read(Book(text))


def from_object(found: Mapping[str, Any]) -> Policy:
    """A policy from an object, such as the editor makes; a mistake is told by where it stands. Raises BadRulebook."""
    return read(Book.again(dict(found)))


def text(policy: Policy) -> str:
    """The policy as the text that is kept and sent out; `parse` reads it back as it was."""
    return json.dumps(plain(policy), ensure_ascii=False, indent=1)


def read(book: Book) -> Policy:
    """A policy from a document. Raises BadRulebook."""
    top = book.keys((), ("id", "name", "windows"), (*_TOP, *TERMS_KEYS))
    own = {name: book.one_of(("facts", name), ("flag", "word")) for name in _mapping(book, ("facts",), top)}
    for name in own:
        if name in (*model.FLAGS, *model.WORDS, *model.DATES, *model.SPANS, "as_of") or not _NAME.fullmatch(name):
            raise book.wrong(("facts", name), "is a fact that every policy knows, or is no name in small letters")
    reader = _Reader(book, own)
    found = Policy(
        id=reader.name(("id",)),
        name=reader.words(("name",), 200),
        windows=tuple(reader.window(at) for at in reader.each(("windows",))),
        combine=book.one_of(("combine",), model.COMBINES) if "combine" in top else "first",
        terms=reader.terms((), top),
        modifiers=tuple(reader.modifier(at) for at in reader.each(("modifiers",))),
        exclusions=tuple(reader.exclusion(at) for at in reader.each(("exclusions",))),
        charges=tuple(reader.charge(at) for at in reader.each(("charges",))),
        own_facts=own,
        refund_days=reader.whole(("refund_days",), 0, 365) if "refund_days" in top else None,
        other=reader.texts(("other",)),
        history=tuple(reader.history(at) for at in reader.each(("history",))),
        sources=reader.texts(("sources",)),
        as_of=reader.day(("as_of",)) if "as_of" in top else "",
    )
    _distinct(book, found)
    return _with_digest(found)


def _with_digest(found: Policy) -> Policy:
    canonical = json.dumps(plain(found), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(found, digest=hashlib.sha256(canonical.encode()).hexdigest())


def _distinct(book: Book, found: Policy) -> None:
    if not found.windows:
        raise book.wrong(("windows",), "a policy has at least one window; where nothing may come back, one of 0 days")
    for name, parts in (("windows", found.windows), ("exclusions", found.exclusions), ("modifiers", found.modifiers)):
        seen: set[str] = set()
        for at, one in enumerate(parts):
            if one.id in seen:
                raise book.wrong((name, at, "id"), f"{one.id} stands here twice; give each its own name")
            seen.add(one.id)
    above: set[str] = set()
    for at, one in enumerate(found.windows):
        if one.after and one.after not in above:
            raise book.wrong(("windows", at, "after"), f"there is no window {one.after} above it")
        above.add(one.id)
    known = {one.id for one in found.windows}
    for at, one in enumerate(found.modifiers):
        for other in one.not_for:
            if other not in known:
                raise book.wrong(("modifiers", at, "not_for"), f"there is no window {other}")


def _mapping(book: Book, path: Path, around: Mapping) -> Mapping:
    return book.kind(path, dict, "a mapping") if path[-1] in around else {}


class _Reader:
    """Reads the parts of one document, with the facts that its conditions may ask for."""

    def __init__(self, book: Book, own: Mapping[str, str]) -> None:
        self.book, self.own = book, own
        self.facts = (*model.FLAGS, *model.WORDS, *model.SPANS, *own)

    def each(self, path: Path) -> list[Path]:
        """Paths of the members of a list; none where there is no such list."""
        if path[-1] not in self.book.at(*path[:-1]):
            return []
        found = self.book.kind(path, list, "a list")
        if len(found) > MOST_PARTS:
            raise self.book.wrong(path, f"holds more than {MOST_PARTS}")
        return [(*path, number) for number in range(len(found))]

    def window(self, at: Path) -> Window:
        """A window."""
        optional = ("if", *_TERM_KEYS, "clock", "terms", "seasons", "tier", "note", "grade", "contested", "after")
        here = self.book.keys(at, ("id",), optional)
        terms = None
        if "terms" in here:
            terms = self.terms((*at, "terms"), self.book.keys((*at, "terms"), (), TERMS_KEYS))
        return Window(
            id=self.name((*at, "id")),
            when=self.when(at, here),
            term=self.term(at, here),
            clock=self.book.one_of((*at, "clock"), model.DATES) if "clock" in here else "delivery_date",
            terms=terms,
            seasons=tuple(self.season(one) for one in self.each((*at, "seasons"))),
            tier=here.get("tier"),
            note=self.maybe(at, here, "note"),
            grade=self.grade(at, here),
            contested=self.maybe(at, here, "contested"),
            after=self.name((*at, "after")) if "after" in here else "",
        )

    def season(self, at: Path) -> Season:
        """Other terms for a time of the year."""
        here = self.book.keys(at, (), ("from", "to", *_TERM_KEYS, *TERMS_KEYS))
        term = self.term(at, here) if any(key in here for key in _TERM_KEYS) else Term("")
        start, end = (self.day((*at, name)) if name in here else "" for name in ("from", "to"))
        if start and end and end[:10] < start[:10]:
            raise self.book.wrong((*at, "to"), "a season ends before it begins")
        return Season(start, end, term, self.terms(at, here))

    def modifier(self, at: Path) -> Modifier:
        """Days that are added."""
        here = self.book.keys(at, ("id", "add_days"), ("if", "not_for", "note", "grade"))
        return Modifier(
            self.name((*at, "id")), self.when(at, here), self.whole((*at, "add_days"), 1, model.LONGEST_DAYS),
            self.texts((*at, "not_for")), self.maybe(at, here, "note"), self.grade(at, here),
        )  # fmt: skip

    def exclusion(self, at: Path) -> Exclusion:
        """What cannot be given back."""
        here = self.book.keys(at, ("id", "if"), ("note", "grade"))
        when = self.when(at, here)
        if not when:
            raise self.book.wrong((*at, "if"), "an exclusion says what it excludes")
        return Exclusion(self.name((*at, "id")), when, self.maybe(at, here, "note"), self.grade(at, here))

    def charge(self, at: Path) -> Charge:
        """A fee of its own."""
        here = self.book.keys(at, ("id", "what"), ("if", "amount", "rule", "grade"))
        return Charge(
            self.name((*at, "id")), self.words((*at, "what"), 300), self.when(at, here), self.amount(at, here, "amount"),
            self.maybe(at, here, "rule"), self.grade(at, here),
        )  # fmt: skip

    def history(self, at: Path) -> dict[str, str]:
        """An earlier version, in words."""
        here = self.book.keys(at, (), ("until", "windows", "note"))
        return {key: self.words((*at, key), 1000) for key in here}

    def terms(self, at: Path, here: Mapping) -> Terms:
        """What goes with a window beside its days."""
        fees = {case: self.fee((*at, "fees", case)) for case in self._cases(at, here)}
        if "in_store" in here:
            self.book.kind((*at, "in_store"), bool, "true or false")
        return Terms(
            tuple(self._country((*at, "country"), here)), tuple(self._country((*at, "return_country"), here)),
            self.texts((*at, "link")), self.some((*at, "conditions"), model.CONDITIONS),
            self.some((*at, "methods"), model.METHODS), here.get("in_store"), self.some((*at, "refunds"), model.REFUNDS),
            fees, self.amount(at, here, "restocking"), _mapping(self.book, (*at, "kept"), here),
        )  # fmt: skip

    def _cases(self, at: Path, here: Mapping) -> Mapping:
        found = _mapping(self.book, (*at, "fees"), here)
        if found:
            self.book.keys((*at, "fees"), (), model.CASES)
        return found

    def _country(self, path: Path, here: Mapping) -> list[Any]:
        if path[-1] not in here:
            return []
        found = self.book.at(*path)
        for one in found if isinstance(found, list) else [found]:
            if not isinstance(one, str | dict) or not one:
                raise self.book.wrong(path, f"must be countries such as DE, and is {shown(one)}")
        return found if isinstance(found, list) else [found]

    def fee(self, at: Path) -> Fee:
        """What a return costs in one case."""
        here = self.book.keys(at, (), ("kinds", "amount", "label"))
        label = self.book.one_of((*at, "label"), model.LABELS) if "label" in here else ""
        return Fee(self.some((*at, "kinds"), model.FEES), self.amount(at, here, "amount"), label)

    def amount(self, at: Path, here: Mapping, key: str) -> Amount | None:
        """Money, or per cent."""
        if key not in here:
            return None
        path = (*at, key)
        found = self.book.keys(path, (), ("value", "currency", "percent", "kept"))
        if set(found) == {"percent"}:
            return Amount(self._decimal((*path, "percent"), 100))
        if set(found) - {"kept"} != {"value", "currency"}:
            raise self.book.wrong(path, "is a value with its currency, or a number of per cent")
        self.book.one_of((*path, "currency"), EXPONENTS)
        kept = _mapping(self.book, (*path, "kept"), found)
        return Amount(self._decimal((*path, "value"), 10**12), found["currency"], kept)

    def _decimal(self, path: Path, most: int) -> str:
        found = self.book.at(*path)
        try:
            number = Decimal(str(found))
        except InvalidOperation:
            number = Decimal(-1)
        if isinstance(found, bool) or not number.is_finite() or not 0 <= number <= most or len(str(found)) > 20:
            raise self.book.wrong(path, f'must be a number such as "5.99", up to {most}, and is {shown(found)}')
        return str(found)

    def term(self, at: Path, here: Mapping) -> Term:
        """How long: days, a fixed last day, or a word."""
        days = self.whole((*at, "days"), 0, model.LONGEST_DAYS) if "days" in here else None
        last = self.day((*at, "last_day")) if "last_day" in here else ""
        if days is not None and last:
            raise self.book.wrong((*at, "last_day"), "a window has either days or a last day")
        kind = ""
        if "term" in here:
            kind = self.book.one_of((*at, "term"), (*filter(None, model.TERMS), _UNNAMED))
            kind = "" if kind == _UNNAMED else kind
        elif days == 0:
            kind, days = "not_permitted", None
        elif days is not None or last:
            kind = "finite"
        else:
            raise self.book.wrong(at, "says neither days, nor last_day, nor term")
        if kind not in ("finite", "") and (days is not None or last):
            raise self.book.wrong((*at, "term"), f"{kind} has no days")
        return Term(kind, days, last)

    def when(self, at: Path, here: Mapping) -> When:
        """Conditions."""
        if "if" not in here:
            return ()
        found = self.book.keys((*at, "if"), (), (*self.facts, model.ALL_BUT))
        return tuple((fact, self._wanted((*at, "if", fact), fact)) for fact in found)

    def _exceptions(self, path: Path) -> tuple[When, ...]:
        """What something may not be: kinds of goods, or conditions that hold together."""
        listed = self.book.kind(path, list, "a list of kinds of goods, or of conditions")
        if not 0 < len(listed) <= _MOST_EXCEPTIONS:
            raise self.book.wrong(path, f"names one exception at least and {_MOST_EXCEPTIONS} at most")
        found = []
        for number, one in enumerate(listed):
            here = (*path, number)
            if isinstance(one, str):
                found.append((("category", self._wanted(here, "category")),))
                continue
            names = self.book.keys(here, (), self.facts)
            if not names:
                raise self.book.wrong(here, "names no condition, so that everything would be excepted")
            found.append(tuple((fact, self._wanted((*here, fact), fact)) for fact in names))
        return tuple(dict.fromkeys(found))

    def _wanted(self, path: Path, fact: str) -> tuple[Any, ...]:
        if fact == model.ALL_BUT:
            return self._exceptions(path)
        found = self.book.at(*path)
        if fact in model.SPANS:
            return self._span(path, found)
        if fact in model.FLAGS or self.own.get(fact) == "flag":
            return (self.book.kind(path, bool, "true or false"),)
        listed = found if isinstance(found, list) else [found]
        if not listed or not all(isinstance(one, str) and 0 < len(one) <= 100 for one in listed):
            raise self.book.wrong(path, f"must be a word or a list of words, and is {shown(found)}")
        return tuple(dict.fromkeys(listed))

    def _span(self, path: Path, found: Any) -> tuple[str, str]:
        if not isinstance(found, list) or len(found) != 2:
            raise self.book.wrong(path, "is the first and the last day, such as [YYYY-11-01, YYYY-12-31]")
        yearly = [isinstance(one, str) and one.startswith("YYYY-") for one in found]
        if yearly[0] != yearly[1]:
            raise self.book.wrong(path, "has a year on both days or on none (YYYY)")
        for number, one in enumerate(found):
            text_ = f"2024{one[4:]}" if yearly[0] else one
            self.book.checked((*path, number), lambda _one, text_=text_: date.fromisoformat(text_), "a day")
        if not yearly[0] and found[1] < found[0]:
            raise self.book.wrong(path, "ends before it begins")
        return found[0], found[1]

    def name(self, path: Path) -> str:
        """A short name in small letters."""
        found = self.book.at(*path)
        if not isinstance(found, str) or not _NAME.fullmatch(found):
            raise self.book.wrong(path, f"must be a name in small letters, figures, - and _, and is {shown(found)}")
        return found

    def words(self, path: Path, longest: int) -> str:
        """Words of people."""
        found = self.book.kind(path, str, "words")
        if not found.strip() or len(found) > longest:
            raise self.book.wrong(path, f"must be words, up to {longest} characters")
        return found

    def maybe(self, at: Path, here: Mapping, key: str) -> str:
        """Words that may be absent."""
        return self.words((*at, key), 1000) if key in here else ""

    def texts(self, path: Path) -> tuple[str, ...]:
        """A list of words, or one of them."""
        around = self.book.at(*path[:-1])
        if path[-1] not in around:
            return ()
        if isinstance(around[path[-1]], str):
            return (self.words(path, 2000),)
        return tuple(self.words(one, 2000) for one in self.each(path))

    def some(self, path: Path, known: tuple[str, ...]) -> tuple[str, ...]:
        """Some words of a list that is known."""
        around = self.book.at(*path[:-1])
        if path[-1] not in around:
            return ()
        if isinstance(around[path[-1]], str):
            return (self.book.one_of(path, known),)
        return tuple(dict.fromkeys(self.book.one_of(one, known) for one in self.each(path)))

    def grade(self, at: Path, here: Mapping) -> str:
        """How far it can be relied on."""
        return self.book.one_of((*at, "grade"), model.GRADES) if "grade" in here else ""

    def whole(self, path: Path, least: int, most: int) -> int:
        """A whole number within bounds."""
        found = self.book.kind(path, int, "a whole number")
        if not least <= found <= most:
            raise self.book.wrong(path, f"must be between {least} and {most}, and is {found}")
        return found

    def day(self, path: Path) -> str:
        """A day, or a moment."""
        return self.book.checked(path, _day, "a day such as 2026-03-01")


def _day(found: Any) -> str:
    date.fromisoformat(found[:10])
    if len(found) > 10 and found[10] != "T":
        raise ValueError(found)
    return found
