"""How an order goes between payment and receipt: taken on, sent, arrived, confirmed, line by line; and who gets more time.

Decisions are pure; `world.order` is the order as it stands. Money of a line in a case is left alone.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.escrow import holds, looking
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands
from hejie.domain.orders.state import OrderState, evolve
from hejie.domain.procedure.rulebook import Procedure

Events = tuple[Event, ...]
MOST_DAYS = 30
_LONGEST_TEXT = 2000


class World(Protocol):
    """What a decision may look at (`cases.world.World`). procedure: the one in force, for acts that start clocks."""

    root: str
    marketplace: str
    order: OrderState | None
    procedure: Procedure | None


def accept(world: World, command: commands.AcceptOrder, *, by: Actor, now: datetime) -> Events:
    """A shop takes a paid order on: silence can no longer send the money back. Taken on already: nothing.

    Refuses   order_cancelled, unknown_line, nothing_in_custody (no money to take it on for)
    """
    order = world.order
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    if not order.custody.holds:
        raise Refusal("nothing_in_custody", order=order.external_id)
    lines = [line for line in _lines(order, command.lines, by) if line not in order.accepted]
    if not lines:
        return ()
    return (
        event(order, "OrderAccepted", lines=lines, side=by.role),
        *_over(order, looking.ACCEPT_ORDER, {*order.accepted, *lines}),
    )


def ship(world: World, command: commands.ShipOrder, *, by: Actor, now: datetime) -> Events:
    """The goods, or some lines of them, are on their way; the buyer's time begins here where the order says so.

    Refuses   order_cancelled, already_delivered, already_shipped (every line named), unknown_line, line_cancelled, bad_date
    """
    order = world.order
    not_over(order)
    lines = _lines(order, command.lines, by)
    if command.lines and all(order.reached(line, "shipped") for line in lines):
        raise Refusal("already_shipped", order=order.external_id)
    data = {"on": past(command.on, now), "carrier": short(command.carrier)}
    if command.waybill.strip():
        data["waybill"] = Private(short(command.waybill))
    return _station(world, event(order, "Shipped", **data, **_named(order, lines)), "shipped", now)


def deliver(world: World, command: commands.DeliverOrder, *, by: Actor, now: datetime) -> Events:
    """The goods, or some lines of them, have arrived; the time to look at them begins, unless it runs since they were sent.

    Refuses   order_cancelled, already_delivered, unknown_line, line_cancelled, bad_date
    """
    order = world.order
    not_over(order)
    lines = _lines(order, command.lines, by)
    if command.lines and all(order.reached(line, "delivered") for line in lines):
        raise Refusal("already_delivered", order=order.external_id)
    data = {"on": past(command.on, now), **_named(order, lines)}
    return _station(world, event(order, "Delivered", **data), "delivered", now)


def correct_parcel(world: World, command: commands.CorrectParcel, *, by: Actor, now: datetime) -> Events:
    """Put right who carries a parcel, or its number, until all that is in it has arrived.

    Refuses   parcel_unknown, order_cancelled, already_delivered, waybill_missing (neither carrier nor number), text_too_long
    """
    order = world.order
    not_over(order)
    parcel = next((one for one in order.parcels if one.id == command.parcel), None)
    if parcel is None:
        raise Refusal("parcel_unknown", given=command.parcel[:40])
    if all(order.reached(line, "delivered") for line in parcel.lines):
        raise Refusal("already_delivered", order=order.external_id)
    carrier, number = short(command.carrier), short(command.waybill)
    if not carrier and not number:
        raise Refusal("waybill_missing")
    told = {"waybill": Private(number)} if number else {}
    return (event(order, "ParcelCorrected", parcel=parcel.id, carrier=carrier, side=by.role, **told),)


def _station(world: World, came: Event, station: str, now: datetime) -> Events:
    """The goods have come so far: what waited for it ends, what begins with it begins."""
    after = evolve(world.order, as_entry(came, now, world.order.seq + 1))
    reached = (station,) if after.dates.get(station) and not world.order.dates.get(station) else ()
    cleared = clocks.arrived(world.order, station) if after.dates.get(station) else ()
    taken = {line.line for line in after.lines if not after.accept_hours_of(line.line)}
    cleared = (*cleared, *_over(after, looking.ACCEPT_ORDER, taken))
    for gone in cleared:
        after = evolve(after, as_entry(gone, now, after.seq + 1))
    return (came, *cleared, *clocks.begin(after, world.procedure, now, reached))


def confirm_receipt(world: World, command: commands.ConfirmReceipt, *, by: Actor, now: datetime) -> Events:
    """The buyer has what he ordered, or some lines of it: the seller is paid for those without an open case.

    Refuses   already_confirmed, order_cancelled, unknown_line, line_cancelled, line_in_dispute (a line that he names)
    """
    order = world.order
    if order.confirmed == "buyer":
        raise Refusal("already_confirmed", order=order.external_id)
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    lines = _lines(order, command.lines, by)
    named = _named(order, lines)
    if command.lines:
        for line in lines:
            if case := order.case_of(line):
                raise Refusal("line_in_dispute", line=line, case=case)
        if all(order.confirmed_by(line) == "buyer" for line in lines):
            raise Refusal("already_confirmed", order=order.external_id)
    free = tuple(hold for hold in order.unfrozen_holds() if hold.line in lines)
    rest = [hold for hold in order.unfrozen_holds() if hold.line not in lines]
    money = {hold.line: hold.free for hold in free}
    stopped = looking.spend(order, money, "acted") if named and rest else holds.stop_clock(order, "acted")
    return (
        event(order, "ReceiptConfirmed", deemed=False, on=clock.text(now), **named),
        *stopped,
        *holds.pay_seller(order, holds.all_free(free), "receipt"),
    )


def extend(world: World, command: commands.ExtendTime, *, by: Actor, now: datetime) -> Events:
    """The buyer makes his time to look longer, once for each clock, by what the order says; a shop gives him days.

    Refuses   wait_not_open, extended_already, extension_not_possible (the order allows none), bad_days (1 to MOST_DAYS)
    """
    order = world.order
    row = _row(order, command.deadline, looking.CONFIRM_RECEIPT)
    if by.role == "buyer":
        if row.extended:
            raise Refusal("extended_already", until=clock.text(row.until))
        if not order.extension:
            raise Refusal("extension_not_possible")
        return (_moved(order, row, timedelta(hours=order.extension), "extended", "buyer"),)
    _days(command.days)
    return (_moved(order, row, timedelta(days=command.days), "given", by.role),)


def ask_time(world: World, command: commands.AskTime, *, by: Actor, now: datetime) -> Events:
    """A shop asks the buyer for more time to take a paid order on or send it, once for each clock; it runs on meanwhile.

    Refuses   wait_not_open, asked_already, bad_days
    """
    order = world.order
    row = _row(order, command.deadline, looking.ACCEPT_ORDER)
    _days(command.days)
    if row.id in order.time_asked:
        raise Refusal("asked_already")
    return (event(order, "TimeAsked", deadline=row.id, hours=command.days * 24, side="seller"),)


def answer_time(world: World, command: commands.AnswerTime, *, by: Actor, now: datetime) -> Events:
    """The buyer grants the time that a shop has asked him for, or does not; silence grants nothing.

    Refuses   wait_not_open, nothing_asked
    """
    order = world.order
    row = _row(order, command.deadline, looking.ACCEPT_ORDER)
    hours = order.time_asked.get(row.id, 0)
    if not hours:
        raise Refusal("nothing_asked")
    answered = event(order, "TimeAnswered", deadline=row.id, granted=command.granted, side="buyer")
    return (answered, *((_moved(order, row, timedelta(hours=hours), "extended", "buyer"),) if command.granted else ()))


def not_over(order: OrderState) -> None:
    """Refuses order_cancelled, already_delivered."""
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    if order.dates.get("delivered"):
        raise Refusal("already_delivered", order=order.external_id)


def past(on: str, now: datetime) -> str:
    """A moment that has been, in the record's form; now where none is named. Refuses bad_date."""
    if not on:
        return clock.text(now)
    try:
        moment = clock.parse(on)
    except ValueError:
        raise Refusal("bad_date", given=on) from None
    if moment > now:
        raise Refusal("bad_date", given=on)
    return on


