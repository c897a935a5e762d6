"""The bargaining of one case: both sides' numbers, the exact frontier above what each has without agreement and above the floor."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from hejie.domain.settlement import beliefs, frontier, solutions
from hejie.domain.settlement.frontier import Frontier
from hejie.domain.settlement.scenario import Error, Issue, Offer, Package, Party, Ranked, Scenario
from hejie.domain.settlement.solutions import Solutions
from hejie.domain.settlement.terms import believing, floor, values
from hejie.domain.settlement.terms.book import SIDES, Book
from hejie.domain.settlement.terms.facts import Facts
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space

_DEAL = 4  # refund, goods, return freight and service go together, so they are one composite issue to the solver
Worths = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a package as a side counts it: what it brings, of what its best value would bring; points of 100."""

    issue: str
    value: str
    points: float
    of: float


@dataclass(frozen=True, slots=True)
class Points:
    """A package in one side's own points, from its own numbers alone.

    total     0 to 100; without: what the side can expect without an agreement
    gets      terms that bring something; gives: terms that cost it something, with what is given up
    """

    total: int
    without: int
    gets: tuple[Term, ...]
    gives: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """What both can gain.

    frontier   packages of the space; utilities in whole part-worths of each side (buyer, seller)
    without    disagreement points on the same scale
    found      the four solutions, or None where there is no zone of agreement
    """

    frontier: Frontier
    without: tuple[int, int]
    found: Solutions | None


@dataclass(frozen=True)
class Bargain:
    """Made by `of`. Sides stand in the order buyer, seller."""

    facts: Facts
    book: Book
    space: Space
    told: Mapping[str, Preferences | None]
    history: tuple[Offer | Ranked, ...] = ()

    @cached_property
    def scenario(self) -> Scenario:
        """The same as the engine takes it (contract: settle); what is below the floor is excluded."""
        return Scenario(
            self.space.issues,
            tuple(self._party(side) for side in SIDES),  # type: ignore[arg-type]
            (*self.space.constraints, *below(self.facts, self.space)),
            self.history,
        )

    def _party(self, side: str) -> Party:
        utilities = values.told(side, self.space, self.told.get(side))
        error = Error(*(self.book.told_error if self.told.get(side) else self.book.prior_error))
        return Party(side, utilities, values.without(side, self.space, utilities.worths()), error)

    @cached_property
    def _own(self) -> dict[str, tuple[Worths, int]]:
        return {}

    def worths(self, side: str) -> Worths:
        """A side's own part-worths: what is usual in its role, and its own word; nothing of the other side."""
        return self._told(side)[0]

    def _told(self, side: str) -> tuple[Worths, int]:
        if side not in self._own:
            worths = values.told(side, self.space, self.told.get(side)).worths()
            whole = values.integers(worths)
            self._own[side] = (whole, round(values.without(side, self.space, whole)))
        return self._own[side]

    def points(self, side: str, package: Mapping) -> Points:
        """What a package gives a side by `worths`, in points of 100."""
        worths, limit = self._told(side)
        chosen = self.space.values(package)
        rows = [
            Term(issue.name, issue.values[value], worth[value] / 100, max(worth) / 100)
            for issue, value, worth in zip(self.space.issues, chosen, worths, strict=True)
        ]
        gets = sorted((row for row in rows if row.points >= 0.5), key=lambda row: -row.points)
        gives = [Term(row.issue, row.value, row.of - row.points, row.of) for row in rows if row.of - row.points >= 0.5]
        total = min(100, max(0, round(sum(row.points for row in rows))))
        return Points(
            total, min(100, max(0, round(limit / 100))), tuple(gets), tuple(sorted(gives, key=lambda row: -row.points))
        )

    @cached_property
    def numbers(self) -> tuple[beliefs.Numbers, beliefs.Numbers]:
        """What is believed of both sides, from their words and from all that has happened."""
        told = [self.told.get(side) is not None for side in SIDES]
        parties = zip(self.scenario.parties, told, strict=True)
        exact = tuple(party if heard else replace(party, error=None) for party, heard in parties)
        reported = beliefs.numbers(replace(self.scenario, parties=exact)) if any(told) else (None, None)
        first, second = (
            reported[at] if told[at] else believing.usual(party.utilities, self.book.prior_error, self.history, at)  # type: ignore[arg-type]
            for at, party in enumerate(self.scenario.parties)
        )
        return first, second  # type: ignore[return-value]

    @cached_property
    def believed(self) -> dict[str, Worths]:
        """The same as whole part-worths."""
        found = ([one.tolist() for one in numbers.worths] for numbers in self.numbers)
        return {side: values.integers(worths) for side, worths in zip(SIDES, found, strict=True)}

    def confidence(self, side: str) -> float:
        """How sure the belief about a side is, 0 to 1."""
        belief = self.numbers[SIDES.index(side)].belief
        return belief.confidence if belief else 1.0

    def worth(self, side: str, package: Mapping) -> int:
        """What a package is believed to be worth to a side, 0 to 10,000."""
        chosen = self.space.values(package)
        return sum(worth[value] for worth, value in zip(self.believed[side], chosen, strict=True))

    def gain(self, side: str, package: Mapping) -> int:
        """That, less what the side is believed to have without an agreement; below zero: worse than none."""
        return self.worth(side, package) - self.solved.without[SIDES.index(side)]

    @cached_property
    def solved(self) -> Solved:
        """The exact frontier of what is believed, and its solutions."""
        deals = allowed(self.facts, self.space)
        worths = [[np.array(one, float) for one in self.believed[side]] for side in SIDES]
        without = tuple(round(values.without(side, self.space, self.believed[side])) for side in SIDES)
        if not deals:
            nothing = Frontier(np.zeros((0, 2)), np.zeros((0, len(self.space.issues)), np.int64))
            return Solved(nothing, without, None)  # type: ignore[arg-type]
        table = np.array(deals, np.int64)
        joined = [[sum(one[issue][table[:, issue]] for issue in range(_DEAL)), *one[_DEAL:]] for one in worths]
        limits = (float(without[0]), float(without[1]))
        found = frontier.find((joined[0], joined[1]), limits)
        packages = (
            np.column_stack((table[found.packages[:, 0]], found.packages[:, 1:]))
            if len(found)
            else np.zeros((0, len(self.space.issues)), np.int64)
        )
        whole = Frontier(found.utilities, packages)
        return Solved(whole, without, solutions.find(whole, limits))  # type: ignore[arg-type]


