"""Builds rules from the books of `law/` (docs/rules.md); a mistake is named with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hejie.domain.entitlements import rules as law
from hejie.domain.entitlements.facts import Fact, Schema
from hejie.domain.entitlements.rules import Proves, Rule, Then, Valid
from hejie.domain.kernel.calendars import Calendar
from hejie.rulebooks import law_expressions as parts
from hejie.rulebooks.law_expressions import Around
from hejie.rulebooks.strict import Book, Path

LANGUAGES = ("en", "zh", "ru")
VERIFIED = ("primary_text", "secondary", "memory")
DUTY_OF = (
    "seller",
    "platform",
    "buyer",
    "producer",
    "room_operator",
    "payment_service",
    "authority",
    "court",
    "card_issuer",
)
_BOOK = ("id", "version", "layer", "instrument", "valid", "by", "source", "verification", "reviewed", "rules")
_RULE = ("id", "article", "kind", "if", "text")
_RULE_MAY = (
    "then",
    "in_time",
    "unless",
    "valid",
    "by",
    "raised",
    "contested",
    "replaces",
    "follows",
    "source",
    "verification",
    "compared",
    "reviewed",
    "note",
)
_THEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "right": (("remedy",), ("amount", "multiple", "perform", "freight", "burden", "against")),
    "exception": ((), ()),
    "bar": (("bars",), ("also",)),
    "meaning": (("means",), ()),
    "change": (("to",), ("freight", "burden", "against", "perform", "amount", "multiple")),
    "duty": (("of", "remedies"), ()),
}


@dataclass(frozen=True)
class Place:
    """What `bundle.yaml` says of a folder."""

    id: str
    version: str
    jurisdictions: tuple[str, ...]
    zone: str
    calendar: str
    rolls: bool
    over: tuple[str, ...]
    at_least: frozenset[str]
    currency: str = "CNY"
    name: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Built:
    """Rules of one book, and what they refer to outside of themselves (name → line)."""

    book: Book
    rules: tuple[Rule, ...]
    judgements: Mapping[str, Mapping[str, str]]
    judges: Mapping[str, Path]
    parameters: Mapping[str, tuple[tuple[Valid, int], ...]]
    means: Mapping[str, Path]
    refers: Mapping[str, Path]


def place(book: Book) -> Place:
    """What a folder answers for."""
    here = book.keys(
        (), ("id", "version", "jurisdictions", "zone"), ("calendar", "holiday", "over", "at_least", "currency", "name")
    )
    return Place(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        jurisdictions=tuple(book.kind(("jurisdictions",), list, "a list of jurisdictions")),
        zone=book.kind(("zone",), str, "the name of a time zone"),
        calendar=here.get("calendar", ""),
        rolls=book.one_of(("holiday",), ("roll", "stay")) == "roll" if "holiday" in here else False,
        over=tuple(here.get("over", ())),
        at_least=frozenset(here.get("at_least", ())),
        currency=here.get("currency", "CNY"),
        name=texts(book, ("name",)) if "name" in here else {},
    )


def schema(book: Book) -> Schema:
    """Every fact that may be told, from `facts.yaml`."""
    found = {}
    for path in book.kind((), dict, "a mapping of facts"):
        here = book.at(path)
        values = frozenset(here.get("values", ()))
        bounds = here.get("least", 0), here.get("most", 100_000)
        found[path] = Fact(path, here["kind"], values, *bounds, seldom=here.get("seldom", False))
    return Schema(found)


def build(book: Book, facts: Schema, calendar: Calendar | None, rolls: bool) -> Built:
    """The rules of one book. Raises BadRulebook with the line of what is wrong."""
    here = book.keys((), _BOOK, ("parameters", "judgements", "note", "title", "general", "compared"))
    layer = book.one_of(("layer",), law.LAYERS)
    by = book.one_of(("by",), law.DAYS)
    parameters = _parameters(book) if "parameters" in here else {}
    arounds: list[Around] = []
    rules = []
    for number, _ in enumerate(book.kind(("rules",), list, "a list of rules")):
        path = ("rules", number)
        own = book.keys(path, _RULE, _RULE_MAY)
        around = Around(
            book, facts, book.one_of((*path, "by"), law.DAYS) if "by" in own else by, parameters, calendar, rolls
        )
        arounds.append(around)
        rules.append(_rule(around, path, own, layer))
    _once(book, rules)
    used = {name for around in arounds for name in around.used}
    for name in parameters:
        if name not in used:
            raise book.wrong(("parameters", name), "stands in no rule; use it, or leave it out")
    judges = {name: path for around in arounds for name, path in around.judgements.items()}
    means = {name: path for around in arounds for name, path in around.means.items()}
    refers = {name: path for around in arounds for name, path in around.rules.items()}
    return Built(book, tuple(rules), _judgements(book, here), judges, parameters, means, refers)


def one_rule(
    document: Mapping[str, Any], rule: Mapping[str, Any], facts: Schema, calendar: Calendar | None, rolls: bool
) -> Rule:
    """One rule of a book that was read before, as it would be with another text; for trying out changes."""
    book = Book.again({**document, "rules": [rule]})
    around = Around(
        book,
        facts,
        rule.get("by", document["by"]),
        _parameters(book) if "parameters" in document else {},
        calendar,
        rolls,
    )
    return _rule(around, ("rules", 0), rule, document["layer"])


def _once(book: Book, rules: list[Rule]) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            raise book.wrong(("rules", number, "id"), f"{rule.id} is a rule of this book already")
        seen.add(rule.id)


def _judgements(book: Book, here: Mapping) -> dict[str, Mapping[str, str]]:
    names = book.kind(("judgements",), dict, "a mapping of judgements") if "judgements" in here else {}
    return {name: texts(book, ("judgements", name)) for name in names}


def _parameters(book: Book) -> dict[str, tuple[tuple[Valid, int], ...]]:
    found = {}
    for name in book.kind(("parameters",), dict, "a mapping of figures"):
        path = ("parameters", name)
        if isinstance(book.at(*path), dict):
            book.keys(path, ("value",), ("unit", "note"))
            found[name] = ((Valid(), book.kind((*path, "value"), int, "a whole number")),)
            continue
        versions = []
        for number, _ in enumerate(book.kind(path, list, "a figure or its history")):
            at = (*path, number)
            book.keys(at, ("value",), ("from", "to", "unit", "note"))
            versions.append((_valid(book, at), book.kind((*at, "value"), int, "a whole number")))
        for (one, _), (other, _) in zip(versions, versions[1:], strict=False):
            if other.start != one.end + 1:
                raise book.wrong(path, "has a gap or an overlap between its versions")
        found[name] = tuple(versions)
    return found


def _valid(book: Book, path: Path) -> Valid:
    here = book.at(*path)
    start = _day(book, (*path, "from")) if here.get("from") is not None else 0
    end = _day(book, (*path, "to")) if here.get("to") is not None else 10**7
    if end < start:
        raise book.wrong(path, "ends before it begins")
    return Valid(start, end)


def _day(book: Book, path: Path) -> int:
    return book.checked(path, lambda text: date.fromisoformat(text).toordinal(), "a day such as 2026-03-01")


def _rule(around: Around, path: Path, own: Mapping[str, Any], layer: str) -> Rule:
    book = around.book
    kind = book.one_of((*path, "kind"), law.KINDS)
    if "valid" in own:
        book.keys((*path, "valid"), (), ("from", "to"))
    else:
        book.keys(("valid",), (), ("from", "to"))
    reviewed = (*path, "reviewed") if "reviewed" in own else ("reviewed",)
    book.keys(reviewed, ("on",), ("by",))
    if kind in ("meaning", "change", "duty", "bar", "exception") and "in_time" in own:
        raise book.wrong((*path, "in_time"), "belongs to rights; say within in the condition")
    if layer in ("promise", "policy") and kind == "bar":
        raise book.wrong((*path, "kind"), f"a {layer} may only add; it has no bar")
    if "raised" in own and kind not in ("exception", "bar"):
        raise book.wrong((*path, "raised"), "belongs to exceptions and bars")
    unless = _ids(book, (*path, "unless")) if "unless" in own else ()
    for number, name in enumerate(unless):
        around.rules.setdefault(name, (*path, "unless", number))
    replaces = _ids(book, (*path, "replaces")) if "replaces" in own else ()
    for number, name in enumerate(replaces):
        around.rules.setdefault(name, (*path, "replaces", number))
    if "follows" in own:
        around.rules.setdefault(book.kind((*path, "follows"), str, "the id of a rule"), (*path, "follows"))
    verification = (*path, "verification") if "verification" in own else ("verification",)
    return Rule(
        id=book.kind((*path, "id"), str, "text"),
        article=book.kind((*path, "article"), str, "text, so put numbers into quotes"),
        kind=kind,
        layer=layer,
        book=book.kind(("id",), str, "text"),
        instrument=texts(book, ("instrument",)),
        valid=_valid(book, (*path, "valid") if "valid" in own else ("valid",)),
        by=around.by,
        when=parts.condition(around, (*path, "if")),
        then=_then(around, path, kind, layer),
        text=texts(book, (*path, "text")),
        source=book.kind(
            (*path, "source") if "source" in own else ("source",), str, "an address or where it is written"
        ),
        verification=book.one_of(verification, VERIFIED),
        in_time=parts.clock(around, (*path, "in_time")) if "in_time" in own else None,
        unless=unless,
        raised=book.kind((*path, "raised"), bool, "true or false") if "raised" in own else False,
        contested=texts(book, (*path, "contested")) if "contested" in own else {},
        replaces=replaces,
        follows=own.get("follows", ""),
        general=book.kind(("general",), bool, "true or false") if "general" in book.at() else False,
        reviewed=date.fromordinal(_day(book, (*reviewed, "on"))).isoformat(),
        note=own.get("note", ""),
        compared=own.get("compared", "" if "verification" in own else book.at().get("compared", "")),
    )


def _ids(book: Book, path: Path) -> tuple[str, ...]:
    return tuple(
        book.kind((*path, n), str, "the id of a rule") for n, _ in enumerate(book.kind(path, list, "a list of rules"))
    )


def _words(book: Book, path: Path, known: Iterable[str]) -> tuple[str, ...]:
    """One word or a list of them."""
    if not isinstance(book.at(*path), list):
        return (book.one_of(path, tuple(known)),)
    return tuple(book.one_of((*path, n), tuple(known)) for n, _ in enumerate(book.at(*path)))


def _then(around: Around, rule: Path, kind: str, layer: str) -> Then:
    book, path = around.book, (*rule, "then")
    needed, may = _THEN[kind]
    if not needed and "then" not in book.at(*rule):
        return Then()
    if "then" not in book.at(*rule):
        raise book.wrong(rule, f"then is missing; a {kind} says {', '.join(needed)}")
    here = book.keys(path, needed, may)
    own = layer not in law.STATUTE
    if own and kind == "change":
        _only_adds(book, path, here)
    remedies, rules = (), ()
    if kind == "right":
        remedies = _words(book, (*path, "remedy"), law.REMEDIES)
    elif kind == "duty":
        remedies = _words(book, (*path, "remedies"), law.REMEDIES)
    elif kind == "bar":
        remedies = law.REMEDIES if here["bars"] == "all" else _words(book, (*path, "bars"), law.REMEDIES)
    elif kind == "change":
        to = book.keys((*path, "to"), (), ("remedies", "rules"))
        remedies = _words(book, (*path, "to", "remedies"), law.REMEDIES) if "remedies" in to else ()
        rules = _ids(book, (*path, "to", "rules")) if "rules" in to else ()
        for number, name in enumerate(rules):
            around.rules.setdefault(name, (*path, "to", "rules", number))
    perform = None
    if "perform" in here:
        given = book.keys((*path, "perform"), ("from",), ("days", "working_days"))
        unit = next((one for one in ("days", "working_days") if one in given), "")
        if not unit:
            raise book.wrong((*path, "perform"), "says how many days or working_days")
        event = book.kind((*path, "perform", "from"), str, "an event")
        perform = (parts.number(around, (*path, "perform", unit)), event)
    return Then(
        remedies=remedies,
        rules=rules,
        amount=parts.amount(around, (*path, "amount")) if "amount" in here else None,
        multiple=parts.number(around, (*path, "multiple")) if "multiple" in here else None,
        perform=perform,
        freight=book.one_of((*path, "freight"), law.FREIGHT) if "freight" in here else None,
        burden=book.one_of((*path, "burden"), law.BURDENS) if "burden" in here else None,
        against=_words(book, (*path, "against"), law.AGAINST) if "against" in here else (),
        also=frozenset(_words(book, (*path, "also"), ("promise", "policy"))) if "also" in here else frozenset(),
        means=book.kind((*path, "means"), str, "a name") if "means" in here else "",
        of=book.one_of((*path, "of"), DUTY_OF) if "of" in here else "",
    )


def _only_adds(book: Book, path: Path, here: Mapping[str, Any]) -> None:
    if here.get("freight", "seller") != "seller" or here.get("burden", "seller") != "seller":
        raise book.wrong(path, "puts a cost or a burden on the buyer; a promise or a policy may only add")


def texts(book: Book, path: Path) -> Mapping[str, str]:
    """A text in the three languages, none of them empty."""
    found: Mapping[str, str] = book.keys(path, LANGUAGES)
    for language in found:
        if not book.kind((*path, language), str, "text").strip():
            raise book.wrong((*path, language), "is empty")
    return found


def evidence(book: Book, facts: Schema, known: Iterable[str]) -> tuple[Proves, ...]:
    """What proves what, from `evidence.yaml`; `known` are the meanings that conditions may use."""
    found = []
    around = Around(book, facts, "order", {}, None, False)
    for number, _ in enumerate(book.kind((), list, "a list")):
        path = (number,)
        here = book.keys(path, ("id", "what", "name", "from", "if", "why"), ("remedies",))
        found.append(
            Proves(
                id=here["id"],
                what=here["what"],
                name=texts(book, (number, "name")),
                giver=book.one_of((number, "from"), ("buyer", "seller", "burden")),
                when=parts.condition(around, (number, "if")),
                remedies=_words(book, (number, "remedies"), law.REMEDIES) if "remedies" in here else (),
                why=texts(book, (number, "why")),
            )
        )
    for name, path in around.means.items():
        if name not in set(known):
            raise book.wrong(path, f"no rule gives the meaning {name}")
    return tuple(found)
