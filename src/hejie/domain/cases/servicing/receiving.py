"""Goods come back: what arrived and in which condition, what the inspection finds, and what is taken off for it.

Whatever is found but all in order, the buyer hears of it first: he agrees to what is taken off, or it becomes a dispute of
its own, with the seller's finding and evidence as his answer.
"""

from collections.abc import Mapping

from hejie.domain.aftersales import amounts
from hejie.domain.aftersales.service import GRADES, NOT_BACK, OUTCOMES, Done, Piece, Service
from hejie.domain.cases import packages
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import exchanging, going_on, money, naming
from hejie.domain.cases.servicing.answering import SUM, checked
from hejie.domain.cases.servicing.by_right import WAY_THERE
from hejie.domain.cases.servicing.sending import all_came
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, flag, name_of, only, rows, whole
from hejie.domain.kernel.refusal import Refusal


def _receive(draft: Draft, told: Mapping) -> dict:
    """What arrived: `arrived` false if nothing did; else how many of each line (all, where not told), in which condition.

    `refused`: the seller has turned the parcel away at the door. It counts as received, whole, as when the carrier says so
    (`sending`): what he finds wrong he says at the inspection.
    """
    only(told, "arrived", "pieces", "refused")
    service = draft.case.service
    if flag(told, "refused", False):
        if "arrived" in told or "pieces" in told:
            raise Refusal("step_told", name="refused")
        return {"refused": True, "pieces": all_came(service)}
    if not flag(told, "arrived", True):
        return {"arrived": False, "over": False}
    came = {row["line"]: row for row in all_came(service)}
    held = service.held
    for row in rows(told, "pieces"):
        only(row, "line", "received", "grade")
        piece = service.piece(row.get("line"))
        if piece is None:
            raise Refusal("unknown_line", line=str(row.get("line", "–"))[:20])
        received = whole(row, "received") if "received" in row else came[piece.line]["received"]
        if received > came[piece.line]["received"]:
            raise Refusal("over_received", line=piece.line, given=received, approved=came[piece.line]["received"])
        came[piece.line] = {"line": piece.line, "received": received, **_grade(row, held)}
    if not any(row["received"] for row in came.values()):
        raise Refusal("nothing_received")
    return {"pieces": list(came.values())}


def _grade(row: Mapping, held: tuple[str, ...]) -> dict:
    grade = name_of(row, "grade")
    if not grade:
        return {}
    if grade not in GRADES:
        raise Refusal("step_told", name="grade")
    return {"grade": grade, **({"held": True} if grade in held else {})}


def _received(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "receive", "send", "prove_sent")
    service = draft.case.service
    if not told.get("arrived", True):
        if service.last("prove_sent") is not None:
            going_on.escalate(draft, "not_received")
        else:
            going_on.wait(draft, service.step("prove_sent"))
        return
    going_on.next_step(draft)


def _inspect(draft: Draft, told: Mapping) -> dict:
    """What the inspection finds of each piece, and what is taken off for it; nothing told means that all is right."""
    only(told, "pieces", "adjust")
    service = draft.case.service
    found = {piece.line: {"line": piece.line, "found": _right(piece)} for piece in service.pieces if piece.counts}
    for row in rows(told, "pieces"):
        only(row, "line", "found", "prices")
        piece = service.piece(row.get("line"))
        if piece is None or piece.line not in found:
            raise Refusal("unknown_line", line=str(row.get("line", "–"))[:20])
        outcomes = [
            {"outcome": name_of(one, "outcome", needed=True), "quantity": whole(one, "quantity", least=1)}
            for one in (rows(row, "found") if "found" in row else _right(piece))
        ]
        for one in outcomes:
            if one["outcome"] not in OUTCOMES:
                raise Refusal("outcome_unknown", given=one["outcome"])
        if sum(one["quantity"] for one in outcomes) != piece.counts:
            raise Refusal("inspection_sum", line=piece.line, received=piece.counts)
        found[piece.line] = {"line": piece.line, "found": outcomes, **_which(draft, piece, row)}
    adjust = checked(tuple(rows(told, "adjust")))
    if more := next((one for one in adjust if one["minor"] > 0), None):  # what is added is added with the answer
        raise Refusal("adjustment_not_here", what=more["what"])
    data: dict = {"pieces": list(found.values())}
    deduction = _deduction(draft, found, adjust)
    if deduction and deduction.get("ends") and "dispatch" in service.finished:
        data |= {"over": False, "contested": True}
    elif deduction:
        data |= {"over": False, "deduction": deduction}
    return data


