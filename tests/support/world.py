"""A marketplace with people, orders and a clock of its own: what tests of use cases, pages and API begin with.

Everything is made through the use cases, so that a test meets what a person would meet.
"""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.actor import Actor, system
from hejie.record.context import Context

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Clock:
    """The moment at which a test stands; it moves only when the test moves it."""

    def __init__(self) -> None:
        self.now = START

    def move(self, **time: float) -> datetime:
        """Go on by `days=3`, `hours=1`, …; returns the new moment."""
        self.now += timedelta(**time)
        return self.now


@dataclass(frozen=True)
class Somebody:
    """A person of the marketplace and the actor that he is in his role."""

    person: object
    actor: Actor

    @property
    def id(self) -> str:
        """His id."""
        return self.actor.id

    @property
    def shop(self) -> str:
        """The shop he acts for, or ""."""
        return self.actor.seller


class People:
    """Makes people: `people("seller", name="Max")`, each a new one with an address of his own."""

    def __init__(self, marketplace) -> None:
        self.marketplace = marketplace
        self._numbers = itertools.count(1)

    def __call__(
        self,
        role: str,
        *,
        name: str = "",
        email: str = "",
        shop: str = "",
        language: str = "en",
        second_factor: bool = True,
    ) -> Somebody:
        """Somebody in a role; sellers get a new shop unless they join one (`shop=other.shop`)."""
        from hejie.store.models import Person
        from hejie.usecases.people import roles

        number = next(self._numbers)
        person = Person.objects.create_user(
            self.marketplace,
            email or f"{role}{number}@example.org",
            PASSWORD,
            name=name or f"{role.title()} {number}",
            language=language,
        )
        seller = None
        if role == "seller" or shop:
            seller = self._shop(shop, number)
        if role != "buyer":
            roles.give(person, role, seller)
        acting = roles.acting(Person.objects.get(pk=person.pk), role)
        return Somebody(person, replace(acting, second_factor=second_factor))

    def _shop(self, shop: str, number: int):
        from hejie.store.models import Seller

        if shop:
            return Seller.objects.get(marketplace=self.marketplace, id=shop)
        letters = "abcdefghijklmnopqrstuvwxyz"
        name = "s" + "".join(letters[(number // 26**place) % 26] for place in range(12))
        return Seller.objects.create(id=name, marketplace=self.marketplace, name=f"Shop {number}")


class Contexts:
    """Makes contexts at the test's clock: `ctx(buyer)`, `ctx()` for the program itself."""

    def __init__(self, marketplace, clock: Clock) -> None:
        self._marketplace = marketplace
        self._clock = clock

    def __call__(self, who: Somebody | Actor | None = None, *, at: datetime | None = None, **changes) -> Context:
        """The context of somebody's act; `changes` are fields of the actor, as `personal=False`."""
        from hejie.conf import context

        actor = who.actor if isinstance(who, Somebody) else who or system(self._marketplace.pk)
        return context.for_actor(replace(actor, **changes), at or self._clock.now)


class Orders:
    """Places orders through the use case: `orders(buyer, seller, price=19900)`; returns the root."""

    def __init__(self, marketplace, ctx: Contexts, clock: Clock) -> None:
        self._marketplace = marketplace
        self._ctx = ctx
        self._clock = clock
        self._numbers = itertools.count(1)

    def __call__(
        self,
        buyer: Somebody,
        *sellers: Somebody,
        price: int = 19900,
        freight: int = 0,
        currency: str = "CNY",
        paid: bool = True,
        delivered: bool = True,
        **changes,
    ) -> str:
        """An order with one line of this price from each seller, paid and delivered a day ago unless told otherwise."""
        from hejie.domain.orders.commands import NewLine, PlaceOrder
        from hejie.usecases import ids, orders

        external = f"A-{next(self._numbers)}"
        lines = tuple(
            NewLine(number, seller.shop, price, title=f"Trail shoes {number}")
            for number, seller in enumerate(sellers, start=1)
        )
        dates = {"ordered": moments.text(self._clock.now - timedelta(days=4))}
        if delivered:
            dates["delivered"] = moments.text(self._clock.now - timedelta(days=1))
        command = PlaceOrder(
            root=ids.order_root(self._marketplace.pk, external),
            external_id=external,
            buyer=buyer.id,
            currency=currency,
            lines=lines,
            freight=freight,
            paid=price * len(lines) + freight if paid else None,
            dates=dates,
            status="delivered" if delivered else "placed",
        )
        return orders.place_order(self._ctx(), replace(command, **changes), key=f"place {external}").root


def make_marketplace(slug: str = "harbour", currency: str = "CNY"):
    """A marketplace that speaks English first."""
    from hejie.usecases.people import marketplaces

    return marketplaces.create(
        slug, slug.title(), languages=["en", "zh", "ru"], currency=currency, timezone="Asia/Shanghai"
    )


def forget_all() -> None:
    """Drop what this process remembers of marketplaces and of the record: it is of the test before, which took it back."""
    from hejie.conf import marketplaces
    from hejie.record import streams
    from hejie.store import market_law, market_procedures
    from hejie.usecases import addresses, bargain_book

    for one in (addresses, bargain_book, market_law, market_procedures, marketplaces, streams):
        one.forget()


def the_record_holds() -> None:
    """After an act: every chain holds, money balances, and tables written anew from the record equal the live ones.

    And every notice about a case bears the hash of an entry, so that its reader can hold the record to it.
    """
    from django.db import connection

    from hejie.record import replay

    report = replay.check()
    assert report.ok, "\n".join(report.faults)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.kind, n.head FROM notice n WHERE n.case_id <> '' "
            "AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.root = n.root AND e.hash = n.head)"
        )
        assert cursor.fetchall() == []
