"""From terms to deeds: obligations in their order, the money that follows them, and the closing of the case.

Money is reserved (pending transfers) as soon as an agreement is in effect or a ruling made, and instructed to the payment
provider once what must happen first has happened. The case closes when every obligation has ended and the money is posted.
"""

from collections.abc import Mapping
from datetime import datetime

from hejie.domain.cases import access, appointments, commands, credit, deciders, experts, packages
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.fees import award
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState, Obligation
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

SIDE_OF = {
    "ship_back": "buyer",
    "replacement": "seller",
    "repair": "seller",
    "redelivery": "seller",
    "apology": "seller",
    "explanation": "seller",
    "voucher": "seller",
    "points": "seller",
    "public_reply": "seller",
}
SERVICES = ("replacement", "repair", "redelivery")
_CONFIRMED_BY = {"ship_back": "confirm_return", "promise": "confirm_promise"}
_SHOWN = packages.AGREED_ONLY  # without a note there would be nothing to confirm
_CREDIT_OWED = ("open", "reported", "broken")  # what comes late is given all the same
_ENDED = ("kept", "broken", "excused")


def begin(draft: Draft) -> None:
    """Reserve the money of the terms now due, set the first obligations."""
    terms = draft.case.terms
    reserve(draft, packages.to_buyer(terms))
    oblige_words(draft, terms)
    advance(draft)


def oblige_words(draft: Draft, terms: Mapping) -> None:
    """Set what the seller owes beside money, goods and services: a voucher, points, words, a reply in public."""
    for word in packages.by_word(terms):
        _oblige(draft, word, terms["days"], credit.of(terms, word)["minor"] if word in credit.FORMS else 0)


def reserve(draft: Draft, to_buyer: int, reason: str = "") -> None:
    """Reserve a split of what custody holds for the case, in place of any earlier reservation. reason: of `holds.order_transfers`."""
    draft.add_order(holds.void(draft.order, draft.case.id, "replaced"))
    draft.add_order(holds.split(draft.order, draft.case.id, to_buyer, reason))


def advance(draft: Draft) -> None:
    """Take the next step of the performance: goods back, then the service, then the money, then the closing."""
    terms = draft.case.terms
    if trade_resumes(draft.case):
        close(draft)
        return
    broken = any(duty.status == "broken" and duty.what in ("ship_back", *SERVICES) for duty in current(draft.case))
    if (
        not broken
        and terms["goods"] == "return"
        and not back(draft.case)
        and _pending(draft, "ship_back", terms["days"])
    ):
        return
    if not broken and terms["service"] != "none" and _pending(draft, terms["service"], terms["days"]):
        return
    if not _duties(draft.case, "refund"):
        pay(draft)
    maybe_close(draft)


def back(case: CaseState) -> bool:
    """Whether the goods came back already, while this was a service."""
    return case.service is not None and any(piece.received for piece in case.service.pieces)


def trade_resumes(case: CaseState) -> bool:
    """Whether the ruling that stands lets the claim lapse: the money takes its ordinary way, as if there were no case."""
    lapsed = f"defaulted_{case.claimant}"
    if case.ruling is None or case.ruling.data.get("denied"):
        return False
    return lapsed in (case.ruling.outcome, case.ruling.data.get("first_outcome"))


def _pending(draft: Draft, what: str, days: int) -> bool:
    """Whether this obligation still has to be done; sets it when its time has come."""
    duties = _duties(draft.case, what)
    if not duties:
        _oblige(draft, what, days)
        return True
    return duties[-1].status not in _ENDED


def _oblige(draft: Draft, what: str, days: int, minor: int = 0) -> None:
    duty = f"b{len(draft.case.obligations) + 1}"
    side = SIDE_OF[what]
    draft.add("ObligationSet", obligation=duty, what=what, side=side, days=days, **({"minor": minor} if minor else {}))
    draft.wait("ship_back" if what == "ship_back" else "perform", side, about=duty, days=days)


