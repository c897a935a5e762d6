"""Closed cases and old orders of which no case is open, as retention walks through them; what else is kept of a case. Plain SQL."""

from dataclasses import dataclass

from django.db import connection

KEY = "retention:"
"""Acts of retention on a case bear this key and the moment of its closing: what has their receipt is done."""
_SYSTEM = "worker"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed case whose contents retention has not erased yet. held: under a legal hold, or its order is."""

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
            "SELECT c.root, c.id, c.currency, c.closed_ms, "
            "CASE WHEN EXISTS (SELECT 1 FROM hold_row h WHERE h.root = c.root AND h.id IN (c.id, '')) THEN 1 ELSE 0 END, r.at_ms "
            "FROM case_row c "
            "LEFT JOIN receipt r ON r.root = c.root AND r.stream = 'case:' || c.id "
            f"AND r.key = '{_SYSTEM}:{KEY}' || CAST(c.closed_ms AS TEXT) "
            "WHERE c.marketplace = %s AND c.closed_ms > 0 AND c.closed_ms <= %s AND (c.closed_ms, c.id) > (%s, %s) "
            "ORDER BY c.closed_ms, c.id LIMIT %s",
            [marketplace, until_ms, *after, most],
        )
        rows = cursor.fetchall()
    found = [Closed(*row[:4], bool(row[4])) for row in rows if row[5] is None]
    return found, (rows[-1][3], rows[-1][1]) if len(rows) == most else None


@dataclass(frozen=True, slots=True)
class OldOrder:
    """An order whose root still has contents.

    closed_ms   when the last of its cases was closed, 0 where it never had one; open: whether one is open; held: whether a legal
                hold stands on it or on one of its cases
    """

    root: str
    external_id: str
    currency: str
    closed_ms: int = 0
    open: bool = False
    held: bool = False


_CASES = "SELECT {} FROM case_row c WHERE c.root = o.root"
_OLD = (
    f"o.root, o.external_id, o.currency, COALESCE(({_CASES.format('max(c.closed_ms)')}), 0), "
    f"CASE WHEN EXISTS ({_CASES.format('1')} AND c.closed_ms = 0) THEN 1 ELSE 0 END, "
    "CASE WHEN EXISTS (SELECT 1 FROM hold_row h WHERE h.root = o.root) THEN 1 ELSE 0 END"
)
_HAS_CONTENTS = "EXISTS (SELECT 1 FROM content t WHERE t.root = o.root)"


def orders(
    marketplace: str, until_ms: int, after: tuple[int, str], most: int
) -> tuple[list[OldOrder], tuple[int, str] | None]:
    """(orders placed by then that still have contents and of which no case is open, the earliest first; where to go on, or None
    at the end), behind a place.

    most   how many are looked at, others too
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.ordered_ms, CASE WHEN {_HAS_CONTENTS} THEN 1 ELSE 0 END, {_OLD} FROM order_row o "
            "WHERE o.marketplace = %s AND o.ordered_ms <= %s AND (o.ordered_ms, o.root) > (%s, %s) "
            "ORDER BY o.ordered_ms, o.root LIMIT %s",
            [marketplace, until_ms, *after, most],
        )
        rows = cursor.fetchall()
    found = [one for one in (_old(row[2:]) for row in rows if row[1]) if not one.open]
    return found, (rows[-1][0], rows[-1][2]) if len(rows) == most else None


def orders_of(marketplace: str, buyer: str) -> list[OldOrder]:
    """The same of one buyer, all of them, whenever they were placed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_OLD} FROM order_row o WHERE o.marketplace = %s AND o.buyer = %s AND {_HAS_CONTENTS} "
            "ORDER BY o.ordered_ms, o.root",
            [marketplace, buyer],
        )
        return [_old(row) for row in cursor.fetchall()]


def order(root: str) -> OldOrder | None:
    """One of them, whether or not it still has contents; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_OLD} FROM order_row o WHERE o.root = %s", [root])
        row = cursor.fetchone()
    return _old(row) if row else None


def _old(row: tuple) -> OldOrder:
    return OldOrder(*row[:4], bool(row[4]), bool(row[5]))


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
