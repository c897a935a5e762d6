"""A sanction policy: what counts against whom, for how long, and what follows from how much of it.

Built only by `hejie.rulebooks.sanctions` from a dated text; what it decides carries its digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

SIDES = ("buyer", "seller")

# What a case can have come to against one side. A claim that was withdrawn or lost is none of these for the other side,
# and an honest claim that was lost is none for the side that made it: no policy can name them.
OF_CASES = ("silent", "decided", "decided_in_part", "lapsed", "promise_broken")
# What an operator can find of a party of a case, with reasons.
FOUND = ("false_evidence", "other_goods_returned", "threats", "repeated_claims")
# What a measure does. A warning is a word; the others are carried out by the shop, which hears of them.
DEEDS = ("warning", "limit", "trading_stop", "delisting")

HUNDREDTHS = 100  # rates are kept in hundredths of a per cent
WHOLE = 100 * HUNDREDTHS


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted under one name: grounds of cases or findings, the points that each brings, how long it lasts."""

    name: str
    grounds: frozenset[str]
    points: int
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """More than a share of all sales, and only where there is enough of both to speak of a share.

    over       hundredths of a per cent; the share must lie above it
    sales      least sales (a buyer's orders) within the window
    disputes   least counted cases within it
    """

    over: int
    sales: int
    disputes: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What follows, and from what: all of `count`, `points` and `rate` that are named must be reached within `within`.

    of        names of counts that it looks at
    does      DEEDS; lasts: from its effect to its end
    notice    from its announcement to its effect; nothing: at once
    appeal    how long it may be appealed, from its announcement
    suspends  whether an appeal before the effect holds the effect back
    decide    how long the platform has to decide the appeal; its silence ends the measure
    says      the rule in a sentence, by language
    """

    id: str
    does: tuple[str, ...]
    of: frozenset[str]
    within: timedelta
    lasts: timedelta
    notice: timedelta
    appeal: timedelta
    suspends: bool
    decide: timedelta
    says: Mapping[str, str]
    count: int = 0
    points: int = 0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The policy for one side."""

    counts: tuple[Count, ...]
    measures: tuple[Measure, ...]

    def of(self, grounds: tuple[str, ...]) -> Count | None:
        """Under what grounds count: the first count, in the policy's order, that names one of them; None: not at all."""
        return next((count for count in self.counts if count.grounds & set(grounds)), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated text. `digest`: SHA-256 over its canonical form, kept in what it has led to."""

    id: str
    version: str
    digest: str
    sides: Mapping[str, Rules]
    sources: tuple[str, ...] = field(default=())

    def pinned(self) -> dict[str, str]:
        """How an entry names it."""
        return {"id": self.id, "version": self.version, "digest": self.digest}
