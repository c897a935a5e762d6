"""What runs out when, and when the pages were there: deadlines, heartbeats, outages. Plain SQL, for the worker.

Deadlines here are projections: whatever is read without locks is looked at again under the root's lock by the writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from hejie.store.projections import NEVER


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline whose moment (end, or half time) has come. `moment_ms` is that moment as the table holds it."""

    moment_ms: int
    root: str
    stream: str
    id: str
    marketplace: str

    @property
    def place(self) -> tuple:
        """Where it stands in the order of reading."""
        return (self.moment_ms, self.root, self.stream, self.id)


def ripe(column: str, now_ms: int, after: tuple, most: int) -> list[Due]:
    """Deadlines whose `until_ms` or `remind_ms` has come, in order, behind a place; read without locks."""
    assert column in ("until_ms", "remind_ms")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, root, stream, id, marketplace FROM deadline WHERE {column} <= %s "
            f"AND ({column}, root) >= (%s, %s) AND ({column}, root, stream, id) > (%s, %s, %s, %s) "
            f"ORDER BY {column}, root, stream, id LIMIT %s",
            [now_ms, *after[:2], *after, most],
        )
        return [Due(*row) for row in cursor.fetchall()]


def still_ripe(column: str, rows: Sequence[Due]) -> list[Due]:
    """What stands there now of some deadlines that follow each other in the order of `ripe`; read without locks."""
    assert column in ("until_ms", "remind_ms")
    first, last = rows[0].place, rows[-1].place
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, root, stream, id, marketplace FROM deadline WHERE ({column}, root) >= (%s, %s) "
            f"AND ({column}, root) <= (%s, %s) AND ({column}, root, stream, id) >= (%s, %s, %s, %s) "
            f"AND ({column}, root, stream, id) <= (%s, %s, %s, %s) ORDER BY {column}, root, stream, id",
            [*first[:2], *last[:2], *first, *last],
        )
        return [Due(*row) for row in cursor.fetchall()]


def next_moment() -> int | None:
    """When the next deadline or reminder comes due, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(until_ms), min(remind_ms) FROM deadline")
        found = [moment for moment in cursor.fetchone() if moment is not None and moment < NEVER]
        return min(found, default=None)


def open_during(started_ms: int, after: tuple[str, str], most: int) -> list[tuple[str, str, str]]:
    """(root, stream, marketplace) of streams with a deadline that had not run out when an outage began, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT root, stream, marketplace FROM deadline WHERE (root, stream) > (%s, %s) AND until_ms > %s "
            "ORDER BY root, stream LIMIT %s",
            [*after, started_ms, most],
        )
        return [tuple(row) for row in cursor.fetchall()]


def provisional(after: tuple[str, str], most: int) -> list[tuple[str, str, str]]:
    """(root, stream, marketplace) of streams with a deadline whose end rests on days that were not published, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT root, stream, marketplace FROM deadline WHERE provisional = 1 AND (root, stream) > (%s, %s) "
            "ORDER BY root, stream LIMIT %s",
            [*after, most],
        )
        return [tuple(row) for row in cursor.fetchall()]


def last_beat(what: str) -> int | None:
    """When a part of the program last said that it is there, or None if it never has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT at_ms FROM heartbeat WHERE what = %s", [what])
        row = cursor.fetchone()
        return row[0] if row else None


def beat(what: str, now_ms: int, longest_gap_ms: int) -> tuple[int, int] | None:
    """Say that a part is there. A longer silence before it is recorded as an outage, in the same transaction, once.

    Returns (start, end) of the outage that this beat has ended, or None.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        locked = " FOR UPDATE" if connection.vendor == "postgresql" else ""
        cursor.execute(f"SELECT at_ms FROM heartbeat WHERE what = %s{locked}", [what])
        row = cursor.fetchone()
        cursor.execute(
            "INSERT INTO heartbeat (what, at_ms) VALUES (%s, %s) "
            "ON CONFLICT (what) DO UPDATE SET at_ms = excluded.at_ms WHERE heartbeat.at_ms < excluded.at_ms",
            [what, now_ms],
        )
        if row is None or now_ms - row[0] <= longest_gap_ms:
            return None
        cursor.execute(
            "INSERT INTO outage (id, started_ms, ended_ms) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING",
            [f"{what}-{row[0]}", row[0], now_ms],
        )
        return (row[0], now_ms)


def uncredited() -> list[tuple[str, int, int]]:
    """(id, start, end) of outages whose time has not been given back everywhere, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, started_ms, ended_ms FROM outage WHERE credited_ms = 0 ORDER BY started_ms")
        return [tuple(row) for row in cursor.fetchall()]


def credited(outage: str, now_ms: int) -> None:
    """An outage's time has been given back to every deadline that was open."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outage SET credited_ms = %s WHERE id = %s AND credited_ms = 0", [now_ms, outage])


def anything_unsealed() -> bool:
    """Whether the sealer has something to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM unsealed LIMIT 1")
        return cursor.fetchone() is not None
