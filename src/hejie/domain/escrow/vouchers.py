"""Vouchers out of a purse: given within a month's budget, reserved at once, used once, released when their time is over.

All acts of one purse stand under one lock, so that two agents together cannot give more than there is, and of two who use
a voucher in the same second one wins.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.escrow import promised
from hejie.domain.escrow.purse import PurseState
from hejie.domain.escrow.voucher_book import (
    RETURNED,
    WHY,
    Book,
    Voucher,
    aside,
    month_of,
    returned_by,
    within_budget,
)
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import Money, not_negative, positive
from hejie.domain.kernel.refusal import Refusal

Events = tuple[Event, ...]
PLATFORM = "platform"
MOST_DAYS = 1095
REMIND_BEFORE = timedelta(days=7)
_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class SetBudget:
    """What vouchers may come to in a month. who: SHOP the whole purse, EACH every agent, or one agent's id."""

    funder: str
    who: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class IssueVoucher:
    """Give a buyer a voucher. funder: seller id or `platform`, whose purse pays; least: what the goods must come to.

    bearer   of what was agreed, who signed it for the funder: his budget bears it, beside the purse's
    """

    funder: str
    buyer: str
    minor: int
    currency: str
    days: int
    why: str
    case: str = ""
    order: str = ""
    partial: bool = False
    least: int = 0
    note: str = ""
    bearer: str = ""


@dataclass(frozen=True, slots=True)
class MakeCode:
    """Show the buyer a code: what is kept is its digest, and a code that was shown before holds no longer."""

    funder: str
    voucher: str
    digest: str


@dataclass(frozen=True, slots=True)
class UseVoucher:
    """Pay with it at an order (its root). digest: of the code that was told, "" where its buyer himself uses it on a page.

    minor   how much is wanted, None for as much as goes
    """

    funder: str
    voucher: str
    digest: str
    order: str
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the order is at which it is used; minor units.

    worth    of the goods that it may pay for; unpaid: what of it nobody has paid yet
    usable   that the order takes payment yet; fits: that the voucher's shop sells something in it
    """

    buyer: str
    currency: str
    worth: int
    unpaid: int
    usable: bool = True
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Carry:
    """What became of a use at its order: taken, or not, and then the money comes back to the voucher."""

    funder: str
    voucher: str
    use: str
    taken: bool


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A refund brings back what a use of a voucher has paid. use: as the purse names it; order: its root; days: good for these at least."""

    funder: str
    use: str
    order: str
    transfer: str
    minor: int
    days: int


@dataclass(frozen=True, slots=True)
class LookAt:
    """Carry out what a voucher's time has brought: the reminder, or its end."""

    funder: str
    voucher: str


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    purse: PurseState | None


def set_budget(world: World, command: SetBudget, *, by: Actor, now: datetime) -> Events:
    """Set a month's budget, from now on; what was given this month counts. Refuses amount_negative, currency_unknown."""
    amount = not_negative(command.minor, command.currency)
    data = {"who": command.who, "minor": amount.minor, "currency": amount.currency}
    return (*_opened(world, command.funder), _event(world, "VoucherBudgetSet", **data))


def issue(world: World, command: IssueVoucher, *, by: Actor, now: datetime) -> Events:
    """Give it and reserve its money.

    Refuses   amount_not_positive, amount_negative, currency_unknown, voucher_days (1 to 1095), text_too_long, bad_voucher_reason,
              voucher_no_budget (an agent without one), voucher_above_budget, voucher_not_funded and credit_promised_away
              (each with what is left)
    """
    amount = positive(command.minor, command.currency)
    least = not_negative(command.least, command.currency)
    if not 1 <= command.days <= MOST_DAYS:
        raise Refusal("voucher_days", given=command.days, most=MOST_DAYS)
    if command.why not in WHY:
        raise Refusal("bad_voucher_reason", given=command.why[:40])
    note = command.note.strip()
    if len(note) > _LONGEST_NOTE:
        raise Refusal("text_too_long", most=_LONGEST_NOTE, given=len(note))
    book = world.purse.book if world.purse else Book()
    if by.role != "system":
        within_budget(book, amount, by, month_of(clock.text(now)))
    was = promised.kept_by(world.purse, command.case, promised.VOUCHER, amount) if command.why == "agreement" else {}
    if not aside(was):
        promised.funded(world.purse, amount)
    data = {
        "voucher": f"v{len(book.vouchers) + 1}",
        "buyer": command.buyer,
        "minor": amount.minor,
        "currency": amount.currency,
        "until": clock.text(clock.cut(now + timedelta(days=command.days))),
        "partial": command.partial,
        "least": least.minor,
        "why": command.why,
        "case": command.case,
        "order": command.order,
        "agent": "" if by.role == "system" else by.id,
        "note": Private(note) if note else None,
        **({"bearer": command.bearer} if command.bearer else {}),
        **was,
    }
    return (_event(world, "VoucherIssued", **data),)


def make_code(world: World, command: MakeCode, *, by: Actor, now: datetime) -> Events:
    """Put a code in force for its buyer. Refuses not_found (not his), voucher_used, voucher_expired."""
    voucher = _voucher(world, command.voucher)
    if voucher.buyer != by.id:
        raise Refusal("not_found")
    _usable(voucher, now)
    return (_event(world, "VoucherCodeMade", voucher=voucher.id, digest=command.digest),)