def _which(draft: Draft, piece: Piece, row: Mapping) -> dict:
    """Which of several alike came back, by what each cost, where the inspection says so. Refuses which_unknown, step_told."""
    prices = row.get("prices", ())
    if not isinstance(prices, list | tuple) or not all(type(price) is int for price in prices):
        raise Refusal("step_told", name="prices")
    return (
        {"which": list(prices)} if naming.named(draft.order, {piece.line: piece.counts}, [(piece.line, prices)]) else {}
    )


def _right(piece: object) -> list[dict]:
    return [{"outcome": "right", "quantity": piece.counts}]


def _deduction(draft: Draft, found: Mapping[int, Mapping], adjust: tuple[Mapping, ...]) -> dict | None:
    """The refund as the seller would have it now, where it is less than what was approved; None where it is not."""
    case, service = draft.case, draft.case.service
    if service.kind not in money.PAYS_BACK:
        return _nothing_for_it(draft, found)
    back = {
        line: sum(one["quantity"] for one in row["found"] if one["outcome"] not in NOT_BACK)
        for line, row in found.items()
    }
    which = service.which | {line: tuple(row["which"]) for line, row in found.items() if "which" in row}
    now = money.reckon(draft.order, back, case.reason, service.kind, (*_standing(draft), *adjust), which)
    due = (expected(draft) or {"minor": 0})["minor"]
    if now["minor"] >= due:
        return None
    return {"reckoned": {**now, "adjust": [money.private(one) for one in now["adjust"]]}, "less": due - now["minor"]}


def _nothing_for_it(draft: Draft, found: Mapping[int, Mapping]) -> dict | None:
    """What would be sent for goods that came back is not sent for these: the request would end, if the buyer agrees."""
    if all(one["outcome"] in ("right", "used") for row in found.values() for one in row["found"]):
        return None
    none = amounts.reckon((), (), draft.case.currency)
    return {"reckoned": none, "less": 0, "ends": True}


def expected(draft: Draft, *, silent: bool = False) -> dict | None:
    """The refund for what has come back, nothing taken off for its condition. silent: nobody has looked, so that freight which
    the buyer says he laid out counts only where he has shown it."""
    case, service = draft.case, draft.case.service
    if service.kind == "exchange":
        return exchanging.settled(draft.order, service, {piece.line: piece.counts for piece in service.pieces})
    if service.reckoned is None or service.kind not in money.PAYS_BACK:
        return service.reckoned
    back = {piece.line: piece.counts for piece in service.pieces}
    return money.reckon(draft.order, back, case.reason, service.kind, _standing(draft, silent), service.which)


def _standing(draft: Draft, silent: bool = False) -> tuple[Mapping, ...]:
    """What was added or taken off when it was approved, a label at the buyer's cost, and freight that the buyer laid out."""
    service = draft.case.service
    whole = all(piece.received in (None, piece.approved) for piece in service.pieces)
    agreed = []
    for one in (service.reckoned or {}).get("adjust", ()):
        if one["what"] in ("lost_free_shipping", "gift_kept") or "step" in one:
            continue
        if not whole and one.get("for") == WAY_THERE:
            continue
        agreed.append({**one, "minor": _part_of(draft, one["minor"])} if not whole and one.get("for") == SUM else one)
    label, sent = service.last("label"), service.parcel("send")
    if label is not None and label.data.get("minor") and _used(label, sent):
        agreed.append({"what": "label", "minor": -label.data["minor"], "step": "label"})
    if sent is not None and sent.data.get("minor") and (not silent or sent.data.get("evidence")):
        agreed.append({"what": "freight", "minor": sent.data["minor"], "step": "send"})
    return tuple(agreed)


