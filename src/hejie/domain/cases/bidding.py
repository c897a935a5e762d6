"""Sealed bids for the last gap in money: a bidding is opened, limits are sealed, and an agreement may come of them.

The limits never come into a command, an event or a state: `may_seal` says whether a limit may be sealed, `settle` gets
the sum that two of them have come to, from whoever may open them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hejie.domain.cases import access, biddings, offers, packages, performance, signed, waiving
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import SIDES, Agreement, CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement import bids


@dataclass(frozen=True, slots=True)
class OpenBidding:
    """Ask both sides for sealed bids on terms of which the refund alone is open: those of an open offer, or a package."""

    case_id: str
    offer: str = ""
    package: Mapping | None = None


@dataclass(frozen=True, slots=True)
class SettleBids:
    """Put on the record what the bids of a bidding have come to. It names no sum: a command is digested, and kept."""

    case_id: str
    bidding: str


@dataclass(frozen=True, slots=True)
class Met:
    """What came of two bids that meet.

    minor      the sum; signers: who sealed for the buyer and for the seller
    written    the text of the agreement that both have signed by sealing, or None
    sealed     when either sealed, in milliseconds, for his own side's room alone
    """

    minor: int
    signers: Mapping[str, str]
    written: signed.Written | None = None
    sealed: Mapping[str, int] = field(default_factory=dict)


def open_(
    world: World, command: OpenBidding, *, by: Actor, now: datetime, commitment: str, lost: bool = False
) -> tuple[Event, ...]:
    """Open a bidding: the terms and the commitment to the draw stand on the record before anybody bids.

    commitment   of the seed
    lost         what was sealed for the bidding that is open is not there any more, so that it is void
    Refuses      agreement_waits, already_settled, bidding_is_open, biddings_used_up, offer_not_open, bidding_without_money,
                 and what a package is refused with
    """
    case = world.case
    side = access.side_of(by, case)
    offers.require_talks(case)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    if biddings.unfinished(case) is not None:
        if not lost:
            raise Refusal("bidding_is_open")
        _end(draft, "void")
    if biddings.left(draft.case) < 1:
        raise Refusal("biddings_used_up", most=biddings.MOST)
    if "bid" not in draft.procedure.waits:
        raise Refusal("not_allowed_now", act="bid", stage=case.stage)
    bidding = biddings.number(draft.case)
    draft.add("BiddingOpened", bidding=bidding, side=side, package=frame(case, command), commitment=commitment)
    draft.wait("bid", "both", about=bidding)
    return draft.events()


def frame(case: CaseState, command: OpenBidding) -> dict:
    """The terms of a bidding: those of an open offer or a package, without the refund, which is what is bid for."""
    if command.offer:
        offer = case.offer(command.offer)
        if offer is None or offer.status != "open":
            status = offer.status if offer else "unknown"
            raise Refusal("offer_not_open", offer=command.offer, status=status)
        terms = offer.package
    else:
        terms = command.package or {}
    whole = packages.checked({**terms, "refund": 0}, case.currency, case.paid_minor)
    if most(case) < 1:
        raise Refusal("bidding_without_money")
    return {name: value for name, value in whole.items() if name != "refund"}


def most(case: CaseState) -> int:
    """The greatest limit that can be sealed (minor units): what was paid."""
    return case.paid_minor


def step(case: CaseState) -> int:
    """The money grid of a case's biddings, in minor units."""
    return bids.step_of(case.paid_minor)


def open_one(world: World, named: str, *, by: Actor, now: datetime) -> tuple[biddings.Bidding, str]:
    """The bidding in which somebody seals, and his side. named: its id; a bid counts in the one that it is for alone.

    Refuses not_found, bidding_over (also where another one is open: its terms may be others)
    """
    case = world.case
    side = access.side_of(by, case)
    if side not in SIDES:
        raise Refusal("not_found")
    bidding = biddings.open_bidding(case)
    wait = next(iter(case.waits("bid")), None)
    if bidding is None or wait is None or (wait.until <= now and not wait.held):
        raise Refusal("bidding_over", bidding=named, open="")
    if bidding.id != named:
        raise Refusal("bidding_over", bidding=named, open=bidding.id)
    return bidding, side


