"""Where the law puts the burden of proof otherwise than the burden book, and what it asks for as evidence.

It is read from the finding that stands with the case. Where what is claimed is due by law and the law puts the burden on the
seller, the buyer still shows what is wrong; all later turns of proof that the book puts on him fall away, and what the seller
does not show counts against the seller. A book may put more on the seller than the law does, never more on the buyer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hejie.domain.burden import book as burden
from hejie.domain.burden.book import NOT_PROVED, PROVED, Point
from hejie.domain.cases.state import CaseState

PIECE = "law"
"""In `proves` of a piece of evidence: `law.unboxing_video`, a piece for which the law asks."""

SERVED = {
    "refund": ("refund", "return_and_refund", "rescission", "withdrawal"),
    "return_and_refund": ("return_and_refund", "rescission", "withdrawal"),
    "partial_refund": ("partial_refund", "price_reduction"),
    "price_reduction": ("price_reduction", "partial_refund"),
    "compensation": ("compensation", "punitive_damages", "penalty_interest"),
}
"""What a claim asks for → remedies of the law that give it; others bear the same name."""


@dataclass(frozen=True, slots=True)
class LawBurden:
    """On whom the law puts it: buyer or seller; by which rule, of which book and article, in which version of the rules."""

    on: str
    rule: str
    book: str
    version: str


def of(case: CaseState) -> LawBurden | None:
    """The law's burden for what is claimed, where that is due; None where the law says nothing of it."""
    for row in claimed(case):
        if row["certainty"] == "due" and row.get("burden", "none") != "none":
            rule = row.get("burden_by", "")
            found = case.entitled
            return LawBurden(row["burden"], rule, found["books"].get(rule, ""), found["rulebook"]["version"])
    return None


def claimed(case: CaseState) -> tuple[Mapping, ...]:
    """Rows of the finding that stands with the case for what is claimed, the most fitting first."""
    if not case.entitled:
        return ()
    rows = {row["remedy"]: row for row in case.entitled["remedies"]}
    wanted = SERVED.get(case.remedy, (case.remedy,))
    found = [rows[name] for name in wanted if name in rows]
    return tuple(sorted(found, key=lambda row: row["certainty"] != "due"))


def asks_for(case: CaseState, what: str) -> bool:
    """Whether the law asks for this piece in the case."""
    return bool(case.entitled) and any(one["what"] == what for one in case.entitled.get("evidence", ()))


def point(given: Point, case: CaseState, about: burden.Facts) -> Point:
    """A point of the burden book as the law leaves it; the very same where the law puts nothing otherwise."""
    if burden.side_of(given.says, about) != "buyer" or not (later := _later(given, about)):
        return given
    by_law = of(case)
    if by_law is None or by_law.on != "seller":
        return given
    steps = [step for step in given.steps if step.id not in later]
    last = steps[-1]
    if burden.side_of(last.who, about) == "buyer":
        steps[-1] = replace(last, proved=PROVED)
    else:
        steps[-1] = replace(last, proved=NOT_PROVED, missing=PROVED)
    return replace(given, steps=tuple(steps))


def _later(given: Point, about: burden.Facts) -> frozenset[str]:
    """Turns of the buyer after another turn: those that a burden on the seller takes from him."""
    return frozenset(step.id for step in given.steps[1:] if burden.side_of(step.who, about) == "buyer")
