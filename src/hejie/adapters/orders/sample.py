"""A small invented market, the same for the same seed: shops, buyers, goods, orders, and what goes wrong with some.

Prices scatter log-normally; days to ship and deliver, promises, delays and the share of vouchers lie in the ranges that
real orders of a large marketplace show. The numbers are ours; no order, person or sentence is taken from anywhere.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hejie.adapters.orders import sample_texts, split
from hejie.adapters.orders.draft import DraftLine, DraftPayment, DraftReview, OrderDraft
from hejie.adapters.orders.sample_texts import LANGUAGES, Claim, Story

CURRENCY = "CNY"
FIRST_ORDER_AT = datetime(2026, 3, 2, tzinfo=UTC)
DAYS_OF_TRADE = 60
SHARE_WITH_TROUBLE = 0.4
_HOUR_OF_MIDNIGHT_IN_CHINA = 16


@dataclass(frozen=True, slots=True)
class SampleShop:
    """A shop with its name in each language."""

    id: str
    names: dict[str, str]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A buyer or a neutral; `name` as he writes it himself."""

    ref: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class SampleListing:
    """Something on sale, with title and description in each language; typical price and freight in fen."""

    id: str
    shop: str
    category: str
    price_minor: int
    freight_minor: int
    titles: dict[str, str]
    descriptions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with an order: the problem's word, whose lines it concerns, and all that will be said of it."""

    problem: str
    shop: str
    lines: tuple[int, ...]
    story: Story


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """An order in the form of an import, its buyer, and its trouble if it has one."""

    draft: OrderDraft
    buyer: SamplePerson
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class SampleMarket:
    """The whole market. `names`: the marketplace's name in each language."""

    seed: int
    slug: str
    names: dict[str, str]
    currency: str
    shops: tuple[SampleShop, ...]
    buyers: tuple[SamplePerson, ...]
    neutrals: tuple[SamplePerson, ...]
    listings: tuple[SampleListing, ...]
    orders: tuple[SampleOrder, ...]


def sample_market(
    seed: int | random.Random = 1, orders: int = 120, *, first_order_at: datetime = FIRST_ORDER_AT
) -> SampleMarket:
    """Invent a market.

    seed             the same seed gives the same market; or the source of chance itself
    orders           how many orders; two in five have a trouble, every problem in turn and every language
    first_order_at   the day on which trade begins; all dates follow within about four months
    """
    chance = seed if isinstance(seed, random.Random) else random.Random(seed)
    people = sample_texts.texts("people")
    shops = tuple(SampleShop(shop["id"], _names(shop), tuple(shop["categories"])) for shop in people["shops"])
    buyers = tuple(
        SamplePerson(f"buyer-{language}-{number:02d}", name, language)
        for language in LANGUAGES
        for number, name in enumerate(people["buyers"][language], 1)
    )
    neutrals = tuple(
        SamplePerson(f"neutral-{number:02d}", names[language], language)
        for number, (names, language) in enumerate(zip(people["neutrals"], LANGUAGES, strict=True), 1)
    )
    listings = _listings(shops)
    market = people["marketplace"]
    writer = _Orders(chance, shops, buyers, listings, first_order_at)
    return SampleMarket(
        seed=seed if isinstance(seed, int) else 0,
        slug=market["slug"],
        names=_names(market),
        currency=CURRENCY,
        shops=shops,
        buyers=buyers,
        neutrals=neutrals,
        listings=listings,
        orders=tuple(writer.order(number, orders) for number in range(1, orders + 1)),
    )


def _names(entry: dict[str, str]) -> dict[str, str]:
    return {language: entry[language] for language in LANGUAGES}


def _listings(shops: tuple[SampleShop, ...]) -> tuple[SampleListing, ...]:
    seller = {category: shop.id for shop in shops for category in shop.categories}
    return tuple(
        SampleListing(
            id=entry["id"],
            shop=seller[entry["category"]],
            category=entry["category"],
            price_minor=entry["price"] * 100,
            freight_minor=entry["freight"] * 100,
            titles={language: entry[language]["title"] for language in LANGUAGES},
            descriptions={language: entry[language]["text"] for language in LANGUAGES},
        )
        for entry in sample_texts.texts("listings")
    )