def use(world: World, command: UseVoucher, *, by: Actor, now: datetime, at: Terms) -> Events:
    """Take its money for an order, on the way there.

    Refuses   not_found (no such voucher, or a code that holds no longer), voucher_not_his, voucher_used, voucher_expired,
              order_cancelled, voucher_other_shop, voucher_currency, voucher_least, voucher_nothing_left (the order is paid),
              voucher_above_worth, amount_not_positive
    """
    voucher = _voucher(world, command.voucher)
    if command.digest != voucher.digest and (command.digest or by.role != "buyer" or by.id != voucher.buyer):
        raise Refusal("not_found")
    if at.buyer != voucher.buyer:
        raise Refusal("voucher_not_his")
    _usable(voucher, now)
    _fits(voucher, command.order, at)
    most = Money(min(voucher.left, at.unpaid), voucher.currency)
    wanted = most if command.minor is None else positive(command.minor, voucher.currency)
    if wanted > most:
        raise Refusal("voucher_above_worth", asked=str(wanted), most=str(most))
    name = use_of(voucher.id, world.purse.seq + 1)
    data = {
        "voucher": voucher.id,
        "use": name,
        "order": command.order,
        "minor": wanted.minor,
        "currency": wanted.currency,
    }
    return (_event(world, "VoucherUsed", **data),)


def use_of(voucher: str, seq: int) -> str:
    """The name of a use, by the entry of the purse that says it."""
    return f"{voucher}.{seq}"


def carry(world: World, command: Carry, *, by: Actor, now: datetime) -> Events:
    """The order has taken the money, and a voucher for one time ends with it; or it comes back. Told before: nothing."""
    voucher = _voucher(world, command.voucher)
    row = next((row for row in voucher.uses if row[0] == command.use), None)
    if voucher.status != "using" or row is None or voucher.uses[-1] != row:
        return ()
    said = {"voucher": voucher.id, "use": command.use, "order": row[1], "currency": voucher.currency}
    if not command.taken:
        return (_event(world, "VoucherGivenBack", **said, minor=row[2]),)
    over = not voucher.left or not voucher.partial
    done = _event(world, "VoucherCarried", **said)
    return (done, _ended(world, voucher, "used")) if over else (done,)


def take_back(world: World, command: TakeBack, *, by: Actor, now: datetime) -> Events:
    """Give its buyer a new voucher of the same purse for what a refund brings back of an old one. Came before: nothing.

    It is good until the old one would have been, and for some days at least; on the terms of the old one, the least worth of the
    goods by as much smaller as it is itself.
    """
    old = _voucher(world, command.use.rpartition(".")[0])
    name = returned_by(command.order, command.transfer)
    if any(row[1] == name for row in old.returns):
        return ()
    paid = sum(row[2] for row in old.uses if row[0] == command.use and row[1] == command.order)
    if command.minor > paid - sum(row[2] for row in old.returns if row[0] == command.use):
        raise ValueError(f"{name} would bring back more than {command.use} has paid")
    data = {
        "voucher": f"v{len(world.purse.book.vouchers) + 1}",
        "of": old.id,
        "use": command.use,
        "transfer": command.transfer,
        "buyer": old.buyer,
        "minor": command.minor,
        "currency": old.currency,
        "until": max(old.until, clock.text(clock.cut(now + timedelta(days=command.days)))),
        "partial": old.partial,
        "least": old.least * command.minor // old.minor,
        "why": RETURNED,
        "case": "",
        "order": command.order,
        "agent": "",
        "note": None,
    }
    return (_event(world, "VoucherReturned", **data),)


def look_at(world: World, command: LookAt, *, by: Actor, now: datetime) -> Events:
    """Remind its buyer once, some days before it ends; release what is left of it when it has ended."""
    voucher = _voucher(world, command.voucher)
    if voucher.status != "open":
        return ()
    until = clock.parse(voucher.until)
    if now >= until:
        return (_ended(world, voucher, "expired"),)
    if not voucher.reminded and now >= until - REMIND_BEFORE:
        return (_event(world, "VoucherReminded", voucher=voucher.id),)
    return ()


def looked_at(voucher_until: str, issued_at: str) -> tuple[datetime, ...]:
    """When a voucher has to be looked at: for its reminder, where it is good for longer than that, and at its end."""
    until, since = clock.parse(voucher_until), clock.parse(issued_at)
    reminder = until - REMIND_BEFORE
    return (reminder, until) if reminder > since else (until,)


def _usable(voucher: Voucher, now: datetime) -> None:
    if voucher.status in ("used", "using"):
        raise Refusal("voucher_used")
    if voucher.status == "expired" or now >= clock.parse(voucher.until):
        raise Refusal("voucher_expired", until=voucher.until)


def _fits(voucher: Voucher, order: str, at: Terms) -> None:
    if not at.usable:
        raise Refusal("order_cancelled", order=order)
    if not at.fits:
        raise Refusal("voucher_other_shop")
    if at.currency != voucher.currency:
        raise Refusal("voucher_currency", voucher=voucher.currency, order=at.currency)
    if at.worth < voucher.least:
        least = Money(voucher.least, voucher.currency)
        raise Refusal("voucher_least", least=str(least), worth=str(Money(at.worth, voucher.currency)))
    if not at.unpaid:
        raise Refusal("voucher_nothing_left")


def _ended(world: World, voucher: Voucher, why: str) -> Event:
    return _event(world, "VoucherEnded", voucher=voucher.id, why=why, minor=voucher.left, currency=voucher.currency)


def _voucher(world: World, name: str) -> Voucher:
    found = world.purse.book.vouchers.get(name) if world.purse is not None else None
    if found is None:
        raise Refusal("not_found")
    return found


def _opened(world: World, owner: str) -> Events:
    if world.purse is not None:
        return ()
    return (Event(world.root, "PurseOpened", {"marketplace": world.marketplace, "owner": owner}),)


def _event(world: World, kind: str, **data: object) -> Event:
    return Event(world.root, kind, data)
