"""The matrix of a case: what must be found, against what is on the file, with whose turn of proof it is and what follows.

Pure, from the file that its reader sees. A row is a point of the case's burden book; the law goes before the book. Nothing is
weighed here: what was filed for a turn carries the burden on for the time being and decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.burden import weigh
from hejie.domain.burden.book import Facts, Point, Step, side_of
from hejie.domain.cases import findings, law_burden, remarks
from hejie.domain.cases.state import SIDES, CaseState, Said
from hejie.domain.cases.triggers import parts
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.procedure.rulebook import Procedure

FILED, MISSING, LATER = "filed", "missing", "later"
"""Of a turn of proof: something is on the file for it; it is awaited now; it comes only after others."""
_ACTING = ("answer", "reply", "question", "appeal_answer")
_DECIDING = ("decide", "appeal_decide", "vote")
# What the order says by itself, by the kind of proof that it answers: names among its dates, `paid` beside them.
_RECORD = {
    "carrier": ("ordered", "deliver_by", "shipped", "delivered"),
    "page": ("ordered",),
    "payment": ("ordered", "paid"),
}
RECORD = ("ordered", "paid", "deliver_by", "shipped", "delivered")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of proof of a point. side: buyer or seller; state: FILED, MISSING or LATER; pieces filed for it, in order."""

    step: Step
    side: str
    state: str
    pieces: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One point against the file.

    says      buyer or seller, who says that it is so
    standing  where it stands if nothing more comes; on: whose turn of proof that is, buyer or seller
    until     the open deadline by which that side best files what is missing; None where nothing is missing or none runs
    sides     pieces for this point by who filed them: buyer, seller, and `record` for all others
    record    what the order says of it by itself, names of RECORD; in the first row all that it says
    by_law    the law takes later turns from the buyer
    found     what the ruling that stands found on it, as its entry says; None where there is none
    """

    point: Point
    says: str
    turns: tuple[Turn, ...]
    standing: weigh.Standing
    on: str
    until: Deadline | None
    sides: Mapping[str, tuple[Said, ...]]
    record: tuple[str, ...]
    by_law: bool
    found: Mapping | None

    @property
    def pieces(self) -> tuple[Said, ...]:
        """All pieces for this point, in the order in which they were filed."""
        return tuple(sorted((item for items in self.sides.values() for item in items), key=lambda item: item.seq))


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows; loose: pieces that were filed for none of them, by side as in a row.

    decides   when somebody decides at the latest, where that runs; over: nothing that is filed can change the outcome any more
    """

    rows: tuple[Row, ...]
    loose: Mapping[str, tuple[Said, ...]]
    decides: Deadline | None
    over: bool


def of(case: CaseState, procedure: Procedure) -> Matrix:
    """The matrix of a case as its reader sees it."""
    about = findings.facts(case)
    points = _points(case, procedure, about)
    rows = tuple(_row(point, number, case, procedure, about) for number, point in enumerate(points))
    taken = {item.id for row in rows for item in row.pieces}
    loose = [item for item in case.of_kind("evidence") if item.id not in taken]
    return Matrix(rows, _by_side(loose), decides(case), is_over(case))


def decides(case: CaseState) -> Deadline | None:
    """By when somebody decides at the latest; None where no such clock runs."""
    ends = [row for row in case.waits(*_DECIDING) if not row.held]
    return min(ends, key=lambda row: row.until, default=None)


def is_over(case: CaseState) -> bool:
    """Whether nothing that is told or shown can change the outcome here any more."""
    if case.closed or case.agreement:
        return True
    return bool(case.ruling and not case.waits("appeal_decide", "appeal_answer", "decide"))


def due(case: CaseState, procedure: Procedure, side: str) -> Deadline | None:
    """The open deadline of a side that runs out first and that filing belongs to; None where none runs."""
    rows = [row for row in case.waits() if row.who in (side, "both") and not row.held]
    return min(
        (row for row in rows if _takes_proof(row, case, procedure, side)), key=lambda row: row.until, default=None
    )


def _takes_proof(row: Deadline, case: CaseState, procedure: Procedure, side: str) -> bool:
    rule = procedure.waits.get(row.wait)
    names = ("", *parts(case, side))
    return row.wait in _ACTING or any(one.event == "filed" and one.arg in names for one in (rule.ends if rule else ()))


def _points(case: CaseState, procedure: Procedure, about: Facts) -> list[Point]:
    """Those of the tree that counts, and whatever else of the book something was filed for or found upon."""
    book = procedure.burdens
    named = [point.id for point in book.points_for(about)]
    named += [item.data.get("proves", "").partition(".")[0] for item in case.of_kind("evidence")]
    named += [one["point"] for one in _found(case)]
    return [book.points[name] for name in dict.fromkeys(named) if name in book.points]


def _found(case: CaseState) -> tuple[Mapping, ...]:
    return tuple(case.ruling.data.get("points", ())) if case.ruling else ()


def _row(written: Point, number: int, case: CaseState, procedure: Procedure, about: Facts) -> Row:
    point = law_burden.point(written, case, about)
    filed = findings.filed_for(written, case)
    here = findings.stand(written, case)
    on = side_of(here.step.who, about)
    known = {item.id: item for item in case.of_kind("evidence")}
    pieces = dict.fromkeys(name for names in filed.values() for name in names)
    return Row(
        point=written,
        says=side_of(written.says, about),
        turns=tuple(_turn(step, here, filed, known, about) for step in point.steps),
        standing=here,
        on=on,
        until=due(case, procedure, on) if here.missing and not is_over(case) else None,
        sides=_by_side(known[name] for name in pieces),
        record=_dated(RECORD, case) if number == 0 else _record(written, case),
        by_law=point is not written,
        found=next((one for one in _found(case) if one["point"] == written.id), None),
    )


def _turn(
    step: Step, here: weigh.Standing, filed: Mapping[str, tuple[str, ...]], known: Mapping[str, Said], about: Facts
) -> Turn:
    pieces = tuple(known[name] for name in filed.get(step.id, ()))
    awaited = here.missing and here.step.id == step.id
    return Turn(step, side_of(step.who, about), FILED if pieces else MISSING if awaited else LATER, pieces)


def _by_side(pieces: Iterable[Said]) -> dict[str, tuple[Said, ...]]:
    found: dict[str, list[Said]] = {"buyer": [], "seller": [], "record": []}
    for item in sorted(pieces, key=lambda item: item.seq):
        found[item.side if item.side in SIDES else "record"].append(item)
    return {side: tuple(items) for side, items in found.items()}


def _record(point: Point, case: CaseState) -> tuple[str, ...]:
    kinds = {kind for step in point.steps for kind in step.kinds}
    wanted = {name for kind in kinds for name in _RECORD.get(kind, ())}
    return _dated([name for name in RECORD if name in wanted], case)


def _dated(names: Iterable[str], case: CaseState) -> tuple[str, ...]:
    dates = case.order["dates"]
    return tuple(name for name in names if (case.paid_minor if name == "paid" else dates.get(name)))


def disputes(row: Row, case: CaseState) -> dict[str, tuple[str, ...]]:
    """Piece → sides that dispute it, of the pieces for this point."""
    found = {item.id: remarks.disputed(case, item.id) for item in row.pieces}
    return {piece: sides for piece, sides in found.items() if sides}
