"""What the tables hold of one person: where his cases and orders are, what was told to him, who has read his cases. Plain SQL."""

from collections.abc import Iterator

import orjson
from django.db import connection

_AT_ONCE = 500


def bought(marketplace: str, person: str) -> list[str]:
    """Cases in which he is the buyer, the earliest first."""
    return _column(
        "SELECT id FROM case_row WHERE marketplace = %s AND buyer = %s ORDER BY opened_ms, id", marketplace, person
    )


def told_of(marketplace: str, person: str) -> list[str]:
    """Cases of which he was told or in which he was named neutral, and is not the buyer: those in which he may have written."""
    return _column(
        "SELECT DISTINCT c.id FROM case_row c JOIN (SELECT case_id AS id FROM notice WHERE marketplace = %s AND person = %s "
        "AND case_id <> '' UNION SELECT id FROM assignment_row WHERE marketplace = %s AND neutral = %s) AS n ON n.id = c.id "
        "WHERE c.marketplace = %s AND c.buyer <> %s ORDER BY c.id",
        *(marketplace, person, marketplace, person, marketplace, person),
    )


def orders(marketplace: str, person: str) -> list[str]:
    """Roots of the orders that he placed, the earliest first."""
    return _column(
        "SELECT root FROM order_row WHERE marketplace = %s AND buyer = %s ORDER BY ordered_ms, root",
        marketplace,
        person,
    )


def notices(marketplace: str, person: str) -> Iterator[dict]:
    """All that was told to him: kind, facts, case, at and read (milliseconds; 0: not read), the earliest first."""
    place: tuple[int, str] = (-1, "")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT at_ms, id, kind, facts, case_id, read_ms FROM notice WHERE marketplace = %s AND person = %s "
                "AND (at_ms, id) > (%s, %s) ORDER BY at_ms, id LIMIT %s",
                [marketplace, person, *place, _AT_ONCE],
            )
            rows = cursor.fetchall()
        for at_ms, _id, kind, facts, case_id, read_ms in rows:
            told = facts if isinstance(facts, dict) else orjson.loads(facts)
            yield {"kind": kind, "facts": told, "case": case_id, "at_ms": at_ms, "read_ms": read_ms}
        if len(rows) < _AT_ONCE:
            return
        place = rows[-1][:2]


def drop_notices(marketplace: str, person: str) -> int:
    """Forget what was told to him; returns how much it was."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notice WHERE marketplace = %s AND person = %s", [marketplace, person])
        return cursor.rowcount


def count_notices(marketplace: str, person: str) -> int:
    """How many notices are kept for him."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notice WHERE marketplace = %s AND person = %s", [marketplace, person])
        return cursor.fetchone()[0]


def _column(sql: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
