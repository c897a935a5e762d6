"""Closed cases and old orders without a case, as retention walks through them; what else is kept of a case. Plain SQL."""

from dataclasses import dataclass

from django.db import connection

KEY = "retention:"
"""Acts of retention on a case bear this key and the moment of its closing: what has their receipt is done."""
_SYSTEM = "worker"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed case whose contents retention has not erased yet. held: under a legal hold."""

    root: str
    id: str
    currency: str
    closed_ms: int
    held: bool


def closed(
    marketplace: str, until_ms: int, after: tuple[int, str], most: int
) -> tuple[list[Closed], tuple[int, str] | None]:
    """(cases closed by then that are not done, the earliest first; where to go on, or None at the end), behind a place.

    most   how many are looked at, those that are done too
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.root, c.id, c.currency, c.closed_ms, h.since_ms, r.at_ms FROM case_row c "
            "LEFT JOIN hold_row h ON h.root = c.root AND h.id = c.id "
            "LEFT JOIN receipt r ON r.root = c.root AND r.stream = 'case:' || c.id "
            f"AND r.key = '{_SYSTEM}:{KEY}' || CAST(c.closed_ms AS TEXT) "
            "WHERE c.marketplace = %s AND c.closed_ms > 0 AND c.closed_ms <= %s AND (c.closed_ms, c.id) > (%s, %s) "
            "ORDER BY c.closed_ms, c.id LIMIT %s",
            [marketplace, until_ms, *after, most],
        )
        rows = cursor.fetchall()
    found = [Closed(*row[:4], row[4] is not None) for row in rows if row[5] is None]
    return found, (rows[-1][3], rows[-1][1]) if len(rows) == most else None


@dataclass(frozen=True, slots=True)
class OldOrder:
    """An order without any case whose root still has contents."""

    root: str
    external_id: str
    currency: str


_ALONE = "NOT EXISTS (SELECT 1 FROM case_row c WHERE c.root = o.root) AND EXISTS (SELECT 1 FROM content t WHERE t.root = o.root)"


def orders(
    marketplace: str, until_ms: int, after: tuple[int, str], most: int
) -> tuple[list[OldOrder], tuple[int, str] | None]:
    """(orders placed by then that have no case and still have contents, the earliest first; where to go on, or None at the
    end), behind a place.

    most   how many are looked at, others too
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.root, o.external_id, o.currency, o.ordered_ms, CASE WHEN {_ALONE} THEN 1 ELSE 0 END FROM order_row o "
            "WHERE o.marketplace = %s AND o.ordered_ms <= %s AND (o.ordered_ms, o.root) > (%s, %s) "
            "ORDER BY o.ordered_ms, o.root LIMIT %s",
            [marketplace, until_ms, *after, most],
        )
        rows = cursor.fetchall()
    found = [OldOrder(*row[:3]) for row in rows if row[4]]
    return found, (rows[-1][3], rows[-1][0]) if len(rows) == most else None


def orders_of(marketplace: str, buyer: str) -> list[OldOrder]:
    """The same of one buyer, all of them, whenever they were placed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.root, o.external_id, o.currency FROM order_row o WHERE o.marketplace = %s AND o.buyer = %s AND {_ALONE} "
            "ORDER BY o.ordered_ms, o.root",
            [marketplace, buyer],
        )
        return [OldOrder(*row) for row in cursor.fetchall()]


def forget_letters(root: str, case_id: str) -> None:
    """Drop the notices of a case (of an order without one: "") whose time is over, read or not, with what they told."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notice WHERE root = %s AND case_id = %s", [root, case_id])


def closed_at(case_id: str) -> int:
    """When a case was closed, in milliseconds; 0 while it is open or where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_ms FROM case_row WHERE root = %s AND id = %s", [case_id[:16], case_id])
        row = cursor.fetchone()
    return row[0] if row else 0
