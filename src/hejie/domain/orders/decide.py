"""What may happen to an order outside of a case: placing, paying, shipping, receiving, calling off, refunding, releasing.

Decisions are pure. `world.order` is the order as it stands (None before it is placed). Whatever a case has frozen,
these acts leave alone or refuse.
"""

from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import accounts, holds, splits
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import Money, allocate, exponent, not_negative, positive
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, going, papers
from hejie.domain.orders.state import OrderState, evolve
from hejie.domain.procedure.rulebook import Procedure

Events = tuple[Event, ...]
_MOST_LINES = 1000


# The whole life of an order is decided here; how it goes between payment and receipt stands in a room of its own.
ship, deliver, confirm_receipt, accept = going.ship, going.deliver, going.confirm_receipt, going.accept
extend, ask_time, answer_time = going.extend, going.ask_time, going.answer_time
correct_parcel = going.correct_parcel


class World(Protocol):
    """What a decision may look at (`cases.world.World`). procedure: the one in force, for acts that start clocks."""

    root: str
    marketplace: str
    order: OrderState | None
    procedure: Procedure | None


def place(world: World, command: commands.PlaceOrder, *, by: Actor, now: datetime) -> Events:
    """Take an order in, hold what was paid for it line by line, and start the clocks that its dates call for.

    Refuses   order_exists (equal or not: an equal repeat under its key never comes this far), order_without_lines,
              line_repeated, bad_quantity, amount_negative, amount_too_large, currency_unknown, bad_date and what
              clocks.receipt_terms refuses
    """
    if world.order is not None:
        raise Refusal("order_exists", order=command.external_id)
    placed = _event(world, "OrderPlaced", **_placed(world, command, now))
    order = evolve(None, going.as_entry(placed, now))
    with_deal = papers.attached(world, command.deal)
    if command.paid:
        shares = _shares(command, order)
        held = _payment_held(order, shares, command.paid_assumed, "")
        order = evolve(order, going.as_entry(held, now, order.seq + 1))
        return (placed, *with_deal, held, *clocks.begin(order, world.procedure, now, order.dates))
    return (placed, *with_deal)


def record_payment(world: World, command: commands.RecordPayment, *, by: Actor, now: datetime) -> Events:
    """Hold what the buyer has paid, line by line.

    Refuses   already_paid, order_cancelled, currency_mismatch, amount_not_positive, amount_too_large
    """
    order = world.order
    if order.paid_minor > order.by_voucher:
        raise Refusal("already_paid", order=order.external_id)
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    if command.currency != order.currency:
        raise Refusal("currency_mismatch", given=command.currency, expected=order.currency)
    paid = positive(command.minor, order.currency)
    weights = [max(0, (line.price or 0) + (line.freight or 0) - _held(order, line.line)) for line in order.lines]
    shares = [share.minor for share in allocate(paid, weights)]
    held = _payment_held(order, shares, False, command.provider_ref)
    after = evolve(order, going.as_entry(held, now, order.seq + 1))
    return (held, *clocks.begin(after, world.procedure, now, after.dates))


def _held(order: OrderState, line: int) -> int:
    """What vouchers have brought for a line before the buyer's own money."""
    hold = order.custody.hold(accounts.hold_id(order.root, line))
    return hold.held if hold else 0


def cancel(world: World, command: commands.CancelOrder, *, by: Actor, now: datetime) -> Events:
    """Call the order off and give back what was paid for lines without an open case.

    A buyer may do so until the goods are shipped, everybody else until they have arrived. He needs no reason for it, so that what a
    voucher paid comes back to him as after a return without one.
    Refuses   order_cancelled, order_shipped, already_delivered, line_in_dispute (when a case has frozen all the money)
    """
    order = world.order
    going.not_over(order)
    if by.role == "buyer" and any(order.reached(one.line, "shipped") for one in order.lines):
        raise Refusal("order_shipped", order=order.external_id)
    free = order.unfrozen_holds()
    if order.frozen and not free:
        line, case = order.frozen[0]
        raise Refusal("line_in_dispute", line=line, case=case)
    return (
        _event(order, "Cancelled", side=by.role, on=clock.text(now), **going.note(command.why)),
        *holds.stop_clock(order, "cancelled"),
        *holds.pay_buyer(order, holds.all_free(free), "cancelled", "none" if by.role == "buyer" else ""),
    )


