"""For whom something is written: who is in a role, in which language and zone he reads, what his market is called."""

from hejie.store.models import Marketplace, Membership, Person


def first_in_role(marketplace: str, role: str) -> str:
    """The id of the first active person in a role of the marketplace's own staff, or "" where there is none."""
    found = Membership.objects.filter(person__marketplace_id=marketplace, person__is_active=True, role=role)
    return found.order_by("pk").values_list("person_id", flat=True).first() or ""


def preferences(marketplace: str, person_id: str) -> tuple[str, str]:
    """(language, time zone) in which a person reads; for nobody in particular those of the marketplace."""
    person = Person.objects.select_related("marketplace").filter(marketplace_id=marketplace, pk=person_id).first()
    if person is not None:
        return person.language, person.zone
    market = Marketplace.objects.get(pk=marketplace)
    return market.offered_languages()[0], market.timezone


def marketplace_name(marketplace: str) -> str:
    """What people call the marketplace."""
    return Marketplace.objects.values_list("name", flat=True).get(pk=marketplace)
