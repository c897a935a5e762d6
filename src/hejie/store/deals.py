"""Deals as lists show them. Plain SQL, keyset paging."""

from django.db import connection

from hejie.domain.deals.state import OPEN
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.store import queries
from hejie.store.deal_rows import COLUMNS


def listed(actor: Actor, *, status: str = "", after: str = "", limit: int = queries.PAGE) -> queries.Page:
    """Deals of a buyer or a shop (all of the marketplace for its operators and auditors), the last moved first.

    Refuses   not_found, bad_cursor
    """
    where, values = ["marketplace = %s"], [actor.marketplace]
    if actor.only_case:
        raise Refusal("not_found")
    if actor.role == "buyer":
        where, values = [*where, "buyer = %s"], [*values, actor.id]
    elif actor.role in ("seller", "agent") and actor.seller:
        where, values = [*where, "seller = %s"], [*values, actor.seller]
    elif actor.role not in ("operator", "auditor", "integrator", "system"):
        raise Refusal("not_found")
    if status:
        where, values = [*where, "status = %s"], [*values, status]
    return queries.keyset("deal_row", COLUMNS, where, values, "changed_ms", "root", "DESC", "<", after, limit)


def open_of(marketplace: str, seller: str, most: int) -> int:
    """How many deals of a shop wait for an answer, counted up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM deal_row WHERE marketplace = %s AND seller = %s AND status = %s LIMIT %s) AS few",
            [marketplace, seller, OPEN, most],
        )
        return cursor.fetchone()[0]


def roots_of_person(marketplace: str, person: str) -> list[str]:
    """Roots of all deals that a person made as a buyer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root FROM deal_row WHERE marketplace = %s AND buyer = %s ORDER BY root", [marketplace, person]
        )
        return [found[0] for found in cursor.fetchall()]
