"""Who of a shop is in charge of which case: the shop's own arrangement, beside the record and never in it. Plain SQL.

Whoever has left the shop is in charge of nothing more, although the row still stands until somebody takes the case on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from hejie.store.models import Membership, Seller

NOBODY = "nobody"
MOST_COLLEAGUES = 200
_HELD = (
    "EXISTS (SELECT 1 FROM case_charge g JOIN membership m ON m.person_id = g.person AND m.seller_id = %s "
    "WHERE g.root = case_row.root AND g.case_id = case_row.id{own})"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody in charge of a case: since when, and who of the shop gave it to him."""

    person: str
    given_by: str
    since_ms: int


def of_case(root: str, case_id: str) -> Charge | None:
    """Who is in charge of a case; None where nobody is."""
    return of_cases([(root, case_id)]).get(case_id)


def of_cases(places: Iterable[tuple[str, str]]) -> dict[str, Charge]:
    """Who is in charge of each of these (root, case), by case; one statement."""
    wanted = list(places)
    if not wanted:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.case_id, g.person, g.given_by, g.since_ms FROM case_charge g WHERE EXISTS (SELECT 1 FROM membership m "
            "JOIN seller s ON s.key = m.seller_id WHERE m.person_id = g.person AND s.marketplace_id = g.marketplace "
            f"AND s.id = g.seller) AND (g.root, g.case_id) IN (VALUES {marks})",
            [value for place in wanted for value in place],
        )
        return {row[0]: Charge(*row[1:]) for row in cursor.fetchall()}


def put(root: str, case_id: str, charge: Charge, *, marketplace: str, seller: str, over: str) -> bool:
    """Put somebody in charge over whoever was seen to be (over; "": nobody). False: somebody else is meanwhile."""
    values = [charge.person, charge.given_by, charge.since_ms]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE case_charge SET person = %s, given_by = %s, since_ms = %s WHERE root = %s AND case_id = %s AND person = %s",
            [*values, root, case_id, over or _left(cursor, root, case_id)],
        )
        if cursor.rowcount or over:
            return bool(cursor.rowcount)
        cursor.execute(
            "INSERT INTO case_charge (person, given_by, since_ms, root, case_id, marketplace, seller) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (root, case_id) DO NOTHING",
            [*values, root, case_id, marketplace, seller],
        )
        return bool(cursor.rowcount)


def drop(root: str, case_id: str, *, over: str) -> bool:
    """Leave a case to nobody, over whoever was seen in charge. False: somebody else is meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM case_charge WHERE root = %s AND case_id = %s AND person = %s", [root, case_id, over]
        )
        return bool(cursor.rowcount)


def leave(marketplace: str, person: str) -> None:
    """Somebody is forgotten: he looks after nothing any more, and nothing says that he gave it to another."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM case_charge WHERE marketplace = %s AND person = %s", [marketplace, person])
        cursor.execute(
            "UPDATE case_charge SET given_by = '' WHERE marketplace = %s AND given_by = %s", [marketplace, person]
        )


def narrowed(marketplace: str, seller: str, person: str) -> tuple[str, list]:
    """The condition, with its values, that a row of `case_row` is in the charge of somebody of a shop, or of NOBODY."""
    shop = Seller.key_of(marketplace, seller)
    if person == NOBODY:
        return f"NOT {_HELD.format(own='')}", [shop]
    return _HELD.format(own=" AND g.person = %s"), [shop, person]


def colleagues(marketplace: str, seller: str) -> dict[str, str]:
    """Names of a shop's people by id, by name, at most 200; one statement."""
    places = Membership.objects.filter(
        seller_id=Seller.key_of(marketplace, seller), role__in=("seller", "agent"), person__is_active=True
    )
    return dict(places.order_by("person__name", "person_id").values_list("person_id", "person__name")[:MOST_COLLEAGUES])


def _left(cursor, root: str, case_id: str) -> str:
    """Somebody who is still named although he is of the shop no more; "" where there is nobody such."""
    if of_case(root, case_id) is not None:
        return ""
    cursor.execute("SELECT person FROM case_charge WHERE root = %s AND case_id = %s", [root, case_id])
    row = cursor.fetchone()
    return row[0] if row else ""
