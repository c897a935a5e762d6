"""Listings: published by a shop's people or its program, looked at before and after, and what buyers have said of the goods."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hejie.domain.kernel.money import not_negative
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings import check
from hejie.domain.listings.check import Around, Finding, Learnt, Listing
from hejie.domain.wording import reviews
from hejie.record.context import Context
from hejie.rulebooks import listings as books
from hejie.rulebooks import wordings
from hejie.store import directory, product_cases, queries
from hejie.store import listings as kept
from hejie.store import return_policies as policies
from hejie.store.models import Listing as Row
from hejie.usecases import market_floor, vetting

MOST_AT_ONCE = 5000
"""Rows of one import."""
_KEYS = ("product", "category", "title", "text", "price", "address", "facts")
_LONGEST = {"product": 120, "category": 80, "title": 300, "text": 20_000, "address": 2000}


@dataclass(frozen=True, slots=True)
class Published:
    """A listing that counts now. new: whether it is another one than before; found: what is noticed about it."""

    row: Row
    new: bool
    found: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of an import that was refused. number: 1 for the first; product: as it named itself."""

    number: int
    product: str
    refusal: Refusal


def shop_of(ctx: Context, seller: str = "") -> str:
    """The shop whose listings somebody looks after: his own, or one that the marketplace's program or operator names.

    Refuses   not_found
    """
    actor = ctx.actor
    if actor.role in ("seller", "agent") and actor.seller:
        return actor.seller
    if actor.role in ("operator", "integrator", "system") and seller:
        found = directory.known_seller(actor.marketplace, seller)
        if found:
            return found
    raise Refusal("not_found")


def publish(ctx: Context, written: Mapping[str, Any], seller: str = "") -> Published:
    """Let a version count from now on; orders that stand keep theirs. What is noticed is told and stops nothing.

    Refuses   not_found, listing_wrong (field, and what it is to be), text_too_long, currency_unknown, amount_negative,
              listing_versions_many, review_bought
    """
    shop = shop_of(ctx, seller)
    vetting.may_list(ctx.actor.marketplace, shop)
    listing, data = read(written)
    reviews.refuse(wordings.reviews(), *reviews.strings_of(data))
    found = look(ctx, shop, listing, _currency(ctx, data))
    counts = {kind: number for kind in check.KINDS if (number := sum(one.kind == kind for one in found))}
    row, new = kept.publish(
        ctx.actor.marketplace, shop, listing.product, listing.category, data, counts, at=ctx.now, by=ctx.actor.id
    )  # fmt: skip
    return Published(row, new, found)


def publish_all(
    ctx: Context, rows: Iterable[Mapping[str, Any] | Refusal], seller: str = ""
) -> Iterator[Published | BadRow]:
    """Publish many; a bad row is told by its number and reason and stops none of the others. Refuses listings_many."""
    shop_of(ctx, seller)
    for number, row in enumerate(rows, start=1):
        if number > MOST_AT_ONCE:
            raise Refusal("listings_many", most=MOST_AT_ONCE)
        try:
            if isinstance(row, Refusal):
                raise row
            yield publish(ctx, row, seller)
        except Refusal as refusal:
            product = row.get("product", "") if isinstance(row, Mapping) else ""
            yield BadRow(number, str(product)[:120], refusal)


def try_(ctx: Context, written: Mapping[str, Any], seller: str = "") -> tuple[Listing, tuple[Finding, ...]]:
    """What would be noticed about a listing, without publishing it. Refuses what publish refuses of the row."""
    shop = shop_of(ctx, seller)
    listing, data = read(written)
    return listing, look(ctx, shop, listing, _currency(ctx, data))


def look(ctx: Context, shop: str, listing: Listing, currency: str) -> tuple[Finding, ...]:
    """Everything that is noticed about a listing of a shop."""
    causes = books.causes().causes
    return check.check(listing, books.taxonomy(), books.words(), causes, around(ctx, shop, listing, currency))


def around(ctx: Context, shop: str, listing: Listing, currency: str) -> Around:
    """What a listing of a shop is looked at by: the law of the place, the shop's policy, what buyers have said."""
    market = ctx.actor.marketplace
    place, floor = market_floor.of(market, currency, ctx.now.date(), listing.category)
    days, endless = _promised(market, shop, listing)
    return Around(place, floor, days, endless, learnt(market, shop, listing.product))


def _promised(market: str, shop: str, listing: Listing) -> tuple[int | None, bool]:
    """(days that the shop's own policy promises for these goods, whether without an end); (None, False): no policy."""
    policy = policies.in_force(market, shop)
    if policy is None:
        return None, False
    known = {"category": listing.category, "seller": shop, "sales_channel": "online"}
    days: list[int] = []
    for window in policy.windows:
        if all(str(known.get(fact, "")) in map(str, wanted) for fact, wanted in window.when if fact in known):
            if window.term.kind == "unlimited":
                return None, True
            days.append(window.term.days or 0)
    return (max(days) if days else 0), False


