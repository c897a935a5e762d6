"""Figures after the end: answers of both sides, and whether people buy again after a case. Plain SQL over a period."""

from collections.abc import Sequence

from django.db import connection


def answers(marketplace: str, side: str, since_ms: int, sellers: Sequence[str] = ()) -> list[tuple]:
    """(seller, answers, kept, partly, satisfied 4 or 5, sum of stars, again yes) by shop, most answers first, at most 200."""
    where, values = ("AND seller = %s", [sellers[0]]) if sellers else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seller, count(*) AS answers, SUM(CASE WHEN kept = 'yes' THEN 1 ELSE 0 END), "
            "SUM(CASE WHEN kept = 'partly' THEN 1 ELSE 0 END), SUM(CASE WHEN satisfied >= 4 THEN 1 ELSE 0 END), SUM(satisfied), "
            "SUM(CASE WHEN again = 'yes' THEN 1 ELSE 0 END) FROM follow_up_row "
            f"WHERE marketplace = %s AND side = %s AND at_ms > %s {where} GROUP BY seller ORDER BY answers DESC, seller LIMIT 200",
            [marketplace, side, since_ms, *values],
        )
        return [(row[0], *map(int, row[1:])) for row in cursor.fetchall()]


def again(
    marketplace: str, since_ms: int, until_ms: int, within_ms: int, seller: str = ""
) -> dict[bool, tuple[int, int]]:
    """True: of orders with a case, False: of those without, (how many, how many whose buyer bought again within the time).

    Orders of the period count, of one shop or all; a case counts that was closed; of a shop, buying again is at the shop.
    """
    shop = "JOIN order_seller mine ON mine.root = o.root AND mine.seller = %s" if seller else ""
    theirs = "JOIN order_seller other ON other.root = n.root AND other.seller = %s" if seller else ""
    own = [seller] if seller else []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT had, count(*), SUM(CASE WHEN came THEN 1 ELSE 0 END) FROM (SELECT "
            "EXISTS (SELECT 1 FROM case_row c WHERE c.root = o.root AND c.closed_ms > 0) AS had, "
            f"EXISTS (SELECT 1 FROM order_row n {theirs} WHERE n.marketplace = o.marketplace AND n.buyer = o.buyer "
            "AND n.ordered_ms > COALESCE((SELECT MAX(c.closed_ms) FROM case_row c WHERE c.root = o.root), o.ordered_ms) "
            "AND n.ordered_ms <= COALESCE((SELECT MAX(c.closed_ms) FROM case_row c WHERE c.root = o.root), o.ordered_ms) + %s) AS came "
            f"FROM order_row o {shop} WHERE o.marketplace = %s AND o.ordered_ms > %s AND o.ordered_ms <= %s "
            "ORDER BY o.ordered_ms DESC LIMIT 20000) AS picked GROUP BY had",
            [*own, within_ms, *own, marketplace, since_ms, until_ms],
        )
        return {bool(had): (int(count), int(came or 0)) for had, count, came in cursor.fetchall()}


def turned(marketplace: str, since_ms: int, seller: str = "") -> tuple[int, int, int]:
    """(reviews, changed since, better than before) of a period."""
    where, values = ("AND seller = %s", [seller]) if seller else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), SUM(CASE WHEN versions > 1 THEN 1 ELSE 0 END), SUM(CASE WHEN stars > first_stars THEN 1 ELSE 0 END) "
            f"FROM review_row WHERE marketplace = %s AND at_ms > %s {where}",
            [marketplace, since_ms, *values],
        )
        return tuple(int(one or 0) for one in cursor.fetchone())
