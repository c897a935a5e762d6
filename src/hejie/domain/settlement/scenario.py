"""What a negotiation is about: issues with their values, two parties with additive utilities, what has happened."""

from dataclasses import dataclass, field

EQUAL = 1e-9
"""Utilities that differ by less than this are equal (contract: settle)."""

MOST_OUTCOMES = 10_000_000

Package = tuple[int, ...]
"""For each issue, in their order, the index of one of its values."""


class WrongScenario(ValueError):
    """A scenario that the contract forbids; the message is one line that says what is wrong."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to agree on, and the values that it can take."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Error:
    """How far a report may be from the truth.

    weights   standard deviation of the weights' logarithms
    values    standard deviation of the ratings, on their own scale
    """

    weights: float
    values: float


@dataclass(frozen=True, slots=True)
class Utilities:
    """What a party has said of itself: a weight for each issue, a rating for each value; issues in the scenario's order."""

    weights: tuple[float, ...]
    ratings: tuple[tuple[float, ...], ...]

    def worths(self) -> list[list[float]]:
        """Weight × rating of each value of each issue, in double precision."""
        return [
            [weight * rating for rating in ratings] for weight, ratings in zip(self.weights, self.ratings, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Party:
    """One side: what it told of its utilities (None: nothing) and what it has without an agreement."""

    name: str
    utilities: Utilities | None
    reservation: float = 0.0
    error: Error | None = None

    @property
    def known(self) -> bool:
        """Whether the utilities are exact, so that nothing that happens changes them."""
        return self.utilities is not None and self.error is None


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that one side has offered; the answer is the other's: `rejected`, `accepted` or None."""

    by: int
    package: Package
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Packages that a neutral has proposed, and how each side ranked them: best first, None where it has not."""

    proposals: tuple[Package, ...]
    rankings: tuple[tuple[int, ...] | None, tuple[int, ...] | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A negotiation between two parties.

    constraints   each maps issues to values; packages that agree with all its pairs are forbidden
    history       oldest first
    proposals     how many are wanted
    """

    issues: tuple[Issue, ...]
    parties: tuple[Party, Party]
    constraints: tuple[dict[int, int], ...] = ()
    history: tuple[Offer | Ranked, ...] = field(default=())
    proposals: int = 3
