"""Who is meant by the names that a marketplace's own system uses for buyers and shops; the unknown are entered.

A name is the system's own, else an id of ours.

Entered people have no address and cannot sign in until the marketplace gives them one.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from hejie.store import statements
from hejie.store.models import Person, Seller
from hejie.store.models.people import PLATFORM

__all__ = ["PLATFORM", "buyer", "found", "named", "seller", "tiers"]


def buyer(marketplace: str, external_ref: str, new_id: str) -> str:
    """The id of the buyer with this name in the marketplace's own system; entered under `new_id` if he is not known."""
    known = Person.objects.filter(marketplace_id=marketplace, external_ref=external_ref).values_list("pk", flat=True)
    found = known.first() or _own_id(Person.objects.filter(marketplace_id=marketplace), external_ref)
    if found:
        return found
    login = Person.login_for(marketplace, "", new_id)
    row = Person(id=new_id, marketplace_id=marketplace, login=login, external_ref=external_ref)
    row.set_unusable_password()
    Person.objects.bulk_create([row], ignore_conflicts=True)
    return known.first() or new_id


def named(marketplace: str, person: str, shops: Sequence[str]) -> statements.Statement:
    """One question for a buyer and for shops by names that a marketplace's system has for them; `found` reads its rows."""
    marks = ", ".join(["%s"] * len(shops)) or "NULL"
    return (
        "SELECT 1, id, external_ref FROM person WHERE marketplace_id = %s AND external_ref = %s "
        "UNION ALL SELECT 1, id, id FROM person WHERE marketplace_id = %s AND id = %s "
        f"UNION ALL SELECT 0, id, external_ref FROM seller WHERE marketplace_id = %s AND external_ref IN ({marks}) "
        f"UNION ALL SELECT 0, id, id FROM seller WHERE marketplace_id = %s AND id IN ({marks})",
        (marketplace, person, marketplace, person, marketplace, *shops, marketplace, *shops),
    )


def found(rows: Iterable[tuple[int, str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """(the buyer, the shops): our ids by the names that were asked for; those that nobody has are left out."""
    people, shops = {}, {}
    for is_person, own, name in rows:  # a name of the system's own comes first, and counts before an id of ours
        (people if is_person else shops).setdefault(name, own)
    return people, shops


def buyer_by_email(marketplace: str, email: str) -> str:
    """The id of whoever has this address in the marketplace; "" where nobody has."""
    found = Person.objects.filter(marketplace_id=marketplace, email=email.lower()).values_list("pk", flat=True)
    return found.first() or ""


def seller(marketplace: str, external_ref: str, new_id: str) -> str:
    """The id of the shop with this name in the marketplace's own system; entered under `new_id` if it is not known."""
    known = Seller.objects.filter(marketplace_id=marketplace, external_ref=external_ref).values_list("id", flat=True)
    found = known.first() or _own_id(Seller.objects.filter(marketplace_id=marketplace), external_ref)
    if found:
        return found
    key = Seller.key_of(marketplace, new_id)
    row = Seller(key=key, id=new_id, marketplace_id=marketplace, name=external_ref, external_ref=external_ref)
    Seller.objects.bulk_create([row], ignore_conflicts=True)
    return known.first() or new_id


def tiers(marketplace: str, sellers: Iterable[str]) -> dict[str, str]:
    """The marketplace's word for the standing of these shops, by id; "" where it has none. One statement."""
    found = Seller.objects.filter(marketplace_id=marketplace, id__in=list(sellers))
    return dict(found.values_list("id", "tier"))


def _own_id(rows: QuerySet, name: str) -> str | None:
    return rows.filter(id=name).values_list("id", flat=True).first()


def complete(marketplace: str, person_id: str, name: str, email: str) -> None:
    """Fill in a buyer's name and address where we have none yet; an address that is somebody else's is left alone."""
    person = Person.objects.filter(marketplace_id=marketplace, pk=person_id).first()
    taken = (
        email and Person.objects.filter(marketplace_id=marketplace, email=email.lower()).exclude(pk=person_id).exists()
    )
    if person is None or (person.name and person.email):
        return
    person.name = person.name or name[:120]
    if email and not taken:
        person.email = person.email or email
    person.save()


def known_seller(marketplace: str, name: str) -> str:
    """The id of a shop by its id or its name in the marketplace's own system; "" where there is none."""
    rows = Seller.objects.filter(marketplace_id=marketplace)
    return rows.filter(external_ref=name).values_list("id", flat=True).first() or _own_id(rows, name) or ""


def known_buyer(marketplace: str, name: str, new_id: str) -> str:
    """The id of a person by his id, his name in the marketplace's own system, or his e-mail address; "" for a name of nobody.

    Who has an address that is not known yet is entered under `new_id`, without a sign-in.
    """
    rows = Person.objects.filter(marketplace_id=marketplace)
    found = rows.filter(external_ref=name).values_list("pk", flat=True).first() or _own_id(rows, name)
    if found or "@" not in name:
        return found or ""
    email = name.lower()
    known = rows.filter(email=email).values_list("pk", flat=True)
    if not known.first():
        row = Person(
            id=new_id, marketplace_id=marketplace, email=email, login=Person.login_for(marketplace, email, new_id)
        )
        row.set_unusable_password()
        Person.objects.bulk_create([row], ignore_conflicts=True)
    return known.first() or new_id
