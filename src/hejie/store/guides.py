"""Where a guide of diagnosis has helped, so that nothing had to be asked for: one row for each order and guide, no counters."""

import json

from django.db import connection


def keep(marketplace: str, guide: str, advice: str, root: str, at_ms: int) -> None:
    """Keep it; the last word about an order counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO guide_solved (root, guide, advice, marketplace, at_ms) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (root, guide) DO UPDATE SET advice = excluded.advice, at_ms = excluded.at_ms",
            [root, guide, advice, marketplace, at_ms],
        )


def counts(marketplace: str) -> dict[tuple[str, str], int]:
    """How often, by guide and its advice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT guide, advice, COUNT(*) FROM guide_solved WHERE marketplace = %s GROUP BY guide, advice",
            [marketplace],
        )
        return {(guide, advice): number for guide, advice, number in cursor.fetchall()}


def since(marketplace: str, since_ms: int, seller: str = "") -> list[tuple[str, str, int]]:
    """(guide, its end, how often) since a moment, most first; of one shop's orders or of all."""
    shop, own = ("JOIN order_seller o ON o.root = g.root AND o.seller = %s", [seller]) if seller else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT g.guide, g.advice, COUNT(*) FROM guide_solved g {shop} WHERE g.marketplace = %s AND g.at_ms > %s "
            "GROUP BY g.guide, g.advice ORDER BY COUNT(*) DESC, g.guide, g.advice",
            [*own, marketplace, since_ms],
        )
        return [tuple(row) for row in cursor.fetchall()]


def by_articles(marketplace: str, since_ms: int, seller: str = "") -> list[tuple[str, dict[str, str], str, int]]:
    """(article, its titles by language, its status, how many readers it helped who were about to ask for something) since a moment, most first;
    of one shop's articles or of all."""
    own, values = ("AND a.seller = %s", [seller]) if seller else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.titles, a.status, COUNT(*) FROM article_help h JOIN article a ON a.id = h.article WHERE a.marketplace = %s "
            f"AND h.helped = 1 AND h.place <> 'article' AND h.at_ms > %s {own} GROUP BY a.id, a.titles, a.status "
            "ORDER BY COUNT(*) DESC, a.id LIMIT 1000",
            [marketplace, since_ms, *values],
        )
        return [(name, json.loads(titles), status, count) for name, titles, status, count in cursor.fetchall()]
