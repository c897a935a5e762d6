"""What a neutral has done in a stretch of time, in a few numbers, and which of them are too small to mean anything. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

MEDIAN_FROM = 5
SHARES_FROM = 20
"""Below so many decisions a number is shown grey. With 20, chance alone moves a share of one half by 20 points either way
(95 %); with fewer it says nothing about the person."""
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a neutral.

    given_ms, ruled_ms   when he got the case and when he decided; verdict: buyer, seller or split
    appealed             what a second look came to: "", upheld or changed
    """

    given_ms: int
    ruled_ms: int
    verdict: str
    appealed: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers over some decisions.

    median_days       days from getting the case to the decision, halves kept to a tenth; None without decisions
    buyer, seller, split   decisions by whom they favoured; upheld, changed: those that were looked at a second time
    """

    decided: int
    median_days: float | None
    buyer: int
    seller: int
    split: int
    upheld: int
    changed: int

    @property
    def appealed(self) -> int:
        """Decisions that somebody else has looked at once more."""
        return self.upheld + self.changed

    @property
    def median_counts(self) -> bool:
        """Whether there are enough decisions for the median to mean something."""
        return self.decided >= MEDIAN_FROM

    @property
    def shares_count(self) -> bool:
        """Whether there are enough decisions for shares by side to mean something."""
        return self.decided >= SHARES_FROM

    @property
    def appeals_count(self) -> bool:
        """Whether enough decisions were appealed for the changed share to mean something."""
        return self.appealed >= SHARES_FROM


def figures(rows: Iterable[Decided]) -> Figures:
    """The numbers of some decisions."""
    found = tuple(rows)
    by = {name: sum(row.verdict == name for row in found) for name in ("buyer", "seller", "split")}
    looked = {name: sum(row.appealed == name for row in found) for name in ("upheld", "changed")}
    return Figures(len(found), _median([row.ruled_ms - row.given_ms for row in found]), **by, **looked)


def _median(lengths: list[int]) -> float | None:
    """In days; of an even number the middle of the two in the middle."""
    if not lengths:
        return None
    ordered, half = sorted(lengths), len(lengths) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return round(middle / DAY_MS, 1)
