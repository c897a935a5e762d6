"""Closed cases by what was sold: which claims the listing of a product could have spared. A projection; it holds no words."""

from django.db import connection

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock

COLUMNS = ("root", "id", "product", "marketplace", "seller", "reason", "story_ref", "closed_ms")
_INSERT = f"INSERT INTO product_case ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


def rows(case: CaseState) -> list[tuple]:
    """A row for each product that a closed case of its buyer was about; none while it is open, none of a shop's claims."""
    if not case.closed or case.claimant != "buyer":
        return []
    products = dict.fromkeys(line["product"] for line in case.order["lines"] if line.get("product"))
    closed = clock.milliseconds(clock.parse(case.closed_at))
    return [
        (case.root, case.id, one, case.marketplace, case.seller, case.reason, case.story["ref"], closed)
        for one in products
    ]


def project(cursor, before: CaseState | None, after: CaseState) -> None:
    """Bring the rows of a case from the state before to the state after."""
    old, new = (rows(before) if before is not None else []), rows(after)
    if old == new:
        return
    if old:
        cursor.execute("DELETE FROM product_case WHERE root = %s AND id = %s", (after.root, after.id))
    for one in new:
        cursor.execute(_INSERT, one)


def newest(marketplace: str, seller: str, product: str, most: int) -> list[dict]:
    """The last closed cases about a product of a shop: root, reason and the reference of what the buyer said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, reason, story_ref FROM product_case WHERE marketplace = %s AND seller = %s AND product = %s "
            "ORDER BY closed_ms DESC, id DESC LIMIT %s",
            [marketplace, seller, product, most],
        )
        return [dict(zip(("root", "reason", "story_ref"), row, strict=True)) for row in cursor.fetchall()]
