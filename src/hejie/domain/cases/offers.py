"""Typed offers between the sides, the neutral's proposals to both, and the agreement that comes of them."""

from datetime import datetime

from hejie.domain.cases import access, commands, deciders, packages, performance, signed, waiving
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.signed import Written
from hejie.domain.cases.state import CaseState, Offer
from hejie.domain.cases.talk import answered
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


def make_offer(world: World, command: commands.MakeOffer, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a package to the other side, or as the neutral to both. A side's new offer takes the place of its last one.

    Refuses   agreement_waits, already_settled, offer_not_open (the one replied to), promise_above_limit, below_entitlement (a
              buyer takes less than the rules give him, and has not said that he knows it), act_in_person (that is his alone)
    """
    case = world.case
    side = access.side_of(by, case)
    require_talks(case)
    package = packages.checked(command.package, case.currency, case.paid_minor)
    within_promise(by, packages.cost(package), case.currency)
    knowing = waiving.said(case, package, side, waives=command.waives, by=by)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    if command.in_reply_to:
        replied = _open(case, command.in_reply_to)
        if side in replied.recipients and replied.side != "neutral":
            draft.add("OfferCountered", offer=replied.id)
            draft.clear("offer", about=replied.id)
    for earlier in case.open_offers():
        if earlier.side == side and not earlier.is_claim:
            draft.add("OfferWithdrawn", offer=earlier.id, replaced=True)
            draft.clear("offer", about=earlier.id, why="replaced")
    offer = f"o{len(case.offers) + 1}"
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft.add("OfferMade", offer=offer, side=side, package=package, in_reply_to=command.in_reply_to, **note, **knowing)
    draft.wait("offer", "both" if side == "neutral" else _other(side), about=offer)
    answered(draft, side)
    return draft.events()


def accept_offer(world: World, command: commands.AcceptOffer, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Accept an open offer; a proposal counts once both sides have accepted it.

    Refuses   offer_not_open, not_yours_to_answer, agreement_waits, already_settled, promise_above_limit, below_entitlement
    """
    case = world.case
    side = access.side_of(by, case)
    require_talks(case)
    offer = _answerable(case, command.offer, side)
    within_promise(by, packages.cost(offer.package), case.currency)
    knowing = waiving.said(case, offer.package, side, waives=command.waives, by=by)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("OfferAccepted", offer=offer.id, side=side, **knowing)
    answered(draft, side)
    if draft.case.offer(offer.id).status == "accepted":
        agree(draft, offer)
    return draft.events()


def agree(draft: Draft, offer: Offer) -> None:
    """Both want this package: nothing else is open any more, and each is asked for his signature."""
    for other in draft.case.open_offers():
        draft.add("OfferLapsed", offer=other.id, why="agreed")
    draft.clear(why="agreed")
    draft.add("AgreementReached", offer=offer.id, package=dict(offer.package))
    draft.wait("sign", "buyer", about=offer.id)
    draft.wait("sign", "seller", about=offer.id)


def reject_offer(world: World, command: commands.RejectOffer, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Decline an open offer. Declining the claim itself counts as the answer to it."""
    case = world.case
    side = access.side_of(by, case)
    offer = _answerable(case, command.offer, side)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft.add("OfferRejected", offer=offer.id, side=side, **note)
    draft.clear("offer", about=offer.id)
    answered(draft, side)
    return draft.events()


def withdraw_offer(world: World, command: commands.WithdrawOffer, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take back one's own open offer. Refuses offer_not_open, offer_not_yours."""
    side = access.side_of(by, world.case)
    offer = _open(world.case, command.offer)
    if offer.side != side or offer.is_claim:
        raise Refusal("offer_not_yours", offer=offer.id)
    draft = Draft(world, by, now)
    draft.add("OfferWithdrawn", offer=offer.id, replaced=False)
    draft.clear("offer", about=offer.id, why="withdrawn")
    return draft.events()


def sign_agreement(
    world: World, command: commands.SignAgreement, *, by: Actor, now: datetime, written: Written | None = None
) -> tuple[Event, ...]:
    """Sign. With the second signature the agreement takes effect and its obligations begin.

    written   the text that is signed; None: the terms alone
    Refuses   nothing_to_sign, already_signed, agreement_changed, below_entitlement (a buyer who has not said before that he
              knows: his own claim was accepted as it stood, or more has become certain since)
    """
    case = world.case
    side = access.side_of(by, case)
    if case.agreement is None or case.agreement.in_effect:
        raise Refusal("nothing_to_sign")
    if side in case.agreement.signed_by:
        raise Refusal("already_signed")
    offer = case.offer(case.agreement.offer)
    known = offer.waived["minor"] if offer and offer.waived else 0
    knowing = waiving.said(case, case.agreement.package, side, waives=command.waives, by=by, known=known)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    below = signed.below(case.agreement, written)
    draft.add("AgreementSigned", side=side, offer=case.agreement.offer, **below, **knowing)
    for deadline in draft.case.waits("sign"):
        if deadline.who == side:
            draft.add("DeadlineCleared", deadline=deadline.id, why="acted")
    if draft.case.agreement.in_effect:
        draft.clear("rank", why="agreed")
        draft.add("AgreementInEffect", offer=case.agreement.offer, package=dict(case.agreement.package))
        performance.begin(draft)
    return draft.events()


def resume_talks(draft: Draft) -> None:
    """Set the stage's own clock again after an agreement was not signed."""
    stage = draft.case.stage
    if stage == "negotiation":
        draft.wait("settle", "both")
    else:
        deciders.await_decider(draft)


def require_talks(case: CaseState) -> None:
    """Let only pass where terms are still to be found. Refuses already_settled, agreement_waits."""
    if case.settled or (case.ruling and not case.waits("decide")):
        raise Refusal("already_settled")
    if case.agreement is not None:
        raise Refusal("agreement_waits")


def _open(case: CaseState, offer_id: str) -> Offer:
    offer = case.offer(offer_id)
    if offer is None or offer.status != "open":
        raise Refusal("offer_not_open", offer=offer_id, status=offer.status if offer else "unknown")
    return offer


def _answerable(case: CaseState, offer_id: str, side: str) -> Offer:
    offer = _open(case, offer_id)
    if side not in offer.recipients:
        raise Refusal("not_yours_to_answer", offer=offer_id)
    if side in offer.accepted_by:
        raise Refusal("already_accepted", offer=offer_id)
    return offer


def within_promise(by: Actor, minor: int, currency: str) -> None:
    """Let an agent promise up to his own limit (minor units). Refuses promise_above_limit."""
    limit = by.promise_limit
    if by.role == "agent" and limit is not None and minor > limit:
        raise Refusal("promise_above_limit", asked=minor, limit=limit, currency=currency)


def _other(side: str) -> str:
    return "seller" if side == "buyer" else "buyer"
