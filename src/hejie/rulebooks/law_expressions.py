"""Builds conditions, clocks, numbers and sums of rules from YAML (docs/rules.md); a mistake is named with its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from hejie.domain.entitlements import amounts, conditions, expressions
from hejie.domain.entitlements.amounts import Amount
from hejie.domain.entitlements.clocks import Clock, Number
from hejie.domain.entitlements.conditions import Node
from hejie.domain.entitlements.facts import Schema
from hejie.domain.entitlements.rules import Valid
from hejie.domain.kernel.calendars import Calendar
from hejie.rulebooks.strict import Book, Path

UNITS = ("days", "working_days", "months", "years")
_COMPARED = ("at_least", "at_most", "more_than", "less_than")
_CLOCK_KEYS = ("act", "counts", "holiday", "pause", "restart", "open", "plus", *UNITS)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that the rule names."""

    number: int

    def __call__(self, asked: Any) -> int:
        """The number."""
        return self.number


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure with its history; the day that selects the rule's version selects its value too."""

    name: str
    versions: tuple[tuple[Valid, int], ...]
    by: str

    def __call__(self, asked: Any) -> int | None:
        """The value on that day, or None where it had none."""
        day = asked.days[self.by]
        for valid, value in self.versions:
            if valid.holds(day):
                return value
        return None


@dataclass(frozen=True, slots=True)
class PromisedNumber:
    """The number in a promise, such as the days of a longer return."""

    name: str

    def __call__(self, asked: Any) -> int | None:
        """The number, or None where nothing of the kind was promised."""
        return None if asked.promises is None else asked.promises.get(self.name)


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """A number that was told."""

    path: str

    def __call__(self, asked: Any) -> int | None:
        """The number, or None."""
        return asked.told.get(self.path)


@dataclass(frozen=True)
class Around:
    """What a rule is built in.

    names    meanings and rules that it refers to are collected here, with where they stand
    """

    book: Book
    schema: Schema
    by: str
    parameters: Mapping[str, tuple[tuple[Valid, int], ...]]
    calendar: Calendar | None
    rolls: bool
    means: dict[str, Path] = field(default_factory=dict)
    rules: dict[str, Path] = field(default_factory=dict)
    judgements: dict[str, Path] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def condition(around: Around, path: Path) -> Node:
    """The condition that stands at a path."""
    found = around.book.kind(path, dict, "a condition")
    for key, build in _CONDITIONS.items():
        if key in found:
            return build(around, path)
    raise around.book.wrong(path, f"is no condition; it has one of {', '.join(_CONDITIONS)}")


def _parts(around: Around, path: Path, key: str) -> tuple[Node, ...]:
    around.book.keys(path, (key,))
    parts = around.book.kind((*path, key), list, "a list of conditions")
    if not parts:
        raise around.book.wrong((*path, key), "is empty")
    return tuple(condition(around, (*path, key, number)) for number, _ in enumerate(parts))


def _fact(around: Around, path: Path) -> Node:
    book = around.book
    here = book.keys(path, ("fact",), ("is", "in", *_COMPARED))
    name = fact_name(around, (*path, "fact"))
    kind, known = around.schema.facts[name].kind, around.schema.facts[name].values
    if len(here) > 2:
        raise book.wrong(path, "says more than one thing of the fact; use all: […]")
    if len(here) == 1:
        if kind == "date":
            return expressions.Told(name)
        if kind != "flag":
            raise book.wrong(path, f"{name} is not true or false; say is, in or at_least")
        return expressions.Flag(name)
    key = next(one for one in here if one != "fact")
    if key == "is" and kind == "flag":
        wanted = book.kind((*path, "is"), bool, "true or false")
        return expressions.Flag(name) if wanted else conditions.Not(expressions.Flag(name))
    if key == "is":
        return expressions.Among(name, frozenset({book.one_of((*path, "is"), known)}))
    if key == "in":
        listed = book.kind((*path, "in"), list, "a list of values")
        if not listed:
            raise book.wrong((*path, "in"), "is empty")
        return expressions.Among(name, frozenset(book.one_of((*path, "in", n), known) for n, _ in enumerate(listed)))
    if kind == "money" and isinstance(book.at(*path, key), dict) and "fact" in book.at(*path, key):
        book.keys((*path, key), ("fact",))
        other = fact_name(around, (*path, key, "fact"))
        if around.schema.facts[other].kind != "money":
            raise book.wrong((*path, key, "fact"), f"{other} is no money")
        return expressions.CompareSums(name, (key, other))
    if kind == "money":
        here = book.keys((*path, key), ("minor",), ("currency",))
        currency = book.kind((*path, key, "currency"), str, "a currency") if "currency" in here else ""
        if not currency and here["minor"] != 0:
            raise book.wrong((*path, key), "names its currency, unless it is nothing")
        return expressions.Compare(name, key, number(around, (*path, key, "minor")), currency)
    if kind != "number":
        raise book.wrong(path, f"{name} is no number")
    return expressions.Compare(name, key, number(around, (*path, key)))