def _used(label: Done, sent: Done | None) -> bool:
    """Whether the seller's label carried the goods: a buyer who names another carrier has not used it."""
    carrier = sent.data.get("carrier", "") if sent else ""
    return not carrier or carrier.casefold() == label.data["carrier"].casefold()


def _part_of(draft: Draft, minor: int) -> int:
    """So much of what was taken off for all approved pieces as stands for those that came."""
    order, case = draft.order, draft.case
    pieces = case.service.pieces
    told = {"reason": case.reason, "kind": case.service.kind, "which": case.service.which}
    all_of_them = money.reckon(order, {one.line: one.approved or 0 for one in pieces}, **told)
    came = money.reckon(order, {one.line: one.counts for one in pieces}, **told)
    return -(-minor * came["minor"] // all_of_them["minor"]) if all_of_them["minor"] else minor


def _inspected(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "inspect")
    service = draft.case.service
    if service.last("inspect").data.get(
        "contested"
    ):  # the new one is with the buyer already, and this is not the old one
        going_on.escalate(draft, "inspection")
        return
    if "inspect" not in service.finished:
        going_on.wait(draft, service.step("agree"))
        return
    settle(draft, expected(draft))
    going_on.next_step(draft)


def settle(draft: Draft, reckoned: Mapping | None) -> None:
    """Keep what the refund comes to in the end, where it is another than was approved."""
    service = draft.case.service
    if reckoned is None or reckoned == service.reckoned:
        return
    package = packages.checked(
        {**service.package, "refund": reckoned["minor"]},
        draft.case.currency,
        max(draft.case.paid_minor, reckoned["minor"]),
    )
    draft.add("ServiceReckoned", reckoned=reckoned, package=package)


def _agree(draft: Draft, told: Mapping) -> dict:
    only(told, "agreed")
    return {"agreed": flag(told, "agreed", True), "over": False}


def _agreed(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "agree")
    if not told.get("agreed", True):
        contest(draft)
        return
    if draft.case.service.deduction.get("ends"):
        going_on.end(draft, "agreed")
        return
    settle(draft, draft.case.service.deduction["reckoned"])
    named = [row for row in draft.case.service.last("inspect").data["pieces"] if "which" in row]
    which = {"pieces": [{"line": row["line"], "which": row["which"]} for row in named]} if named else {}
    draft.add("ServiceStepTaken", step="inspect", side="seller", settled=True, **which)
    going_on.next_step(draft)


def contest(draft: Draft) -> None:
    """What is taken off is in dispute: the seller's finding stands as his offer, the buyer's claim as it was approved."""
    service = draft.case.service
    due = expected(draft)
    going_on.escalate(draft, "inspection")
    if due is not None and service.kind in money.PAYS_BACK:
        going_on.claim(draft, due["minor"], goods="keep")  # nothing has to be sent a second time
    terms = {**service.package, "goods": "keep", "refund": service.deduction["reckoned"]["minor"]}
    found = service.last("inspect")
    note = {"note": found.data["note"]} if "note" in found.data else {}
    draft.add(
        "OfferMade",
        offer=f"o{len(draft.case.offers) + 1}",
        side="seller",
        package=packages.checked(terms, draft.case.currency, draft.case.paid_minor),
        in_reply_to="o1",
        **note,
    )
    draft.wait("offer", "buyer", about=draft.case.offers[-1].id)


STEPS |= {
    "receive": Rule(("seller",), _receive, _received, turn=awaits("receive", "send")),
    "inspect": Rule(("seller",), _inspect, _inspected, turn=lambda service: may_inspect(service)),
    "agree": Rule(("buyer",), _agree, _agreed, turn=lambda service: waits_for_word(service)),
}


def may_inspect(service: Service) -> bool:
    """The goods are back, and nothing was taken off yet."""
    step = service.next_step()
    return step is not None and step.name == "inspect" and service.deduction is None


def waits_for_word(service: Service) -> bool:
    """The seller would take something off, and the buyer has not said yet what he thinks of it."""
    return service.deduction is not None and "inspect" not in service.finished
