"""What an order without a case keeps of people: its goods' names, waybills, reasons and the marketplace's record of it.

It goes once the order's time is over, by the same rule as cases, and with its buyer when he is forgotten. Reviews are
public and stay until their writer asks; what a shop has written is the shop's. An order with a case is left to its cases,
and so to their legal holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.cases import retention as reckoning
from hejie.domain.kernel import clock
from hejie.domain.orders import keeping
from hejie.domain.orders.records import EraseRecord
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.rulebooks import retention as rulebook
from hejie.store import retired, story
from hejie.store.retired import OldOrder
from hejie.usecases import retention
from hejie.usecases.reading import references
from hejie.usecases.retention import Kept

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class OldContents:
    """What of an order can go: since when it is over (None: it is not), and the references that are left."""

    ended_at: datetime | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComingOrder:
    """An order whose contents go by retention: when, how many, and after which law."""

    root: str
    external_id: str
    ends_at: datetime
    law: str
    count: int


def by_time(root: str) -> OldContents:
    """What goes of an order once its time is over: all but reviews and what was answered to them."""
    return _left(root, keeping.PUBLISHED)


def of_buyer(root: str) -> OldContents:
    """What goes with its buyer: his reviews too, but not what shops have written."""
    return _left(root, keeping.OF_SHOPS)


def bar(row: OldOrder, found: OldContents, marketplace: str, now: datetime) -> tuple[str, datetime | None] | None:
    """Why nothing of it can go on request now (open, law), and until when; None where it can."""
    if found.ended_at is None:
        return "open", None
    free = reckoning.free_from(retention.rule_of(marketplace, row.currency), found.ended_at)
    return ("law", free) if free > now else None


def erase(ctx: Context, root: str, refs: tuple[str, ...], why: str, *, key: str, by: Kept | None = None) -> None:
    """Erase contents of an order, with its entry. by: the rule, where its time is over.

    Refuses   not_found (for others than the program itself), order_in_case, nothing_to_erase
    """
    book = rulebook.load()
    rule = {"law": by.rule.law, "id": book.id, "version": book.version} if by else None
    streams = {"order": f"order:{root}"}
    command = EraseRecord(root, refs, why, rule)
    writer.write(ctx, command, key=key, decide=keeping.erase, action="system.erase", root=root, streams=streams)


def retire(ctx: Context, row: OldOrder, by: Kept) -> bool | None:
    """Erase what an order's time is over for, and its notices; False while it is not over, None where nothing was left."""
    found = by_time(row.root)
    if not found.refs:
        return None
    if found.ended_at is None or by.ends(found.ended_at) > ctx.now:
        return False
    ctx = replace(ctx, actor=replace(ctx.actor, id="worker", through="retention"))
    key = f"{retired.KEY}order:{clock.milliseconds(ctx.now)}"
    erase(ctx, row.root, found.refs, "retention", key=key, by=by)
    retired.forget_letters(row.root, "")
    return True


def coming(ctx: Context, *, within: timedelta = timedelta(days=90), most: int = 200) -> list[ComingOrder]:
    """Orders without a case whose contents go now or soon, the earliest placed first; nothing is changed.

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
            found, by = by_time(row.root), retention.known(by_currency, marketplace, row.currency)
            if found.refs and found.ended_at is not None:
                yield ComingOrder(row.root, row.external_id, by.ends(found.ended_at), by.rule.law, len(found.refs))


def _left(root: str, but: frozenset[str]) -> OldContents:
    order = reader.order(root)
    entries = story.newest(root, f"order:{root}", limit=_MOST)
    refs = dict.fromkeys(
        ref
        for entry in entries
        if entry["kind"] not in but
        for ref, _type in references(entry["data"])
        if ref not in order.erased
    )
    return OldContents(keeping.ended_at(order, entries), tuple(refs))
