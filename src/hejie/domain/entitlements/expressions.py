"""The closed set of conditions on facts (docs/rules.md): each knows its truth, what it looks at, and how to show itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hejie.domain.entitlements.clocks import Clock, Number
from hejie.domain.entitlements.conditions import Node, Open
from hejie.domain.entitlements.logic import FALSE, JUDGEMENT, NAMES, TRUE, UNKNOWN

if TYPE_CHECKING:
    from hejie.domain.entitlements.evaluate import Asked


class _OfFact(Node):
    """A condition on one fact."""

    __slots__ = ("path", "wanted")

    def __init__(self, path: str, wanted: Any = True) -> None:
        self.path = path
        self.wanted = wanted

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        found.needs[self.path] = None

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return (self.path,)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {
            "fact": self.path,
            "wanted": _plain(self.wanted),
            "told": _plain(asked.told.get(self.path)),
            "is": NAMES[self.value(asked)],
        }


class Flag(_OfFact):
    """The fact is true."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        told = asked.told.get(self.path)
        return UNKNOWN if told is None else TRUE if told is True else FALSE


class Told(_OfFact):
    """The fact, a day, was told: it has come."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        return TRUE if self.path in asked.told else UNKNOWN


_COARSE = {"card": ("credit_card", "debit_card")}  # a word that leaves open which of others it is


class Among(_OfFact):
    """The fact is one of some words; a list has one of them."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        told = asked.told.get(self.path)
        if told is None:
            return UNKNOWN
        if type(told) is frozenset:
            return FALSE if told.isdisjoint(self.wanted) else TRUE
        if told in self.wanted:
            return TRUE
        return FALSE if self.wanted.isdisjoint(_COARSE.get(told, ())) else UNKNOWN


class Category(_OfFact):
    """The category is one of these, or below one; one above them leaves it open."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        told = asked.told.get("category")
        if told is None:
            return UNKNOWN
        if any(told == one or told.startswith(f"{one}.") for one in self.wanted):
            return TRUE
        return UNKNOWN if any(one.startswith(f"{told}.") for one in self.wanted) else FALSE


_COMPARE = {
    "at_least": lambda told, wanted: told >= wanted,
    "at_most": lambda told, wanted: told <= wanted,
    "more_than": lambda told, wanted: told > wanted,
    "less_than": lambda told, wanted: told < wanted,
}


class Compare(Node):
    """A number, or money of one currency, beside a bound; money in another currency cannot be compared."""

    __slots__ = ("bound", "currency", "how", "path")

    def __init__(self, path: str, how: str, bound: Number, currency: str = "") -> None:
        self.path, self.how, self.bound, self.currency = path, how, bound, currency

    def value(self, asked: Asked) -> int:
        """Its truth."""
        told, bound = asked.told.get(self.path), self.bound(asked)
        if told is None or bound is None:
            return UNKNOWN
        if type(told) is tuple:
            if self.currency and told[1] != self.currency:
                return UNKNOWN
            told = told[0]
        return TRUE if _COMPARE[self.how](told, bound) else FALSE

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        if self.path not in asked.told:
            found.needs[self.path] = None

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return (self.path,)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {
            "fact": self.path,
            self.how: self.bound(asked),
            "told": _plain(asked.told.get(self.path)),
            "is": NAMES[self.value(asked)],
        }


class CompareSums(_OfFact):
    """Money that was told beside other money that was told; `wanted` is how and the path of the other."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        how, other = self.wanted
        told, bound = asked.told.get(self.path), asked.told.get(other)
        if told is None or bound is None or told[1] != bound[1]:  # type: ignore[index]
            return UNKNOWN
        return TRUE if _COMPARE[how](told[0], bound[0]) else FALSE  # type: ignore[index]

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        for path in self.facts():
            if path not in asked.told:
                found.needs[path] = None

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return (self.path, self.wanted[1])


class Promised(Node):
    """Something was promised."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def value(self, asked: Asked) -> int:
        """Its truth."""
        if asked.promises is None:
            return UNKNOWN
        return TRUE if self.name in asked.promises else FALSE

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        found.needs["seller_conduct.promises"] = None

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return ("seller_conduct.promises",)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        told = None if asked.promises is None else asked.promises.get(self.name, 0)
        return {"promise": self.name, "told": told, "is": NAMES[self.value(asked)]}


class Within(Node):
    """An act came, or can still come, in time; or, with `late`, the other side's time has run out."""

    __slots__ = ("clock", "late")

    def __init__(self, clock: Clock, late: bool = False) -> None:
        self.clock, self.late = clock, late

    def value(self, asked: Asked) -> int:
        """Its truth."""
        return self.clock.late(asked) if self.late else self.clock.within(asked)

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        for path in self.clock.missing(asked):
            found.needs[path] = None

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return self.clock.facts()

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        clock = self.clock
        return {
            "late" if self.late else "within": {
                "from": list(clock.start),
                "to": list(clock.act),
                clock.unit: clock.length(asked),
            },
            "last": asked.day(clock.last(asked)),
            "is": NAMES[self.value(asked)],
        }


class Means(Node):
    """An idea that several rules may give."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def value(self, asked: Asked) -> int:
        """Its truth."""
        value = asked.meant.get(self.name)
        return asked.meaning(self.name) if value is None else value

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        asked.open_meaning(self.name, found)

    def refers(self) -> Iterable[str]:
        """Rules and meanings that it rests on."""
        return (f"means:{self.name}",)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {"means": self.name, "is": NAMES[self.value(asked)]}


class OfRule(Node):
    """Another rule holds."""

    __slots__ = ("rule",)

    def __init__(self, rule: str) -> None:
        self.rule = rule

    def value(self, asked: Asked) -> int:
        """Its truth."""
        return asked.holds(self.rule)

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        asked.open_rule(self.rule, found)

    def refers(self) -> Iterable[str]:
        """Rules and meanings that it rests on."""
        return (f"rule:{self.rule}",)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {"rule": self.rule, "is": NAMES[self.value(asked)]}


class Judged(Node):
    """What a person weighs, unless facts settle it."""

    __slots__ = ("name", "settled")

    def __init__(self, name: str, settled: Node | None) -> None:
        self.name, self.settled = name, settled

    def value(self, asked: Asked) -> int:
        """Its truth."""
        return JUDGEMENT if self.settled is None else self.settled.value(asked)

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        found.judgements[self.name] = None
        if self.settled is not None:
            self.settled.open(asked, found)

    def inner(self) -> Iterable[Node]:
        """Conditions that it is made of."""
        return () if self.settled is None else (self.settled,)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        settled = {} if self.settled is None else {"settled": self.settled.shown(asked)}
        return {"judgement": self.name, **settled, "is": NAMES[self.value(asked)]}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, (frozenset, set)) else list(value) if isinstance(value, tuple) else value
