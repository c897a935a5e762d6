"""Which cases stand under a legal hold: a function of the folded case, written with its entries."""

from django.db import connection

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock

COLUMNS = ("root", "id", "marketplace", "since_ms")


def rows(case: CaseState | None) -> list[tuple]:
    """The row of `hold_row` for a folded case; none where no hold stands."""
    if case is None or case.held is None:
        return []
    return [(case.root, case.id, case.marketplace, clock.milliseconds(clock.parse(case.held["at"])))]


def project(cursor, before: CaseState | None, after: CaseState) -> None:
    """Bring the row of a case from the state before to the state after."""
    old, new = rows(before), rows(after)
    if old == new:
        return
    if old:
        cursor.execute("DELETE FROM hold_row WHERE root = %s AND id = %s", (after.root, after.id))
    for row in new:
        cursor.execute("INSERT INTO hold_row (root, id, marketplace, since_ms) VALUES (%s, %s, %s, %s)", row)


def of_marketplace(marketplace: str, most: int) -> list[tuple[str, int]]:
    """(case id, since in milliseconds) of all that stand, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, since_ms FROM hold_row WHERE marketplace = %s ORDER BY since_ms DESC, id LIMIT %s",
            [marketplace, most],
        )
        return [tuple(row) for row in cursor.fetchall()]
