"""Vouchers and points as terms: what a point is worth is fixed where they are proposed, and a shop promises what it can give.

The purse is another root than the case. Whoever only proposes is measured against it as it stands; where an agreement is reached, and
where the shop signs, what it promises is set aside in the purse **in the very transaction** of the case: the order's lock first, the
purse's second, never the other way round (decision 17). Of two that promise the last of a deposit or a budget the second is refused.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from hejie.domain.cases import access, credit, performance
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts, points_book, promised, vouchers
from hejie.domain.escrow.purse import PurseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.rulebooks import after_the_end
from hejie.store import log, people, points
from hejie.usecases import system

NOT_THERE = frozenset(
    {"voucher_no_budget", "voucher_above_budget", "voucher_not_funded", "credit_promised_away", "credit_not_there"}
)
"""Why a shop cannot promise some credit."""


def worth_at(marketplace: str, now: datetime) -> points_book.Worth | None:
    """What a point of a marketplace is worth; None where it gives none."""
    found = _purse(marketplace, vouchers.PLATFORM)
    worth = found.points.worth_at(clock.text(now)) if found else None
    return worth if worth and worth.minor else None


def deciding(decide: Callable) -> Callable:
    """The same decision, of terms whose points are fixed at what one is worth now, and of which a shop can give the credit.

    Refuses   points_not_offered, points_number; for the seller's side voucher_no_budget, voucher_above_budget, voucher_not_funded,
              credit_promised_away; for whoever else brings an agreement about credit_not_there
    """

    def decided(world: World, command: object, *, by: Actor, now: datetime) -> tuple[Event, ...]:
        package = getattr(command, "package", None)
        if credit.asked_points(package):
            currency = (world.case or world.order).currency
            worth = worth_at(world.marketplace, now)
            command = replace(command, package=credit.fixed(package, worth, currency))
        events = decide(world, command, by=by, now=now)
        if world.case is not None and by.role != "system":
            for event in events:
                _bind(world.case, event, by, now)
        return events

    return decided


def settling(decide: Callable, signer: str) -> Callable:
    """The same decision of what sealed bids have come to, with the credit of an agreement set aside. signer: who sealed for the shop.

    Refuses   credit_not_there
    """

    def decided(world: World, command: object, *, by: Actor, now: datetime) -> tuple[Event, ...]:
        events = decide(world, command, by=by, now=now)
        for event in events:
            if event.kind == "AgreementReached":
                role = "agent" if signer in people.agents_of(world.marketplace, world.case.seller) else "seller"
                _set_aside(world.case, event.data["package"], Actor(role, signer, world.marketplace), now, tell=False)
        return events

    return decided


def can_give(case: CaseState, package: object, by: Actor | None, now: datetime) -> None:
    """Let pass credit that somebody of the shop may promise now: within budgets, and points within the deposit.

    A voucher may be one of the shop's own, which its deposit does not pay. by: None for the shop itself, without any agent
    Refuses   voucher_no_budget, voucher_above_budget, voucher_not_funded, credit_promised_away
    """
    if package and credit.given(package):
        state = _purse(case.marketplace, case.seller)
        promised.can_promise(state, credit.faces(package), case.id, case.currency, by, now)


def is_there(case: CaseState, package: object, now: datetime) -> bool:
    """Whether a shop could give the credit of these terms now."""
    try:
        can_give(case, package, None, now)
    except Refusal:
        return False
    return True


def give_free(ctx: Context, case_id: str) -> None:
    """Give free what a shop has set aside for an agreement of a case and does not owe any more. Done before: nothing."""
    case = reader.case(case_id)
    state = _purse(case.marketplace, case.seller) if case else None
    found = state.promised.get(case_id) if state else None
    if found is None:
        return
    # Read after the promise: one that has been made since bears another id.
    owed = performance.credit_owed(reader.case(case_id))
    over = tuple(form for form in found.faces if form not in owed)
    if over:
        key = f"free:{found.id}:{'+'.join(over)}"
        _write(ctx, promised.FreeCredit(case.seller, case_id, found.id, over), key=key, decide=promised.free)


def _bind(case: CaseState, event: Event, by: Actor, now: datetime) -> None:
    """What an act of a person binds the shop to, or would, must be there; what an agreement promises is set aside."""
    own = access.side_of(by, case) == "seller"
    if event.kind == "AgreementReached":
        _set_aside(case, event.data["package"], by if own else None, now, tell=own)
    elif own and event.kind == "AgreementSigned" and case.agreement:
        _set_aside(case, case.agreement.package, by, now, tell=True)
    elif own and event.kind in ("OfferMade", "BiddingOpened"):
        can_give(case, event.data["package"], by, now)
    elif own and event.kind == "OfferAccepted":
        offer = case.offer(event.data["offer"])
        can_give(case, offer.package if offer else None, by, now)


def _set_aside(case: CaseState, package: object, whose: Actor | None, now: datetime, *, tell: bool) -> None:
    """Set aside what these terms promise, in the transaction of the case, whose lock is held. tell: whose deposit it is is told why not.

    Refuses   what `promised.promise` does, or credit_not_there
    """
    if not package or not credit.given(package):
        return
    try:
        can_give(case, package, whose, now)
        if _purse(case.marketplace, case.seller) is None:
            return  # vouchers of the shop's own, which has no purse and no budget
        if not connection.in_atomic_block:
            raise log.Outdated  # decided on what was remembered; setting aside needs the case's lock first
        command = promised.PromiseCredit(case.seller, case.id, case.currency, credit.faces(package))
        ctx = system.context(case.marketplace, now)
        key = f"promise:{case.id}:{case.seq + 1}"
        _write(ctx, command, key=key, decide=partial(promised.promise, whose=whose))
    except Refusal as refusal:
        if tell or refusal.code not in NOT_THERE:
            raise
        raise Refusal("credit_not_there") from None


def signer(case: CaseState) -> str:
    """Who has signed for the shop: his budget bears the credit of the agreement."""
    found = case.agreement.signatures if case.agreement else ()
    return next((one.by for one in found if one.side == "seller"), "")


def points_used(marketplace: str, now: datetime) -> tuple[int, float | None]:
    """(how many gifts of points have come to their end within the last year, which share of their worth was used; None while that
    is too few)."""
    rules = after_the_end.load()
    since = clock.milliseconds(now - timedelta(days=rules.voucher_days))
    count, used = points.redemption(marketplace, since, clock.milliseconds(now))
    return count, (used / count if count >= rules.enough else None)


def _write(ctx: Context, command: object, *, key: str, decide: Callable) -> None:
    root = accounts.purse(ctx.actor.marketplace, command.funder)
    writer.write(ctx, command, key=key, decide=decide, action="system.credit", root=root, streams={"purse": root})


def _purse(marketplace: str, owner: str) -> PurseState | None:
    root = accounts.purse(marketplace, owner)
    return reader.state(root, root)
