"""A burden book: for each kind of case the points to be found, and for each point the steps by which it is proved.

The YAML file is the source (`rulebooks/burdens/`); a procedure names its book and mixes its digest into its own, so that a
case keeps to the very text under which it was opened. `docs/burdens.md` tells how one is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PROVED, NOT_PROVED, UNKNOWN = "proved", "not_proved", "unknown"
NEXT = "next"
AFTER = (NEXT, PROVED, NOT_PROVED)
"""What a step leads to: the step behind it, or a finding on its point."""
PARTIES = ("buyer", "seller", "claimant", "respondent")
UNITS = ("hours", "days", "months", "percent", "millimetres", "times", "minor")

Texts = Mapping[str, str]
"""A text by language: en, zh, ru."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a case a book may look at, all known when the case opens.

    claimant    buyer or seller; confirmed: the buyer had said before that the order came
    """

    reason: str
    claimant: str
    remedy: str = ""
    category: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """For which cases something is meant. Every condition that is set must hold; none set: for all."""

    reasons: frozenset[str] = frozenset()
    remedies: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    claimants: frozenset[str] = frozenset()
    confirmed: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether it is meant for a case like this."""
        words = (
            (self.reasons, facts.reason),
            (self.remedies, facts.remedy),
            (self.categories, facts.category),
            (self.claimants, facts.claimant),
        )
        if any(wanted and word not in wanted for wanted, word in words):
            return False
        return self.confirmed is None or self.confirmed == facts.confirmed


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of proof.

    who      whose turn: buyer, seller, claimant or respondent
    proof    what has to be shown, as the end of "has to show: …"; kinds: what counts as evidence of it, by the book's words
    proved   where it leads when it is shown; missing: when it is not. One of AFTER
    source   where that is written
    """

    id: str
    who: str
    proof: Texts
    kinds: tuple[str, ...]
    proved: str
    missing: str
    source: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to be found, as a sentence that is so or is not so.

    says      who says so: buyer, seller, claimant or respondent
    follows   what follows for the case, by finding (proved, not_proved)
    """

    id: str
    says: str
    text: Texts
    steps: tuple[Step, ...]
    follows: Mapping[str, Texts]

    def step(self, step: str) -> Step | None:
        """The step with this id, or None."""
        return next((one for one in self.steps if one.id == step), None)


@dataclass(frozen=True, slots=True)
class Tree:
    """The points of one kind of case, in the order in which they are found; name: which kind, as people say it."""

    id: str
    name: Texts
    when: When
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure that a marketplace's rules state: so many hours to report a scratch, so many millimetres of tolerance.

    amount   whole units: hours, days, months, percent, millimetres, times, minor units of `currency`
    text     the rule in words, the figure in it
    """

    id: str
    when: When
    amount: int
    unit: str
    text: Texts
    source: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class BurdenBook:
    """A burden book in force for a case; immutable, told apart by its digest.

    kinds    what counts as evidence, by word
    also     points that join those of a tree where their condition fits
    """

    id: str
    version: str
    digest: str
    name: Texts
    kinds: Mapping[str, Texts]
    points: Mapping[str, Point]
    trees: tuple[Tree, ...]
    also: tuple[tuple[When, tuple[str, ...]], ...] = ()
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()

    def trees_for(self, facts: Facts) -> tuple[Tree, ...]:
        """All trees that fit; the first is the one that counts until the neutral takes another."""
        return tuple(tree for tree in self.trees if tree.when.fits(facts))

    def points_of(self, tree: Tree, facts: Facts) -> tuple[Point, ...]:
        """The points of a tree, with those that join it for a case like this."""
        more = [name for when, names in self.also if when.fits(facts) for name in names]
        return tuple(self.points[name] for name in dict.fromkeys((*tree.points, *more)))

    def points_for(self, facts: Facts) -> tuple[Point, ...]:
        """The points of the first tree that fits."""
        return self.points_of(self.trees_for(facts)[0], facts)

    def values_for(self, facts: Facts) -> tuple[Value, ...]:
        """Figures that the rules state for a case like this."""
        return tuple(value for value in self.values if value.when.fits(facts))


def side_of(party: str, facts: Facts) -> str:
    """buyer or seller: whom a book means by a party."""
    other = "seller" if facts.claimant == "buyer" else "buyer"
    return {"claimant": facts.claimant, "respondent": other}.get(party, party)
