"""The hot path: the few SQL statements by which the one writer reads and appends. No ORM here.

All run inside the writer's transaction on Django's connection; placeholders are `%s` on both databases.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

_LOCK = {
    "postgresql": "SELECT marketplace FROM root_lock WHERE root = %s FOR UPDATE",
    "sqlite": "SELECT marketplace FROM root_lock WHERE root = %s",
}


def lock_root(cursor, root: str, marketplace: str) -> str:
    """Take the root's lock until the transaction ends and say whose marketplace it is; a new root is claimed.

    On SQLite the transaction itself (BEGIN IMMEDIATE) is the lock.
    """
    cursor.execute(_LOCK[connection.vendor], (root,))
    row = cursor.fetchone()
    if row:
        return row[0]
    cursor.execute(
        "INSERT INTO root_lock (root, marketplace) VALUES (%s, %s) ON CONFLICT (root) DO NOTHING", (root, marketplace)
    )
    cursor.execute(_LOCK[connection.vendor], (root,))
    return cursor.fetchone()[0]


def receipt(cursor, root: str, stream: str, key: str) -> tuple[str, str] | None:
    """(input hash, result JSON) of an act already done under this key, or None."""
    cursor.execute(
        "SELECT input, result FROM receipt WHERE root = %s AND stream = %s AND key = %s", (root, stream, key)
    )
    return cursor.fetchone()


def save_receipt(cursor, root: str, stream: str, key: str, digest: str, result: str, at_ms: int) -> None:
    """Keep what an act was answered, so that its repeat gets the same."""
    cursor.execute(
        "INSERT INTO receipt (root, stream, key, input, result, at_ms) VALUES (%s, %s, %s, %s, %s, %s)",
        (root, stream, key, digest, result, at_ms),
    )


def entries(cursor, root: str, stream: str, after: int = 0) -> list[tuple[int, str, str]]:
    """(seq, hash, body) of a stream's entries after a seq, in order."""
    cursor.execute(
        "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s AND seq > %s ORDER BY seq",
        (root, stream, after),
    )
    return cursor.fetchall()


def append(cursor, rows: Sequence[tuple[str, str, int, str, str, str]]) -> None:
    """Insert entries (root, stream, seq, prev, hash, body) and put them up for sealing."""
    _insert(cursor, "INSERT INTO entry (root, stream, seq, prev, hash, body) VALUES ", rows)
    _insert(cursor, "INSERT INTO unsealed (root, stream, seq) VALUES ", [row[:3] for row in rows])


def put_contents(cursor, rows: Sequence[tuple]) -> None:
    """Insert private contents (root, ref, type, size, salt, data or None, path)."""
    if rows:
        _insert(cursor, "INSERT INTO content (root, ref, type, size, salt, data, path) VALUES ", rows)


def queue(cursor, rows: Sequence[tuple]) -> None:
    """Insert effects (root, id, topic, marketplace, payload, at_ms, due_ms) into the outbox."""
    if rows:
        _insert(cursor, "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms) VALUES ", rows)


def _insert(cursor, head: str, rows: Sequence[tuple]) -> None:
    one = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    cursor.execute(head + ", ".join([one] * len(rows)), [value for row in rows for value in row])


def erase_contents(cursor, root: str, refs: Iterable[str]) -> list[str]:
    """Delete salts and contents; returns the vault paths whose files must go too."""
    paths = []
    for ref in refs:
        cursor.execute("SELECT path FROM content WHERE root = %s AND ref = %s", (root, ref))
        row = cursor.fetchone()
        if row and row[0]:
            paths.append(row[0])
        cursor.execute("DELETE FROM content WHERE root = %s AND ref = %s", (root, ref))
    return paths
