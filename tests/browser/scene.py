"""A small marketplace for one browser test after the other, made within an installation of its own, at the true time."""

import json
from dataclasses import replace

from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.kernel.actor import Actor
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.store.models import Person
from hejie.usecases import cases, mediation, settlement, system, worker
from hejie.usecases.people import links, roles
from tests.support.world import Clock, Contexts, Orders, People, Somebody, make_marketplace

PRICE = 19900
SECRETS = {"seller": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "neutral": "KRUGS4ZANFZSAYJAKRUGS4ZANFZSAYJA"}


def make(count: int) -> dict[str, str | list[str]]:
    """Buyer, seller, neutral, and so many delivered orders between the two; their addresses and the orders' roots."""
    marketplace, clock = make_marketplace(), Clock()
    clock.now = system.now()
    people = People(marketplace)
    buyer, seller, neutral = (people(role, email=f"{role}@example.org") for role in ("buyer", "seller", "neutral"))
    for one in (seller, neutral):
        TOTP.activate(one.person, SECRETS[one.actor.role])
    place = Orders(marketplace, Contexts(marketplace, clock), clock)
    return {"orders": [place(buyer, seller, price=PRICE) for _ in range(count)], "market": marketplace.slug}


def opened(root: str) -> str:
    """A case about an order, in which nobody has offered anything; its id."""
    buyer, _seller, ctx = _cast()
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story="Too short by 7 mm.",
        package={"refund": PRICE, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key="open",
    )  # fmt: skip
    return receipt.created["case"]


def offered(root: str) -> str:
    """A case about an order, in which the seller has offered half; its id."""
    case = opened(root)
    _buyer, seller, ctx = _cast()
    settlement.make_offer(ctx(seller), commands.MakeOffer(case, {"refund": PRICE // 2}, "Half of it.", ""), key="offer")
    return case


def offer_again(case: str, refund: int) -> str:
    """The seller offers something else; the offer's id."""
    _buyer, seller, ctx = _cast()
    settlement.make_offer(ctx(seller), commands.MakeOffer(case, {"refund": refund}, "More.", ""), key=f"offer {refund}")
    return reader.case(case).offers[-1].id


def to_be_decided(root: str) -> str:
    """A case about an order that its neutral has to decide; its id."""
    case = offered(root)
    buyer, _seller, ctx = _cast()
    settlement.reject_offer(ctx(buyer), commands.RejectOffer(case, "o2", "No."), key="reject")
    mediation.escalate(ctx(buyer), commands.Escalate(case), key="escalate")
    worker.run_once(system.now())
    neutral = Somebody(None, _actor("neutral"))
    mediation.go_to_decision(ctx(neutral), commands.GoToDecision(case), key="onward")
    return case


def mediated(root: str) -> str:
    """A case about an order whose neutral is to help both sides to agree; its id."""
    case = offered(root)
    buyer, _seller, ctx = _cast()
    mediation.escalate(ctx(buyer), commands.Escalate(case), key="escalate")
    worker.run_once(system.now())
    return case


def link(case: str) -> str:
    """A signed link of the buyer to a case; its token."""
    return links.issue(_person("buyer"), case, now=system.now()).token


def count(case: str, kind: str) -> int:
    """How many entries of a kind stand on a case's record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM entry WHERE root = %s AND stream = %s", [case[:16], f"case:{case}"])
        return sum(json.loads(body)["kind"] == kind for (body,) in cursor.fetchall())


def _cast() -> tuple[Somebody, Somebody, Contexts]:
    clock = Clock()
    clock.now = system.now()
    buyer, seller = _person("buyer"), _person("seller")
    ctx = Contexts(buyer.marketplace, clock)
    return Somebody(buyer, _actor("buyer")), Somebody(seller, _actor("seller")), ctx


def _person(role: str) -> Person:
    return Person.objects.get(email=f"{role}@example.org")


def _actor(role: str) -> Actor:
    person = _person(role)
    return replace(roles.acting(person, roles.of(person)[0]), second_factor=role != "buyer")


def two_kettles(before: int = 0) -> str:
    """An order of two pieces of one line, delivered yesterday; its root. before: so many such orders there are already."""
    from tests.support.service import Services

    buyer, seller, ctx = _cast()
    clock = Clock()
    clock.now = system.now()
    made = Services(None, ctx, buyer.person.marketplace, clock)
    made.number = before
    return made.order(buyer, seller)


def a_phone() -> str:
    """An order of one phone, delivered yesterday; its root."""
    from hejie.domain.orders.commands import NewLine
    from tests.support.service import Services

    buyer, seller, ctx = _cast()
    clock = Clock()
    clock.now = system.now()
    line = NewLine(1, seller.shop, 20000, freight=500, title="Phone", category="electronics.phone")
    return Services(None, ctx, buyer.person.marketplace, clock).order(buyer, seller, lines=(line,))


def paid_back(root: str) -> int:
    """What the ledger has posted to the buyer of an order, once all that is due was done; minor units."""
    worker.run_once(system.now())
    return sum(hold.to_buyer for hold in reader.order(root).custody.holds)
