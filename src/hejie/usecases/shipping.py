"""What a shop's people say themselves about sending: parcels with their numbers, handing over, digital delivery, many orders at once.

Whoever types a number is told at once if it cannot be one or stands in another order; a program's word is taken as it is.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from hejie.domain.cases import access
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands, keys, waybills
from hejie.domain.orders.records import SELLER
from hejie.domain.orders.state import OrderState
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.store import queries, story
from hejie.usecases import ids, order_records, orders, signals
from hejie.usecases.intake import Pieces
from hejie.usecases.order_records import Told


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel as somebody types it. lines: what is in it; none: all of the shop's own. sure: he has looked at the number again."""

    carrier: str = ""
    waybill: str = ""
    on: str = ""
    lines: tuple[int, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: done, known (it stood there so already), or the refusal."""

    order: str
    how: str
    root: str = ""
    refusal: Refusal | None = None


DONE, KNOWN, REFUSED = "done", "known", "refused"
NO_PARCEL = ("digital", "virtual")
"""Ways in which nothing is sent; what became of it is put down as a digital delivery."""


def left_to_send(ctx: Context, order: OrderState) -> tuple[int, ...]:
    """Lines that the actor's shop has still to send: neither sent nor arrived nor called off, and nothing that needs no parcel."""
    own = (line.line for line in order.lines if ctx.actor.seller in ("", line.seller) and line.way not in NO_PARCEL)
    return tuple(
        one for one in own if not any(order.reached(one, name) for name in ("shipped", "delivered", "cancelled"))
    )


def left_to_arrive(ctx: Context, order: OrderState) -> tuple[int, ...]:
    """Lines of the actor's shop that have not been said to have arrived, and are not called off."""
    own = (line.line for line in order.lines if ctx.actor.seller in ("", line.seller))
    return tuple(one for one in own if not any(order.reached(one, name) for name in ("delivered", "cancelled")))


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of an order with its number in words; waybill: "" where nobody has told one, or it was erased."""

    id: str
    lines: tuple[int, ...]
    on: str
    carrier: str
    waybill: str


def parcels(ctx: Context, root: str) -> tuple[Parcel, ...]:
    """The parcels of an order, the oldest first, for whoever may read it. Refuses not_found."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    texts = queries.texts(root, [one.waybill["ref"] for one in order.parcels if one.waybill])
    return tuple(
        Parcel(one.id, one.lines, one.on, one.carrier, texts.get(one.waybill["ref"], "") if one.waybill else "")
        for one in order.parcels
    )


def send(ctx: Context, root: str, sent: Sent, *, key: str) -> Receipt:
    """Say that a parcel is on its way.

    Refuses   what `orders.ship` refuses, waybill_missing (neither carrier nor number), waybill_wrong, waybill_check and waybill_used
              (the number stands in another order; facts: orders) until he says that he is sure
    """
    access.may_read_order(ctx.actor, reader.order(root))
    number = _checked(ctx, root, sent)
    command = commands.ShipOrder(root, sent.carrier.strip(), number, sent.on, sent.lines)
    receipt = orders.ship(ctx, command, key=key)
    _keep(ctx, receipt, number)
    return receipt


def correct(ctx: Context, root: str, parcel: str, sent: Sent, *, key: str) -> Receipt:
    """Put right who carries a parcel, or its number. Refuses what `send` refuses of a number, and what `orders.correct_parcel` refuses."""
    access.may_read_order(ctx.actor, reader.order(root))
    number = _checked(ctx, root, sent)
    receipt = orders.correct_parcel(ctx, commands.CorrectParcel(root, parcel, sent.carrier.strip(), number), key=key)
    _keep(ctx, receipt, number)
    return receipt


def hand_over(
    ctx: Context,
    root: str,
    *,
    at: str,
    lines: tuple[int, ...],
    handed: str,
    key: str,
    file: Pieces | None = None,
    name: str = "",
) -> Receipt:
    """Say that goods were handed over; with how, or a picture of it, as the shop's own proof on the order's record.

    at        when it was, on the proof; the buyer's time begins with the telling, so that nobody shortens it for him
    handed    one of `records.HANDED`, "" where nobody says
    Refuses   what `orders.deliver` and `order_records.import_record` refuse
    """
    if handed or file is not None:  # first, so that a picture that is refused leaves nothing half done
        facts = {"handed": handed} if handed else {}
        told = Told("proof_of_delivery", SELLER, at, lines=lines, facts=facts)
        order_records.import_record(ctx, root, told, key=f"{key}:proof", file=file, name=name)
    return orders.deliver(ctx, commands.DeliverOrder(root, lines=lines), key=key)


@dataclass(frozen=True, slots=True)
class Digital:
    """What is told of a digital delivery. event: one of `records.EVENTS`; licence: a key, of which a fingerprint alone is kept."""

    event: str
    at: str
    lines: tuple[int, ...] = ()
    account: str = ""
    licence: str = ""
    note: str = ""
    arrived: bool = False


def deliver_digital(
    ctx: Context, root: str, told: Digital, *, key: str, file: Pieces | None = None, name: str = ""
) -> Receipt:
    """Put the proof of a digital delivery on the order's record; where it also counts as delivered, the buyer's time begins.

    Refuses   what `order_records.import_record` and `orders.deliver` refuse
    """
    order = access.may_read_order(ctx.actor, reader.order(root))
    facts: dict = {"event": told.event}
    if told.account.strip():
        facts["account"] = told.account.strip()
    if told.licence.strip():
        facts["key_hash"] = keys.hash_of(order.external_id, told.licence)
    record = Told("digital", SELLER, told.at, lines=told.lines, facts=facts, note=told.note)
    receipt = order_records.import_record(ctx, root, record, key=key, file=file, name=name)
    lines = tuple(one for one in told.lines if not order.reached(one, "delivered"))
    if told.arrived and lines:
        orders.deliver(ctx, commands.DeliverOrder(root, lines=lines), key=f"{key}:delivered")
    return receipt


def send_many(ctx: Context, rows: Iterable, zone: tzinfo, *, sure: bool = False) -> Iterator[Outcome]:
    """Parcels of many orders, each on its own: a bad row stops none of the others, and a repeat changes nothing.

    rows      with order (the shop's number of it), carrier, waybill, lines (numbers with blanks between), on (a day or a moment),
              all as written; zone: of days without a time; sure: somebody has looked again at all numbers
    """
    for row in rows:
        root = ids.order_root(ctx.actor.marketplace, row.order) if row.order else ""
        try:
            yield Outcome(row.order, _row(ctx, root, row, zone, sure), root)
        except Refusal as refusal:
            code = Refusal("order_not_yours", order=row.order[:60]) if refusal.code == "not_found" else refusal
            yield Outcome(row.order, REFUSED, root, code)


def _row(ctx: Context, root: str, row: object, zone: tzinfo, sure: bool) -> str:
    order = access.may_read_order(ctx.actor, reader.order(root) if root else None)
    sent = Sent(row.carrier, row.waybill, _moment(row.on, zone, ctx.now), _numbers(row.lines), sure)
    if _stands(order, sent):
        return KNOWN
    lines = sent.lines or left_to_send(ctx, order)
    if not lines:
        raise Refusal("nothing_to_send", order=order.external_id)
    told = "\n".join((order.root, row.carrier, row.waybill, str(lines), row.on))
    key = f"waybills:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
    return KNOWN if send(ctx, root, replace(sent, lines=lines), key=key).repeated else DONE


def _stands(order: OrderState, sent: Sent) -> bool:
    """Whether a parcel under this number, or without one by this carrier, is on the order already, whatever way it was told."""
    number = waybills.plain(sent.waybill)
    if not number:
        return any(one.waybill is None and one.carrier == sent.carrier.strip() for one in order.parcels)
    texts = queries.texts(order.root, [one.waybill["ref"] for one in order.parcels if one.waybill])
    return any(waybills.plain(text) == number for text in texts.values())


def _moment(written: str, zone: tzinfo, now: datetime) -> str:
    """A day, or a moment in the record's form, as the record has it; "" for now. Today means now. Refuses bad_date."""
    if not written.strip():
        return ""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return written.strip()  # looked at when it is decided
    return of_day(day, zone, now)


def of_day(day: date, zone: tzinfo, now: datetime) -> str:
    """The moment that stands for a day on which something was done: its noon, today now. Refuses bad_date for a day to come."""
    today = now.astimezone(zone).date()
    if day > today:
        raise Refusal("bad_date", given=day.isoformat())
    return "" if day == today else clock.text(datetime.combine(day, time(12), zone))


def _numbers(written: str) -> tuple[int, ...]:
    parts = written.replace(",", " ").replace("、", " ").split()
    try:
        return tuple(dict.fromkeys(int(part) for part in parts))
    except ValueError:
        raise Refusal("unknown_line", line=written[:20]) from None


def _checked(ctx: Context, root: str, sent: Sent) -> str:
    number = waybills.typed(sent.waybill, sure=sent.sure)
    if not number and not sent.carrier.strip():
        raise Refusal("waybill_missing")
    if number and not sent.sure and (elsewhere := signals.waybill_elsewhere(ctx, root, number)):
        raise Refusal("waybill_used", given=number, orders=elsewhere)
    return number


def _keep(ctx: Context, receipt: Receipt, number: str) -> None:
    """Leave the number's trace at once, so that the next one who types it hears of it."""
    if number and not receipt.repeated:
        (entry,) = story.newest(receipt.root, receipt.stream, before=receipt.first_seq + 1, limit=1)
        signals.keep_waybill(ctx, receipt.root, number, entry["data"]["waybill"]["ref"])
