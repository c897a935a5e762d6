"""Whether the draws of sealed bids were fair: figures over many of them, from which no single one can be told.

Each draw is placed in a tenth of its own distribution, so that all tenths are equally likely whoever was earlier. The audit is
told that tenth by a coin; else any tenth (`told`). Fair draws are told evenly all the same, so that the chances below are exact;
bent ones show at half their strength. Of a single draw even what is told says little, and its share is never told at all: whoever
knew the nine others of a ten, as one who had made them up, is right about the tenth in eleven of twenty cases. Coins and tenths
come from the seed, which is destroyed: saying it again tells nothing more.

The counts that come in grow by ten draws at a time (`adapters.draws`). Nothing is said before there are thirty. There are no groups
by who was earlier, since these would grow by single draws: one sum (`lean`) tells whether whoever was earlier gets his due.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

LEAST = 30
_ALARM = 0.001
_TOLD = b"hejie/sealed-bids/audit/v1\0"
_SQUARE = 33  # mean square of 2 t - 9 over the ten tenths t


@dataclass(frozen=True, slots=True)
class Leaning:
    """Whether draws favour somebody more than they should. of: buyer, or earlier (whoever sealed earlier); mean: his mean place
    in the distribution of his share, 0 to 1, of which 0.5 is expected; z: how many standard errors lie between."""

    of: str
    mean: float
    z: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The audit. draws: counted so far, in whole tens; published: whether there are enough of them to say anything more.

    tenths     draws by the tenth of their own distribution, as told; chi_square of these (nine degrees of freedom) and its p
    leanings   of the buyer, and of whoever was earlier
    alarm      the draws are not what they were said to be: a chance below one in a thousand
    """

    draws: int
    published: bool
    tenths: tuple[int, ...] = ()
    chi_square: float = 0.0
    p: float = 1.0
    leanings: tuple[Leaning, ...] = ()
    alarm: bool = False


def told(seed: bytes, place: float) -> int:
    """The tenth (0 to 9) that the audit is told of a draw; place: where its share lies in its own distribution, 0 to 1."""
    chance = sha256(_TOLD + seed).digest()
    if chance[0] & 1:
        return min(9, int(place * 10))
    return int.from_bytes(chance[8:24]) % 10


def lean(seed: bytes, tenth: int, earlier: str) -> int:
    """How far what is told of a draw lies on the side of whoever was earlier (buyer, seller), -9 to 9.

    Where neither was, one of them is taken by a coin, so that nothing tells that there was such a draw.
    """
    who = earlier or ("buyer", "seller")[sha256(_TOLD + seed).digest()[1] & 1]
    return (2 * tenth - 9) * (1 if who == "buyer" else -1)


def figures(counts: Mapping) -> Figures:
    """Reckon the audit from counts: draws, tenths, lean (the sum)."""
    draws = counts["draws"]
    if draws < LEAST:
        return Figures(0, False)
    tenths = tuple(counts["tenths"])
    expected = draws / len(tenths)
    chi_square = sum((count - expected) ** 2 for count in tenths) / expected
    p = _chance_above(chi_square)
    to_buyer = sum(count * (2 * number - 9) for number, count in enumerate(tenths))
    leanings = (_leaning("buyer", to_buyer, draws), _leaning("earlier", counts["lean"], draws))
    chances = [p, *(math.erfc(abs(one.z) / math.sqrt(2)) for one in leanings)]
    return Figures(draws, True, tenths, chi_square, p, leanings, min(chances) < _ALARM / len(chances))


def _leaning(of: str, total: int, draws: int) -> Leaning:
    return Leaning(of, 0.5 + total / draws / 20, total / math.sqrt(_SQUARE * draws))


def _chance_above(chi_square: float) -> float:
    """The chance that a chi-square with nine degrees of freedom is above this, in closed form."""
    x = chi_square
    tail = math.sqrt(2 * x / math.pi) * math.exp(-x / 2) * (1 + x / 3 + x * x / 15 + x**3 / 105)
    return math.erfc(math.sqrt(x / 2)) + tail
