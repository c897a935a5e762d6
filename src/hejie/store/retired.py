"""Closed cases in the order of their closing, as retention walks through them; and what else is kept of a case. Plain SQL."""

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


def forget_letters(root: str, case_id: str) -> None:
    """Drop the notices of a case whose time is over, read or not, with what they told."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notice WHERE root = %s AND case_id = %s", [root, case_id])


def closed_at(case_id: str) -> int:
    """When a case was closed, in milliseconds; 0 while it is open or where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_ms FROM case_row WHERE root = %s AND id = %s", [case_id[:16], case_id])
        row = cursor.fetchone()
    return row[0] if row else 0
