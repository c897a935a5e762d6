"""What questions, complaints and deals keep of people: it goes once their time is over, by the same rule as cases.

Counted is what was last said. What belongs to an order goes no earlier than the order's own time. A legal hold on one of them, or
on its order, keeps it. Articles and listings that came of a question are the marketplace's and stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.complaints import rooms
from hejie.domain.kernel import clock
from hejie.domain.kernel.own_stream import OwnStream
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import retired, retired_papers
from hejie.store.models import Marketplace
from hejie.store.retired_papers import OldPaper
from hejie.usecases import order_keeping, own_streams, retention


@dataclass(frozen=True, slots=True)
class ComingPaper:
    """One whose contents go by retention: its stream, when, how many, whether a legal hold keeps them; of a shop its name."""

    root: str
    ends_at: datetime
    count: int
    held: bool = False
    name: str = ""


def ends_at(row: OldPaper, marketplace: str) -> datetime | None:
    """When its time is over; None while it, or the order to which it belongs, is not over."""
    state = reader.state(row.root, row.root)
    if not getattr(state, "over", True) and row.root.startswith("complaint:"):
        return None
    own = row.currency or Marketplace.objects.values_list("currency", flat=True).get(pk=marketplace)
    ends = retention.kept(marketplace, own).ends(clock.from_milliseconds(row.changed_ms))
    order = retired.order(row.order_root) if row.order_root else None
    if order is None:
        return ends
    ended = None if order.open else order_keeping.by_time(order).ended_at
    return max(ends, retention.kept(marketplace, order.currency).ends(ended)) if ended else None


def left(root: str) -> Iterator[tuple[str, OwnStream]]:
    """Its streams (a complaint's rooms too) in which contents are left, each with its state."""
    name, _colon, rest = root.partition(":")
    others = tuple(f"{room}:{rest}" for room in rooms.NAMES) if name == "complaint" else ()
    for stream in (root, *others):
        state = reader.state(root, stream)
        if state is not None and state.contents():
            yield stream, state


def retire(ctx: Context, row: OldPaper) -> bool | None:
    """Erase what its time is over for, and its notices; False while it is not over, None where nothing was left.

    Refuses   legal_hold, order_held
    """
    found = list(left(row.root))
    if not found:
        return None
    ends = ends_at(row, ctx.actor.marketplace)
    if ends is None or ends > ctx.now:
        return False
    ctx = replace(ctx, actor=replace(ctx.actor, id="worker", through="retention"))
    for stream, state in found:
        key = f"{retired.KEY}{stream}:{clock.milliseconds(ctx.now)}"
        own_streams.erase(ctx, stream, state.contents(), "retention", key=key)
    retired.forget_letters(row.root, "")
    return True


def coming(ctx: Context, *, within: timedelta = timedelta(days=90), most: int = 200) -> list[ComingPaper]:
    """Those whose contents go now or soon, the earliest spoken in first; nothing is changed. Held ones are named too.

    Refuses   not_found for others than operators and auditors
    """
    retention.for_readers(ctx)
    market, found = ctx.actor.marketplace, []
    place: tuple[int, str] | None = retention.START
    until = clock.milliseconds(retention.earliest(ctx.now + within))
    while place is not None and len(found) < most:
        rows, place = retired_papers.papers(market, until, place, retention.AT_ONCE)
        for row in rows:
            ends, count = ends_at(row, market), sum(len(state.contents()) for _stream, state in left(row.root))
            if ends is not None and count and ends <= ctx.now + within:
                held = bool(own_streams.held(reader.state(row.root, row.root)))
                found.append(ComingPaper(row.root, ends, count, held))
    return found[:most]
