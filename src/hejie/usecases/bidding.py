"""Sealed bids: opening a bidding, sealing one's own limit, and what one's own side may see of it.

A sealed bid is no entry of the record and no row of the database: it lies encrypted below HEJIE_HOME (`adapters.sealed`), so
that neither a backup nor whoever reads the database learns what was bid, or whether. Sealing looks at nothing of the other side.
What comes of two bids is found out by the worker (`usecases.bid_work`), never in anybody's request.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.conf import settings

from hejie.adapters import draws, sealed
from hejie.domain.cases import access, bidding, biddings
from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.cases.biddings import Bidding
from hejie.domain.cases.state import SIDES, CaseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement import bids, draw_audit
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.usecases import acts, credit_terms
from hejie.usecases.reading import CaseView

_REQUEST = b"hejie/sealed-bids/request/v2\0"


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader sees of the bidding of a case: what the record says, and of what was sealed his own side's alone.

    bidding   that is open or about to be looked at; None: there is none
    sealed    whether the reader's own side has sealed
    lost      what was sealed for it is not there any more (as after a restore): it is void, and can be opened anew
    until     when the time is over, or None; left: how many biddings the case can still have
    last      the newest that has ended, or None
    most      greatest limit, step: money grid, in minor units
    """

    bidding: Bidding | None
    sealed: bool
    lost: bool
    until: datetime | None
    left: int
    last: Bidding | None
    most: int
    step: int


def open_(ctx: Context, command: OpenBidding, *, key: str, if_match: str = "") -> Receipt:
    """Open a bidding on terms of which the refund alone is open; its draw is committed to before anybody bids.

    Refuses what `domain.cases.bidding.open_` refuses.
    """
    world = reader.world(ctx, command.case_id)
    access.may(ctx.actor, "bid", world, command)  # nobody else makes files here
    lost = _is_lost(biddings.unfinished(world.case))
    seed = ctx.random_bytes(bids.SEED_BYTES)
    commitment = bids.commitment(command.case_id, seed)
    sealed.open_bidding(settings.HOME, commitment, command.case_id, seed)
    decide = partial(bidding.open_, commitment=commitment, lost=lost)
    try:
        receipt = acts.in_case(ctx, command, key=key, decide=decide, action="bid", if_match=if_match)
    except Refusal:
        sealed.destroy(settings.HOME, commitment)
        raise
    if receipt.repeated:  # its own place is that of the first time
        sealed.destroy(settings.HOME, commitment)
    return receipt


@dataclass(frozen=True, slots=True)
class Limit:
    """One's own limit, as it is to be sealed.

    bidding   for which one it is; it never counts in another
    minor     least that the buyer takes, or most that the seller gives, in minor units
    waives    the buyer knows that it is less than he is guaranteed; currency: in which it is said, "" for the case's own
    """

    bidding: str
    minor: object
    waives: bool = False
    currency: str = ""

    def __repr__(self) -> str:
        """Nothing of the sum, wherever it might be printed."""
        return f"Limit({self.bidding}, …)"


