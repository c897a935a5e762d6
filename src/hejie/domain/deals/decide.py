"""What may happen to a deal: proposing, changing, confirming, leaving, placing an order with it. Pure.

Both confirm one version, named by its hash; from then on nothing of it can be edited. A change of it is a version of its
own that both confirm again, as long as no order was placed with the deal; until they have, what they confirmed stands.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.deals import commands, terms
from hejie.domain.deals.state import AGREED, DECLINED, LAPSED, OPEN, ORDERED, SIDES, WITHDRAWN, DealState, evolve
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.own_stream import Events, Kind, private
from hejie.domain.kernel.pen import Pen
from hejie.domain.kernel.refusal import Refusal

Marks = tuple[Mapping, ...]
ANSWER_WITHIN = timedelta(days=7)
"""An unanswered version lapses then."""
USE_WITHIN = timedelta(days=30)
"""A deal that both have confirmed binds the seller to its price so long, if no order is placed with it."""
CLAIMED_FOR = timedelta(minutes=10)
"""An order that took a deal has so long to come to be, before another may take it."""
MOST_VERSIONS = 50
ANSWER, USE = "deal_answer", "deal_use"
LAPSE = "lapse_deal"
_LONGEST_NOTE = 1000
_OVER = (DECLINED, WITHDRAWN, LAPSED)


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    deal: DealState | None


def side_of(actor: Actor, seller: str, buyer: str) -> str:
    """buyer or seller of a deal; "" for anybody else."""
    if actor.only_case:
        return ""
    if actor.role == "buyer" and actor.id == buyer:
        return "buyer"
    return "seller" if actor.role in ("seller", "agent") and actor.seller == seller and seller else ""


def propose(world: World, command: commands.ProposeDeal, *, by: Actor, now: datetime, marks: Marks = ()) -> Events:
    """Put the first version to the other side; it lapses if nobody answers in time.

    marks     what of these terms the law does not let stand (`void.marks`), kept with them so that both see it
    Refuses   deal_exists, what terms.read refuses, text_too_long
    """
    if world.deal is not None:
        raise Refusal("deal_exists", deal=command.deal)
    draft = DEAL.pen(world, by, now)
    draft.add(
        "DealProposed",
        deal=command.deal,
        marketplace=world.marketplace,
        seller=command.seller,
        buyer=command.buyer,
        business=command.business,
        **_version(command, side_of(by, command.seller, command.buyer), marks),
    )
    _ask(draft)
    return draft.events()


def amend(world: World, command: commands.AmendDeal, *, by: Actor, now: datetime, marks: Marks = ()) -> Events:
    """Put another version on the table; what either side has confirmed before counts for the old one alone.

    Refuses   deal_over, deal_in_order (an order was placed with it), deal_confirmed (both have confirmed it, and it was not
              said that this is a change), deal_unchanged, deal_too_long, what terms.read refuses
    """
    deal = _open(world)
    if deal.status == AGREED and not command.change:
        raise Refusal("deal_confirmed", deal=deal.id, version=deal.agreed)
    if len(deal.versions) >= MOST_VERSIONS:
        raise Refusal("deal_too_long", most=MOST_VERSIONS)
    draft = DEAL.pen(world, by, now)
    draft.clear()
    draft.add("DealAmended", **_version(command, side_of(by, deal.seller, deal.buyer), marks))
    _ask(draft)
    return draft.events()


def confirm(world: World, command: commands.ConfirmDeal, *, by: Actor, now: datetime) -> Events:
    """Confirm the version on the table; with the second side's word it is agreed and cannot be edited any more.

    Refuses   deal_over, deal_in_order, deal_version (facts: version, hash: what lies on the table now), deal_confirmed_before
    """
    deal = _open(world)
    side = side_of(by, deal.seller, deal.buyer)
    if command.hash != deal.newest.hash:
        raise Refusal("deal_version", version=deal.newest.number, hash=deal.newest.hash)
    if deal.has_confirmed(side):
        raise Refusal("deal_confirmed_before", version=deal.newest.number)
    draft = DEAL.pen(world, by, now)
    draft.clear()
    number, digest = deal.newest.number, deal.newest.hash
    draft.add("DealConfirmed", side=side, number=number, hash=digest)
    if all(draft.state.has_confirmed(one) for one in SIDES):
        draft.add(
            "DealAgreed",
            number=number,
            hash=digest,
            total=terms.total(deal.newest.terms),
            currency=deal.newest.terms["currency"],
        )
        draft.wait(USE, "buyer", now + USE_WITHIN, LAPSE)
    else:
        _ask(draft)
    return draft.events()


def leave(world: World, command: commands.LeaveDeal, *, by: Actor, now: datetime) -> Events:
    """Take back one's own proposal or decline the other's; of a change to a confirmed deal, only the change is gone.

    Refuses   deal_over, deal_in_order, deal_confirmed (nobody leaves alone what both have confirmed), text_too_long
    """
    deal = _open(world)
    if deal.status == AGREED and not deal.changing:
        raise Refusal("deal_confirmed", deal=deal.id, version=deal.agreed)
    side = side_of(by, deal.seller, deal.buyer)
    draft = DEAL.pen(world, by, now)
    draft.clear()
    status = WITHDRAWN if deal.newest.side == side else DECLINED
    _end(draft, status, side=side, **private(_LONGEST_NOTE, why=command.why))
    return draft.events()


def bind(world: World, command: commands.BindDeal, *, by: Actor, now: datetime) -> Events:
    """An order is placed with the deal, once. Where the order says otherwise, both are told, and both stand.

    Refuses   deal_not_confirmed, deal_over, deal_in_order (another order has it), deal_version (the order names another
              version than the one that both confirmed), deal_of_others (another buyer, or a shop that sold nothing in it)
    """
    deal = world.deal
    if deal.status == ORDERED and deal.order == command.order:
        return ()
    if deal.status == ORDERED:
        if not (command.abandoned and now - clock.parse(deal.bound_at) > CLAIMED_FOR):
            raise Refusal("deal_in_order", deal=deal.id, order=deal.order_ref)
    elif deal.status != AGREED:
        raise Refusal("deal_over" if deal.status in _OVER else "deal_not_confirmed", deal=deal.id, status=deal.status)
    if command.buyer != deal.buyer or deal.seller not in command.sellers:
        raise Refusal("deal_of_others", deal=deal.id)
    if command.hash != deal.frozen.hash:
        raise Refusal("deal_version", version=deal.agreed, hash=deal.frozen.hash)
    draft = DEAL.pen(world, by, now)
    draft.clear(why="ordered")
    draft.add(
        "DealBound", order=command.order, external_id=command.external_id, hash=command.hash,
        differs=[dict(one) for one in command.differs],
    )  # fmt: skip
    return draft.events()


def _lapse(draft: Pen, row: Deadline) -> None:
    """An unanswered version, or a deal without an order, lapses."""
    _end(draft, LAPSED, side="system")


DEAL = Kind("deal", evolve, {LAPSE: _lapse})


def _ask(draft: Pen) -> None:
    """Whose answer is awaited: the other side of whoever acted last; the version lapses without it."""
    deal = draft.state
    done = [side for side in SIDES if deal.has_confirmed(side)]
    last = done[0] if len(done) == 1 else deal.newest.side
    who = "seller" if last == "buyer" else "buyer"
    draft.wait(ANSWER, who, draft.now + ANSWER_WITHIN, LAPSE)


def _end(draft: Pen, status: str, **said: object) -> None:
    """The deal is over; of a confirmed one whose change was on the table, the change alone, and its own time goes on."""
    if draft.state.changing:
        draft.add("DealEnded", status=AGREED, version=draft.state.newest.number, how=status, **said)
        until = clock.parse(draft.state.agreed_at) + USE_WITHIN
        draft.wait(USE, "buyer", max(until, draft.now + timedelta(days=1)), LAPSE)
    else:
        draft.add("DealEnded", status=status, version=draft.state.newest.number, how=status, **said)


def _version(command: commands.ProposeDeal | commands.AmendDeal, side: str, marks: Marks) -> dict:
    return {
        "side": side,
        "terms": terms.data(terms.read(command.terms)),
        "marks": [dict(one) for one in marks],
        **private(_LONGEST_NOTE, note=command.note),
    }


def _open(world: World) -> DealState:
    """The deal, as long as something can be said about it. Refuses deal_over, deal_in_order."""
    deal = world.deal
    if deal.status == ORDERED:
        raise Refusal("deal_in_order", deal=deal.id, order=deal.order_ref)
    if deal.status not in (OPEN, AGREED):
        raise Refusal("deal_over", deal=deal.id, status=deal.status)
    return deal
