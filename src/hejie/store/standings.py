"""Reads that standings need: how many sales there were, as far as it matters; sanctions as operators list them. Plain SQL."""

from dataclasses import dataclass

from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.store.projections import NEVER, SANCTION_COLUMNS

_SALES = {
    "seller": "SELECT 1 FROM order_seller WHERE marketplace = %s AND seller = %s AND ordered_ms > %s AND ordered_ms <= %s",
    "buyer": "SELECT 1 FROM order_row WHERE marketplace = %s AND buyer = %s AND ordered_ms > %s AND ordered_ms <= %s",
}
_WAITING = {
    "appeals": "appeal = 'open'",
    "announced": "status = 'announced'",
    "in_effect": "status = 'in_effect'",
    "ended": "status = 'ended'",
}
SHOWN = tuple(_WAITING)
_FEW = 100


@dataclass(frozen=True, slots=True)
class Sanctions:
    """A page of rows of `sanction_row`, and the place to go on from or ""."""

    rows: tuple[dict, ...]
    after: str


def sales(marketplace: str, side: str, of: str, since_ms: int, now_ms: int, most: int) -> int:
    """How many orders a shop sold (or a buyer placed) within a time, counted up to `most`; an order is one sale.

    Orders whose day nobody knows are not among them. One range of an index is read, never more than `most` of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({_SALES[side]} LIMIT %s) AS few", [marketplace, of, since_ms, now_ms, most]
        )
        return cursor.fetchone()[0]


def sanctions(
    marketplace: str, show: str, *, side: str = "", measure: str = "", after: str = "", most: int = 50
) -> Sanctions:
    """Sanctions of a marketplace, newest first; appeals by what is to be decided first. show: one of SHOWN.

    Refuses   bad_cursor
    """
    column, order, sign = ("appeal_ms", "ASC", ">") if show == "appeals" else ("announced_ms", "DESC", "<")
    where, values = f"marketplace = %s AND {_WAITING[show]}", [marketplace]
    if side and measure:
        where, values = f"{where} AND side = %s AND measure = %s", [*values, side, measure]
    if after:
        where, values = f"{where} AND ({column}, root, id) {sign} (%s, %s, %s)", [*values, *_place(after)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(SANCTION_COLUMNS)} FROM sanction_row WHERE {where} "
            f"ORDER BY {column} {order}, root {order}, id {order} LIMIT %s",
            [*values, most + 1],
        )
        found = [dict(zip(SANCTION_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    last = found[most - 1] if len(found) > most else None
    return Sanctions(tuple(found[:most]), "~".join(map(str, (last[column], last["root"], last["id"]))) if last else "")


def how_many(marketplace: str) -> dict[str, int]:
    """How many sanctions each list holds, counted up to 100 each; one statement."""
    parts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM sanction_row WHERE marketplace = %s AND {where} LIMIT {_FEW}) AS few)"
        for where in _WAITING.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", [marketplace] * len(_WAITING))
        return dict(zip(SHOWN, cursor.fetchone(), strict=True))


def _place(after: str) -> tuple[int, str, str]:
    moment, _, rest = after.partition("~")
    root, _, name = rest.partition("~")
    if not (moment.isascii() and moment.isdigit() and int(moment) < NEVER and root and name) or "\x00" in rest:
        raise Refusal("bad_cursor")
    return int(moment), root, name
