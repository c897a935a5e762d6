"""Vouchers and points as terms: what a point is worth is fixed where they are proposed, and a shop promises what it can give.

The purse is another root than the case, so it is looked at as it stands now; its money is taken once both have signed, in the
purse's own act. Between the two another agreement may have taken it: then this one waits, and what is late counts as any obligation.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hejie.domain.cases import access, credit
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts, points_book, vouchers
from hejie.domain.escrow.purse import PurseState
from hejie.domain.escrow.voucher_book import Book, month_of
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.rulebooks import after_the_end
from hejie.store import points


def worth_at(marketplace: str, now: datetime) -> points_book.Worth | None:
    """What a point of a marketplace is worth; None where it gives none."""
    found = _purse(marketplace, vouchers.PLATFORM)
    worth = found.points.worth_at(clock.text(now)) if found else None
    return worth if worth and worth.minor else None


def deciding(decide: Callable) -> Callable:
    """The same decision, of terms whose points are fixed at what one is worth now, and of which a shop can give the credit.

    Refuses   points_not_offered, points_number; for the seller's side voucher_no_budget, voucher_above_budget, voucher_not_funded
    """

    def decided(world: World, command: object, *, by: Actor, now: datetime) -> tuple[Event, ...]:
        package = getattr(command, "package", None)
        if credit.asked_points(package):
            currency = (world.case or world.order).currency
            worth = worth_at(world.marketplace, now)
            command = replace(command, package=credit.fixed(package, worth, currency))
        events = decide(world, command, by=by, now=now)
        if world.case is not None and access.side_of(by, world.case) == "seller":
            for event in events:
                can_give(world.case, _promised(world.case, event), by, now)
        return events

    return decided


def can_give(case: CaseState, package: object, by: Actor, now: datetime) -> None:
    """Let pass credit that somebody of the shop may promise now: within budgets, and points within the deposit.

    A voucher may be one of the shop's own, which its deposit does not pay.
    Refuses   voucher_no_budget, voucher_above_budget, voucher_not_funded
    """
    if not package or not credit.given(package):
        return
    state = _purse(case.marketplace, case.seller)
    amount = Money(credit.total(package), case.currency)
    vouchers.within_budget(state.book if state else Book(), amount, by, month_of(clock.text(now)))
    given = Money(credit.of(package, credit.POINTS)["minor"], case.currency)
    there = state.balance(case.currency) if state else Money(0, case.currency)
    if given > there:
        raise Refusal("voucher_not_funded", asked=str(given), left=str(there))


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


def _promised(case: CaseState, event: Event) -> object:
    """The terms that an entry of the seller's binds him to, or would: his offer, what he accepts, what he signs."""
    if event.kind in ("OfferMade", "BiddingOpened"):
        return event.data["package"]
    if event.kind == "OfferAccepted":
        offer = case.offer(event.data["offer"])
        return offer.package if offer else None
    return case.agreement.package if event.kind == "AgreementSigned" and case.agreement else None


def _purse(marketplace: str, owner: str) -> PurseState | None:
    root = accounts.purse(marketplace, owner)
    return reader.state(root, root)
