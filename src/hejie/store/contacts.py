"""How people are reached: bounced addresses, the cases that they hold up, where pages stand. ORM, off the hot path."""

from django.db import connection
from django.db.models import F, Q

from hejie.store.models import Marketplace, MarketplaceHost, Membership, Person


def by_id(marketplace: str, person_id: str) -> Person | None:
    """A person of this marketplace, or None."""
    return Person.objects.select_related("marketplace").filter(marketplace_id=marketplace, pk=person_id).first()


def by_email(marketplace: str, email: str) -> Person | None:
    """The person of this marketplace with this address, or None."""
    wanted = email.strip().lower()
    return Person.objects.filter(marketplace_id=marketplace, email=wanted).first() if wanted else None


def bounced(marketplace: str, most: int = 200) -> list[Person]:
    """People whose address bounced and whom nobody has looked after since, the longest waiting first."""
    unseen = Q(address_reviewed_at=None) | Q(address_reviewed_at__lt=F("address_bounced_at"))
    found = Person.objects.filter(unseen, marketplace_id=marketplace, address_bounced_at__isnull=False)
    return list(found.order_by("address_bounced_at")[:most])


def open_sides(marketplace: str, person: Person) -> list[tuple[str, str, str]]:
    """(root, case, side) of every open case in which a person is the buyer or belongs to the seller's shop."""
    shops = list(
        Membership.objects.filter(person=person, seller__isnull=False).values_list("seller__id", flat=True).distinct()
    )
    found = _open_cases(marketplace, "buyer", person.pk)
    for shop in shops:
        found += _open_cases(marketplace, "seller", shop)
    return found


def _open_cases(marketplace: str, side: str, who: str) -> list[tuple[str, str, str]]:
    assert side in ("buyer", "seller")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, id FROM case_row WHERE marketplace = %s AND {side} = %s AND closed_ms = 0 ORDER BY root, id",
            [marketplace, who],
        )
        return [(root, case_id, side) for root, case_id in cursor.fetchall()]


def shop_members(marketplace: str, seller: str) -> list[str]:
    """Ids of all who belong to a shop, in whatever role; for the marketplace itself, of its agents and operators."""
    found = Membership.objects.filter(person__marketplace_id=marketplace)
    own = {"seller": None, "role__in": ("agent", "operator")}
    found = found.filter(**(own if seller == "platform" else {"seller__id": seller}))
    return list(found.values_list("person_id", flat=True).distinct())


def host_of(marketplace: str) -> str:
    """A host name under which the marketplace answers, or ""."""
    found = MarketplaceHost.objects.filter(marketplace_id=marketplace).order_by("host")
    return found.values_list("host", flat=True).first() or ""


def is_only(marketplace: str) -> bool:
    """Whether this is the installation's only marketplace."""
    return not Marketplace.objects.exclude(pk=marketplace).exists()


def can_sign_in(person: Person) -> bool:
    """Whether a person has a password or a sign-in elsewhere; who has not comes by a signed link."""
    return person.has_usable_password() or person.socialaccount_set.exists()