def oblige_fee(draft: Draft, minor: int) -> None:
    """What the buyer owes the seller for fees, where no award is there to set it off against (minor units)."""
    duty = f"b{len(draft.case.obligations) + 1}"
    days = draft.case.ruling.package["days"]
    draft.add("ObligationSet", obligation=duty, what="fee", side="buyer", days=days, minor=minor)
    draft.wait("perform", "buyer", about=duty, days=days)


def pay(draft: Draft) -> None:
    """Instruct the reserved transfers; the refund obligation is kept once the provider has posted them."""
    fees = draft.case.ruling.data.get("fees") if draft.case.ruling and draft.case.ruling.final else None
    minor = award(draft.case.terms, fees)
    if holds.pending(draft.order, draft.case.id) or holds.open_debts(draft.order, draft.case.id):
        draft.add(
            "ObligationSet",
            obligation=f"b{len(draft.case.obligations) + 1}",
            what="refund",
            side="platform",
            minor=minor,
        )
        draft.add_order(holds.release(draft.order, draft.case.id))


def maybe_close(draft: Draft) -> None:
    """Close when nothing is left: every obligation ended, no transfer pending, no debt to the buyer unpaid."""
    case = draft.case
    if case.closed or not case.settled or any(duty.status not in _ENDED for duty in current(case)):
        return
    if holds.pending(draft.order, case.id) or holds.open_debts(draft.order, case.id):
        return
    close(draft)


def lapse(draft: Draft, wait: str = "") -> None:
    """End the case without any result: the claim is neither granted nor denied, the money takes its ordinary way."""
    draft.add("CaseLapsed", wait=wait)
    for offer in draft.case.open_offers():
        draft.add("OfferLapsed", offer=offer.id, why="closed")
    draft.add_order(holds.void(draft.order, draft.case.id, "lapsed"))
    close(draft)


def close(draft: Draft) -> None:
    """Close the case and let its lines go their ordinary way again."""
    draft.clear(why="closed")
    for promise in draft.case.promises:
        if promise.status == "open":
            draft.add("PromiseLapsed", promise=promise.id)
    for duty in current(draft.case):
        if duty.promise and duty.status not in _ENDED:
            draft.add("ObligationExcused", obligation=duty.id, why="closed")
    appointments.end(draft)
    experts.end(draft)
    draft.add("CaseClosed", outcome=draft.case.outcome)
    draft.add_order(holds.unfreeze(draft.order, draft.case.id, now=draft.now))


def report_performance(
    world: World, command: commands.ReportPerformance, *, by: Actor, now: datetime
) -> tuple[Event, ...]:
    """Say that one's obligation is done. Apology and explanation are done by saying so; the rest the other side confirms.

    A voucher is handed over in the note (its code, where it is used); of a public reply the note says where it stands.
    Points nobody hands over but the program, which says so itself.
    Refuses   obligation_not_open, obligation_not_yours, unknown_evidence, text_missing (a voucher or a reply without a note),
              points_given_by_program
    """
    duty = _duty(world.case, command.obligation, ("open",))
    if duty.side != access.side_of(by, world.case):
        raise Refusal("obligation_not_yours", obligation=duty.id)
    if duty.what == credit.POINTS:
        raise Refusal("points_given_by_program", obligation=duty.id)
    filed = {item.id for item in world.case.of_kind("evidence")}
    for piece in command.evidence:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece)
    draft = Draft(world, by, now)
    proof = {"note": Private(text_of(command.note))} if command.note.strip() or duty.what in _SHOWN else {}
    if command.evidence:
        proof["evidence"] = list(command.evidence)
    draft.clear("ship_back", "perform", "keep_promise", about=duty.id)
    if duty.what in ("apology", "explanation"):
        draft.add("ObligationKept", obligation=duty.id, **proof)
        maybe_close(draft)
    else:
        draft.add("ObligationReported", obligation=duty.id, **proof)
        other = "seller" if duty.side == "buyer" else "buyer"
        draft.wait(_CONFIRMED_BY.get(duty.what, "confirm"), other, about=duty.id)
    return draft.events()


