"""From one step of a service to the next, to its end, or on to the dispute procedure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from hejie.domain.aftersales import amounts, on_top
from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales.flow import Step
from hejie.domain.aftersales.service import NOT_BACK, STAGE, Piece, Service
from hejie.domain.cases import opening, packages, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import ending, exchanging, money
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.rulebook import Wait

BEGINS: dict[str, Callable[[Draft], None]] = {}
"""What happens by itself when a step's turn has come, by step; filled by the modules whose steps these are."""

ENDS: dict[str, Callable[[Draft], None]] = {}
"""What of a kind is reckoned when all is done but the money, by kind; filled by the kind's own module."""


def open_service(case: CaseState) -> Service:
    """The request while it is one. Refuses service_not_open (there is none, or it is over, or it has become a dispute)."""
    if case.service is None or case.stage != STAGE or case.service.status not in ("asked", "approved", "declined"):
        raise Refusal("service_not_open", stage=case.stage)
    return case.service


def next_step(draft: Draft) -> None:
    """Let the next step's clock run, or finish where no step is left."""
    service = draft.case.service
    step = service.next_step()
    if step is None:
        finish(draft)
        return
    if step.name in BEGINS:
        BEGINS[step.name](draft)
    if not draft.case.waits(flows.wait_of(step.name)):
        wait(draft, step)


def wait(draft: Draft, step: Step, hours: int = 0) -> None:
    """Set the clock of a step: its own time, or so many hours."""
    rule = Wait(flows.wait_of(step.name), step.who, Clock(hours or step.hours, "hours"), f"service_{step.silence}")
    draft.set_deadline(rule, step.who, rule.within.end(draft.now), about=step.name, warn=draft.case.service.warn)


def wait_seconds(draft: Draft, step: Step, seconds: int) -> None:
    """Set the clock of a step to what was left of it."""
    rule = Wait(flows.wait_of(step.name), step.who, Clock(step.hours, "hours"), f"service_{step.silence}")
    draft.set_deadline(
        rule, step.who, draft.now + timedelta(seconds=seconds), about=step.name, warn=draft.case.service.warn
    )


def over(draft: Draft, *steps: str) -> None:
    """These steps wait no more."""
    for step in steps:
        draft.clear(flows.wait_of(step))


def over_all(draft: Draft, why: str = "acted") -> None:
    """No step waits any more."""
    if names := [row.wait for row in draft.case.deadlines if flows.is_wait(row.wait)]:
        draft.clear(*names, why=why)


def finish(draft: Draft) -> None:
    """All is done but the money: pay what is due, tell the shop what became of the goods, and close once it is posted."""
    service = draft.case.service
    over_all(draft)
    if service.kind in ENDS:
        ENDS[service.kind](draft)
        service = draft.case.service
    outcome = ending.of(draft.case)
    draft.add("ServiceDone", **({} if outcome == "served" else {"outcome": outcome}))
    draft.add_order([_settled(draft, service)])
    money.pay(draft)
    performance.maybe_close(draft)


def end(draft: Draft, how: str) -> None:
    """The request ends without a result; money and goods go their ordinary way. how: silence, withdrawn"""
    over_all(draft)
    draft.add("ServiceEnded", how=how)
    money.give_back_unused(draft)
    for offer in draft.case.open_offers():
        draft.add("OfferLapsed", offer=offer.id, why="closed")
    performance.close(draft)


def escalate(draft: Draft, why: str) -> None:
    """Go on as a dispute: the first stage of the procedure begins with all that is on the file.

    why   asked, declined, silence, inspection, not_received, repairs …: what took it there
    """
    over_all(draft, why="stage")
    money.give_back_unused(draft)
    turned = exchanging.sellers_claim(draft.case, why)
    if turned and "seller" not in draft.world.procedure.opened_by:
        turned = None  # a procedure that knows no claims of sellers hears him as the one who answers
    more = {"claim": turned} if turned else {}
    draft.add("StageEntered", stage=draft.world.procedure.stages[0], after=STAGE, why=why, **more)
    opening.first_waits(draft)
    service = draft.case.service
    if service.kind == "return" and draft.case.remedy == flows.REMEDY_OF["exchange"]:
        pieces = {piece.line: piece.counts for piece in service.pieces if piece.counts}
        claim(draft, money.asked(draft.order, pieces, "return", draft.case.reason, service.which), service="none")
    elif service.kind in money.PAYS_BACK and service.wish.get("want") != "again":
        pieces = {piece.line: piece.quantity for piece in service.pieces}
        claim(draft, money.asked(draft.order, pieces, service.kind, draft.case.reason, service.which))