def fact_name(around: Around, path: Path) -> str:
    """The dotted path of a fact that may be told."""
    return around.book.one_of(path, around.schema.facts)


def _category(around: Around, path: Path) -> Node:
    around.book.keys(path, ("category",))
    listed = around.book.kind((*path, "category"), list, "a list of categories")
    words = (around.book.kind((*path, "category", n), str, "a category") for n, _ in enumerate(listed))
    return expressions.Category("category", frozenset(words))


def _promise(around: Around, path: Path) -> Node:
    around.book.keys(path, ("promise",))
    return expressions.Promised(promise_name(around, (*path, "promise")))


def promise_name(around: Around, path: Path) -> str:
    """The name of a promise of the contract, without its number."""
    known = {one.partition(":")[0] for one in around.schema.facts["seller_conduct.promises"].values}
    return around.book.one_of(path, known)


def _within(around: Around, path: Path) -> Node:
    around.book.keys(path, ("within",))
    return expressions.Within(clock(around, (*path, "within")))


def _late(around: Around, path: Path) -> Node:
    around.book.keys(path, ("late",))
    return expressions.Within(clock(around, (*path, "late")), late=True)


def _means(around: Around, path: Path) -> Node:
    around.book.keys(path, ("means",))
    name = around.book.kind((*path, "means"), str, "the name of a meaning")
    around.means.setdefault(name, (*path, "means"))
    return expressions.Means(name)


def _rule(around: Around, path: Path) -> Node:
    around.book.keys(path, ("rule",))
    name = around.book.kind((*path, "rule"), str, "the id of a rule")
    around.rules.setdefault(name, (*path, "rule"))
    return expressions.OfRule(name)


def _judgement(around: Around, path: Path) -> Node:
    here = around.book.keys(path, ("judgement",), ("settled",))
    name = around.book.kind((*path, "judgement"), str, "the name of a judgement")
    around.judgements.setdefault(name, (*path, "judgement"))
    return expressions.Judged(name, condition(around, (*path, "settled")) if "settled" in here else None)


def _not(around: Around, path: Path) -> Node:
    around.book.keys(path, ("not",))
    return conditions.Not(condition(around, (*path, "not")))


_CONDITIONS: dict[str, Callable[[Around, Path], Node]] = {
    "all": lambda around, path: conditions.All(_parts(around, path, "all")),
    "any": lambda around, path: conditions.AnyOf(_parts(around, path, "any")),
    "not": _not,
    "fact": _fact,
    "category": _category,
    "promise": _promise,
    "within": _within,
    "late": _late,
    "means": _means,
    "rule": _rule,
    "judgement": _judgement,
}


def number(around: Around, path: Path) -> Number:
    """A whole number, a parameter, or one that was promised or told."""
    book, found = around.book, around.book.at(*path)
    if type(found) is int:
        if found < 0:
            raise book.wrong(path, "must not be below zero")
        return Fixed(found)
    here = book.keys(path, (), ("param", "promised", "fact"))
    if len(here) != 1:
        raise book.wrong(path, "must be a whole number, or one of param, promised, fact")
    if "param" in here:
        name = book.one_of((*path, "param"), around.parameters)
        around.used.add(name)
        return Parameter(name, around.parameters[name], around.by)
    if "promised" in here:
        return PromisedNumber(promise_name(around, (*path, "promised")))
    return ToldNumber(fact_name(around, (*path, "fact")))


def clock(around: Around, path: Path) -> Clock:
    """A period."""
    book = around.book
    here = book.keys(path, ("start",), _CLOCK_KEYS)
    units = [unit for unit in UNITS if unit in here]
    if len(units) != 1:
        raise book.wrong(path, f"has one length: {', '.join(UNITS)}")
    plus = None
    if "plus" in here:
        book.keys((*path, "plus"), ("months",))
        plus = number(around, (*path, "plus", "months"))
    holiday = book.one_of((*path, "holiday"), ("roll", "stay")) if "holiday" in here else ""
    counts = book.one_of((*path, "counts"), ("next_day", "same_day")) if "counts" in here else "next_day"
    return Clock(
        start=_events(around, (*path, "start")),
        act=_events(around, (*path, "act")) if "act" in here else (),
        unit=units[0],
        length=number(around, (*path, units[0])),
        plus_months=plus,
        same_day=counts == "same_day",
        rolls=holiday == "roll" if holiday else around.rolls,
        pause=fact_name(around, (*path, "pause")) if "pause" in here else "",
        restart=_event(around, (*path, "restart")) if "restart" in here else "",
        open=_problems(around, (*path, "open")) if "open" in here else frozenset(),
        calendar=around.calendar,
    )