def of(
    facts: Facts,
    book: Book,
    space: Space,
    told: Mapping[str, Preferences | None] | None = None,
    history: Sequence[Offer | Ranked] = (),
) -> Bargain:
    """The bargaining of a case. told: by side; history: oldest first, packages as `space.values` has them."""
    return Bargain(facts, book, space, dict(told or {}), tuple(history))


def allowed(facts: Facts, space: Space) -> list[Package]:
    """All combinations of money, goods, freight and service that make sense and are not below the floor."""
    return [
        (money, *rest)
        for rest, first in _floors(facts, space)
        for money in range(first, len(space.issues[0].values))
        if space.allows((money, *rest))
    ]


def below(facts: Facts, space: Space) -> tuple[dict[int, int], ...]:
    """The combinations below the floor, as constraints."""
    floors = _floors(facts, space)
    if not floors:
        return ()
    never = min(first for _, first in floors)
    found: list[dict[int, int]] = [{0: money} for money in range(never)]
    for rest, first in floors:
        found += [{0: money, **dict(enumerate(rest, 1))} for money in range(never, first)]
    return tuple(found)


def _floors(facts: Facts, space: Space) -> list[tuple[tuple[int, ...], int]]:
    """For each combination of goods, freight and service: the first amount that is not below the floor."""
    sizes = [len(issue.values) for issue in space.issues[:_DEAL]]
    left = (0,) * (len(space.issues) - _DEAL)
    found = []
    for rest in np.ndindex(*sizes[1:]):
        if not _together(space.issues, rest):
            continue

        def enough(money: int, rest: tuple[int, ...] = rest) -> bool:
            return floor.below_floor(space.package((money, *rest, *left)), facts) <= facts.waived_minor

        first = bisect_left(range(sizes[0]), True, key=enough)  # more money never lacks more
        found.append((tuple(rest), first))
    return found


def _together(issues: tuple[Issue, ...], rest: tuple[int, ...]) -> bool:
    return issues[1].values[rest[0]] == "return" or issues[2].values[rest[1]] == "buyer"
