"""Seals: the whole log under one signed tree head after another.

Writers never take a global number. Every entry comes with a row in `unsealed`, written in its own transaction, so a row
becomes visible only when its entry does, however late that transaction commits; the sealer takes up whatever rows it
sees, within a stream by seq, gives them the next leaf numbers and removes the rows. Nothing is missed or taken twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from hejie.domain.kernel import canonical, chain, clock, merkle
from hejie.record.signing import Keys, verify_signature

_LOCK = 4_937_001
_MOST = 5_000
_MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed tree head over the first `size` leaves; `body` is its exact text."""

    size: int
    body: str
    public_key: str
    signature: str


def seal_new(keys: Keys, now: datetime) -> list[Seal]:
    """Seal everything that is not sealed yet; one seal for up to 5,000 entries. Returns the new seals."""
    seals = []
    while (seal := _seal_some(keys, now)) is not None:
        seals.append(seal)
    return seals


def _seal_some(keys: Keys, now: datetime) -> Seal | None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        cursor.execute(
            "SELECT u.root, u.stream, u.seq, e.hash FROM unsealed u JOIN entry e ON e.root = u.root "
            "AND e.stream = u.stream AND e.seq = u.seq ORDER BY u.root, u.stream, u.seq LIMIT %s",
            (_MOST,),
        )
        rows = cursor.fetchall()
        if not rows:
            return None
        last = latest(cursor)
        size = last.size if last else 0
        frontier = merkle.Frontier.at(nodes(cursor), size)
        frontier, stored = frontier.extend(bytes.fromhex(row[3]) for row in rows)
        _keep(cursor, rows, size, stored)
        seal = _signed(keys, frontier, now, last)
        cursor.execute(
            "INSERT INTO seal (size, body, public_key, signature, at_ms) VALUES (%s, %s, %s, %s, %s)",
            (seal.size, seal.body, seal.public_key, seal.signature, clock.milliseconds(now)),
        )
    return seal


def _keep(cursor, rows: list[tuple], size: int, stored: tuple) -> None:
    cursor.executemany(
        "INSERT INTO leaf (idx, root, stream, seq, hash) VALUES (%s, %s, %s, %s, %s)",
        [(size + number, *row) for number, row in enumerate(rows)],
    )
    cursor.executemany(
        "INSERT INTO tree_node (level, idx, hash) VALUES (%s, %s, %s)",
        [(level, index, value.hex()) for level, index, value in stored],
    )
    cursor.executemany("DELETE FROM unsealed WHERE root = %s AND stream = %s AND seq = %s", [row[:3] for row in rows])


def _signed(keys: Keys, frontier: merkle.Frontier, now: datetime, last: Seal | None) -> Seal:
    body = canonical.dumps(
        {
            "v": 1,
            "size": frontier.size,
            "root": frontier.root().hex(),
            "at": clock.text(now),
            "prev": sha256(last.body.encode()).hexdigest() if last else chain.ZERO,
        }
    )
    return Seal(frontier.size, body.decode(), keys.public_key, keys.sign(body))


def latest(cursor) -> Seal | None:
    """The newest seal, or None."""
    cursor.execute("SELECT size, body, public_key, signature FROM seal ORDER BY size DESC LIMIT 1")
    row = cursor.fetchone()
    return Seal(*row) if row else None


def first_covering(cursor, index: int) -> Seal | None:
    """The first seal that covers a leaf index, or None."""
    cursor.execute("SELECT size, body, public_key, signature FROM seal WHERE size > %s ORDER BY size LIMIT 1", (index,))
    row = cursor.fetchone()
    return Seal(*row) if row else None


def nodes(cursor) -> merkle.Nodes:
    """Stored whole nodes of the tree, each read once."""
    known: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        if (level, index) not in known:
            cursor.execute("SELECT hash FROM tree_node WHERE level = %s AND idx = %s", (level, index))
            known[level, index] = bytes.fromhex(cursor.fetchone()[0])
        return known[level, index]

    return node


@dataclass(frozen=True, slots=True)
class Counted:
    """How many entries there are, how many of them are leaves, how many wait, and how many seals there are."""

    entries: int
    leaves: int
    waiting: int
    seals: int


def counted() -> Counted:
    """The numbers of the log at one moment."""
    tables = ("entry", "leaf", "unsealed", "seal")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'(SELECT count(*) FROM {table})' for table in tables)}")
        return Counted(*cursor.fetchone())


def page(before: int = 0, limit: int = 50) -> list[tuple[int, str, str, str]]:
    """(size, exact text, public key, signature) of seals, newest first; `before`: only smaller ones than this size."""
    where, values = ("WHERE size < %s", [before]) if before else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT size, body, public_key, signature FROM seal {where} ORDER BY size DESC LIMIT %s", [*values, limit]
        )
        return cursor.fetchall()


def check_seals(keys: Keys) -> list[str]:
    """Recompute the whole tree from the entries and check every seal: faults as sentences, none when all holds.

    Whatever is neither sealed nor waiting for the next seal is a fault too.
    """
    faults: list[str] = []
    frontier, prev, previous_size = merkle.Frontier(), chain.ZERO, 0
    known = {keys.public_key, *(former.key for former in keys.former_keys)}
    for size, body, public_key, signature in _seals():
        frontier, _stored = frontier.extend(_leaves(previous_size, size, faults))
        stated = canonical.loads(body.encode())
        if public_key not in known or not verify_signature(public_key, signature, body.encode()):
            faults.append(f"seal {size}: the signature does not hold")
        if stated["size"] != size or stated["root"] != frontier.root().hex() or stated["prev"] != prev:
            faults.append(f"seal {size}: does not cover the entries as they stand")
        prev, previous_size = sha256(body.encode()).hexdigest(), size
        if len(faults) > _MOST_FAULTS:
            break
    numbers = counted()
    if numbers.entries != numbers.leaves + numbers.waiting:
        faults.append(f"{numbers.entries} entries, but {numbers.leaves} sealed and {numbers.waiting} waiting")
    return faults


def _seals() -> Iterator[tuple[int, str, str, str]]:
    """All seals by size, some hundreds at a time."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT size, body, public_key, signature FROM seal WHERE size > %s ORDER BY size LIMIT 500", (after,)
            )
            rows = cursor.fetchall()
        yield from rows
        if not rows:
            return
        after = rows[-1][0]


def _leaves(start: int, end: int, faults: list[str]) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.idx, l.hash, e.hash FROM leaf l LEFT JOIN entry e ON e.root = l.root AND e.stream = l.stream "
            "AND e.seq = l.seq WHERE l.idx >= %s AND l.idx < %s ORDER BY l.idx",
            (start, end),
        )
        rows = cursor.fetchall()
    for index, sealed, found in rows:
        if sealed != found:
            faults.append(f"leaf {index}: its entry is gone or another")
        yield bytes.fromhex(sealed)