def short(text: str) -> str:
    """A text as it is kept. Refuses text_too_long."""
    cleaned = text.strip().replace("\x00", "")
    if len(cleaned) > _LONGEST_TEXT:
        raise Refusal("text_too_long", most=_LONGEST_TEXT, given=len(cleaned))
    return cleaned


def note(why: str) -> dict[str, Private]:
    """A reason as part of an entry's data; nothing where none was given."""
    return {"why": Private(short(why))} if why.strip() else {}


def event(order: OrderState, kind: str, **data: object) -> Event:
    """An event for the order's stream."""
    return Event(f"order:{order.root}", kind, data)


def as_entry(event: Event, now: datetime, seq: int = 1) -> dict:
    """The event as a fold takes it, so that a decision can look one step ahead."""
    at = clock.text(now)
    return {"seq": seq, "hash": "", "kind": event.kind, "at": at, "data": event.data, "stream": event.stream}


def _lines(order: OrderState, named: tuple[int, ...], by: Actor) -> list[int]:
    """Lines that an act is about: those named, else all that are not called off, of a shop its own."""
    if named:
        lines = sorted({order.line(number).line for number in named})
        for line in lines:
            if order.reached(line, "cancelled"):
                raise Refusal("line_cancelled", line=line)
        return lines
    whose = by.seller if by.role in ("seller", "agent") else ""
    rows = (one for one in order.lines if not order.reached(one.line, "cancelled"))
    return [one.line for one in rows if whose in ("", one.seller)]


def _named(order: OrderState, lines: list[int]) -> dict:
    """How an entry names its lines: not at all where they are all of the order."""
    partly = order.stations or order.confirmed_lines
    return {} if len(lines) == len(order.lines) and not partly else {"lines": lines}


def _over(order: OrderState, wait: str, lines: Collection[int]) -> Events:
    """Clear the clocks of a kind that are about none but these lines."""
    return tuple(
        looking.cleared(order, row, "acted") for row in order.waits(wait) if looking.about(order, row) <= set(lines)
    )


def _row(order: OrderState, deadline: str, wait: str) -> Deadline:
    row = next((one for one in order.waits(wait) if one.id == deadline), None)
    if row is None:
        raise Refusal("wait_not_open")
    return row


def _days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("bad_days", given=days, most=MOST_DAYS)


def _moved(order: OrderState, row: Deadline, by: timedelta, why: str, side: str) -> Event:
    return event(order, "DeadlineMoved", deadline=row.id, until=clock.text(row.until + by), why=why, side=side)
