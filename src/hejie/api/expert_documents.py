"""Requests to people who were asked in as plain JSON documents."""

from hejie.domain.cases.called_in import Asking
from hejie.usecases.reading import CaseView


def expert_document(view: CaseView, asking: Asking) -> dict:
    """One request as the reader of the case sees it; the address of the person is in no answer."""
    paid = asking.advance
    return {
        "id": asking.id,
        "by": asking.side,
        "kind": asking.kind,
        "trade": asking.trade,
        "name": view.text(asking.name) or None,
        "question": view.text(asking.question) or None,
        "at": asking.at,
        "status": asking.status,
        "shown": sorted(asking.shown),
        "opened": list(asking.looked),
        "additions": [{"by": one.side, "question": view.text(one.question) or None} for one in asking.additions],
        "objections": [
            {"by": one.side, "reason": view.text(one.reason) or None, "granted": one.granted}
            for one in asking.objections
        ],
        "fee": asking.fee or None,
        "quote": asking.quote or None,
        "advanced": paid
        and {
            "by": paid.side,
            "minor": paid.minor,
            "note": view.text(paid.note) or None,
            "evidence": list(paid.evidence),
        },
        "answer": view.text(asking.answer) or None,
        "evidence": list(asking.evidence),
    }
