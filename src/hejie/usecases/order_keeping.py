"""What an order keeps of people: its goods' names, waybills, reasons and the marketplace's record of it.

It goes once the time of the order and of all its cases is over, by the same rule as cases, and with its buyer when he is
forgotten. Reviews are public and stay until their writer asks; what a shop has written is the shop's. A legal hold on the order
or on one of its cases keeps it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.cases import retention as reckoning
from hejie.domain.cases.commands import EraseContent
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import keeping
from hejie.domain.orders.records import EraseRecord
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.rulebooks import retention as rulebook
from hejie.store import legal_holds, retired, story
from hejie.store.retired import OldOrder
from hejie.usecases import erasure, retention
from hejie.usecases.reading import references
from hejie.usecases.retention import Kept

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class OldContents:
    """What of an order can go: since when it and its cases are over (None: they are not), and the references that are left."""

    ended_at: datetime | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComingOrder:
    """An order whose contents go by retention: when, how many, after which law, and whether a legal hold keeps them."""

    root: str
    external_id: str
    ends_at: datetime
    law: str
    count: int
    held: bool = False


def by_time(row: OldOrder) -> OldContents:
    """What goes of an order once its time is over: all but reviews and what was answered to them."""
    return _left(row, keeping.PUBLISHED)


def of_buyer(row: OldOrder) -> OldContents:
    """What goes with its buyer: his reviews too, but not what shops have written."""
    return _left(row, keeping.OF_SHOPS)


def bar(row: OldOrder, found: OldContents, marketplace: str, now: datetime) -> tuple[str, datetime | None] | None:
    """Why nothing of it can go on request now (open, hold, law), and until when; None where it can."""
    if row.held:
        return "hold", None
    if found.ended_at is None:
        return "open", None
    free = reckoning.free_from(retention.rule_of(marketplace, row.currency), found.ended_at)
    return ("law", free) if free > now else None


def erase(ctx: Context, root: str, refs: tuple[str, ...], why: str, *, key: str, by: Kept | None = None) -> None:
    """Erase contents of an order, with its entry, and where its cases have copied them. by: the rule, where its time is over.

    Refuses   not_found (for others than the program itself), order_held, order_in_case (one of its cases is open, or held),
              nothing_to_erase
    """
    book = rulebook.load()
    rule = {"law": by.rule.law, "id": book.id, "version": book.version} if by else None
    streams = {"order": f"order:{root}"}
    command = EraseRecord(root, refs, why, rule)
    keeping.may_go(reader.order(root))
    erasure.erase_copies(ctx, root, EraseContent("", refs, why, rule=rule), key=key)
    writer.write(ctx, command, key=key, decide=_erase, action="system.erase", root=root, streams=streams)


def retire(ctx: Context, row: OldOrder, by: Kept) -> bool | None:
    """Erase what an order's time is over for, and its notices; False while it is not over or held, None where nothing was left."""
    found = by_time(row)
    if not found.refs:
        return None
    if row.held or found.ended_at is None or by.ends(found.ended_at) > ctx.now:
        return False
    ctx = replace(ctx, actor=replace(ctx.actor, id="worker", through="retention"))
    key = f"{retired.KEY}order:{clock.milliseconds(ctx.now)}"
    erase(ctx, row.root, found.refs, "retention", key=key, by=by)
    retired.forget_letters(row.root, "")
    return True


def coming(ctx: Context, *, within: timedelta = timedelta(days=90), most: int = 200) -> list[ComingOrder]:
    """Orders whose contents go now or soon, the earliest placed first; nothing is changed. Held ones are named too.

    Refuses   not_found for others than operators and auditors
    """
    retention.for_readers(ctx)
    found = (one for one in _walk(ctx.actor.marketplace, ctx.now + within) if one.ends_at <= ctx.now + within)
    return [one for one, _ in zip(found, range(most), strict=False)]


def _walk(marketplace: str, until: datetime) -> Iterator[ComingOrder]:
    place: tuple[int, str] | None = retention.START
    by_currency: dict[str, Kept] = {}
    horizon = clock.milliseconds(retention.earliest(until))
    while place is not None:
        rows, place = retired.orders(marketplace, horizon, place, retention.AT_ONCE)
        for row in rows:
            found, by = by_time(row), retention.known(by_currency, marketplace, row.currency)
            if found.refs and found.ended_at is not None:
                yield ComingOrder(
                    row.root, row.external_id, by.ends(found.ended_at), by.rule.law, len(found.refs), row.held
                )


def _erase(world: World, command: EraseRecord, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The decision, once it is sure under the lock of the order that no hold on a case has come in the meantime."""
    if legal_holds.stands(world.root):
        raise Refusal("order_in_case", order=world.order.external_id)
    return keeping.erase(world, command, by=by, now=now)


def _left(row: OldOrder, but: frozenset[str]) -> OldContents:
    order = reader.order(row.root)
    entries = story.newest(row.root, f"order:{row.root}", limit=_MOST)
    refs = dict.fromkeys(
        ref
        for entry in entries
        if entry["kind"] not in but
        for ref, _type in references(entry["data"])
        if ref not in order.erased
    )
    ended_at = None if row.open else keeping.ended_at(order, entries)
    if ended_at is not None and row.closed_ms:
        ended_at = max(ended_at, clock.from_milliseconds(row.closed_ms))
    return OldContents(ended_at, tuple(refs))
