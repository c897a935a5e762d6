"""What one side tells privately of what matters to it: best and worst of each issue, 100 points over the issues, ratings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hejie.domain.kernel.refusal import Refusal

if TYPE_CHECKING:
    from hejie.domain.settlement.terms.space import Space

MOST_POINTS, MOST_RATING = 100, 10
_PARTS = {"best", "worst", "points", "ratings"}


@dataclass(frozen=True, slots=True)
class Told:
    """Of one issue: the best and the worst value ("" where not said), its points of 100, ratings 0 to 10 by value ({}: none)."""

    best: str = ""
    worst: str = ""
    points: int = 0
    ratings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preferences:
    """One side's word, by issue. What it left out keeps what is usual in its role."""

    issues: Mapping[str, Told]

    def said(self) -> dict:
        """The same as plain JSON, as `read` takes it."""
        return {
            name: {"best": one.best, "worst": one.worst, "points": one.points, "ratings": dict(one.ratings)}
            for name, one in self.issues.items()
        }


def read(raw: Mapping, space: "Space") -> Preferences:
    """Preferences as a person gave them: {issue: {"best", "worst", "points", "ratings"}}, every part optional.

    Refuses   preferences_unknown_issue, preferences_unknown_value, preferences_bad_points, preferences_no_points (all zero),
              preferences_bad_rating, preferences_same_best_worst
    """
    known = {issue.name: issue.values for issue in space.issues}
    issues = {}
    for name, told in raw.items():
        if name not in known or not isinstance(told, Mapping) or set(told) - _PARTS:
            raise Refusal("preferences_unknown_issue", issue=str(name))
        issues[name] = _told(name, told, known[name])
    if not any(one.points for one in issues.values()):
        raise Refusal("preferences_no_points")
    return Preferences(issues)


def _told(name: str, told: Mapping, values: tuple[str, ...]) -> Told:
    best, worst = (_value(name, told.get(part) or "", values) for part in ("best", "worst"))
    if best and best == worst and len(values) > 1:
        raise Refusal("preferences_same_best_worst", issue=name, value=best)
    points = told.get("points") or 0
    if type(points) is not int or not 0 <= points <= MOST_POINTS:
        raise Refusal("preferences_bad_points", issue=name, given=str(points)[:40])
    ratings = told.get("ratings") or {}
    if not isinstance(ratings, Mapping):
        raise Refusal("preferences_bad_rating", issue=name, given=str(ratings)[:40])
    for value, rating in ratings.items():
        _value(name, value, values)
        if type(rating) is not int or not 0 <= rating <= MOST_RATING:
            raise Refusal("preferences_bad_rating", issue=name, given=str(rating)[:40])
    return Told(best, worst, points, dict(ratings))


def _value(name: str, value: object, values: tuple[str, ...]) -> str:
    if value != "" and value not in values:
        raise Refusal("preferences_unknown_value", issue=name, value=str(value)[:40])
    return str(value)