def refund(world: World, command: commands.RefundLines, *, by: Actor, now: datetime) -> Events:
    """Give money back outside of any case, out of what custody holds for the lines.

    The clock for confirming receipt stops when no unfrozen money is left for it to release.
    Refuses   unknown_line, line_in_dispute (offer it inside the case), nothing_in_custody, refund_above_custody,
              amount_not_positive
    """
    order = world.order
    lines = tuple(sorted({order.line(number).line for number in command.lines}))
    for line in lines:
        _not_in_dispute(order, line)
    found = tuple(hold for hold in order.custody.holds_of(frozenset(lines)) if hold.free)
    there = holds.available(order, lines)
    if not found:
        raise Refusal("nothing_in_custody", order=order.external_id)
    wanted = there if command.minor is None else positive(command.minor, order.currency)
    if wanted > there:
        raise Refusal("refund_above_custody", asked=str(wanted), there=str(there))
    shares = allocate(wanted, [hold.free for hold in found])
    amounts = [(hold, share.minor) for hold, share in zip(found, shares, strict=True)]
    asked = _event(
        order, "RefundGiven", lines=list(lines), amount=wanted.minor, currency=order.currency, **going.note(command.why)
    )
    stopped = clocks.stop_when_spent(order, {hold.line: minor for hold, minor in amounts}, "refunded")
    return (asked, *stopped, *holds.pay_buyer(order, amounts, "refund"))


def release(world: World, command: commands.ReleaseHold, *, by: Actor, now: datetime) -> Events:
    """Pay the seller for one line out of what custody holds for it; what is not asked for stays held.

    The clock for confirming receipt stops when no unfrozen money is left for it to release.
    Refuses   unknown_line, order_cancelled, line_in_dispute, nothing_to_release, release_above_custody,
              amount_not_positive
    """
    order = world.order
    line = order.line(command.line).line
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    _not_in_dispute(order, line)
    hold = order.custody.hold(accounts.hold_id(order.root, line))
    if hold is None or not hold.free:
        raise Refusal("nothing_to_release", line=line)
    there = holds.available(order, (line,))
    wanted = there if command.minor is None else positive(command.minor, order.currency)
    if wanted > there:
        raise Refusal("release_above_custody", asked=str(wanted), there=str(there))
    asked = _event(
        order,
        "HoldReleased",
        hold=hold.id,
        line=line,
        amount=wanted.minor,
        currency=order.currency,
        **going.note(command.why),
    )
    stopped = clocks.stop_when_spent(order, {line: wanted.minor}, "acted")
    return (asked, *stopped, *holds.pay_seller(order, [(hold, wanted.minor)], "release"))


def remind(world: World, command: commands.RemindOrder, *, by: Actor, now: datetime) -> Events:
    """Record the half-time reminder of an open wait, once; for a wait that is gone, nothing."""
    row = next((row for row in world.order.deadlines if row.id == command.deadline), None)
    if row is None or row.reminded:
        return ()
    data = {"deadline": row.id, "wait": row.wait, "who": row.who, "until": clock.text(row.until)}
    return (_event(world.order, "DeadlineReminded", **data),)


def give_back_time(
    world: World, command: commands.GiveBackOrderTime, *, by: Actor, now: datetime, beside: tuple[Lost, ...] = ()
) -> Events:
    """Move open waits on by the time that an outage or a holiday took from them; nothing where it was done before.

    beside   other times that do not count, so that none is given back twice
    """
    started_at, ended_at = clock.parse(command.started_at), clock.parse(command.ended_at)
    lost = Lost(command.outage, started_at, ended_at, command.why, beside)
    return tuple(
        _event(
            world.order,
            "DeadlineMoved",
            deadline=row.id,
            until=clock.text(row.until + length),
            why=lost.why,
            outage=lost.id,
        )  # fmt: skip
        for row in world.order.deadlines
        if (length := lost.of(row)) is not None
    )


def settle(world: World, command: commands.SettleTransfer, *, by: Actor, now: datetime) -> Events:
    """What the provider answered about a transfer that belongs to no case. Refuses what holds.post and fail refuse."""
    if command.ok:
        return holds.post(world.order, command.transfer, command.provider_ref)
    return holds.fail(world.order, command.transfer, command.why)


def retry(world: World, command: commands.RetryTransfer, *, by: Actor, now: datetime) -> Events:
    """Give a refused transfer to the provider once more. Refuses transfer_unknown, transfer_not_failed."""
    return holds.retry(world.order, command.transfer)


def cover_debt(world: World, command: commands.CoverDebt, *, by: Actor, now: datetime) -> Events:
    """Money from a purse goes on to the buyer. Refuses debt_unknown, debt_not_owed."""
    return holds.cover_debt(world.order, command.debt, command.source, command.purse, command.minor)


