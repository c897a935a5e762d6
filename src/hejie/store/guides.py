"""Where a guide of diagnosis has helped, so that nothing had to be asked for: one row for each order and guide, no counters."""

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
