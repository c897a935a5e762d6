"""The hot path: the few SQL statements by which the one writer reads and appends. No ORM here.

All run inside the writer's transaction on Django's connection; placeholders are `%s` on both databases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError, IntegrityError, connection

from hejie.store import statements

_LOCK = {
    "postgresql": "SELECT marketplace FROM root_lock WHERE root = %s FOR UPDATE",
    "sqlite": "SELECT marketplace FROM root_lock WHERE root = %s",
}


_RECEIPT = "SELECT input, result FROM receipt WHERE root = %s AND stream = %s AND key = %s"
_ENTRIES = "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s AND seq > %s ORDER BY seq"


_OUTDATED = "HJ001"
_REFS_AT_ONCE = 400


class Outdated(Exception):
    """The record has moved on since it was remembered; nothing was done."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stood in the record when the root's lock was taken.

    owner     marketplace of the root
    receipt   (input hash, result JSON) of an act already done under this key, or None
    entries   (seq, hash, body) of each asked stream after the asked seq, in order
    besides   the rows of the other queries
    """

    owner: str
    receipt: tuple[str, str] | None
    entries: tuple[list[tuple[int, str, str]], ...]
    besides: tuple[list[tuple], ...] = ()


def lock_and_read(
    cursor,
    root: str,
    marketplace: str,
    stream: str,
    key: str,
    asked: Sequence[tuple[str, int]],
    besides: Sequence[statements.Statement] = (),
) -> Found:
    """Take the root's lock until the transaction ends, then read what an act begins with, all in one go.

    A new root is claimed for the marketplace. On SQLite the transaction itself (BEGIN IMMEDIATE) is the lock.

    asked     (stream, seq) of the streams to read, each from behind its seq
    besides   other queries that are to travel along
    """
    lock = (_LOCK[cursor.db.vendor], (root,))
    read = (_read(len(asked)), [root, stream, key, *(value for place in asked for value in (root, *place))])
    owner, rows, *more = statements.ask(cursor, [lock, read, *besides])
    if not owner:
        claim(cursor, root, marketplace)
        # Whoever was quicker with the same new root has written meanwhile; what was read without the lock counts for nothing.
        owner, rows = statements.ask(cursor, [lock, read])
    known = next((row[2:] for row in rows if row[0] == 0), None)
    entries = tuple([row[1:] for row in rows if row[0] == number] for number in range(1, len(asked) + 1))
    return Found(owner[0][0], known, entries, tuple(more))


def claim(cursor, root: str, marketplace: str) -> None:
    """Make the lock of a new root, which is the marketplace's from then on; one that is there already stays as it is."""
    cursor.execute(
        "INSERT INTO root_lock (root, marketplace) VALUES (%s, %s) ON CONFLICT (root) DO NOTHING", (root, marketplace)
    )


def can_expect() -> bool:
    """Whether what is remembered may be expected (`expect`): where asking is a journey, and not on SQLite."""
    return connection.vendor == "postgresql"


def expect(
    sheaf: statements.Sheaf,
    root: str,
    marketplace: str,
    heads: Sequence[tuple[str, str]],
    besides: Sequence[statements.Statement] = (),
) -> None:
    """Let a sheaf begin by taking the root's lock, and go on only if all stands there as it is remembered.

    The root is the marketplace's, the streams end with the heads (stream, hash; "": the stream is not there), and each
    query of `besides` has an answer. Otherwise the sheaf fails, which `outdated` tells from other failures.
    """
    sheaf.execute(_LOCK["postgresql"], (root,))
    sql = _expectation(tuple(bool(head) for _, head in heads), tuple(question for question, _ in besides))
    values = [root, marketplace]
    for name, head in heads:
        values += (root, name, head) if head else (root, name)
    sheaf.execute(sql, [*values, *(value for _, bound in besides for value in bound)])


def outdated(fault: DatabaseError) -> bool:
    """Whether a sheaf has failed because something was not as expected, or was done under this key before."""
    cause = fault.__cause__
    if getattr(cause, "sqlstate", "") == _OUTDATED:
        return True
    return isinstance(fault, IntegrityError) and cause.diag.constraint_name == "receipt_pkey"


@lru_cache
def _expectation(there: tuple[bool, ...], questions: tuple[str, ...]) -> str:
    """One statement that fails unless all of it is so; see the migration `0009_expect`."""
    newest = "(SELECT hash FROM entry WHERE root = %s AND stream = %s ORDER BY seq DESC LIMIT 1) = %s"
    nothing = "NOT EXISTS (SELECT 1 FROM entry WHERE root = %s AND stream = %s)"
    parts = [
        "EXISTS (SELECT 1 FROM root_lock WHERE root = %s AND marketplace = %s)",
        *(newest if stream else nothing for stream in there),
        *(f"EXISTS ({question})" for question in questions),
    ]
    return f"SELECT hejie_expect({' AND '.join(parts)})"


@lru_cache
def _read(streams: int) -> str:
    """One statement for the receipt and the entries of some streams; rows begin with 0, or the stream's number from 1."""
    parts = ["SELECT 0, 0, input, result FROM receipt WHERE root = %s AND stream = %s AND key = %s"]
    for number in range(1, streams + 1):
        parts.append(f"SELECT {number}, seq, hash, body FROM entry WHERE root = %s AND stream = %s AND seq > %s")
    return " UNION ALL ".join(parts) + " ORDER BY 1, 2"


