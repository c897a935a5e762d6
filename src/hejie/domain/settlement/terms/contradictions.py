"""Whether what a side chose fits its own points: where it does not, one direct question is better than a silent guess.

All of it is reckoned from one side's own numbers and its own choices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hejie.domain.settlement.scenario import Package

_TOO_FAR = 2.0
_LEAST = 500  # five of a side's 100 points: less is not worth a question
_MOST_ISSUES = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One package was preferred to another. about: what names both, such as `r1a>r1b`."""

    about: str
    first: Package
    second: Package


@dataclass(frozen=True, slots=True)
class Doubt:
    """A choice that contradicts a side's points; issues: indices of those that carry it, the weightiest first."""

    choice: Choice
    deviations: float
    issues: tuple[int, ...]


def greatest(worths: Sequence[Sequence[int]], error: tuple[float, float], choices: Iterable[Choice]) -> Doubt | None:
    """The choice that contradicts the points most, if one does beyond two standard deviations of a report's error
    and by five of its 100 points at least.

    worths   the side's own part-worths; error: (sd of the weights' logarithms, sd of the ratings)
    """
    found = None
    for choice in choices:
        doubt = _doubt(worths, error, choice)
        if doubt is not None and (found is None or doubt.deviations > found.deviations):
            found = doubt
    return found


def _doubt(worths: Sequence[Sequence[int]], error: tuple[float, float], choice: Choice) -> Doubt | None:
    spans = [max(one) - min(one) for one in worths]
    by_issue = [
        one[other] - one[chosen] for one, chosen, other in zip(worths, choice.first, choice.second, strict=True)
    ]
    less = sum(by_issue)
    if less < _LEAST:
        return None
    weights_sd, ratings_sd = error
    variance = sum((weights_sd * part) ** 2 for part in by_issue)
    variance += sum(
        2 * (ratings_sd * span) ** 2
        for span, chosen, other in zip(spans, choice.first, choice.second, strict=True)
        if chosen != other
    )
    deviations = less / variance**0.5 if variance else float("inf")
    if deviations <= _TOO_FAR:
        return None
    order = sorted((number for number, part in enumerate(by_issue) if part), key=lambda one: -abs(by_issue[one]))
    return Doubt(choice, deviations, tuple(order[:_MOST_ISSUES]))
