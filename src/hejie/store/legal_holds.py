"""What stands under a legal hold: a function of the folded case or order, written with its entries."""

from django.db import connection

from hejie.domain.kernel import clock

COLUMNS = ("root", "id", "marketplace", "since_ms")
OF_ORDER = ""
"""The `id` of a row that holds a whole order, and so all its cases."""


def rows(state: object | None) -> list[tuple]:
    """The row of `hold_row` for a folded case or order; none where no hold stands."""
    if state is None or state.held is None:
        return []
    name = getattr(state, "id", OF_ORDER)
    return [(state.root, name, state.marketplace, clock.milliseconds(clock.parse(state.held["at"])))]


def project(cursor, before: object | None, after: object) -> None:
    """Bring the row of a case or order from the state before to the state after."""
    old, new = rows(before), rows(after)
    if old == new:
        return
    for row in old:
        cursor.execute("DELETE FROM hold_row WHERE root = %s AND id = %s", row[:2])
    for row in new:
        cursor.execute("INSERT INTO hold_row (root, id, marketplace, since_ms) VALUES (%s, %s, %s, %s)", row)


def stands(root: str) -> bool:
    """Whether a hold stands on an order or on one of its cases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hold_row WHERE root = %s LIMIT 1", [root])
        return cursor.fetchone() is not None


def of_marketplace(marketplace: str, most: int) -> list[tuple[str, str, str, int]]:
    """(root, case id or OF_ORDER, the order's own number, since in milliseconds) of all that stand, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.root, h.id, o.external_id, h.since_ms FROM hold_row h JOIN order_row o ON o.root = h.root "
            "WHERE h.marketplace = %s ORDER BY h.since_ms DESC, h.root, h.id LIMIT %s",
            [marketplace, most],
        )
        return [tuple(row) for row in cursor.fetchall()]
