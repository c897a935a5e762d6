"""A marketplace to measure in: people, tokens, orders and cases, all made through the use cases.

To be used in a process that has started Django on the bench's database (`begin`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

PRICE = 19900
TEXT = "The soles are 7 mm shorter than the page of the shop says, measured along the inner edge. " * 2
SLUG = "bench"


def begin(*, migrate: bool = False) -> None:
    """Start Django on the database that the environment names, and make its tables where asked."""
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)


@dataclass(frozen=True, slots=True)
class Market:
    """Who is there: the buyer with his token, and the shop."""

    buyer: str
    seller: str
    token: str
    procedure: str


def make() -> Market:
    """A marketplace with one shop and one buyer, who has a token for everything he may do."""
    from hejie.conf import context
    from hejie.rulebooks import procedures
    from hejie.store.models import Marketplace, Person, Seller
    from hejie.usecases.people import roles, tokens

    marketplace = Marketplace.objects.create(slug=SLUG, name="Bench", currency="CNY")
    buyer = Person(marketplace=marketplace, email="buyer@bench.example", name="Buyer")
    buyer.save()
    shop = Seller.objects.create(id="sbenchbenchb", marketplace=marketplace, name="Shop")
    keeper = Person(marketplace=marketplace, email="shop@bench.example", name="Keeper")
    keeper.save()
    roles.give(keeper, "seller", shop)
    token = tokens.create(buyer, name="bench", scopes=("read", "write", "personal"), now=context.now())
    return Market(buyer.pk, shop.id, token.secret, procedures.load("procedures/standard").digest)


def there() -> Market:
    """The marketplace that another process has made; without its token, which nobody can read again."""
    from hejie.rulebooks import procedures
    from hejie.store.models import Person

    buyer = Person.objects.get(email="buyer@bench.example")
    return Market(buyer.pk, "sbenchbenchb", "", procedures.load("procedures/standard").digest)


def orders(market: Market, prefix: str, number: int, *, paid: bool = True) -> Iterator[str]:
    """Roots of new orders of one line, delivered yesterday; not paid for where asked."""
    from hejie.conf import context
    from hejie.domain.kernel import clock
    from hejie.domain.orders.commands import NewLine, PlaceOrder
    from hejie.usecases import ids, orders

    ctx = context.for_worker(SLUG)
    dates = {"ordered": clock.text(ctx.now - timedelta(days=3)), "delivered": clock.text(ctx.now - timedelta(days=1))}
    for count in range(number):
        name = f"{prefix}-{count}"
        root = ids.order_root(SLUG, name)
        command = PlaceOrder(
            root=root,
            external_id=name,
            buyer=market.buyer,
            currency="CNY",
            lines=(NewLine(1, market.seller, PRICE, title="Trail shoes"),),
            paid=PRICE if paid else None,
            dates=dates,
            status="delivered",
        )
        orders.place_order(ctx, command, key=f"place {name}")
        yield root


def buyer_context(market: Market):
    """What the buyer acts with, by his token, now."""
    from hejie.conf import context
    from hejie.domain.kernel.actor import Actor

    return context.for_actor(Actor("buyer", market.buyer, SLUG, through="token"))


def cases(market: Market, prefix: str, number: int) -> Iterator[str]:
    """Ids of new open cases, each about an order of its own."""
    from hejie.usecases import cases

    for root in orders(market, prefix, number):
        (receipt,) = cases.open_cases(
            buyer_context(market), root=root, lines=(1,), reason="not_as_described", remedy="refund", story=TEXT,
            package={"refund": PRICE, "currency": "CNY"}, shown=market.procedure, key=f"open {root}",
        )  # fmt: skip
        yield receipt.stream.removeprefix("case:")
