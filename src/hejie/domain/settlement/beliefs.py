"""The numbers that are reckoned with for each party: given and exact, reported and corrected, or inferred.

What is inferred for a party without a report leans on what it asked for, on how it answered, and a little on what the
other side would have. What a party is told of a package (`own`) never rests on the other side's numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement import answers, scales, wishes
from hejie.domain.settlement import evidence as evidences
from hejie.domain.settlement.answers import Inferred
from hejie.domain.settlement.evidence import Evidence
from hejie.domain.settlement.inference import Posterior, Prior, posterior
from hejie.domain.settlement.scenario import Error, Party, Scenario

_ASKED_OF_REPORTS = 0.3
_WEIGHTS_DIFFER = 0.7
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
    reported    whether the party has told its utilities
    error       how far off its report may be; None where it is exact or there is none
    """

    worths: Worths
    own: Worths | None
    belief: Belief | None = None
    posterior: Posterior | Inferred | None = None
    reported: bool = True
    error: Error | None = None


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
    """A report, nearer to the truth: by what a scale of ratings means, by how weights differ, and by what the party did."""
    error = party.error
    weights = _evened(np.array(party.utilities.weights), error.weights)
    weighed = np.array(party.utilities.weights) > 0
    ratings = [
        np.array(one) if weight else np.zeros(len(one))
        for weight, one in zip(weighed, party.utilities.ratings, strict=True)
    ]
    scaled = scales.read(ratings, error.values)
    means = [weight * one.means for weight, one in zip(weights, scaled, strict=True)]
    span = sum(float(np.ptp(one)) for one in means)
    if not _NOTHING < span < float("inf"):
        return Numbers(given, given, _belief(given, None, _lows(given)))
    sds = tuple(
        np.minimum(weight / span * np.sqrt(one.variances), _WIDEST) for weight, one in zip(weights, scaled, strict=True)
    )
    unsure = error.weights / math.hypot(1, error.weights / _WEIGHTS_DIFFER)
    prior = Prior(tuple(one / span for one in means), (min(unsure, _WIDEST),) * len(means), sds, _ASKED_OF_REPORTS)
    found = posterior(prior, told)
    worths = tuple(one * span for one in found.means)
    return Numbers(worths, given, _belief(found.means, found, _lows(found.means)), found, error=error)


def _evened(weights: np.ndarray, sd: float) -> np.ndarray:
    """Weights nearer to each other, by how far they may be off beside how far weights differ anyway; same sum."""
    there = weights > 0
    share = 1 / (1 + (sd / _WEIGHTS_DIFFER) ** 2) if sd < _WIDEST else 0.0
    if not sd or not there.any():
        return weights
    logs = np.log(weights[there])
    evened = np.exp((logs - logs.max()) * share)
    found = np.zeros(len(weights))
    found[there] = evened / evened.sum() * weights.sum()
    return found if np.isfinite(found).all() else weights


def _inferred(told: Evidence, sizes: Sequence[int], own: Worths | None, other: Worths | None) -> Numbers:
    """The numbers of a party that has told none, on a scale of 0 to 1."""
    offers, wanted = [package for package, _ in told.asked], _wanted(told, sizes, other)
    wished = wishes.of(offers, wanted, sizes, _WEIGHTS_DIFFER)
    found = Inferred(tuple(answers.read(wished, told.choices)), not (offers or wanted or told.choices))
    belief = _belief(found.means, found, [min(0.0, low) for low in _lows(found.means)])
    worths = tuple(weight * np.array(one) for weight, one in zip(belief.weights, belief.ratings, strict=True))
    if other is None:
        own = worths if told.asked or told.choices else None
    return Numbers(worths, own, belief, found, reported=False)


def _wanted(told: Evidence, sizes: Sequence[int], other: Worths | None) -> list[np.ndarray] | None:
    """What the other side would have of each issue, in shares of 1: what it offered, or else what it is believed to like."""
    if told.refused:
        columns = zip(zip(*told.refused, strict=True), sizes, strict=True)
        return [np.bincount(column, minlength=size) / len(column) for column, size in columns]
    if other is None or not any(float(np.ptp(one)) > _NOTHING for one in other):
        return None
    return [_shares(one) for one in other]


def _shares(worths: np.ndarray) -> np.ndarray:
    """Part-worths beyond the least, in shares of 1; equal ones are wanted equally."""
    half = worths / 2 - worths.min() / 2  # halves never overflow
    most = float(half.max())
    if not most > _NOTHING:
        return np.full(len(worths), 1 / len(worths))
    return half / most / float((half / most).sum())


def _lows(means: Sequence[np.ndarray]) -> list[float]:
    return [float(one.min()) for one in means]


def _belief(means: Sequence[np.ndarray], found: Posterior | Inferred | None, lows: Sequence[float]) -> Belief:
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