def seal(ctx: Context, case_id: str, limit: Limit, *, key: str, if_match: str = "") -> Receipt:
    """Seal one's own limit, which binds as a signature if the bids meet. Answers the same whatever the other side has done.

    An equal repeat gets the first answer while the bidding is open, and after an agreement. Then the limit is destroyed, and
    nothing is kept by which another one under the same key could be known: it gets the first answer too.

    if_match  head hash that the case must have, or ""
    Refuses   not_found, what the gate refuses, bidding_over, stale_head, bid_not_a_sum, bid_out_of_range, bid_above_promise,
              currency_mismatch, below_entitlement, bidding_void (what was sealed is lost), bid_sealed_before, key_used_otherwise
    """
    request = sha256(_REQUEST + f"{ctx.actor.id}\0{case_id}\0{limit.bidding}\0{key}".encode()).digest()
    world = reader.world(ctx, case_id)
    access.may_read(ctx.actor, world.case)
    known = sealed.kept_answer(settings.HOME, request)
    if known is not None:
        return _receipt(world.case, *known, repeated=True)
    access.may(ctx.actor, "bid", world)
    row, side = bidding.open_one(world, limit.bidding, by=ctx.actor, now=ctx.now)
    if if_match and if_match != world.case.head and not _is_repeat(row, side, request):
        raise Refusal("stale_head", head=world.case.head)
    if limit.currency and limit.currency != world.case.currency:
        raise Refusal("currency_mismatch", given=limit.currency, expected=world.case.currency)
    bidding.may_seal(world, limit.minor, named=row.id, waives=limit.waives, by=ctx.actor, now=ctx.now)
    if access.side_of(ctx.actor, world.case) == "seller":  # it binds as a signature
        credit_terms.can_give(world.case, row.package, ctx.actor, ctx.now)
    at_ms, case = clock.milliseconds(ctx.now), world.case
    new = sealed.Bid(limit.minor, at_ms, bool(limit.waives), request, ctx.actor.id, case.seq, case.head)
    try:
        kept = sealed.seal(settings.HOME, row.commitment, side, new)
    except sealed.Gone:
        raise Refusal("bidding_void") from None
    if kept.request != request:
        raise Refusal("bid_sealed_before", most=biddings.MOST)
    if (kept.minor, kept.waives) != (new.minor, new.waives):
        raise Refusal("key_used_otherwise")
    sealed.ask(settings.HOME, row.commitment)
    return _receipt(world.case, row.id, kept.seq, kept.head, repeated=kept is not new)


def _is_repeat(row: Bidding, side: str, request: bytes) -> bool:
    try:
        known = sealed.bid(settings.HOME, row.commitment, side)
    except sealed.Gone:
        return False
    return known is not None and known.request == request


def _receipt(case: CaseState, bidding_id: str, seq: int, head: str, *, repeated: bool) -> Receipt:
    """How far the case's own record went: sealing adds nothing to it."""
    return Receipt(case.root, f"case:{case.id}", seq, seq, head, {"bidding": bidding_id}, repeated)


def asked(ctx: Context, case_id: str) -> tuple[CaseState, str]:
    """The case and the side of somebody who is asked for a bid in it. Nothing of this reading is kept.

    Refuses not_found, bidding_over
    """
    case = access.may_read(ctx.actor, reader.case(case_id))
    side = access.side_of(ctx.actor, case)
    if side not in SIDES:
        raise Refusal("not_found")
    if biddings.open_bidding(case) is None:
        raise Refusal("bidding_over", bidding="", open="")
    return case, side


def own(view: CaseView) -> Own:
    """What the reader of a case sees of its bidding; nothing of the other side's is looked at."""
    case = view.case
    row = biddings.unfinished(case)
    mine, lost = False, False
    if row is not None:
        lost = _is_lost(row)
        if view.side in SIDES and not lost:
            mine, lost = _mine(row, view.side)
    wait = next(iter(case.waits("bid")), None)
    return Own(
        bidding=row,
        sealed=mine,
        lost=lost,
        until=wait.until if wait else None,
        left=biddings.left(case),
        last=case.biddings[-1] if case.biddings and row is None else None,
        most=bidding.most(case),
        step=bidding.step(case),
    )


def _mine(row: Bidding, side: str) -> tuple[bool, bool]:
    try:
        return sealed.bid(settings.HOME, row.commitment, side) is not None, False
    except sealed.Gone:
        return False, True


def _is_lost(row: Bidding | None) -> bool:
    return row is not None and not sealed.is_there(settings.HOME, row.commitment)


def audit(ctx: Context) -> draw_audit.Figures:
    """How the draws of the marketplace were spread, for operators and auditors, and for the program itself.

    Refuses not_found for everybody else.
    """
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
    return draw_audit.figures(draws.counts(settings.HOME, ctx.actor.marketplace))
