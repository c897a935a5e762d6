"""Who may be complained about, who handles complaints, and whom notices about them reach. ORM, off the hot path."""

from django.db import connection

from hejie.domain.complaints.state import COMPLAINANT, WHOM, ComplaintState
from hejie.store import contacts, people
from hejie.store.models import Membership, Person, Seller


def by_id_or_address(marketplace: str, told: str) -> str:
    """The id of the person with this id or address; "" for nobody here."""
    told = told.strip()
    if not told:
        return ""
    found = contacts.by_email(marketplace, told) if "@" in told else contacts.by_id(marketplace, told)
    return found.pk if found else ""


def handlers(marketplace: str) -> dict[str, str]:
    """Names by id of the marketplace's own operators and agents."""
    own = Membership.objects.filter(person__marketplace_id=marketplace, person__is_active=True, seller=None)
    found = own.filter(role__in=("operator", "agent")).select_related("person")
    return {one.person_id: one.person.name or one.person.email for one in found}


def staff(marketplace: str) -> dict[str, tuple[str, str]]:
    """(name, role) by id of everybody about whom a complaint may be: agents and neutrals, a shop's people too."""
    places = Membership.objects.filter(person__marketplace_id=marketplace, role__in=("agent", "neutral", "operator"))
    found = {}
    for one in places.select_related("person"):
        role = "neutral" if one.role == "neutral" else "agent"
        found.setdefault(one.person_id, (one.person.name or one.person.email, role))
    return found


def neutrals_met(marketplace: str, who: str) -> frozenset[str]:
    """Neutrals who have had a case of this buyer or shop."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT neutral FROM assignment_row WHERE marketplace = %s AND (buyer = %s OR seller = %s) LIMIT 50",
            [marketplace, who, who],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def shops(marketplace: str, most: int = 500) -> dict[str, str]:
    """Names of shops by id, in the order of their names."""
    return dict(Seller.objects.filter(marketplace_id=marketplace).order_by("name").values_list("id", "name")[:most])


def shops_of(marketplace: str, person: str) -> tuple[str, ...]:
    """Ids of the shops for which somebody works."""
    places = Membership.objects.filter(person_id=person, person__marketplace_id=marketplace, seller__isnull=False)
    return tuple(sorted(set(places.values_list("seller__id", flat=True))))


def is_role(marketplace: str, whom: str, role: str) -> bool:
    """Whether whoever is named is a shop, an agent (or operator) or a neutral of this marketplace."""
    if role == "shop":
        return whom in people.names(marketplace, [whom]) and not Person.objects.filter(pk=whom).exists()
    roles = ("neutral",) if role == "neutral" else ("agent", "operator", "seller")
    return Membership.objects.filter(person_id=whom, person__marketplace_id=marketplace, role__in=roles).exists()


def reached(state: ComplaintState, to: str) -> list[Person]:
    """The people of a side: who complains; the person or the shop complained about; who handles it, else all operators but him
    whom it is about."""
    market = state.marketplace
    if to == COMPLAINANT:
        one = contacts.by_id(market, state.complainant) if state.complainant else None
        return [one] if one else []
    if to == WHOM:
        if state.role == "shop":
            return people.recipients(market, "seller", buyer="", seller=state.whom, neutral="")
        one = contacts.by_id(market, state.whom)
        return [one] if one else []
    operators = people.recipients(market, "platform", buyer="", seller="", neutral="")
    handler = contacts.by_id(market, state.handler) if state.handler and not state.escalated else None
    return [one for one in ([handler] if handler else operators) if one.pk != state.whom]