def claim(draft: Draft, minor: int, **terms: object) -> None:
    """What the buyer claims now, where it is not what he began with: for more or fewer pieces, for an exchange that became a
    return, with the freight that he laid out. The claim itself stands on the file as it was made.

    A refund is at most what was paid; freight that he laid out for the way back is claimed as such where it goes beyond that.
    """
    last = next(offer.package for offer in reversed(draft.case.offers) if offer.side == "buyer")
    new = {**last, **terms, "refund": min(minor, draft.case.paid_minor)}
    sent = draft.case.service.parcel("send")
    beyond = min(minor - new["refund"], (sent.data.get("minor") or 0) if sent else 0)
    if beyond:
        new["return_freight"] = {"payer": "seller", "minor": beyond}
    if new != last:
        package = packages.checked(new, draft.case.currency, draft.case.paid_minor)
        draft.add("OfferMade", offer=f"o{len(draft.case.offers) + 1}", side="buyer", package=package, in_reply_to="o1")


def _settled(draft: Draft, service: Service) -> Event:
    """What became of the goods, for the shop's stock and for the count of pieces paid back: a row for what went the same way."""
    paid = {row["line"]: row["minor"] + row.get("freight", 0) for row in (service.reckoned or {}).get("pieces", ())}
    rows = []
    dearer = 0
    if service.kind == "exchange" and not paid:  # done as asked, and not paid back instead
        dearer = exchanging.difference(draft.order, service, {one.line: one.counts for one in service.pieces})
    for piece in service.pieces:
        for goods, quantity, minor in _ways(service, piece, Money(paid.get(piece.line, 0), draft.case.currency)):
            rows.append(
                {
                    "line": piece.line,
                    "quantity": quantity,
                    "goods": goods,
                    **({"minor": minor} if minor else {}),
                }
            )
    if dearer and rows:  # an exchange for another article is of one line
        rows[0]["dearer"] = dearer
    # An exchange of which there was none to send ends as a return: its pieces are back, also a gift, for which nothing is paid.
    kind = "return" if service.kind == "exchange" and paid else service.kind
    data = {"case": draft.case.id, "kind": kind, "pieces": rows}
    if service.which:
        data["which"] = [{"line": line, "prices": list(prices)} for line, prices in service.which.items()]
    mark = service.wish.get("serial_mark", "")
    if mark and service.kind in money.PAYS_A_SUM:
        data["mark"] = mark
    if taken := amounts.taken_off(service.reckoned):
        data["taken"] = taken
    if service.kind == "repair" and (paid_for_it := on_top.kept(service)):
        data["on_top"] = paid_for_it
    if service.kind == "repair":
        data["repairs"] = sum(one.step == "repair" for one in service.steps)
    came = service.last("arrive")
    if came is not None and came.data.get("guarantee"):
        data["guarantee"] = {**came.data["guarantee"], **({"mark": mark} if mark else {})}
    return Event(f"order:{draft.order.root}", "PiecesSettled", data)


def _ways(service: Service, piece: object, paid: Money) -> list[tuple[str, int, int]]:
    """How many pieces of a line went which way, and what was paid back for them; an empty box is no piece that came back."""
    if not piece.counts:
        return []
    found: dict[str, int] = {}
    for outcome, quantity in piece.found if "inspect" in service.finished else ():
        goods = goods_of(service, replace(piece, found=((outcome, quantity),)))
        found[goods] = found.get(goods, 0) + quantity
    found = found or {goods_of(service, piece): piece.counts}
    bear = [0 if goods == "none" and len(found) > 1 else quantity for goods, quantity in found.items()]
    parts = allocate(paid, bear)
    return [(goods, quantity, part.minor) for (goods, quantity), part in zip(found.items(), parts, strict=True)]


def goods_of(service: Service, piece: Piece) -> str:
    """stock, written_off, kept_apart, kept (by the buyer) or none (no goods move)."""
    if service.keep or (service.kind in money.PAYS_A_SUM):
        return "kept"
    if "receive" not in {one.step for one in service.steps} and "inspect" not in service.finished:
        return "none"
    if piece.held:
        return "kept_apart"
    if let_go := [one.data["to"] for one in service.steps if one.step == "release" and _about(one.data, piece)]:
        return let_go[-1]
    outcomes = {outcome for outcome, _quantity in piece.found}
    if outcomes and outcomes <= set(NOT_BACK):
        return "none"
    return "stock" if outcomes <= {"right"} and piece.grade in ("", "A", "B") else "written_off"


def _about(data: Mapping, piece: Piece) -> bool:
    return any(row["line"] == piece.line for row in data["pieces"])
