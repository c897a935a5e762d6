"""What people of the sample market file for which turn of proof, and what neutrals find on each point."""

from hejie.domain.burden.book import NOT_PROVED, PROVED, side_of
from hejie.domain.cases import findings
from hejie.domain.cases.reasons import Finding, Reasons, Rule
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.events import Private
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases.finding_words import FindingWords


def turn_of(side: str, case: CaseState, procedure: Procedure) -> str:
    """The next turn of proof of a side, as evidence names it, or "" where nothing is asked of it."""
    about = findings.facts(case)
    for point in procedure.burdens.points_for(about):
        filed = findings.filed_for(point, case)
        for step in point.steps:
            if side_of(step.who, about) == side and step.id not in filed:
                return f"{point.id}.{step.id}"
    return ""


def reasons(case: CaseState, procedure: Procedure, kind: str, language: str) -> Reasons:
    """The reasons of a ruling `for_buyer`, `for_seller` or `split`: who says a point is right on it where the ruling is for him."""
    book, about = procedure.burdens, findings.facts(case)
    winner = {"for_buyer": "buyer", "for_seller": "seller"}.get(kind, "buyer")
    points = []
    for point in book.points_for(about):
        right = side_of(point.says, about) == winner
        pieces = tuple(item.id for item in case.of_kind("evidence"))
        points.append(Finding(PROVED if right else NOT_PROVED, point.id, evidence=pieces))
    recorded = findings.recorded(points, case, procedure)
    speak = FindingWords(procedure, language, lambda text: text.text if isinstance(text, Private) else "")
    applied = (Rule(procedure.id), *(Rule(book.id) for _one in recorded[:1]))
    return Reasons(tuple(points), applied, speak.otherwise(enumerate(recorded, start=1)))