def confirm_performance(
    world: World, command: commands.ConfirmPerformance, *, by: Actor, now: datetime
) -> tuple[Event, ...]:
    """Confirm that the other side's obligation was done, or dispute it: then a neutral decides, with the money still held.

    Refuses   obligation_not_open, not_yours_to_confirm, text_missing (a dispute without a reason)
    """
    case = world.case
    duty = _duty(case, command.obligation, ("reported",))
    if duty.side == access.side_of(by, case):
        raise Refusal("not_yours_to_confirm", obligation=duty.id)
    draft = Draft(world, by, now)
    draft.clear("confirm_return", "confirm", "confirm_promise", about=duty.id)
    if duty.promise or duty.what in packages.AGREED_ONLY:
        return _promise_looked_at(draft, duty, command)
    if command.done:
        draft.add("ObligationKept", obligation=duty.id)
        advance(draft)
        return draft.events()
    draft.add("PerformanceDisputed", obligation=duty.id, note=Private(text_of(command.note)))
    draft.clear(why="disputed")
    again(draft)
    return draft.events()


def _promise_looked_at(draft: Draft, duty: Obligation, command: commands.ConfirmPerformance) -> tuple[Event, ...]:
    """A promise (also of a voucher or a reply) counts as kept or as broken by the other side's word; the money goes its own way."""
    if command.done:
        draft.add("ObligationKept", obligation=duty.id)
    else:
        draft.add("ObligationBroken", obligation=duty.id, note=Private(text_of(command.note)))
    if draft.case.settled:
        maybe_close(draft)
    return draft.events()


def current(case: CaseState) -> tuple[Obligation, ...]:
    """Those of the terms that stand now, and all that was promised beside them."""
    earlier = tuple(duty for duty in case.obligations[: case.obligations_from] if duty.promise)
    return earlier + case.obligations[case.obligations_from :]


def is_current(case: CaseState, duty: Obligation) -> bool:
    """Whether an obligation still counts: not one of terms that were disputed or taken up again."""
    return any(one.id == duty.id for one in current(case))


def credit_owed(case: CaseState) -> tuple[str, ...]:
    """The forms of credit that an agreement still promises: below it signatures are missing, or they have not been given yet."""
    if case.agreement is not None and not case.agreement.in_effect:
        return () if case.closed else credit.given(case.agreement.package)
    return tuple(duty.what for duty in current(case) if duty.what in credit.FORMS and duty.status in _CREDIT_OWED)


def again(draft: Draft) -> None:
    """Put what was settled before a neutral once more: at the decision, or where a procedure has none, at its mediation."""
    stage = next((name for name in ("decision", "mediation") if name in draft.procedure.stages), "")
    if not stage:
        lapse(draft)
        return
    draft.add("StageEntered", stage=stage)
    deciders.await_decider(draft)


def record_transfer(world: World, command: commands.RecordTransfer, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """What the provider answered: post the transfer (and close what is done), or keep it pending with the reason."""
    draft = Draft(world, by, now)
    if not command.ok:
        draft.add_order(holds.fail(draft.order, command.transfer, command.why))
        return draft.events()
    draft.add_order(holds.post(draft.order, command.transfer, command.provider_ref))
    finish_money(draft)
    return draft.events()


def finish_money(draft: Draft) -> None:
    """Once all transfers and debts of the case are through, the refund is kept and the case may close."""
    case = draft.case
    if case is None or holds.pending(draft.order, case.id) or holds.open_debts(draft.order, case.id):
        return
    for duty in _duties(case, "refund"):
        if duty.status == "open":
            draft.add("ObligationKept", obligation=duty.id)
    maybe_close(draft)


def _duties(case: CaseState, what: str) -> tuple[Obligation, ...]:
    return tuple(duty for duty in current(case) if duty.what == what)


def _duty(case: CaseState, obligation: str, statuses: tuple[str, ...]) -> Obligation:
    duty = case.obligation(obligation)
    if duty is None or duty not in current(case) or duty.status not in statuses:
        raise Refusal("obligation_not_open", obligation=obligation)
    return duty
