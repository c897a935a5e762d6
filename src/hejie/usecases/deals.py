"""Deals: proposed by either side, changed, confirmed by both, placed an order with; and reading them as one may.

What the law does not let stand of the terms is worked out when a version is put forward, and kept with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from hejie.domain.cases import access
from hejie.domain.deals import commands, decide, terms, void
from hejie.domain.deals.state import AGREED, OPEN, DealState, Version, stream_of, words_of
from hejie.domain.deals.terms import Difference
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.wording import reviews
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import listings, wordings
from hejie.store import deals as rows
from hejie.store import directory, people, queries
from hejie.store.models import Marketplace
from hejie.usecases import ids, market_floor, own_streams, vetting

MOST_OPEN = 500
"""Proposals of one shop that wait for an answer; more would be letters to everybody."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in words: terms as a plain object, what it changes against the one before, what the law says of it."""

    version: Version
    terms: Mapping[str, Any]
    note: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class DealView:
    """A deal as its reader sees it. side: buyer, seller or "" for whoever only reads; names: of both sides by id."""

    deal: DealState
    side: str
    versions: tuple[VersionView, ...]
    names: Mapping[str, str]
    why: str

    @property
    def newest(self) -> VersionView:
        """The version that lies on the table."""
        return self.versions[self.deal.newest.number - 1]


def propose(
    ctx: Context, *, seller: str, buyer: str, written: Mapping, note: str = "", business: bool = False, key: str
) -> Receipt:
    """Put a deal to the other side. Who proposes as a buyer names the shop, who does for a shop names the buyer.

    seller    a shop's id or name in the marketplace's own system; buyer: the same of a person, or his e-mail address
    business  a buyer's own word that he buys for a business; a shop's is not asked
    Refuses   not_found, deal_with_whom (nobody by that name), seller_stopped, deposit_short, shop_paused, too_many_deals,
              review_bought, what decide.propose refuses
    """
    reviews.refuse(wordings.reviews(), note, *reviews.strings_of(written))
    market = ctx.actor.marketplace
    if ctx.actor.only_case or ctx.actor.role not in ("buyer", "seller", "agent"):
        raise Refusal("not_found")
    if ctx.actor.role == "buyer":
        seller, buyer = _shop(market, seller), ctx.actor.id
    else:
        seller, buyer, business = ctx.actor.seller, _person(market, buyer), False
        if not seller:
            raise Refusal("not_found")
        if rows.open_of(market, seller, MOST_OPEN) >= MOST_OPEN:
            raise Refusal("too_many_deals", most=MOST_OPEN)
    vetting.may_deal(ctx.actor, seller)
    deal = ids.derived(market, ctx.actor.id, key, "deal", length=16)
    command = commands.ProposeDeal(deal, seller, buyer, written, note, business)
    decided = partial(decide.propose, marks=marks(ctx, written, business=business))
    return _write(ctx, command, key=key, decided=decided, action="deal.propose")


def amend(ctx: Context, command: commands.AmendDeal, *, key: str) -> Receipt:
    """Put another version on the table. Refuses not_found, deal_unchanged, what decide.amend refuses."""
    reviews.refuse(wordings.reviews(), command.note, *reviews.strings_of(command.terms))
    view = read(ctx, command.deal)
    new = terms.plain(terms.read(command.terms))
    if not terms.differences(view.newest.terms, new) and view.deal.status in ("open", "agreed"):
        raise Refusal("deal_unchanged", deal=command.deal)
    decided = partial(decide.amend, marks=marks(ctx, command.terms, business=view.deal.business))
    return _write(ctx, command, key=key, decided=decided, action="deal.amend")


def confirm(ctx: Context, command: commands.ConfirmDeal, *, key: str) -> Receipt:
    """Confirm the version with this hash, in person. Refuses seller_stopped, deposit_short, and what decide.confirm refuses."""
    if (found := _state(command.deal)) is not None:
        vetting.may_deal(ctx.actor, found.seller)
    return _write(ctx, command, key=key, decided=decide.confirm, action="deal.confirm")


def leave(ctx: Context, command: commands.LeaveDeal, *, key: str) -> Receipt:
    """Take one's own proposal back, or decline the other side's."""
    return _write(ctx, command, key=key, decided=decide.leave, action="deal.leave")


def bind(ctx: Context, deal: str, digest: str, order: Any, *, key: str) -> dict[str, Any]:
    """Take a confirmed deal for an order that is about to be placed; what the order then has of it (`papers.attached`).

    order     PlaceOrder, or an order's state with the same names: root, external_id, buyer, currency, lines, freight
    Refuses   not_found, what decide.bind refuses
    """
    found = access.may_read_deal(ctx.actor, _state(deal))
    version = found.frozen
    freights = [line.freight for line in order.lines]
    freight = None if None in freights else sum(freights) + getattr(order, "freight", 0)
    said = {
        "currency": order.currency,
        "freight": freight,
        "lines": [
            {"line": one.line, "product": one.product, "quantity": one.quantity, "price": one.price}
            for one in order.lines
            if one.seller == found.seller
        ],
    }
    differs = terms.against_order(version.terms, said) if version else ()
    taken = found.order if found.order and found.order != order.root else ""
    command = commands.BindDeal(
        deal, digest, order.root, order.external_id, order.buyer, tuple(sorted({one.seller for one in order.lines})),
        differs, bool(taken) and reader.order(taken) is None,
    )  # fmt: skip
    _write(ctx, command, key=f"bind:{order.root}:{key}", decided=decide.bind, action="deal.bind")
    return {
        "deal": deal,
        "hash": digest,
        "agreed_at": found.agreed_at,
        "promises": list(terms.promises(version.terms)),
        "deliver_by": version.terms.get("deliver_by", ""),
        "total": terms.total(version.terms),
        "currency": version.terms["currency"],
        "differs": [dict(one) for one in differs],
    }