def learnt(market: str, shop: str, product: str) -> Learnt | None:
    """What the last closed disputes about these goods say again and again; None below the least count. Nobody's words leave."""
    book = books.causes()
    rows = product_cases.newest(market, shop, product, book.of)
    if len(rows) < book.least:
        return None
    texts = queries.texts_of_rows(rows, "story_ref")
    said = [texts.get(row["story_ref"], "").lower() for row in rows]
    counts = {cause.id: sum(bool(cause.pattern.search(text)) for text in said) for cause in book.causes}
    enough = {name: n for name, n in counts.items() if n >= book.least and n * 100 >= book.share * len(rows)}
    return Learnt(len(rows), enough)


def of_shop(ctx: Context, seller: str = "", after: str = "") -> tuple[list[Row], str]:
    """(current listings of a shop, where to go on or ""). Refuses not_found."""
    return kept.of_shop(ctx.actor.marketplace, shop_of(ctx, seller), after)


def one(ctx: Context, product: str, number: int = 0, seller: str = "") -> Row:
    """A version of a listing, the current one where no number is given. Refuses not_found."""
    shop, market = shop_of(ctx, seller), ctx.actor.marketplace
    found = kept.version(market, shop, product, number) if number else kept.current(market, shop, product)
    if found is None:
        raise Refusal("not_found")
    return found


def versions(ctx: Context, product: str, seller: str = "") -> list[Row]:
    """The newest versions of a product's listing. Refuses not_found."""
    found = kept.versions(ctx.actor.marketplace, shop_of(ctx, seller), product)
    if not found:
        raise Refusal("not_found")
    return found


def read(written: Mapping[str, Any]) -> tuple[Listing, dict[str, Any]]:
    """(the listing, its data as they are kept) from an object. Refuses listing_wrong, text_too_long, amount_negative."""
    if not isinstance(written, Mapping):
        raise Refusal("listing_wrong", field="listing", what="object")
    for name in written:
        if name not in _KEYS:
            raise Refusal("listing_wrong", field=str(name)[:40], what=", ".join(_KEYS))
    texts = {name: _text(written.get(name), name) for name in _LONGEST}
    for name in ("product", "title"):
        if not texts[name]:
            raise Refusal("listing_wrong", field=name, what="text")
    facts = written.get("facts") or {}
    if not isinstance(facts, Mapping):
        raise Refusal("listing_wrong", field="facts", what="object")
    for name, what in check.wrong_facts(facts, books.taxonomy()):
        raise Refusal("listing_wrong", field=f"facts.{str(name)[:40]}", what=what)
    told = {name: _plain(value) for name, value in facts.items() if value not in (None, "", [])}
    data: dict[str, Any] = {"title": texts["title"], "facts": told}
    data |= {name: texts[name] for name in ("text", "address") if texts[name]}
    if written.get("price") is not None:
        data["price"] = _price(written["price"])
    return Listing(texts["product"], texts["category"], texts["title"], texts["text"], told), data


def _plain(value: Any) -> Any:
    """A value as it is kept: whole numbers whole, so that it has one canonical form; fractions as text stay exact."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else str(value)
    return list(value) if isinstance(value, tuple) else value


def _price(written: Any) -> dict[str, Any]:
    if not isinstance(written, Mapping) or set(written) != {"minor", "currency"} or type(written["minor"]) is not int:
        raise Refusal("listing_wrong", field="price", what='{"minor", "currency"}')
    return {"minor": not_negative(written["minor"], written["currency"]).minor, "currency": written["currency"]}


def _currency(ctx: Context, data: Mapping[str, Any]) -> str:
    price = data.get("price")
    return price["currency"] if price else market_floor.currency_of(ctx.actor.marketplace)


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("listing_wrong", field=name, what="text")
    cleaned = value.strip().replace("\x00", "")
    if len(cleaned) > _LONGEST[name]:
        raise Refusal("text_too_long", most=_LONGEST[name], given=len(cleaned))
    return cleaned


def again(ctx: Context, row: Row) -> tuple[Listing, tuple[Finding, ...]]:
    """A published version looked at by what is known today."""
    data = row.data
    listing = Listing(row.product, row.category, data["title"], data.get("text", ""), data.get("facts", {}))
    return listing, look(ctx, row.seller, listing, _currency(ctx, data))


def for_sale(ctx: Context, seller: str, product: str) -> Row | None:
    """The current listing of a shop's product, for whoever is in the marketplace; None where there is none."""
    return kept.current(ctx.actor.marketplace, seller, product) if seller and product else None
