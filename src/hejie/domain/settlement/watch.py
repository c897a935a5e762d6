"""Whether agreements are as good for one kind of people as for another: mean log gains over disagreement, group by group.

A gain is what an agreement is worth to a side beyond what it could expect without one, as a part of all that is at stake for
it (its own scale); its logarithm is what a fair rule (Nash) adds up. Groups are either side, and within each side those that read a language,
that dispute a sum of a size, and that came to terms in a way. Of each group: its mean with an interval, and its drift from the
whole of its side and from its own period before.

Nobody's single gain can be told from these figures: a mean is shown of ten agreements at least, and always of whole tens, in
the order in which they came, so that no look shortly after one agreement differs from the look before by that one alone. Nor are
two sets ever shown that differ by fewer than ten agreements, since mean and interval of both would give away those by which they
differ: of a group that is nearly its whole side, or nearly another group, nothing is said.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

SIDES = ("buyer", "seller")
TENS = 10
FEWEST = 30
"""So many agreements a group, and what it is compared with, must have before an alarm can ring."""
DRIFT = 0.05
LEVEL = 0.05
"""Chance of any alarm at all in a period in which everything is fair; shared by all comparisons that are made."""
LEAST = math.log(0.01)
"""A gain below one in a hundred counts as one in a hundred, so that a few do not make a mean."""


@dataclass(frozen=True, slots=True)
class Gain:
    """One agreement. buyer, seller: log gains; band: size of the sum in dispute, as its own word; way: how it came about."""

    buyer: float
    seller: float
    buyer_language: str
    seller_language: str
    band: str
    way: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a mean lies from another, with the interval in which chance alone would leave the true distance.

    state   fair, alarm, or few (there are too few agreements to tell)
    """

    drift: float = 0.0
    low: float = 0.0
    high: float = 0.0
    state: str = "few"


@dataclass(frozen=True, slots=True)
class Group:
    """A group and its figures.

    side        buyer or seller; kind: side, language, band or way; value: which one ("" for a whole side)
    count       agreements counted, in whole tens; 0: no figure of it is told, since it has fewer than
                ten, or another set that is told differs from it by fewer
    mean        of the log gains; low, high: interval in which the true mean lies in nineteen of twenty cases
    whole       compared with all of its side (a whole side: with both); before: with its own period before
    """

    side: str
    kind: str
    value: str
    count: int
    mean: float = 0.0
    low: float = 0.0
    high: float = 0.0
    whole: Comparison = Comparison()
    before: Comparison = Comparison()

    @property
    def key(self) -> str:
        """Its name in a list: buyer:language:zh."""
        return ":".join(part for part in (self.side, self.kind, self.value) if part)

    @property
    def alarm(self) -> bool:
        """Whether it drifts from either, beyond chance."""
        return "alarm" in (self.whole.state, self.before.state)


@dataclass(frozen=True, slots=True)
class _Moments:
    """Count, mean and variance (with n - 1) of some numbers."""

    count: int
    mean: float
    variance: float


def figures(now: Sequence[Gain], before: Sequence[Gain] = ()) -> tuple[Group, ...]:
    """All groups of a period, whole sides first; `now` and `before` in the order in which the agreements came."""
    now, before = _tens(now), _tens(before)
    names, sets, then = _names(now), _sets(now), _sets(before)
    shown = [name for name in names if _told(sets, name)]
    rests = {name for name in shown if _told(sets, name, rest=True)}
    known = {name for name in shown if _told(then, name)}
    wanted = sum(_compared(now, before, name, rest=name in rests, same=name in known) for name in shown)
    confidence = 1 - LEVEL / max(wanted, 1) / 2
    return tuple(
        _group(now, before, name, confidence, rest=name in rests, same=name in known)
        if name in shown
        else Group(*name, 0)
        for name in names
    )


def _names(gains: Sequence[Gain]) -> list[tuple[str, str, str]]:
    """(side, kind, value) of all groups in which somebody is, in a constant order."""
    found: list[tuple[str, str, str]] = [(side, "side", "") for side in SIDES]
    for side in SIDES:
        for kind in ("language", "band", "way"):
            values = sorted({_value(gain, side, kind) for gain in gains})
            found += [(side, kind, value) for value in values]
    return found


def _value(gain: Gain, side: str, kind: str) -> str:
    if kind == "language":
        return gain.buyer_language if side == "buyer" else gain.seller_language
    return getattr(gain, kind) if kind in ("band", "way") else ""


def _of(gain: Gain, side: str) -> float:
    return max(gain.buyer if side == "buyer" else gain.seller, LEAST)


