"""The part of a case's document that lists what must be found, who has to show what, and what each side has filed for it."""

from hejie.domain.cases import matrix
from hejie.domain.cases.matrix import Row, Turn
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView


def section(view: CaseView, labels: Labels) -> b.Block | None:
    """A row for each point: who says so, the turns of proof with what was filed for each, what is disputed or missing."""
    speak = FindingWords(view.world.procedure, labels.language, lambda _reference: "")
    found = matrix.of(view.case, view.world.procedure)
    columns = [("", "figures"), (labels("point"), "rest"), (labels("proof"), "rest"), (labels("filed"), "fit")]
    rows = [
        [str(number), _point(row, view, labels, speak), _turns(row, labels, speak), _pieces(row, view, labels)]
        for number, row in enumerate(found.rows, start=1)
    ]
    note = b.words(labels("points_note"))
    return b.section(labels("points"), note, b.table(columns, rows)) if rows else None


def _point(row: Row, view: CaseView, labels: Labels, speak: FindingWords) -> list[str]:
    said = labels("says", side=labels.of("sides", row.says))
    lines = [bare(speak.said(row.point.text)), said]
    if row.found:
        lines.append(labels("finding") + labels("colon") + speak.finding(row.found["finding"]))
    return lines


def _turns(row: Row, labels: Labels, speak: FindingWords) -> list[str]:
    return [_turn(turn, labels, speak) for turn in row.turns if turn.state != matrix.LATER or turn.pieces]


def _turn(turn: Turn, labels: Labels, speak: FindingWords) -> str:
    proof = bare(speak.said(turn.step.proof))
    told = f"{labels.of('sides', turn.side)}{labels('colon')}{proof}"
    pieces = ", ".join(item.id.upper() for item in turn.pieces)
    return f"{told} ({pieces or labels('missing')})"


def _pieces(row: Row, view: CaseView, labels: Labels) -> list[str]:
    disputed = matrix.disputes(row, view.case)
    return [item.id.upper() + (f" ({labels('disputed')})" if item.id in disputed else "") for item in row.pieces] or [
        "–"
    ]
