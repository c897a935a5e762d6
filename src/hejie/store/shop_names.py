"""By which names a shop's own system calls orders that are here. Plain SQL; a message teaches names, nothing takes them away."""

from collections.abc import Iterable

from django.db import connection


def root(marketplace: str, system: str, shop: str, name: str) -> str:
    """Our id of the order that the shop calls so; "" where it has not sent it yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root FROM shop_name WHERE marketplace = %s AND system = %s AND shop = %s AND name = %s",
            [marketplace, system, shop, name],
        )
        found = cursor.fetchone()
    return found[0] if found else ""


def learn(marketplace: str, system: str, shop: str, names: Iterable[str], root: str) -> None:
    """Keep that the shop calls this order so; a name that is known already stays with its order."""
    rows = [(marketplace, system, shop, name, root) for name in names]
    if not rows:
        return
    with connection.cursor() as cursor:
        places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
        cursor.execute(
            f"INSERT INTO shop_name (marketplace, system, shop, name, root) VALUES {places} ON CONFLICT DO NOTHING",
            [value for row in rows for value in row],
        )
