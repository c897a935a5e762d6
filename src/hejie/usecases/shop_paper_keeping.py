"""Shops' papers that count no longer: what they hold goes once their time is over, by the same rule as cases.

A paper that counts, or that waits for somebody to look at it, stays. Counted is from the day on which it ran out, was replaced or
refused; where the law wants it (`papers: leaving` of the rulebook), no earlier than the end of the shop's last order. A legal hold
on an order, a case or a complaint of the shop keeps all its papers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.standing.commands import EraseTexts
from hejie.domain.standing.vetting import Paper
from hejie.record import reader
from hejie.record.context import Context
from hejie.rulebooks import retention as rulebook
from hejie.store import legal_holds, people, retired, retired_papers
from hejie.store.retired_papers import OldShop
from hejie.usecases import order_keeping, retention, standings
from hejie.usecases.paper_keeping import ComingPaper
from hejie.usecases.retention import Kept

LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Old:
    """A paper that counts no longer, with the references that are left of it, and when they go (None: its shop has not left)."""

    paper: Paper
    refs: tuple[str, ...]
    ends_at: datetime | None


def old(row: OldShop, by: Kept, now: datetime) -> list[Old]:
    """The papers of a shop that count no longer and of which something is left, in the order in which they were filed.

    now   the moment for which it is asked: of a shop that was busy so shortly before it, no order is looked at one by one
    """
    state = reader.state(row.root, row.root)
    papers = state.vetting.papers if state is not None and state.vetting is not None else ()
    over = [(one, _left(one, state.erased)) for one in papers if one.ended_at]
    over = [(one, refs) for one, refs in over if refs]
    if not over:
        return []
    ended = {one.id: clock.parse(one.ended_at) for one, _refs in over}
    waits = by.rule.papers == LEAVING and any(by.ends(at) <= now for at in ended.values())
    left = _left_at(row, by, now) if waits else datetime.min.replace(tzinfo=now.tzinfo)
    return [Old(one, refs, by.ends(max(ended[one.id], left)) if left else None) for one, refs in over]


def retire(ctx: Context, row: OldShop, by: Kept) -> bool:
    """Erase what the time of a shop's papers is over for; False where nothing is due. Refuses papers_held."""
    due = [one for one in old(row, by, ctx.now) if one.ends_at is not None and one.ends_at <= ctx.now]
    if not due:
        return False
    book = rulebook.load()
    rule = {"law": by.rule.law, "id": book.id, "version": book.version}
    refs = tuple(ref for one in due for ref in one.refs)
    ctx = replace(ctx, actor=replace(ctx.actor, id="worker", through="retention"))
    key = f"{retired.KEY}papers:{clock.milliseconds(ctx.now)}"
    standings.erase(ctx, EraseTexts("seller", row.seller, refs, "retention", rule=rule), key=key)
    return True


def coming(ctx: Context, *, within: timedelta = timedelta(days=90), most: int = 200) -> list[ComingPaper]:
    """Shops of whose papers something goes now or soon; nothing is changed. Held ones are named too.

    Refuses   not_found for others than operators and auditors
    """
    retention.for_readers(ctx)
    market, until, found = ctx.actor.marketplace, ctx.now + within, []
    by_currency: dict[str, Kept] = {}
    for row in _walk(market):
        by = retention.known(by_currency, market, row.currency)
        soon = [one for one in old(row, by, until) if one.ends_at is not None and one.ends_at <= until]
        if soon:
            ends, count = min(one.ends_at for one in soon), sum(len(one.refs) for one in soon)
            held = legal_holds.of_shop(market, row.seller)
            found.append(ComingPaper(row.root, ends, count, held, people.shop_name(market, row.seller)))
        if len(found) == most:
            break
    return found


def _walk(marketplace: str) -> Iterator[OldShop]:
    place: tuple[int, str] | None = retention.START
    while place is not None:
        rows, place = retired_papers.shops(marketplace, 0, place, retention.AT_ONCE)
        yield from rows


def _left(paper: Paper, erased: frozenset[str]) -> tuple[str, ...]:
    return tuple(one["ref"] for one in paper.texts() if one["ref"] not in erased)


def _left_at(row: OldShop, by: Kept, now: datetime) -> datetime | None:
    """When the last order of a shop was over; None while one is not, or its last order is too young for it to matter."""
    marketplace = reader.state(row.root, row.root).marketplace
    last = datetime.min.replace(tzinfo=now.tzinfo)
    for root, ordered_ms in retired_papers.orders_of_shop(marketplace, row.seller):
        if by.ends(clock.from_milliseconds(ordered_ms)) > now:
            return None
        ended = order_keeping.by_time(retired.order(root)).ended_at
        if ended is None:
            return None
        last = max(last, ended)
    return last