def _tens(gains: Sequence[Gain]) -> Sequence[Gain]:
    return gains[: len(gains) // TENS * TENS]


def _part(gains: Sequence[Gain], name: tuple[str, str, str]) -> Sequence[Gain]:
    side, kind, value = name
    return _tens([gain for gain in gains if _value(gain, side, kind) == value])


def _rest(gains: Sequence[Gain], name: tuple[str, str, str]) -> Sequence[Gain]:
    side, kind, value = name
    return _tens([gain for gain in gains if _value(gain, side, kind) != value])


def _sets(gains: Sequence[Gain]) -> dict[tuple[tuple[str, str, str], bool], list[int]]:
    """Which agreements each group holds, and the rest of its side, as places in the order in which they came."""
    gains, found = _tens(gains), {}
    for name in _names(gains):
        side, kind, value = name
        within = [_value(gain, side, kind) == value for gain in gains]
        found[name, False] = [place for place, one in enumerate(within) if one]
        found[name, True] = [place for place, one in enumerate(within) if not one]
    return found


def _told(sets: Mapping, name: tuple[str, str, str], *, rest: bool = False) -> bool:
    """Whether figures of a group (or of the rest of its side) may be told: it is the very set of another, or differs from each
    by ten agreements at least. Sets of unlike sizes do in any case; so of each other as many are taken as it has itself.
    """
    if name[1] == "side" and not rest:
        return True  # the first to have so many; whatever comes near it is not told
    own = sets.get((name, rest), ())
    size = len(own) // TENS * TENS
    mine = set(own[:size])
    others = (places[:size] for (other, _rest), places in sets.items() if other[0] == name[0] and len(places) >= size)
    return all(not 0 < len(mine.symmetric_difference(other)) < TENS for other in others)


def _compared(
    now: Sequence[Gain], before: Sequence[Gain], name: tuple[str, str, str], *, rest: bool, same: bool
) -> int:
    """How many comparisons of a group are made: so many times chance can ring. rest, same: which may be told."""
    here = len(_part(now, name))
    if here < FEWEST:
        return 0
    same = same and len(_part(before, name)) >= FEWEST
    against = name[1] == "side" or (rest and len(_rest(now, name)) >= FEWEST)
    return int(same) + int(against and not (name[1] == "side" and name[0] == "seller"))


def _group(
    now: Sequence[Gain],
    before: Sequence[Gain],
    name: tuple[str, str, str],
    confidence: float,
    *,
    rest: bool,
    same: bool,
) -> Group:
    side, kind, value = name
    part = _part(now, name)
    if not part:
        return Group(side, kind, value, 0)
    own = _moments([_of(gain, side) for gain in part])
    reach = quantile(0.975, own.count - 1) * math.sqrt(own.variance / own.count)
    whole = Comparison()
    if kind == "side":
        whole = _against_both(part, side, confidence)
    elif rest:
        whole = _against_rest(own, now, name, confidence)
    then = [_of(gain, side) for gain in _part(before, name)] if same else []
    earlier = _apart(own, _moments(then), 1.0, confidence) if len(then) >= FEWEST else Comparison()
    return Group(side, kind, value, own.count, own.mean, own.mean - reach, own.mean + reach, whole, earlier)


def _against_both(part: Sequence[Gain], side: str, confidence: float) -> Comparison:
    """One side against both together: half of what lies between the sides, agreement by agreement."""
    if len(part) < FEWEST:
        return Comparison()
    other = "seller" if side == "buyer" else "buyer"
    found = _moments([(_of(gain, side) - _of(gain, other)) / 2 for gain in part])
    return _judged(found.mean, math.sqrt(found.variance / found.count), found.count - 1, confidence)


def _against_rest(own: _Moments, now: Sequence[Gain], name: tuple[str, str, str], confidence: float) -> Comparison:
    """A group against the whole of its side: its distance from the rest, less by its own share of the whole."""
    rest = [_of(gain, name[0]) for gain in _rest(now, name)]
    if own.count < FEWEST or len(rest) < FEWEST:
        return Comparison()
    return _apart(own, _moments(rest), len(rest) / (own.count + len(rest)), confidence)


def _apart(one: _Moments, other: _Moments, share: float, confidence: float) -> Comparison:
    """The distance of two means by Welch, as a share of it."""
    if one.count < FEWEST or other.count < FEWEST:
        return Comparison()
    first, second = one.variance / one.count, other.variance / other.count
    spread = first + second
    parts = first**2 / (one.count - 1) + second**2 / (other.count - 1)
    freedom = spread**2 / parts if parts else one.count + other.count - 2
    return _judged(share * (one.mean - other.mean), share * math.sqrt(spread), freedom, confidence)


def _judged(drift: float, error: float, freedom: float, confidence: float) -> Comparison:
    reach = quantile(confidence, freedom) * error
    rings = abs(drift) > DRIFT and abs(drift) > reach
    return Comparison(drift, drift - reach, drift + reach, "alarm" if rings else "fair")


def _moments(values: Iterable[float]) -> _Moments:
    found = list(values)
    if not found:
        return _Moments(0, 0.0, 0.0)
    mean = math.fsum(found) / len(found)
    spread = math.fsum((value - mean) ** 2 for value in found)
    return _Moments(len(found), mean, spread / (len(found) - 1) if len(found) > 1 else 0.0)


def quantile(probability: float, freedom: float) -> float:
    """Quantile of Student's t, from the normal one by the expansion of Cornish and Fisher; right to 0.001 from nine degrees
    of freedom on, for probabilities to 0.9995."""
    z = NormalDist().inv_cdf(probability)
    terms: tuple[Callable[[float], float], ...] = (
        lambda z: (z**3 + z) / 4,
        lambda z: (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        lambda z: (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        lambda z: (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term(z) / freedom**power for power, term in enumerate(terms, start=1))
