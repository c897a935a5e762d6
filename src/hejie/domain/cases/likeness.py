"""How like a case is to those that were closed before it, and why: pure, from plain facts, without a name or a word of anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 3
"""So many closed cases there must be before any is shown: one alone could be known again."""
SHOWN = 5
_STEPS = (1, 2, 5)
_FOR_BUYER = ("decided_buyer", "defaulted_seller")
_FOR_SELLER = ("decided_seller", "defaulted_buyer", "withdrawn", "lapsed")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a case.

    amount, awarded   minor units: paid for its lines, and what the buyer got of them
    found             point of the burden book → finding
    """

    reason: str
    remedy: str
    claimant: str
    category: str
    currency: str
    amount: int
    awarded: int = 0
    outcome: str = ""
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Like:
    """A closed case with what makes it like the one in hand: category, remedy, value, claimant, or `point:NAME`."""

    facts: Facts
    score: int
    why: tuple[str, ...]


def ranked(case: Facts, past: Sequence[Facts], most: int = SHOWN) -> tuple[Like, ...]:
    """The closed cases most like this one, the likest first; equals keep their order. Empty where there are too few in all."""
    if len(past) < FEWEST:
        return ()
    weighed = [_weighed(case, one) for one in past]
    return tuple(sorted((one for one in weighed if one.score), key=lambda one: -one.score)[:most])


def _weighed(case: Facts, one: Facts) -> Like:
    why: list[str] = []
    score = 0
    for name, same, weight in (
        ("category", bool(case.category) and case.category == one.category, 4),
        ("remedy", case.remedy == one.remedy, 3),
        ("value", _near(case, one), 2),
        ("claimant", case.claimant == one.claimant, 1),
    ):
        if same:
            score += weight
            why.append(name)
    for point, finding in case.found.items():
        if one.found.get(point) == finding:
            score += 3
            why.append(f"point:{point}")
    return Like(one, score, tuple(why))


def _near(case: Facts, one: Facts) -> bool:
    return case.currency == one.currency and band(case.amount) == band(one.amount)


def band(minor: int) -> tuple[int, int]:
    """From and below which round sum an amount lies, in minor units: 0, 100, 200, 500, 1000, 2000 … of the currency's hundredths."""
    if minor < 100:
        return 0, 100
    unit = 100
    while True:
        for number, step in enumerate(_STEPS):
            low, high = step * unit, (_STEPS[number + 1] * unit if number + 1 < len(_STEPS) else 10 * unit)
            if low <= minor < high:
                return low, high
        unit *= 10


def share(facts: Facts) -> int:
    """What the buyer got of the sum, in per cent, rounded to five."""
    return min(100, round(facts.awarded * 20 / facts.amount) * 5) if facts.amount else 0


def outcomes(past: Sequence[Facts]) -> dict[str, int]:
    """How they ended: for the buyer, in between or agreed, for the seller, each with its number."""
    counted = {"buyer": 0, "between": 0, "agreed": 0, "seller": 0}
    for one in past:
        counted[_ended(one)] += 1
    return counted


def _ended(one: Facts) -> str:
    if one.outcome == "agreed":
        return "agreed"
    if one.outcome in _FOR_BUYER:
        return "buyer"
    if one.outcome in _FOR_SELLER:
        return "seller"
    got = share(one)
    return "buyer" if got >= 100 else "seller" if got == 0 else "between"
