"""The outbox: effects that wait to be carried out outside, by several workers beside each other. Plain SQL.

A row is claimed by moving its due time on (the lease) and counting the try; whoever's try no longer counts has lost it.
No lock is held while something outside is done. A row whose worker died comes due again when its lease is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson
from django.db import connection

from hejie.store.statements import Statement

_COLUMNS = "root, id, topic, marketplace, payload, at_ms, due_ms, tries"


@dataclass(frozen=True, slots=True)
class Row:
    """One effect. `id` is stable, also as the key towards providers; `tries` counts claims, this one included."""

    root: str
    id: str
    topic: str
    marketplace: str
    payload: dict
    at_ms: int
    due_ms: int
    tries: int


def due(now_ms: int, most: int) -> list[Row]:
    """Rows whose time has come, the longest waiting first; read without locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM outbox WHERE done_ms = 0 AND due_ms <= %s ORDER BY due_ms LIMIT %s", [now_ms, most]
        )
        return [Row(*row[:4], orjson.loads(row[4]), *row[5:]) for row in cursor.fetchall()]


def claim(rows: list[Row], lease_until_ms: int) -> list[Row]:
    """Take what nobody has taken since it was read, in one statement; it is nobody else's before the lease ends."""
    marks = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    as_read = [value for row in rows for value in (row.root, row.id, row.due_ms, row.tries)]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM[connection.vendor].format(marks), [*as_read, lease_until_ms])
        taken = set(cursor.fetchall())
    mine = [replace(row, due_ms=lease_until_ms, tries=row.tries + 1) for row in rows if (row.root, row.id) in taken]
    return sorted(mine, key=lambda one: (one.at_ms, one.root, one.id))


_AS_READ = "SELECT root, id FROM outbox WHERE done_ms = 0 AND (root, id, due_ms, tries) IN (VALUES {})"
_TAKE = "UPDATE outbox SET due_ms = %s, tries = tries + 1 WHERE (root, id) IN (SELECT root, id FROM wanted) RETURNING root, id"
# What another worker holds at this very moment it is about to take, or to put back.
_CLAIM = {
    "postgresql": f"WITH wanted AS ({_AS_READ} FOR UPDATE SKIP LOCKED) {_TAKE}",
    "sqlite": f"WITH wanted AS ({_AS_READ}) {_TAKE}",
}


def done(rows: Sequence[Row], now_ms: int) -> None:
    """These effects have happened; they are never looked at again."""
    if rows:
        marks = ", ".join(["(%s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE outbox SET done_ms = %s, error = '' WHERE done_ms = 0 AND (root, id) IN (VALUES {marks})",
                [now_ms, *(value for row in rows for value in (row.root, row.id))],
            )


def later(row: Row, due_ms: int, error: str) -> None:
    """The effect did not happen: try again at `due_ms`. A row that another worker has taken since stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox SET due_ms = %s, error = %s WHERE root = %s AND id = %s AND done_ms = 0 AND tries = %s",
            [due_ms, error[:500], row.root, row.id, row.tries],
        )


def put(root: str, id: str, topic: str, marketplace: str, payload: dict, now_ms: int, due_ms: int) -> bool:
    """Add an effect under a stable id; False when it is there already."""
    with connection.cursor() as cursor:
        cursor.execute(*statement(root, id, topic, marketplace, payload, now_ms, due_ms))
        return cursor.rowcount == 1


def statement(root: str, id: str, topic: str, marketplace: str, payload: dict, now_ms: int, due_ms: int) -> Statement:
    """`put` as a statement that may travel along with an act."""
    return (
        "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (root, id) DO NOTHING",
        (root, id, topic, marketplace, orjson.dumps(payload).decode(), now_ms, due_ms),
    )


def next_due() -> int | None:
    """When the next row comes due, in milliseconds, or None when nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(due_ms) FROM outbox WHERE done_ms = 0")
        return cursor.fetchone()[0]


def waiting(now_ms: int) -> tuple[int, int]:
    """How many effects are overdue, and how many have failed at least three times; for doctor and the operator."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE due_ms <= %s), count(*) FILTER (WHERE tries >= 3) FROM outbox "
            "WHERE done_ms = 0",
            [now_ms],
        )
        return tuple(cursor.fetchone())
