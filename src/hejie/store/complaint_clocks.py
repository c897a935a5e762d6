"""The times that marketplaces have set for complaints: versions that stay, of which the newest counts."""

import orjson
from django.db import IntegrityError, connection, transaction


def newest(marketplace: str) -> dict | None:
    """{version, calendar, waits, saved_ms, saved_by} that counts, or None where nothing was set."""
    found = versions(marketplace, most=1)
    return found[0] if found else None


def versions(marketplace: str, most: int = 50) -> list[dict]:
    """The same of all versions, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, calendar, waits, saved_ms, saved_by FROM complaint_clocks WHERE marketplace = %s ORDER BY version DESC LIMIT %s",
            [marketplace, most],
        )
        rows = cursor.fetchall()
    names = ("version", "calendar", "waits", "saved_ms", "saved_by")
    return [dict(zip(names, row, strict=True)) | {"waits": orjson.loads(row[2])} for row in rows]


def save(marketplace: str, *, version: int, calendar: str, waits: dict, at_ms: int, by: str) -> bool:
    """Keep a version; False where one with this number stands there already."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO complaint_clocks (marketplace, version, calendar, waits, saved_ms, saved_by) VALUES (%s, %s, %s, %s, %s, %s)",
                [marketplace, version, calendar, orjson.dumps(waits).decode(), at_ms, by],
            )
    except IntegrityError:
        return False
    return True
