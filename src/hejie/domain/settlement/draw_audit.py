"""Whether the draws of sealed bids were fair: figures over many of them, from which no single one can be told.

The counts that come in grow by ten draws at a time (`adapters.draws`). Nothing is said before there are thirty. Each draw is
counted by the tenth of its own distribution in which it lay, so that all tenths are equally likely whoever was earlier; and by
who was earlier, with the mean of the buyer's share.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.settlement import bids

LEAST = 30
_ALARM = 0.001
_GROUPS = {"buyer": "buyer", "seller": "seller", "same": ""}


@dataclass(frozen=True, slots=True)
class Group:
    """Draws by who was earlier (buyer, seller, same). mean: the buyer's share; expected: what it should be; z: how many
    standard errors lie between."""

    earlier: str
    draws: int
    mean: float
    expected: float
    z: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The audit. draws: counted so far, in whole tens; published: whether there are enough of them to say anything more.

    tenths     draws by tenth of their own distribution; chi_square of these (nine degrees of freedom) and its p
    groups     by who was earlier
    buyer_mean, seller_mean   mean share of the overlap that either role got, over all
    alarm      the draws are not what they were said to be: a chance below one in a thousand
    """

    draws: int
    published: bool
    tenths: tuple[int, ...] = ()
    chi_square: float = 0.0
    p: float = 1.0
    groups: tuple[Group, ...] = ()
    buyer_mean: float = 0.0
    seller_mean: float = 0.0
    alarm: bool = False


def figures(counts: Mapping) -> Figures:
    """Reckon the audit from counts: draws, tenths, earlier (n, sum and squares of thousandths by buyer, seller, same)."""
    draws = counts["draws"]
    if draws < LEAST:
        return Figures(0, False)
    tenths = tuple(counts["tenths"])
    expected = draws / len(tenths)
    chi_square = sum((count - expected) ** 2 for count in tenths) / expected
    p = _chance_above(chi_square)
    groups = tuple(_group(name, counts["earlier"][name]) for name in _GROUPS if counts["earlier"][name]["n"])
    mean = sum(one.mean * one.draws for one in groups) / draws
    chances = [p, *(math.erfc(abs(one.z) / math.sqrt(2)) for one in groups)]
    alarm = min(chances) < _ALARM / len(chances)
    return Figures(draws, True, tenths, chi_square, p, groups, mean, 1 - mean, alarm)


def _group(name: str, row: Mapping) -> Group:
    share = bids.share_of(_GROUPS[name])
    mean = row["sum"] / row["n"] / 1000
    z = (mean - share.mean) / math.sqrt(share.variance / row["n"])
    return Group(name, row["n"], mean, share.mean, z)


def _chance_above(chi_square: float) -> float:
    """The chance that a chi-square with nine degrees of freedom is above this, in closed form."""
    x = chi_square
    tail = math.sqrt(2 * x / math.pi) * math.exp(-x / 2) * (1 + x / 3 + x * x / 15 + x**3 / 105)
    return math.erfc(math.sqrt(x / 2)) + tail
