"""The numbers that are reckoned with for each party: given and exact, reported and corrected, or inferred.

What is inferred for a party without a report leans on what it asked for, on how it answered, and, while it has hardly
asked for anything, on the other side's wishes turned round. What a party is told of a package (`own`) never rests on the other side's numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement import evidence as evidences
from hejie.domain.settlement.evidence import Evidence
from hejie.domain.settlement.inference import Posterior, Prior, posterior
from hejie.domain.settlement.scenario import Party, Scenario

_ASKED_OF_REPORTS = 0.3
_LIKING, _CONSTANCY = 0.7, 1.5
_UNKNOWN_SD = 0.5
_REACH = 2.5
_NOTHING, _WIDEST = 1e-12, 10.0

Worths = tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a party: weights that sum to 1, ratings from 0 to 1, how sure it is from 0 to 1."""

    weights: tuple[float, ...]
    ratings: tuple[tuple[float, ...], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is reckoned with for one party.

    worths      weight × rating of each value of each issue
    own         the same from what the party itself has told or done, for words to it; None where it has done neither
    belief      None where the utilities are exact
    posterior   how unsure each part-worth is, on a scale on which the whole is worth about 1; None where nothing is
    """

    worths: Worths
    own: Worths | None
    belief: Belief | None = None
    posterior: Posterior | None = None


def numbers(scenario: Scenario) -> tuple[Numbers, Numbers]:
    """The numbers for both parties."""
    sizes = [len(issue.values) for issue in scenario.issues]
    told = [evidences.of(scenario.history, side) for side in (0, 1)]
    first, second = (_alone(party, told[side], sizes) for side, party in enumerate(scenario.parties))
    return (
        first if scenario.parties[0].utilities else _inferred(told[0], sizes, first.own, second.worths),
        second if scenario.parties[1].utilities else _inferred(told[1], sizes, second.own, first.worths),
    )


def _alone(party: Party, told: Evidence, sizes: Sequence[int]) -> Numbers:
    """The numbers of a party from itself alone."""
    if party.utilities is None:
        return _inferred(told, sizes, None, None)
    given = tuple(np.array(one) for one in party.utilities.worths())
    if party.error is None:
        return Numbers(given, given)
    return _corrected(party, told, given)


def _corrected(party: Party, told: Evidence, given: Worths) -> Numbers:
    """A report, nearer to the truth: by what a scale of ratings means, and by what the party did."""
    weights, error = np.array(party.utilities.weights), party.error
    ratings = _anchored([np.array(one) for one in party.utilities.ratings], error.values)
    means = [weight * rating for weight, rating in zip(weights, ratings, strict=True)]
    span = sum(float(np.ptp(one)) for one in means)
    if not _NOTHING < span < float("inf"):
        return Numbers(given, given, _belief(given, None, _lows(given)))
    sds = np.minimum(weights / span * min(error.values, _WIDEST), _WIDEST)
    prior = Prior(
        tuple(one / span for one in means), min(error.weights, _WIDEST), tuple(sds.tolist()), _ASKED_OF_REPORTS
    )
    found = posterior(prior, told)
    worths = tuple(one * span for one in found.means)
    return Numbers(worths, given, _belief(found.means, found, _lows(found.means)), found)


def _anchored(ratings: list[np.ndarray], sd: float) -> list[np.ndarray]:
    """Ratings on a scale from 0 to 1: what lies beyond comes back, and the best of each issue marks the scale's upper end.

    Ratings that do not look like such a scale are left as they are. Measured on 35 families of negotiation domains, this
    alone raises the Nash product by 0.002 to 0.008 at a rating error of 0.1.
    """
    on_scale = all(one.min() > -4 * sd and abs(one.max() - 1) < _REACH * sd for one in ratings if one.any())
    if not sd or not on_scale:
        return ratings
    return [np.where(one >= one.max(), 1.0, np.clip(one, 0, 1)) if one.any() else one for one in ratings]


def _inferred(told: Evidence, sizes: Sequence[int], own: Worths | None, other: Worths | None) -> Numbers:
    """The numbers of a party that has told none, on a scale of 0 to 1."""
    issues = len(sizes)
    asked = sum(weight for _, weight in told.asked)
    means = _wished(told, sizes)
    if other is not None:
        turned = 1 / (1 + asked) ** 2
        pairs = zip(means, other, strict=True)
        means = [(1 - turned) * one + turned * _turned(theirs) / issues for one, theirs in pairs]
    sd = _UNKNOWN_SD / issues / (1 + asked) ** 0.5
    found = posterior(Prior(tuple(means), 0.0, (sd,) * issues, 0.0), told)
    belief = _belief(found.means, found, [min(0.0, low) for low in _lows(found.means)])
    worths = tuple(weight * np.array(one) for weight, one in zip(belief.weights, belief.ratings, strict=True))
    if other is None:
        own = worths if told.asked or told.choices else None
    return Numbers(worths, own, belief, found)


def _wished(told: Evidence, sizes: Sequence[int]) -> list[np.ndarray]:
    """How a party's own offers rate the values: often and early is liked, what never changes matters.

    A frequency model with fading (Smith, in van Galen Last 2012), its shape fitted on 18 negotiation domains.
    """
    if not told.asked:
        return [np.zeros(size) for size in sizes]
    likings, weights = [], []
    for issue, size in enumerate(sizes):
        counts = np.zeros(size)
        for package, weight in told.asked:
            counts[package[issue]] += weight
        likings.append((counts / counts.max()) ** _LIKING)
        weights.append((counts.max() / counts.sum()) ** _CONSTANCY)
    whole = sum(weight * float(np.ptp(liking)) for weight, liking in zip(weights, likings, strict=True)) or 1.0
    return [weight / whole * liking for weight, liking in zip(weights, likings, strict=True)]


def _turned(theirs: np.ndarray) -> np.ndarray:
    """The other side's wishes on one issue, the other way round, from 0 to 1."""
    span = float(np.ptp(theirs))
    return (theirs.max() - theirs) / span if _NOTHING < span < float("inf") else np.zeros(len(theirs))


def _lows(means: Sequence[np.ndarray]) -> list[float]:
    return [float(one.min()) for one in means]


def _belief(means: Sequence[np.ndarray], found: Posterior | None, lows: Sequence[float]) -> Belief:
    """Weights and ratings of part-worths, counted from what is worth nothing on each issue."""
    spans = np.array([float(one.max()) - low for one, low in zip(means, lows, strict=True)])
    whole = float(spans.sum())
    if not _NOTHING < whole < float("inf"):
        equal, middle = (1 / len(means),) * len(means), tuple((0.5,) * len(one) for one in means)
        return Belief(equal, middle, 0.0 if found else 1.0)
    ratings = (
        ((one - low) / span).tolist() if span > _NOTHING * whole else [0.5] * len(one)
        for one, low, span in zip(means, lows, spans, strict=True)
    )
    known = sum(float(one.var()) for one in means)
    unsure = sum(float(one.mean()) for one in found.variances) if found else 0.0
    confidence = known / (known + unsure) if known else 0.0
    return Belief(tuple((spans / whole).tolist()), tuple(map(tuple, ratings)), confidence)
