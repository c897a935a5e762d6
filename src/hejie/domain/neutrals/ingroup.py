"""Whether somebody votes for his own side of trade more often than chance would have it. Pure.

In Taobao's juries people who mostly buy there voted for buyers more often, and people who sell for sellers (research: platforms,
Y7). A vote for the buyer counts as one for the group `buyer`, one for the seller for the group `seller`; splits count for
neither and are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

GROUPS = ("buyer", "seller", "none")
VOTES_FROM = 30
"""Below so many votes nothing is flagged, whatever they are."""
BEYOND_CHANCE = 0.01
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class InGroup:
    """Votes of one person, or of one group, for one side of trade or the other.

    votes       votes for one of the sides; own: those for the own one
    low, high   exact (Clopper-Pearson) 95 % interval of the share; 0 and 1 without votes
    p           two-sided p-value against one half
    """

    votes: int
    own: int
    low: float
    high: float
    p: float

    @property
    def share(self) -> float | None:
        """Share of votes for the own side; None without votes."""
        return self.own / self.votes if self.votes else None

    @property
    def beyond_chance(self) -> bool:
        """Whether it is to be looked at: at least 30 votes, and p below 0.01."""
        return self.votes >= VOTES_FROM and self.p < BEYOND_CHANCE


def of_votes(rows: Iterable[tuple[str, str, bool]]) -> InGroup:
    """The figures of (group, vote, whether the buyer had claimed)."""
    found = [(group, side) for group, vote, by_buyer in rows if group != "none" and (side := _favoured(vote, by_buyer))]
    own = sum(group == side for group, side in found)
    return figures(own, len(found))


def _favoured(vote: str, by_buyer: bool) -> str:
    if vote == "split":
        return ""
    return "buyer" if (vote == "for") == by_buyer else "seller"


def figures(own: int, votes: int) -> InGroup:
    """The figures of so many votes for the own side among so many."""
    low, high = interval(own, votes)
    return InGroup(votes, own, low, high, two_sided(own, votes))


def two_sided(own: int, votes: int) -> float:
    """Chance of a result at least as far from one half, in whole numbers until the last division."""
    far = max(own, votes - own)
    tail = sum(comb(votes, k) for k in range(far, votes + 1))
    return min(1.0, 2 * tail / 2**votes)


def interval(own: int, votes: int) -> tuple[float, float]:
    """The exact 95 % interval of a share (Clopper and Pearson 1934), by halving."""
    if not votes:
        return 0.0, 1.0
    alpha = (1 - _LEVEL) / 2
    low = 0.0 if own == 0 else _root(lambda share: _at_least(own, votes, share) < alpha)
    high = 1.0 if own == votes else _root(lambda share: 1 - _at_least(own + 1, votes, share) > alpha)
    return round(low, 6), round(high, 6)


def _root(below: object) -> float:
    first, last = 0.0, 1.0
    for _ in range(60):
        middle = (first + last) / 2
        first, last = (middle, last) if below(middle) else (first, middle)
    return (first + last) / 2


def _at_least(own: int, votes: int, share: float) -> float:
    return sum(comb(votes, k) * share**k * (1 - share) ** (votes - k) for k in range(own, votes + 1))
