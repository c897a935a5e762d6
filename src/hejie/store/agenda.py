"""Running deadlines for one person's calendar: of listed cases, a buyer's orders, a standing, and a marketplace itself.

Bounded: as many cases as were listed, as many orders as are asked for. Whose lists they are, the caller has asked
`store.queries`, which narrows by what the gate lets him see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from hejie.domain.kernel.actor import Actor
from hejie.store.projections import NEVER

Place = tuple[str, str]
_COLUMNS = "d.root, d.stream, d.id, d.wait, d.who, d.until_ms, d.remind_ms"


@dataclass(frozen=True, slots=True)
class Running:
    """A deadline that runs. remind_ms: its half time, or 0 when that is over; order_ref: the order's number in its own system."""

    root: str
    stream: str
    id: str
    wait: str
    who: str
    until_ms: int
    remind_ms: int
    order_ref: str = ""


def of_cases(cases: Sequence[dict]) -> list[Running]:
    """Running deadlines of these rows of a list of cases; one statement."""
    if not cases:
        return []
    refs = {(row["root"], f"case:{row['id']}"): row["order_ref"] for row in cases}
    marks = ", ".join(["(%s, %s)"] * len(refs))
    sql = f"SELECT {_COLUMNS} FROM deadline d WHERE (d.root, d.stream) IN (VALUES {marks}) AND d.until_ms < %s"
    return [
        _running(*row, refs[row[0], row[1]]) for row in _rows(sql, [*(part for place in refs for part in place), NEVER])
    ]


def of_standing(stream: str, side: str) -> list[Running]:
    """What the side whose standing this is may still do about it. `stream` is its root as well."""
    sql = f"SELECT {_COLUMNS} FROM deadline d WHERE d.root = %s AND d.stream = %s AND d.who = %s AND d.until_ms < %s"
    return [_running(*row, "") for row in _rows(sql, [stream, stream, side, NEVER])]


def of_platform(marketplace: str, standing_wait: str, most: int) -> list[Running]:
    """What waits for the marketplace itself, the first to run out first.

    standing_wait   what it has to do about standings; their other clocks run by themselves
    """
    sql = (
        f"SELECT {_COLUMNS}, coalesce(c.order_ref, '') FROM deadline d "
        "LEFT JOIN case_row c ON c.root = d.root AND 'case:' || c.id = d.stream "
        "WHERE d.marketplace = %s AND d.who = 'platform' AND d.until_ms < %s AND (c.id IS NOT NULL OR d.wait = %s) "
        "ORDER BY d.until_ms LIMIT %s"
    )
    return [_running(*row) for row in _rows(sql, [marketplace, NEVER, standing_wait, most])]


def of_orders(buyer: Actor, most: int) -> list[Running]:
    """A buyer's time to look at his newest orders."""
    sql = (
        f"SELECT {_COLUMNS}, o.external_id FROM (SELECT root, external_id FROM order_row WHERE marketplace = %s "
        "AND buyer = %s ORDER BY ordered_ms DESC, root DESC LIMIT %s) o "
        "JOIN deadline d ON d.root = o.root AND d.stream = 'order:' || o.root WHERE d.who = 'buyer' AND d.until_ms < %s"
    )
    return [_running(*row) for row in _rows(sql, [buyer.marketplace, buyer.id, most, NEVER])]


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _running(root, stream, name, wait, who, until_ms, remind_ms, order_ref) -> Running:
    return Running(root, stream, name, wait, who, until_ms, 0 if remind_ms >= NEVER else remind_ms, order_ref)