class _Orders:
    """Writes one order after the other from one source of chance."""

    def __init__(self, chance, shops, buyers, listings, first_order_at) -> None:
        self._chance, self._first = chance, first_order_at
        self._buyers = {language: [buyer for buyer in buyers if buyer.language == language] for language in LANGUAGES}
        self._listings = {shop.id: [listing for listing in listings if listing.shop == shop.id] for shop in shops}
        self._troubles = 0

    def order(self, number: int, of: int) -> SampleOrder:
        chance = self._chance
        ordered_at = self._first + timedelta(
            days=(number - 1) * DAYS_OF_TRADE / of, minutes=chance.randrange(0, 1440 * DAYS_OF_TRADE // of)
        )
        ordered_at = ordered_at.replace(microsecond=0)
        troubled = int(number * SHARE_WITH_TROUBLE) > int((number - 1) * SHARE_WITH_TROUBLE)
        claim, language = None, chance.choices(LANGUAGES, (2, 1, 1))[0]
        if troubled:
            claim, language = self._next_trouble()
        problem = claim.problem if claim else None
        buyer = chance.choice(self._buyers[language])
        dates = self._dates(ordered_at, problem)
        items = self._items(claim.goods if claim else ())
        lines, paid, payments = self._money(items, language)
        shop = lines[0].seller
        trouble = None
        if claim is not None:
            late = (dates["delivered_at"] - dates["deliver_by"]).days + 1 if problem == "late" else 0
            said = sample_texts.story(chance, claim, language, item=lines[0].title, days=late)
            trouble = Trouble(problem, shop, tuple(line.number for line in lines if line.seller == shop), said)
        draft = OrderDraft(
            external_id=f"{ordered_at:%y%m}-{number:05d}",
            buyer=buyer.ref,
            currency=CURRENCY,
            lines=lines,
            contents_unknown=False,
            paid_minor=paid,
            paid_assumed=False,
            payments=payments,
            reviews=self._reviews(dates, trouble),
            named_by=("orders", "items", "payments"),
            **dates,
        )
        return SampleOrder(draft, buyer, trouble)

    def _next_trouble(self) -> tuple[Claim, str]:
        """Every problem in turn; the language moves on by one with each round, so that all pairs come up."""
        problems = sample_texts.problems()
        turn, round_ = self._troubles, self._troubles // len(problems)
        self._troubles += 1
        claim = self._chance.choice(sample_texts.claims_of(problems[turn % len(problems)]))
        return claim, LANGUAGES[(turn + round_) % len(LANGUAGES)]

    def _dates(self, ordered_at: datetime, problem: str | None) -> dict:
        """Median about 2 days to ship and 10 to deliver; promised for 13 to 34 days; late by 1 to 20, median 7."""
        chance = self._chance
        promised_days = min(34, max(13, round(chance.gauss(23, 7))))
        promised_on = (ordered_at + timedelta(days=promised_days, hours=8)).date()
        deliver_by = datetime(
            promised_on.year, promised_on.month, promised_on.day, _HOUR_OF_MIDNIGHT_IN_CHINA, tzinfo=UTC
        )
        shipped_at = ordered_at + timedelta(days=min(6.5, chance.lognormvariate(0.75, 0.7)))
        delivered_at = shipped_at + timedelta(days=chance.lognormvariate(1.95, 0.5))
        if problem == "late":
            delivered_at = deliver_by + timedelta(days=min(20.0, chance.lognormvariate(1.9, 0.7)))
        elif delivered_at >= deliver_by:
            delivered_at = deliver_by - timedelta(hours=chance.randint(2, 60))
        known = {
            "status": "delivered",
            "cancelled_by": None,
            "ordered_at": ordered_at,
            "approved_at": ordered_at + timedelta(minutes=chance.randint(1, 90)),
            "shipped_at": shipped_at.replace(microsecond=0),
            "delivered_at": delivered_at.replace(microsecond=0),
            "promised_on": promised_on,
            "deliver_by": deliver_by,
            "cancelled_at": None,
        }
        if problem == "not_received":
            known |= {"status": "shipped", "delivered_at": None}
        if problem == "order_cancelled_by_seller":
            known |= {"status": "cancelled", "cancelled_by": "seller", "cancelled_at": known["shipped_at"]}
            known |= {"shipped_at": None, "delivered_at": None}
        return known

    def _items(self, goods: tuple[str, ...]) -> list[tuple[SampleListing, int]]:
        """One to three listings with their quantities, now and then of two shops; the first is one of `goods`."""
        chance = self._chance
        everything = [listing for shop in sorted(self._listings) for listing in self._listings[shop]]
        first = chance.choice([listing for listing in everything if not goods or listing.id in goods])
        others = [listing for listing in self._listings[first.shop] if listing is not first]
        more = min(chance.choices((0, 1, 2), (80, 15, 5))[0], len(others))
        chosen = [first, *chance.sample(others, more)]
        if more and chance.random() < 0.25:
            chosen[-1] = chance.choice([listing for listing in everything if listing.shop != first.shop])
        return [(listing, chance.choices((1, 2, 3), (90, 8, 2))[0]) for listing in chosen]

    def _money(self, items, language: str) -> tuple[tuple[DraftLine, ...], int, tuple[DraftPayment, ...]]:
        chance = self._chance
        prices = [
            (_to_ten(listing.price_minor * chance.lognormvariate(0, 0.3)) * quantity,
             _to_ten(listing.freight_minor * chance.lognormvariate(0, 0.25)))
            for listing, quantity in items
        ]  # fmt: skip
        total = sum(price + freight for price, freight in prices)
        voucher = round(total * chance.uniform(0.03, 0.12)) if chance.random() < 0.06 else 0
        payments = [DraftPayment(1, chance.choices(("wallet", "card"), (3, 1))[0], total - voucher)]
        if voucher:
            payments.append(DraftPayment(2, "voucher", voucher))
        shares = split.over_lines(total, CURRENCY, prices)
        lines = tuple(
            DraftLine(
                number,
                listing.id,
                listing.titles[language],
                listing.shop,
                quantity,
                price,
                freight,
                share,
                None,
                listing.category,
            )
            for number, ((listing, quantity), (price, freight), share) in enumerate(
                zip(items, prices, shares, strict=True), 1
            )
        )
        return lines, total, tuple(payments)

    def _reviews(self, dates: dict, trouble: Trouble | None) -> tuple[DraftReview, ...]:
        """Three in four buyers leave stars; the unhappy say why."""
        chance = self._chance
        if dates["delivered_at"] is None or chance.random() > 0.75:
            return ()
        at = dates["delivered_at"] + timedelta(hours=chance.randint(3, 90))
        if trouble is None:
            return (DraftReview("1", chance.choices((5, 4, 3), (6, 2, 1))[0], None, None, at),)
        return (DraftReview("1", chance.choices((1, 2), (3, 1))[0], None, trouble.story.claim, at),)


def _to_ten(minor: float) -> int:
    """A price ends on a whole jiao."""
    return max(1, round(minor / 10)) * 10
