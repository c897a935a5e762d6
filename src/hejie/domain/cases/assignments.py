"""Who was given a case, when, until when, and what he decided: one line for each neutral whom a case has met. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from hejie.domain.cases import rulings
from hejie.domain.cases.state import Assignment, CaseState, Ruling


@dataclass(frozen=True, slots=True)
class Line:
    """What a list of a neutral's work shows of one case.

    number     1 for the first neutral of the case
    left_at    "" while he is on it and the case is open; why: how it ended for him, `closed` where the case did
    ruled_at   his last decision, "" without one; verdict: whom it favoured (buyer, seller, split)
    appealed   what another neutral made of it: "", upheld or changed
    """

    number: int
    neutral: str
    given_at: str
    left_at: str
    why: str
    ruled_at: str = ""
    verdict: str = ""
    appealed: str = ""


def lines(case: CaseState) -> Iterator[Line]:
    """One line for each neutral, in the order in which they came."""
    for number, one in enumerate(case.assignments, start=1):
        left_at, why = (one.ended_at, one.why) if one.ended_at else (case.closed_at, "closed" if case.closed_at else "")
        made = _last_ruling(case, one)
        if made is None:
            yield Line(number, one.neutral, one.at, left_at, why)
        else:
            verdict = rulings.outcome_of(case, made.package).removeprefix("decided_")
            yield Line(number, one.neutral, one.at, left_at, why, made.at, verdict, _second_look(case, made))


def _last_ruling(case: CaseState, one: Assignment) -> Ruling | None:
    """His own decision, first or second; what silence brought about while he was there is not his."""
    own = [
        row
        for row in case.rulings
        if row.source != "default" and row.by == one.neutral and one.at <= row.at <= (one.ended_at or row.at)
    ]
    return own[-1] if own else None


def _second_look(case: CaseState, made: Ruling) -> str:
    """upheld or changed, where somebody has really looked: a ruling that stands because nobody did has no findings."""
    for row in case.rulings:
        if row.source == "appeal" and row.data.get("of") == made.id and "findings" in row.data:
            return row.outcome.removeprefix("appealed_")
    return ""