def _events(around: Around, path: Path) -> tuple[str, ...]:
    if not isinstance(around.book.at(*path), list):
        return (_event(around, path),)
    found = tuple(_event(around, (*path, n)) for n, _ in enumerate(around.book.at(*path)))
    if not found:
        raise around.book.wrong(path, "is empty")
    return found


def _event(around: Around, path: Path) -> str:
    known = [name[6:] for name in around.schema.facts if name.startswith("dates.")]
    return around.book.one_of(path, known)


def _problems(around: Around, path: Path) -> frozenset[str]:
    listed = around.book.kind(path, list, "a list of problems")
    known = around.schema.facts["problem"].values
    return frozenset(around.book.one_of((*path, n), known) for n, _ in enumerate(listed))


def amount(around: Around, path: Path) -> Amount:
    """A sum of money."""
    book, found = around.book, around.book.at(*path)
    if isinstance(found, str):
        return amounts.told(book.one_of(path, amounts.FACTS))
    here = book.kind(path, dict, "a sum")
    for key, build in _SUMS.items():
        if key in here:
            return build(around, path)
    raise book.wrong(path, f"is no sum; it is one of {', '.join(amounts.FACTS)}, or has one of {', '.join(_SUMS)}")


def _listed(around: Around, path: Path, key: str) -> tuple[Amount, ...]:
    around.book.keys(path, (key,))
    listed = around.book.kind((*path, key), list, "a list of sums")
    if len(listed) < 2:
        raise around.book.wrong((*path, key), "needs two sums or more")
    return tuple(amount(around, (*path, key, n)) for n, _ in enumerate(listed))


def _fixed(around: Around, path: Path) -> Amount:
    around.book.keys(path, ("money",))
    around.book.keys((*path, "money"), ("minor", "currency"))
    currency = around.book.kind((*path, "money", "currency"), str, "a currency")
    return amounts.fixed(number(around, (*path, "money", "minor")), currency)


def _minus(around: Around, path: Path) -> Amount:
    listed = _listed(around, path, "minus")
    if len(listed) != 2:
        raise around.book.wrong((*path, "minus"), "has two sums: the whole and what is taken off")
    return amounts.less(*listed)


def _times(around: Around, path: Path) -> Amount:
    around.book.keys(path, ("times", "of"))
    return amounts.times(number(around, (*path, "times")), amount(around, (*path, "of")))


def decimal(around: Around, path: Path) -> Decimal:
    """A decimal number: whole, or in quotes."""
    found = around.book.at(*path)
    try:
        value = Decimal(str(found)) if type(found) in (int, str) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 <= value <= 10_000:
        raise around.book.wrong(path, "must be a number of zero or more; put decimals into quotes")
    return value


def _percent(around: Around, path: Path) -> Amount:
    around.book.keys(path, ("percent", "of"))
    of = amount(around, (*path, "of"))
    if not isinstance(around.book.at(*path, "percent"), dict):
        share = decimal(around, (*path, "percent"))
        return amounts.percent(lambda asked: share, of)
    figure = number(around, (*path, "percent"))

    def told(asked: Any) -> Decimal | None:
        found = figure(asked)
        return None if found is None else Decimal(found)

    return amounts.percent(told, of)


def _daily(around: Around, path: Path) -> Amount:
    around.book.keys(path, ("daily", "of", "since"))
    share = decimal(around, (*path, "daily"))
    return amounts.daily(share, amount(around, (*path, "of")), clock(around, (*path, "since")))


_SUMS: dict[str, Callable[[Around, Path], Amount]] = {
    "money": _fixed,
    "sum": lambda around, path: amounts.added(_listed(around, path, "sum")),
    "least": lambda around, path: amounts.extreme(_listed(around, path, "least"), greatest=False),
    "most": lambda around, path: amounts.extreme(_listed(around, path, "most"), greatest=True),
    "minus": _minus,
    "times": _times,
    "percent": _percent,
    "daily": _daily,
}
