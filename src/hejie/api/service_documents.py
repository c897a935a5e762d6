"""After-sales service of a case as plain JSON."""

from hejie.domain.aftersales import on_top
from hejie.domain.aftersales.flow import wait_of
from hejie.domain.aftersales.service import Done, Piece
from hejie.domain.cases.servicing import paying, steps
from hejie.usecases import services
from hejie.usecases.reading import CaseView

assert services  # the table of steps is filled with it


def service_document(view: CaseView) -> dict | None:
    """The request with which a case began: what was asked, answered and done, and what its reader may do now; None if it began as a dispute."""
    service = view.case.service
    if service is None:
        return None
    under_way = view.case.stage == "service"
    return {
        "kind": service.kind,
        "channel": service.channel,
        "status": service.status,
        "pieces": [_piece(one) for one in service.pieces],
        "wish": _plain(view, service.wish),
        "signs": [dict(one) for one in service.signs],
        "guarantee": dict(service.cover) or None,
        "priority": dict(service.priority) or None,
        "after_repair": dict(service.guarantee) or None,
        "approved_by": service.by_rule or None,
        "declined": {"code": service.code, "note": view.text(service.note)} if service.code else None,
        "freight": service.freight or None,
        "keep": service.keep,
        "provisional": service.provisional,
        "reckoned": _plain(view, service.reckoned) if service.reckoned else None,
        "deduction": _plain(view, service.deduction) if service.deduction else None,
        "payment": _payment(view),
        "flow": [{**one.as_data(), "over": one.name in service.finished} for one in service.flow],
        "next": _next(view) if under_way and service.status in ("asked", "approved") else None,
        "may": list(steps.may_take(service, steps.acting_as(view.side, view.case))) if under_way else [],
        "steps": [_step(view, one) for one in service.steps],
        "rulebook": dict(service.rulebook),
    }


def _next(view: CaseView) -> str | None:
    """The step that is waited for: one that came between (facts, the buyer's word, proof of sending) before the next of the flow."""
    service = view.case.service
    waited = {row.wait for row in view.case.deadlines}
    between = next((step.name for step in service.flow if step.aside and wait_of(step.name) in waited), None)
    following = service.next_step()
    return between or (following.name if following else None)


def _payment(view: CaseView) -> dict | None:
    """A payment on top: what is due, and where it stands (none, asked, refused, paid); None where there is none to make."""
    service = view.case.service
    if service.step("pay_more") is None:
        return None
    paid = service.last("pay_more")
    if "pay_more" in service.finished:
        minor = paid.data.get("minor") if paid else None
        return {"due": 0, "status": "paid", "minor": minor} if minor else None
    status = "asked" if on_top.under_way(service) else "refused" if on_top.refused(service) else "none"
    due = paying.due_of(view.order, service)
    return {"due": due, "status": status} if due > 0 else None


def _piece(piece: Piece) -> dict:
    return {
        "line": piece.line,
        "quantity": piece.quantity,
        "approved": piece.approved,
        "received": piece.received,
        "grade": piece.grade or None,
        "found": [{"outcome": outcome, "quantity": quantity} for outcome, quantity in piece.found],
        "held": piece.held,
        "prices": list(piece.which),
    }


def _step(view: CaseView, done: Done) -> dict:
    told = {name: value for name, value in done.data.items() if name not in ("step", "side", "deemed", "flow")}
    return {"step": done.step, "side": done.side, "at": done.at, "deemed": done.deemed, **_plain(view, told)}


def _plain(view: CaseView, value: object) -> object:
    """Data with the texts behind its references, as far as they are still there."""
    if isinstance(value, dict):
        if value.keys() == {"ref", "size", "type"}:
            return view.text(value)
        return {name: _plain(view, one) for name, one in value.items()}
    return [_plain(view, one) for one in value] if isinstance(value, list | tuple) else value
