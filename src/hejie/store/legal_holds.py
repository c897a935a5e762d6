"""What stands under a legal hold: a function of the folded case, order or complaint, written with its entries."""

from django.db import connection

from hejie.domain.kernel import clock

COLUMNS = ("root", "id", "marketplace", "since_ms")
OF_ORDER = ""
"""The `id` of a row that holds a whole order, and so all its cases, questions, complaints and deals."""
_BELONG = ("question", "complaint", "deal")
"""Streams of their own that may belong to an order; their tables are `<name>_row`."""


def rows(state: object | None) -> list[tuple]:
    """The row of `hold_row` for a folded case, order or complaint; none where no hold stands."""
    if state is None or state.held is None:
        return []
    name = getattr(state, "id", OF_ORDER)
    return [(state.root, name, state.marketplace, clock.milliseconds(clock.parse(state.held["at"])))]


def project(cursor, before: object | None, after: object) -> None:
    """Bring the row of a case, order or complaint from the state before to the state after."""
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


def of_order(root: str, *, for_good: bool = False) -> tuple[str, int] | None:
    """(the order's own number, since in milliseconds) of the hold on a whole order; None where none stands.

    for_good   within a transaction: also that none comes before its end, as whoever sets one has to lock the order first
    """
    with connection.cursor() as cursor:
        if for_good and connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM root_lock WHERE root = %s FOR SHARE", [root])
        cursor.execute(
            "SELECT o.external_id, h.since_ms FROM hold_row h JOIN order_row o ON o.root = h.root WHERE h.root = %s AND h.id = %s",
            [root, OF_ORDER],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def of_shop(marketplace: str, seller: str) -> bool:
    """Whether a hold stands on an order in which a shop sold something, on one of its cases, or on a complaint about it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM hold_row h WHERE h.marketplace = %s AND ("
            "EXISTS (SELECT 1 FROM order_seller s WHERE s.root = h.root AND s.seller = %s) "
            "OR EXISTS (SELECT 1 FROM complaint_row c WHERE c.root = h.root AND c.whom = %s)) LIMIT 1",
            [marketplace, seller, seller],
        )
        return cursor.fetchone() is not None


def of_marketplace(marketplace: str, most: int) -> list[tuple[str, str, str, int, int]]:
    """(root, id of the case or complaint or OF_ORDER, the order's own number or "", since in milliseconds, how many questions,
    complaints and deals a hold on an order covers) of all that stand, the newest first."""
    counts = " + ".join(
        f"(SELECT COUNT(*) FROM {name}_row b WHERE b.order_root = h.root AND b.order_root <> '')" for name in _BELONG
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT h.root, h.id, COALESCE(o.external_id, ''), h.since_ms, CASE WHEN h.id = '{OF_ORDER}' THEN {counts} ELSE 0 END "
            "FROM hold_row h LEFT JOIN order_row o ON o.root = h.root "
            "WHERE h.marketplace = %s ORDER BY h.since_ms DESC, h.root, h.id LIMIT %s",
            [marketplace, most],
        )
        return [tuple(row) for row in cursor.fetchall()]
