"""Small reads and writes about people that use cases need: names, staff, readings. ORM, off the hot path."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from hejie.domain.kernel.actor import Actor
from hejie.store.models import Marketplace, Membership, Person, ReadingLog, Seller

PLATFORM = "platform"


def names(marketplace: str, ids: list[str]) -> dict[str, str]:
    """Display names of people and shops of one marketplace by id; two statements."""
    wanted = [one for one in dict.fromkeys(ids) if one]
    found = dict(Person.objects.filter(marketplace_id=marketplace, pk__in=wanted).values_list("pk", "name"))
    return found | dict(Seller.objects.filter(marketplace_id=marketplace, id__in=wanted).values_list("id", "name"))


def agents_of(marketplace: str, seller: str) -> list[str]:
    """Ids of a shop's agents, or of the marketplace's own where seller is empty; 200 at most."""
    places = Membership.objects.filter(person__marketplace_id=marketplace, role="agent")
    places = places.filter(seller_id=Seller.key_of(marketplace, seller)) if seller else places.filter(seller=None)
    return list(places.order_by("person_id").values_list("person_id", flat=True)[:200])


def shop_name(marketplace: str, seller: str) -> str:
    """A shop's name, "" where there is no such shop."""
    return Seller.objects.filter(marketplace_id=marketplace, id=seller).values_list("name", flat=True).first() or ""


def log_reading(actor: Actor, case_id: str, what: str, now: datetime) -> None:
    """Keep that somebody has read a case, or an original that he has not filed; shown to the auditor."""
    known = actor.is_staff or Person.objects.filter(pk=actor.id, marketplace_id=actor.marketplace).exists()
    ReadingLog.objects.create(
        marketplace_id=actor.marketplace,
        person_id=actor.id if known else None,
        who=actor.id,
        role=actor.role,
        case_id=case_id,
        what=what[:120],
        at=now,
    )


def recipients(marketplace: str, side: str, *, buyer: str, seller: str, neutral: str) -> list[Person]:
    """The people to whom a notice for this side goes: the buyer, the shop's people, the neutral, the operators."""
    people = Person.objects.filter(marketplace_id=marketplace, is_active=True).select_related("marketplace")
    if side == "buyer":
        return list(people.filter(pk=buyer))
    if side == "neutral":
        return list(people.filter(pk=neutral))
    if side == "seller" and seller == PLATFORM:
        own = Q(memberships__role__in=("operator", "agent"), memberships__seller=None)
        return list(people.filter(own | Q(memberships__seller_id=Seller.key_of(marketplace, seller))).distinct())
    if side == "seller":
        return list(
            people.filter(
                memberships__seller_id=Seller.key_of(marketplace, seller), memberships__role__in=("seller", "agent")
            ).distinct()
        )
    return list(people.filter(memberships__role="operator").distinct())


def unreachable(marketplace: str, ids: tuple[str, ...]) -> frozenset[str]:
    """Of some people or shops, those whom no notice can reach: the address bounced (of a shop: all its people's)."""
    own = Person.objects.filter(marketplace_id=marketplace)
    lost = {one.pk for one in own.filter(pk__in=ids) if one.is_unreachable}
    places = Membership.objects.filter(seller__marketplace_id=marketplace, seller__id__in=ids)
    staff = places.filter(person__marketplace_id=marketplace, person__is_active=True).select_related("person", "seller")
    reached = {place.seller.id for place in staff if not place.person.is_unreachable}
    return frozenset(lost | {place.seller.id for place in staff} - reached)


def outages(newest: int = 50) -> list[tuple[str, int, int]]:
    """(id, start, end in milliseconds) of the newest recorded times in which the pages were down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, started_ms, ended_ms FROM outage ORDER BY ended_ms DESC LIMIT %s", [newest])
        return [tuple(row) for row in cursor.fetchall()]


def marketplaces(most: int = 200) -> list[Marketplace]:
    """The marketplaces of this installation by name."""
    return list(Marketplace.objects.order_by("name")[:most])