def receipt(cursor, root: str, stream: str, key: str) -> tuple[str, str] | None:
    """(input hash, result JSON) of an act already done under this key, or None."""
    cursor.execute(_RECEIPT, (root, stream, key))
    return cursor.fetchone()


def save_receipt(cursor, root: str, stream: str, key: str, digest: str, result: str, at_ms: int) -> None:
    """Keep what an act was answered, so that its repeat gets the same."""
    cursor.execute(
        "INSERT INTO receipt (root, stream, key, input, result, at_ms) VALUES (%s, %s, %s, %s, %s, %s)",
        (root, stream, key, digest, result, at_ms),
    )


def entries(cursor, root: str, stream: str, after: int = 0) -> list[tuple[int, str, str]]:
    """(seq, hash, body) of a stream's entries after a seq, in order."""
    (found,) = statements.ask(cursor, [(_ENTRIES, (root, stream, after))])
    return found


def entries_of(cursor, places: Sequence[tuple[str, str, int]]) -> dict[str, list[tuple[int, str, str]]]:
    """(seq, hash, body) of the entries of many streams by stream, in order: each (root, stream, seq) from behind its seq."""
    found: dict[str, list[tuple[int, str, str]]] = {stream: [] for _, stream, _ in places}
    if places:
        asked = ", ".join(["(%s, %s, %s)"] * len(places))
        cursor.execute(
            f"SELECT stream, seq, hash, body FROM (VALUES {asked}) AS asked "
            "JOIN entry ON root = column1 AND stream = column2 AND seq > column3 ORDER BY stream, seq",
            [value for place in places for value in place],
        )
        for stream, *entry in cursor.fetchall():
            found[stream].append(tuple(entry))
    return found


def single_entries(cursor, places: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int, str, str]]:
    """(root, stream, seq, hash, body) of these entries (root, stream, seq); one statement."""
    asked = ", ".join(["(%s, %s, %s)"] * len(places))
    cursor.execute(
        f"SELECT root, stream, seq, hash, body FROM (VALUES {asked}) AS asked "
        "JOIN entry ON root = column1 AND stream = column2 AND seq = column3",
        [value for place in places for value in place],
    )
    return cursor.fetchall()


def append(cursor, rows: Sequence[tuple[str, str, int, str, str, str]]) -> None:
    """Insert entries (root, stream, seq, prev, hash, body) and put them up for sealing."""
    if cursor.db.vendor == "postgresql":
        _insert(cursor, _APPEND, rows, _PUT_UP)
    else:
        _insert(cursor, _APPEND_ALONE, rows)
        _insert(cursor, "INSERT INTO unsealed (root, stream, seq) VALUES ", [row[:3] for row in rows])


_APPEND_ALONE = "INSERT INTO entry (root, stream, seq, prev, hash, body) VALUES "
_APPEND = f"WITH put AS ({_APPEND_ALONE}"
_PUT_UP = " RETURNING root, stream, seq) INSERT INTO unsealed (root, stream, seq) SELECT root, stream, seq FROM put"


def put_contents(cursor, rows: Sequence[tuple]) -> None:
    """Insert private contents (root, ref, type, size, salt, data or None, path)."""
    if rows:
        _insert(cursor, "INSERT INTO content (root, ref, type, size, salt, data, path) VALUES ", rows)


def queue(cursor, rows: Sequence[tuple]) -> None:
    """Insert effects (root, id, topic, marketplace, payload, at_ms, due_ms) into the outbox."""
    if rows:
        _insert(cursor, "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms) VALUES ", rows)


def _insert(cursor, head: str, rows: Sequence[tuple], tail: str = "") -> None:
    one = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    cursor.execute(head + ", ".join([one] * len(rows)) + tail, [value for row in rows for value in row])


def erase_contents(cursor, root: str, refs: Iterable[str]) -> list[str]:
    """Delete salts and contents, and the traces by which they could be known again; returns the vault paths whose files
    must go too."""
    wanted, paths = list(dict.fromkeys(refs)), []
    for start in range(0, len(wanted), _REFS_AT_ONCE):
        some = wanted[start : start + _REFS_AT_ONCE]
        where, values = f"root = %s AND ref IN ({', '.join(['%s'] * len(some))})", [root, *some]
        cursor.execute(f"SELECT path FROM content WHERE {where} AND path <> ''", values)
        paths += [row[0] for row in cursor.fetchall()]
        cursor.execute(f"DELETE FROM content WHERE {where}", values)
        cursor.execute(f"DELETE FROM trace WHERE {where}", values)
    return paths


def forget_inputs(cursor, root: str, stream: str, before_ms: int) -> None:
    """Of acts done before a moment, forget the digest of what was asked for: it is not salted, and a short text could be
    guessed by it. A repeat of such an act is then answered as the first was, whatever it asks."""
    cursor.execute(
        "UPDATE receipt SET input = '' WHERE root = %s AND stream = %s AND at_ms < %s AND input <> ''",
        (root, stream, before_ms),
    )
