"""The matrix of a case as plain JSON: points against evidence, whose turn of proof it is, by when, and what follows."""

from collections.abc import Mapping

from hejie.api.burdens import law_document, step_document
from hejie.domain.cases import matrix, remarks
from hejie.domain.cases.matrix import Matrix, Row, Turn
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.usecases.reading import CaseView


def matrix_document(view: CaseView) -> dict:
    """The matrix as the reader of the case sees it."""
    found: Matrix = matrix.of(view.case, view.world.procedure)
    book = view.world.procedure.burdens
    pieces = {item.id: item for item in view.case.of_kind("evidence")}
    return {
        "book": {"id": book.id, "version": book.version, "digest": book.digest},
        "points": [_row(view, row) for row in found.rows],
        "for_no_point": _ids(found.loose),
        "evidence": {name: piece_document(view.case, item) for name, item in pieces.items()},
        "decides": _deadline(found.decides),
        "over": found.over,
    }


def _row(view: CaseView, row: Row) -> dict:
    case, standing = view.case, row.standing
    return {
        "id": row.point.id,
        "says": row.says,
        "text": dict(row.point.text),
        "evidence": _ids(row.sides),
        "record": {name: _recorded(name, case) for name in row.record},
        "turns": [_turn(view, turn) for turn in row.turns],
        "now": {
            "on": row.on,
            "step": standing.step.id,
            "missing": standing.missing,
            "until": _deadline(row.until),
            "if_nothing_more_comes": standing.default,
            "follows": dict(row.point.follows.get(standing.default, {})),
            "source": standing.step.source,
        },
        "law": law_document(view, row.point),
        "disputed": {piece: list(sides) for piece, sides in matrix.disputes(row, case).items()},
        "found": row.found["finding"] if row.found else None,
    }


def _turn(view: CaseView, turn: Turn) -> dict:
    return {**step_document(view, turn.step), "state": turn.state, "evidence": [item.id for item in turn.pieces]}


def _ids(sides: Mapping[str, tuple[Said, ...]]) -> dict[str, list[str]]:
    return {side: [item.id for item in items] for side, items in sides.items()}


def _recorded(name: str, case: CaseState) -> object:
    return {"minor": case.paid_minor, "currency": case.currency} if name == "paid" else case.order["dates"][name]


def _deadline(row: Deadline | None) -> dict | None:
    return {"deadline": row.id, "wait": row.wait, "until": clock.text(row.until)} if row else None


def piece_document(file: CaseState | RoomState, item: Said) -> dict:
    """How a piece stands: who filed it, who may see it (also who was asked in, by number), whether late, whether its content is gone,
    what is said and noticed about it."""
    asked_in = (one.id for one in getattr(file, "askings", ()) if item.id in one.shown)
    return {
        "by": item.side,
        "seen_by": ["buyer", "seller", "neutral", "platform", *asked_in],
        "at": item.at,
        "late": bool(item.data.get("late")),
        "erased": remarks.is_erased(file, item),
        "disputed_by": list(remarks.disputed(file, item.id)),
        "remarks": [one.id for one in remarks.of(file, item.id)],
        "signals": [one.id for one in remarks.signals(file, item.id)],
    }


def remark_document(view: CaseView, item: Said) -> dict:
    """A remark with its words; None where they were erased."""
    return {
        "id": item.id,
        "by": item.side,
        "at": item.at,
        "disputes": item.data["disputes"],
        "text": view.text(item.data["text"]) or None,
    }
