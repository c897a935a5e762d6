"""What is usual in a role, in the very form in which a person would tell it: a guess to correct instead of an empty form."""

from collections.abc import Sequence

from hejie.domain.settlement.terms import values
from hejie.domain.settlement.terms.preferences import MOST_POINTS, Preferences, Told
from hejie.domain.settlement.terms.space import Space


def usual(side: str, space: Space) -> Preferences:
    """Best, worst and points of every issue in which there is something to choose; the points sum to 100."""
    prior = values.usual(side, space)
    rows = [
        (issue, weight, rated)
        for issue, weight, rated in zip(space.issues, prior.weights, prior.ratings, strict=True)
        if len(issue.values) > 1
    ]
    points = _shared([weight for _issue, weight, _rated in rows])
    return Preferences(
        {
            issue.name: Told(issue.values[_best(rated)], issue.values[_best([-one for one in rated])], own)
            for (issue, _weight, rated), own in zip(rows, points, strict=True)
        }
    )


def _best(rated: Sequence[float]) -> int:
    return max(range(len(rated)), key=lambda one: rated[one])


def _shared(weights: Sequence[float]) -> list[int]:
    """Whole points next to the weights that sum to 100: the greatest remainders are rounded up."""
    whole = sum(weights) or 1.0
    parts = [MOST_POINTS * one / whole for one in weights]
    found = [int(one) for one in parts]
    order = sorted(range(len(parts)), key=lambda one: (found[one] - parts[one], one))
    for one in order[: MOST_POINTS - sum(found)]:
        found[one] += 1
    return found
