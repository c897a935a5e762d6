"""The reasons of a ruling in their parts, as commands carry them: findings point by point, rules, what would have changed it."""

from dataclasses import dataclass

FOUND = ("proved", "not_proved", "undisputed", "follows", "follows_not")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found on one point.

    finding    one of FOUND
    point      its id in the case's burden book, or "" for a point in the neutral's own words
    words      his own words for it; says: who says so, buyer or seller (of a point of the book, the book says it)
    step       the turn of proof on which the finding rests; "" : the one that it most likely rests on
    on         of a point in his own words, who had to prove it: buyer, seller or ""
    evidence   pieces of evidence and questions of the joint room; reasons: why, in his words
    """

    finding: str
    point: str = ""
    words: str = ""
    says: str = ""
    step: str = ""
    on: str = ""
    evidence: tuple[str, ...] = ()
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was applied: id of a rulebook, its version, the article, and what it says where that is quoted."""

    rulebook: str
    version: str = ""
    article: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of a ruling in their parts. otherwise: what would have changed the result."""

    points: tuple[Finding, ...] = ()
    applied: tuple[Rule, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class KeepFindings:
    """Keep what one has found so far, where neither side reads it."""

    case_id: str
    points: tuple[Finding, ...]
    otherwise: str = ""