def deliver_by(marketplace: str, day: str) -> str:
    """The last moment of a promised day of delivery at the platform's place, in the record's form; "" for no day."""
    if not day:
        return ""
    zone = Marketplace.objects.filter(pk=marketplace).values_list("timezone", flat=True).first() or "UTC"
    end = date.fromisoformat(day)
    return clock.text(clock.cut(_last_moment(end, ZoneInfo(zone))))


def _last_moment(day: date, zone: ZoneInfo):
    from datetime import datetime

    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)


def marks(ctx: Context, written: Mapping, *, business: bool) -> tuple[dict, ...]:
    """What of these terms the law does not let stand, as it is kept with a version. Refuses what terms.read refuses."""
    read_ = terms.read(written)
    place, floor = market_floor.of(ctx.actor.marketplace, read_.currency, ctx.now.date())
    return void.marks(read_, listings.words().clauses, place, floor, business=business)


def read(ctx: Context, deal: str) -> DealView:
    """A deal with all its versions, for both sides, the marketplace's operators and auditors. Refuses not_found."""
    found = access.may_read_deal(ctx.actor, _state(deal))
    texts = queries.texts(found.root, found.texts())

    def text(reference: Mapping) -> str:
        return texts.get(reference["ref"], "")

    views, before = [], None
    for version in found.versions:
        said = terms.spoken(version.terms, text)
        changes = terms.differences(before, said) if before is not None else ()
        views.append(VersionView(version, said, text(version.note) if version.note else "", changes))
        before = said
    return DealView(
        found,
        access.deal_side(ctx.actor, found),
        tuple(views),
        people.names(found.marketplace, [found.buyer, found.seller]),
        text(found.why) if found.why else "",
    )


def listed(
    ctx: Context, *, status: str = "", after: str = ""
) -> tuple[queries.Page, Mapping[str, str], Mapping[str, str]]:
    """(a page of deals, titles by reference, names by id), the last moved first. Refuses not_found, bad_cursor."""
    page = rows.listed(ctx.actor, status=status, after=after)
    names = people.names(ctx.actor.marketplace, [row[name] for row in page.rows for name in ("buyer", "seller")])
    return page, queries.texts_of_rows(page.rows, "title_ref"), names


def of_order(ctx: Context, order: Any) -> DealView | None:
    """The deal that an order was placed with, for whoever may read it; None where there is none or it is not his."""
    if order.deal is None:
        return None
    try:
        return read(ctx, order.deal["deal"])
    except Refusal:
        return None


def own_words(marketplace: str, person: str) -> dict[str, tuple[str, ...]]:
    """What somebody wrote as a buyer in deals, and no version that both confirmed holds: references by deal."""
    found = {}
    for root in rows.roots_of_person(marketplace, person):
        deal = reader.state(root, root)
        if words := words_of(deal, "buyer"):
            found[deal.id] = words
    return found


def told_of(deal: DealState, kind: str, data: Mapping) -> dict[str, Any]:
    """What a notice about an entry of a deal says: who acted, the sum, how it ended, and whose answer is awaited now."""
    version = deal.frozen if kind in ("DealAgreed", "DealBound") and deal.frozen else deal.newest
    row = deal.turn if deal.status in (OPEN, AGREED) else None
    turn = (
        {"who": row.who, "wait": row.wait, "silence": row.silence, "until": clock.text(row.until), "held": row.held}
        if row
        else None
    )
    return {
        "deal": deal.id,
        "actor": data.get("side", ""),
        "how": data.get("how", ""),
        "change": data.get("status") == AGREED,
        "differs": len(data.get("differs", ())),
        "order_ref": data.get("external_id", ""),
        "wait": data.get("wait", ""),
        "until": data.get("until", ""),
        "minor": terms.total(version.terms),
        "currency": version.terms["currency"],
        "turn": turn,
    }


def _state(deal: str) -> DealState | None:
    root = stream_of(deal)
    return reader.state(root, root) if deal.isalnum() and len(deal) == 16 else None


def _shop(market: str, name: str) -> str:
    found = directory.known_seller(market, name) if name else ""
    if not found:
        raise Refusal("deal_with_whom", name=name[:80])
    return found


def _person(market: str, name: str) -> str:
    """Whom a shop means. An address that nobody has yet is entered, so that the answer tells nothing of who is here."""
    if not name.strip():
        raise Refusal("deal_with_whom", name="")
    found = directory.known_buyer(
        market, name.strip(), "p" + ids.derived(market, "buyer", name.strip().lower(), length=12)
    )
    if not found:
        raise Refusal("deal_with_whom", name=name[:80])
    return found


def _write(ctx: Context, command: Any, *, key: str, decided: Callable, action: str) -> Receipt:
    stream = stream_of(command.deal)
    if not isinstance(command, commands.ProposeDeal) and _state(command.deal) is None:
        raise Refusal("not_found")
    return own_streams.write(ctx, stream, command, key=key, decided=decided, action=action)