def may_seal(world: World, minor: object, *, named: str, waives: bool, by: Actor, now: datetime) -> str:
    """The side for which somebody may seal this limit (minor units) now; nothing is refused by what the other has done.

    named     the bidding that it is for; waives: the buyer knows that he may get less than he is guaranteed
    No refusal repeats the limit. Refuses bidding_over, bid_not_a_sum, bid_out_of_range, bid_above_promise, below_entitlement
    """
    case = world.case
    bidding, side = open_one(world, named, by=by, now=now)
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise Refusal("bid_not_a_sum", currency=case.currency)
    if not 0 <= minor <= most(case):
        raise Refusal("bid_out_of_range", limit=most(case), currency=case.currency)
    limit = by.promise_limit
    if by.role == "agent" and limit is not None and packages.to_buyer(bidding.whole(minor)) > limit:
        raise Refusal("bid_above_promise", limit=limit, currency=case.currency)
    waiving.said(case, bidding.whole(minor), side, waives=waives, by=by)
    return side


def settle(
    world: World, command: SettleBids, *, by: Actor, now: datetime, met: Met | None, funded: bool = True
) -> tuple[Event, ...]:
    """What came of the bids, once they were looked at.

    met   they meet: both are bound, so the agreement is reached, signed by both and in effect in one. None: they do not, or
          somebody has not bid; nothing is said of that before the time is over, and then the same in every case
    funded   the shop can give the voucher and points of the terms: where it cannot once the time is over, that alone is said,
          whether somebody has bid or not
    """
    case = world.case
    bidding = biddings.unfinished(case)
    if bidding is None or bidding.id != command.bidding or case.closed:
        return ()
    draft = Draft(world, by, now)
    if met is None or not _terms_are_open(case):
        if not bidding.open:
            _end(draft, "none" if funded else "unfunded")
        return draft.events()
    _agree(draft, bidding, met)
    return (*draft.events(), *_own_entries(case, bidding, met))


def _own_entries(case: CaseState, bidding: biddings.Bidding, met: Met) -> tuple[Event, ...]:
    """That a side has sealed, and when, in its own room: only once it is known to all that both have. No sum."""
    told = {"bidding": bidding.id, "commitment": bidding.commitment}
    return tuple(
        Event(own_room(case, side), "BidSealed", {**told, "at": clock.text(clock.from_milliseconds(at_ms))})
        for side, at_ms in sorted(met.sealed.items())
    )


def own_room(case: CaseState, side: str) -> str:
    """The stream of a side's own room of sealed bids, which that side alone reads."""
    return access.room_stream(case.id, f"bid-{side}")


def _terms_are_open(case: CaseState) -> bool:
    try:
        offers.require_talks(case)
    except Refusal:
        return False
    return True


def _agree(draft: Draft, bidding: biddings.Bidding, met: Met) -> None:
    case = draft.case
    package = packages.checked(bidding.whole(met.minor), case.currency, case.paid_minor)
    for side in SIDES:
        draft.show_procedure(side)
    _end(draft, "agreed", minor=met.minor)
    offer = f"o{len(draft.case.offers) + 1}"
    draft.add("OfferMade", offer=offer, side="system", package=package, in_reply_to="", bidding=bidding.id)
    for side in SIDES:
        less = waiving.given_up(case, package) if side == "buyer" else None
        knowing = {"waives": less} if less else {}
        draft.add("OfferAccepted", offer=offer, side=side, bidding=bidding.id, **knowing)
    for other in draft.case.open_offers():
        draft.add("OfferLapsed", offer=other.id, why="agreed")
    draft.clear(why="agreed")
    draft.add("AgreementReached", offer=offer, package=package)
    below = signed.below(draft.case.agreement, met.written)  # kept with the first; the second stands below the same
    for side in SIDES:
        draft.add("AgreementSigned", side=side, offer=offer, bidding=bidding.id, signer=met.signers[side], **below)
        below = {}
    draft.add("AgreementInEffect", offer=offer, package=package)
    performance.begin(draft)


def agreement(case: CaseState, row: biddings.Bidding, minor: int, now: datetime) -> Agreement:
    """The agreement that both sign by bids which come to this sum, as it would stand if the case were settled now."""
    package = packages.checked(row.whole(minor), case.currency, case.paid_minor)
    return Agreement(f"o{len(case.offers) + 1}", package, clock.text(now))


def _end(draft: Draft, result: str, **data: object) -> None:
    bidding = biddings.unfinished(draft.case)
    draft.add("BiddingEnded", bidding=bidding.id, result=result, **data)
    draft.clear("bid", about=bidding.id, why="bidding")
