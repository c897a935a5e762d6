"""Questions to shops as lists show them, how shops did, and within how many hours they answer. Plain SQL, keyset paging."""

from django.db import connection

from hejie.store import queries
from hejie.store.question_rows import COLUMNS

PAGE = 30


def listed(
    marketplace: str, *, buyer: str = "", seller: str = "", turn: str = "", after: str = ""
) -> tuple[list[dict], str]:
    """(rows of a buyer or a shop, the newest first; where to go on or ""). turn: only those that wait for this side. Refuses bad_cursor."""
    where, args = ["marketplace = %s"], [marketplace]
    for column, value in (("buyer", buyer), ("seller", seller), ("turn", turn)):
        if value:
            where.append(f"{column} = %s")
            args.append(value)
    page = queries.keyset("question_row", COLUMNS, where, args, "changed_ms", "root", "DESC", "<", after, PAGE)
    return list(page.rows), page.after


def of_order(marketplace: str, order: str, buyer: str, products: list[str], most: int = 50) -> list[dict]:
    """Questions about an order, and those that its buyer asked about the same goods before."""
    goods, args = "", [marketplace, buyer, order]
    if products:
        goods = f" OR (order_root = '' AND product IN ({', '.join(['%s'] * len(products))}))"
        args += products
    return _rows(
        f"WHERE marketplace = %s AND buyer = %s AND (order_root = %s{goods}) ORDER BY asked_ms LIMIT %s", [*args, most]
    )


def streams_of(marketplace: str, buyer: str, most: int = 1000) -> list[str]:
    """The streams of a buyer's questions."""
    return [
        row["root"]
        for row in _rows("WHERE marketplace = %s AND buyer = %s ORDER BY asked_ms LIMIT %s", [marketplace, buyer, most])
    ]


def figures(marketplace: str, seller: str) -> tuple[int, int, int]:
    """(questions, answered in time, not in time or not yet) of a shop."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN in_time = 1 THEN 1 ELSE 0 END), 0), "
            "COALESCE(SUM(CASE WHEN in_time = 0 OR status = 'late' THEN 1 ELSE 0 END), 0) "
            "FROM question_row WHERE marketplace = %s AND seller = %s",
            [marketplace, seller],
        )
        return tuple(int(one) for one in cursor.fetchone())


def hours(marketplace: str, seller: str, usual: int) -> int:
    """Within how many hours a shop answers: as it has set, else as the marketplace has, else as usual."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seller, hours FROM answer_time WHERE marketplace = %s AND seller IN (%s, '')", [marketplace, seller]
        )
        found = dict(cursor.fetchall())
    most = found.get("", usual)
    return min(found.get(seller, most), most) if seller else most


def set_hours(marketplace: str, seller: str, hours_: int) -> None:
    """Keep it. seller "": for the marketplace; no shop may take longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO answer_time (marketplace, seller, hours) VALUES (%s, %s, %s) "
            "ON CONFLICT (marketplace, seller) DO UPDATE SET hours = excluded.hours",
            [marketplace, seller, hours_],
        )


def _rows(rest: str, args: list) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM question_row {rest}", args)
        return [dict(zip(COLUMNS, one, strict=True)) for one in cursor.fetchall()]