def _placed(world: World, command: commands.PlaceOrder, now: datetime) -> dict:
    exponent(command.currency)
    if not command.lines:
        raise Refusal("order_without_lines", order=command.external_id)
    if len(command.lines) > _MOST_LINES:
        raise Refusal("order_too_long", order=command.external_id, most=_MOST_LINES)
    not_negative(command.freight, command.currency)
    if command.paid is not None:
        not_negative(command.paid, command.currency)
    extra = [0] * len(command.lines)
    if command.freight:
        extra = splits.spread(command.freight, [line.price for line in command.lines], command.currency)
    seen: set[int] = set()
    rows = []
    for line, share in zip(command.lines, extra, strict=True):
        if line.line in seen or line.line < 1:
            raise Refusal("line_repeated", line=line.line, order=command.external_id)
        seen.add(line.line)
        if line.gift_for and line.gift_for not in {one.line for one in command.lines} - {line.line}:
            raise Refusal("unknown_line", line=line.gift_for)
        hours = clocks.hours(world.procedure, line, command)
        more = {"hours": hours, "private": line.seller in command.private}
        rows.append({**_line(line, share, command.currency), **{name: value for name, value in more.items() if value}})
    days, since = clocks.receipt_terms(world.procedure, command.lines, command.confirm_days, command.confirm_since)
    return {
        "marketplace": world.marketplace,
        "external_id": command.external_id,
        "buyer": command.buyer,
        "currency": command.currency,
        "lines": rows,
        "dates": {name: going.past(on, now) if name in _PAST else on for name, on in command.dates.items() if on},
        "status": command.status,
        "paid": command.paid,
        "paid_assumed": command.paid_assumed,
        "confirm_days": days,
        **clocks.custody_terms(world.procedure, command.accept_hours),
        **({"confirm_since": since} if since != "delivered" else {}),
        "digest": command.digest,
        **({"offer": _offer(command)} if command.offer else {}),
        **({"listings": [dict(one) for one in command.listings]} if command.listings else {}),
    }


def _offer(command: commands.PlaceOrder) -> dict:
    """The promise of free shipping. Refuses bad_offer."""
    if set(command.offer) != {"free_from", "freight"}:
        raise Refusal("bad_offer")
    return {name: not_negative(minor, command.currency).minor for name, minor in command.offer.items()}


_PAST = frozenset({"ordered", "approved", "shipped", "delivered", "cancelled"})


def _line(line: commands.NewLine, share: int, currency: str) -> dict:
    if line.quantity < 1:
        raise Refusal("bad_quantity", line=line.line, given=line.quantity)
    for amount in (line.price, line.freight, line.paid):
        if amount is not None:
            not_negative(amount, currency)
    freight = line.freight if line.freight is not None or not share else 0
    return {
        "line": line.line,
        "seller": line.seller,
        "product": line.product,
        "title": Private(going.short(line.title)) if line.title.strip() else None,
        "quantity": line.quantity,
        "price": line.price,
        "freight": freight if freight is None else freight + share,
        "contents_unknown": line.contents_unknown,
        **({"category": going.short(line.category)} if line.category.strip() else {}),
        **_more(line, currency),
    }


def _more(line: commands.NewLine, currency: str) -> dict:
    """What the shop tells besides: tax in the price, what a gift came with and is worth, the set that a line belongs to."""
    told = {
        "tax": line.tax,
        "gift_for": line.gift_for,
        "worth": line.worth,
        "bundle": going.short(line.bundle),
        "way": line.way,
    }
    for name in ("tax", "worth"):
        if told[name] is not None:
            not_negative(told[name], currency)
    return {name: value for name, value in told.items() if value or (name == "tax" and value is not None)}


def _shares(command: commands.PlaceOrder, order: OrderState) -> list[int]:
    """What of the paid sum stands for each line: as the source says, else by price and freight."""
    told = [line.paid for line in command.lines]
    if all(share is not None for share in told) and sum(told) == command.paid:
        return told
    weights = [(line.price or 0) + (line.freight or 0) for line in order.lines]
    return [share.minor for share in allocate(Money(command.paid, command.currency), weights)]


def _payment_held(order: OrderState, shares: list[int], assumed: bool, provider_ref: str) -> Event:
    rows = [
        {"hold": accounts.hold_id(order.root, line.line), "line": line.line, "amount": share}
        for line, share in zip(order.lines, shares, strict=True)
        if share
    ]
    return _event(order, "PaymentHeld", holds=rows, currency=order.currency, assumed=assumed, provider_ref=provider_ref)


def _not_in_dispute(order: OrderState, line: int) -> None:
    if case := order.case_of(line):
        raise Refusal("line_in_dispute", line=line, case=case)


def _event(order: World | OrderState, kind: str, **data: object) -> Event:
    return Event(f"order:{order.root}", kind, data)
