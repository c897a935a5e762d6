"""Shapes of decisions: findings point by point, rules with their version, what would have changed the result, the remedy."""

from typing import Annotated, Literal

from pydantic import Field

from hejie.api.schemas import Package, Strict, Text
from hejie.domain.cases.reasons import Finding, Reasons, Rule


class PointIn(Strict):
    """What was found on one point.

    `point`: its id in the case's burden book (`GET /cases/{id}` → `burden`), or "" with your own `words`; `step`: the turn of
    proof on which it rests, left out the one that the file leads to; `on`: who had to prove it, of a point of your own;
    `evidence`: pieces and questions (`e1`, `q2`).
    """

    finding: Literal["proved", "not_proved", "undisputed", "follows", "follows_not"]
    point: Annotated[str, Field(max_length=40)] = ""
    words: Annotated[str, Field(max_length=2000)] = ""
    says: Literal["", "buyer", "seller"] = ""
    step: Annotated[str, Field(max_length=40)] = ""
    on: Literal["", "buyer", "seller"] = ""
    evidence: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=100)] = []
    reasons: Text = ""

    def found(self) -> Finding:
        """As the domain takes it."""
        return Finding(**self.model_dump(exclude={"evidence"}), evidence=tuple(self.evidence))


class RuleIn(Strict):
    """A rule that was applied. `version` may be left out where the case has pinned one; `text`: what it says, where quoted."""

    rulebook: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(max_length=40)] = ""
    article: Annotated[str, Field(max_length=80)] = ""
    text: Text = ""


class FindingsIn(Strict):
    """Findings up to now, kept where neither side reads them."""

    points: Annotated[list[PointIn], Field(min_length=1, max_length=40)]
    otherwise: Text = ""


class WithReasons(Strict):
    """The reasons of a ruling in their parts; `otherwise`, what would have changed the result, is always needed."""

    points: Annotated[list[PointIn], Field(max_length=40)] = []
    applied: Annotated[list[RuleIn], Field(max_length=40)] = []
    otherwise: Text = ""

    def why(self) -> Reasons:
        """As the domain takes them."""
        applied = tuple(Rule(**one.model_dump()) for one in self.applied)
        return Reasons(tuple(one.found() for one in self.points), applied, self.otherwise)


class DecisionIn(WithReasons):
    """A reasoned ruling: what was found, by which rules, on which evidence, the remedy, and what would have changed it."""

    findings: Text
    rules: Text
    package: Package
    evidence: list[str] = []


class AppealDecisionIn(WithReasons):
    """The second look's result; `package` where the ruling is changed."""

    upheld: bool
    findings: Text
    rules: Text
    package: Package | None = None
