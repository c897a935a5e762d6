"""The answer to a request: approved by somebody, by a rule or by silence, in whole or in part; or declined with a reason."""

from collections.abc import Mapping
from datetime import datetime

from hejie.domain.aftersales import amounts
from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales import service as services
from hejie.domain.aftersales.service import Service
from hejie.domain.cases import access, offers
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.servicing import exchanging, going_on, money, naming, repairing
from hejie.domain.cases.servicing.commands import AnswerService
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import Money, allocate, not_negative
from hejie.domain.kernel.refusal import Refusal

SUM = "sum"
"""What a smaller sum than the pieces' price takes off when it is approved (`for` of an adjustment)."""
_AGAIN = ("dispatch", "arrive")
NEVER_SENT = frozenset({"live_animal", "digital_content"})
"""Goods (fact `goods`) that nobody can send back by parcel."""
_NO_GOODS = ("send", "receive", "inspect", "agree", "prove_sent")


def answer(world: World, command: AnswerService, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Approve or decline. What was declined can still be approved, as long as the request is open.

    Refuses   service_not_open, service_answered, answered_meanwhile (it was declined since it was read), bad_quantity, unknown_line, which_unknown,
              over_approved (facts: line, asked), nothing_approved (of no line a piece),
              refund_above_paid, amount_negative, decline_unknown (a code not in service.DECLINES), text_missing (declined as `other` without a word),
              adjustment_not_here (of a sum, which `minor` makes smaller),
              adjustment_unknown, adjustment_reason (something taken off without a word), refund_above_asked, bad_side,
              promise_above_limit (an agent above his own limit)
    """
    service = going_on.open_service(world.case)
    if service.status == "approved":
        raise Refusal("service_answered", status=service.status)
    if command.seen not in ("", service.status):
        raise Refusal("answered_meanwhile")
    draft = Draft(world, by, now)
    draft.show_procedure(access.side_of(by, world.case))
    if not command.approve:
        _decline(draft, command)
        return draft.events()
    pieces = _approved(service, command)
    which = _which(world.order, service, pieces, command)
    adjust = checked(command.adjust)
    if command.minor is not None:
        not_negative(command.minor, world.case.currency)
    if command.freight and command.freight not in ("buyer", "seller"):
        raise Refusal("bad_side", given=command.freight[:40])
    told = {"freight": command.freight, "adjust": adjust, "keep": command.keep, "minor": command.minor}
    approve(draft, pieces, which=which, note=command.note, **told)
    reckoned = draft.case.service.reckoned
    most = holds.paid_for(draft.order, draft.case.lines) if reckoned else 0
    added = sum(one["minor"] for one in adjust if one["what"] == "credit" and one["minor"] > 0)
    price = sum(row["minor"] for row in (reckoned or {}).get("pieces", ()))
    # Out of goodwill a shop may add as much again as the pieces cost.
    most = max(most, price + min(added, price)) if most else 0
    if reckoned and adjust and reckoned["minor"] > most > 0:
        raise Refusal("refund_above_paid", asked=reckoned["minor"], paid=most, currency=world.case.currency)
    offers.within_promise(by, reckoned["minor"] if reckoned else 0, world.case.currency)
    return draft.events()


def approve(
    draft: Draft,
    pieces: Mapping[int, int],
    *,
    freight: str = "",
    adjust: tuple[Mapping, ...] = (),
    keep: bool = False,
    minor: int | None = None,
    note: str = "",
    rule: str = "",
    provisional: bool = False,
    which: Mapping[int, tuple[int, ...]] | None = None,
) -> None:
    """Approve these pieces.

    which     of several alike, by what each cost; None: as was asked
    rule      by which nobody was asked; provisional: money moves when the seller does not object in time.

    Refuses   refund_above_asked
    """
    case, service = draft.case, draft.case.service
    which = service.which if which is None else which
    reckoned = _reckoned(draft, pieces, which, adjust, minor)
    bears = freight or ("seller" if case.reason in money.SELLERS else "buyer")
    flow = _flow(draft, pieces, which, reckoned, keep=keep, provisional=provisional)
    data: dict = {
        "side": "" if rule else access.side_of(draft.by, case),
        "answer": "approved",
        "pieces": naming.rows({line: quantity for line, quantity in pieces.items() if quantity}, which),
        "package": money.package(draft, service, reckoned, keep=keep, freight=bears),
        "freight": bears,
    }
    if reckoned is not None:
        data["reckoned"] = {**reckoned, "adjust": [money.private(one) for one in reckoned["adjust"]]}
    if flow != service.flow:
        data["flow"] = [step.as_data() for step in flow]
    more = {"keep": keep, "provisional": provisional, "rule": rule}
    data |= {name: value for name, value in more.items() if value}
    if note.strip():
        data["note"] = Private(text_of(note))
    going_on.over_all(draft)
    draft.add("ServiceAnswered", **data)
    going_on.next_step(draft)


def stays(case: CaseState) -> bool:
    """Whether goods with a fault cannot be asked back: an animal, or a file. Without anybody's word they are then paid back
    provisionally, and the seller may object; goods without a fault are for the seller to look at.
    """
    service, goods = case.service, ((case.entitled or {}).get("facts") or {}).get("goods") or ()
    back = service.kind in money.PAYS_BACK and service.step("send") is not None and case.reason in money.SELLERS
    return back and bool(goods) and NEVER_SENT.issuperset(goods)


def _flow(
    draft: Draft,
    pieces: Mapping[int, int],
    which: Mapping[int, tuple[int, ...]],
    reckoned: Mapping | None,
    *,
    keep: bool,
    provisional: bool,
) -> tuple:
    """The steps that are called for: none of goods that stay where they are, and the buyer's word where he gets less than he
    asked for and does not send anything back, by which he would agree to it."""
    service = draft.case.service
    flow = service.flow
    if service.kind == "repair":
        flow = repairing.flow(service)
    if service.kind == "exchange":
        flow = exchanging.flow(service, exchanging.difference(draft.order, service, pieces, which))
    if keep:
        flow = flows.without(flow, *_NO_GOODS)
    if service.kind == "lost":
        flow = flows.without(flow, *(_AGAIN if service.wish.get("want") != "again" else ()))
    asked = draft.case.offers[0].package["refund"]
    still_to_send = flows.named(flow, "send") is not None and "send" not in service.finished
    less = reckoned is not None and reckoned["minor"] < asked and not still_to_send
    left_out = (*(() if less else ("accept",)), *(() if provisional else ("object",)))
    return flows.without(flow, *left_out)


def _which(order: object, service: Service, pieces: Mapping[int, int], command: AnswerService) -> dict:
    """Which of several alike are approved: those that the answer names, else those that were asked for."""
    there = {line: quantity for line, quantity in pieces.items() if quantity}
    kept = {line: prices[: there[line]] for line, prices in service.which.items() if line in there}
    return naming.named(order, there, ({**kept, **dict(command.which)}).items())


def _reckoned(
    draft: Draft,
    pieces: Mapping[int, int],
    which: Mapping[int, tuple[int, ...]],
    adjust: tuple[Mapping, ...],
    minor: int | None,
) -> dict | None:
    """What is paid back: the pieces' price, or a sum; None for kinds that pay nothing of themselves."""
    case, service = draft.case, draft.case.service
    if service.kind == "exchange":
        less = -exchanging.difference(draft.order, service, pieces, which)
        more = ({"what": "difference", "minor": less},) if less > 0 else ()
        return amounts.reckon((), (*more, *adjust), case.currency) if more or adjust else None
    if service.kind == "lost" and service.wish.get("want") == "again":
        return None
    if service.kind in money.PAYS_BACK:
        found = money.reckon(draft.order, pieces, case.reason, service.kind, adjust, which)
        if minor is None:
            return found
        if minor > found["minor"]:
            raise _above_asked(minor, found["minor"], case.currency)
        less = {"what": "credit", "minor": minor - found["minor"], "for": SUM}
        return money.reckon(draft.order, pieces, case.reason, service.kind, (*adjust, less), which)
    if service.kind not in money.PAYS_A_SUM:
        return amounts.reckon((), adjust, case.currency) if adjust else None
    if adjust:  # the sum itself is what is agreed to; `minor` says a smaller one
        raise Refusal("adjustment_not_here", what=adjust[0]["what"])
    asked = case.offers[0].package["refund"]
    agreed = asked if minor is None else minor
    if agreed > max(asked, 0):
        raise _above_asked(agreed, asked, case.currency)
    whole = money.reckon(draft.order, pieces, "not_as_described", which=which)
    parts = allocate(Money(agreed, case.currency), [row["minor"] + row.get("freight", 0) for row in whole["pieces"]])
    rows = [
        {"line": row["line"], "quantity": row["quantity"], "minor": part.minor}
        for row, part in zip(whole["pieces"], parts, strict=True)
    ]
    return {"pieces": rows, "adjust": [], "minor": agreed, "currency": case.currency}


def _above_asked(given: int, asked: int, currency: str) -> Refusal:
    return Refusal("refund_above_asked", given=str(Money(given, currency)), asked=str(Money(asked, currency)))


def _decline(draft: Draft, command: AnswerService) -> None:
    service = draft.case.service
    if command.code not in services.DECLINES:
        raise Refusal("decline_unknown", given=command.code[:40])
    note = {"note": Private(text_of(command.note))} if command.note.strip() or command.code == "other" else {}
    going_on.over_all(draft)
    draft.add(
        "ServiceAnswered", side=access.side_of(draft.by, draft.case), answer="declined", code=command.code, **note
    )
    declined = service.step("declined")
    if declined:
        going_on.wait(draft, declined)


def _approved(service: Service, command: AnswerService) -> dict[int, int]:
    """How many of each line are approved. Refuses over_approved, bad_quantity, unknown_line, nothing_approved."""
    if not command.pieces:
        return {piece.line: piece.quantity for piece in service.pieces}
    found = dict.fromkeys((piece.line for piece in service.pieces), 0)
    for line, quantity in command.pieces:
        piece = service.piece(line)
        if piece is None:
            raise Refusal("unknown_line", line=line)
        if quantity < 0:
            raise Refusal("bad_quantity", line=line, given=quantity)
        found[line] += quantity
        if found[line] > piece.quantity:
            raise Refusal("over_approved", line=line, given=found[line], asked=piece.quantity)
    if not any(found.values()):
        raise Refusal("nothing_approved")
    return found


def checked(adjust: tuple[Mapping, ...]) -> tuple[Mapping, ...]:
    """What is added or taken off, each with its name. Refuses adjustment_unknown, adjustment_reason."""
    for one in adjust:
        minor = one.get("minor")
        if one.get("what") not in amounts.ADJUSTMENTS or not isinstance(minor, int) or isinstance(minor, bool):
            raise Refusal("adjustment_unknown", given=str(one.get("what", "–"))[:40])
        if minor < 0 and one["what"] not in ("label", "restocking") and not str(one.get("note", "")).strip():
            raise Refusal("adjustment_reason", what=one["what"])
    return adjust
