"""Requests for service by the serial number that they name, as its mark. A projection; it holds no number."""

from django.db import connection

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock

COLUMNS = ("root", "id", "marketplace", "mark", "opened_ms")
_INSERT = f"INSERT INTO serial_case ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


def rows(case: CaseState) -> list[tuple]:
    """The row of a request that names a number."""
    mark = case.service.wish.get("serial_mark", "") if case.service else ""
    opened = clock.milliseconds(clock.parse(case.opened_at))
    return [(case.root, case.id, case.marketplace, mark, opened)] if mark else []


def project(cursor, before: CaseState | None, after: CaseState) -> None:
    """Keep the row of a new request; nothing of it ever changes."""
    if before is None:
        for one in rows(after):
            cursor.execute(_INSERT, one)


def first(marketplace: str, mark: str) -> str:
    """The id of the first request that names a number, or ""."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM serial_case WHERE marketplace = %s AND mark = %s ORDER BY opened_ms, id LIMIT 1",
            [marketplace, mark],
        )
        found = cursor.fetchone()
        return found[0] if found else ""
