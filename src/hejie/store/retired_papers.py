"""Questions, complaints and deals of which nothing runs any more, and shops with papers, as retention walks through them. Plain SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class OldPaper:
    """One that still has contents.

    root         its stream; order_root: the order to which it belongs, "" where to none
    currency     a deal's own, else ""
    changed_ms   when something was last said in it
    """

    root: str
    order_root: str
    currency: str
    changed_ms: int


# (table, its currency)
_TABLES = (("deal_row", "p.currency"), ("question_row", "''"), ("complaint_row", "''"))
_ONE = (
    "SELECT p.root, p.order_root, {currency} AS currency, p.changed_ms FROM {table} p "
    "WHERE p.marketplace = %s AND p.due_ms = 0 AND p.changed_ms <= %s AND (p.changed_ms, p.root) > (%s, %s) "
    "AND EXISTS (SELECT 1 FROM content t WHERE t.root = p.root) ORDER BY p.changed_ms, p.root LIMIT %s"
)
# Each table gives no more than are asked for, so that a page costs the same however many there are.
_ALL = " UNION ALL ".join(f"SELECT * FROM ({_ONE.format(table=one, currency=currency)}) o" for one, currency in _TABLES)


def papers(
    marketplace: str, until_ms: int, after: tuple[int, str], most: int
) -> tuple[list[OldPaper], tuple[int, str] | None]:
    """(those last spoken in by then that still have contents and in which no clock runs, the earliest first; where to go on, or
    None at the end), behind a place."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, order_root, currency, changed_ms FROM ({_ALL}) a ORDER BY changed_ms, root LIMIT %s",
            [*(marketplace, until_ms, *after, most) * len(_TABLES), most],
        )
        found = [OldPaper(*row) for row in cursor.fetchall()]
    return found, (found[-1].changed_ms, found[-1].root) if len(found) == most else None


@dataclass(frozen=True, slots=True)
class OldShop:
    """A shop that has filed papers of which something is kept. root: its standing; currency: the marketplace's own."""

    root: str
    seller: str
    currency: str


def shops(
    marketplace: str, until_ms: int, after: tuple[int, str], most: int
) -> tuple[list[OldShop], tuple[int, str] | None]:
    """(shops with contents in their standing, by its root; where to go on, or None at the end), behind a place.

    until_ms   not looked at: what of a paper is old stands in the fold of the standing alone
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.root, v.seller, m.currency FROM vetting_row v JOIN marketplace m ON m.slug = v.marketplace "
            "WHERE v.marketplace = %s AND v.root > %s AND EXISTS (SELECT 1 FROM content t WHERE t.root = v.root) "
            "ORDER BY v.root LIMIT %s",
            [marketplace, after[1], most],
        )
        found = [OldShop(*row) for row in cursor.fetchall()]
    return found, (0, found[-1].root) if len(found) == most else None


def orders_of_shop(marketplace: str, seller: str) -> Iterator[tuple[str, int]]:
    """(root, when it was placed in milliseconds) of the orders in which a shop sold something, the newest first, some at a time."""
    place: tuple[int, str] | None = None
    while True:
        where, values = ("AND (ordered_ms, root) < (%s, %s)", list(place)) if place else ("", [])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT root, ordered_ms FROM order_seller WHERE marketplace = %s AND seller = %s {where} "
                "ORDER BY ordered_ms DESC, root DESC LIMIT 200",
                [marketplace, seller, *values],
            )
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < 200:
            return
        place = rows[-1][1], rows[-1][0]
