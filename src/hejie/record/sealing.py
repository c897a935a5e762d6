"""Seals: the whole log under one signed tree head after another.

Writers never take a global number. Every entry comes with a row in `unsealed`, written in its own transaction, so a row
becomes visible only when its entry does, however late that transaction commits; the sealer takes up whatever rows it
sees, within a stream by seq, gives them the next leaf numbers and removes the rows. Nothing is missed or taken twice.

All reckoning and signing is done before anything is locked. What is then written takes some milliseconds on SQLite,
where writers wait for each other, and makes no writer wait on PostgreSQL.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import connection, transaction

from hejie.domain.kernel import chain, clock, merkle
from hejie.domain.kernel.seal import seal_digest, seal_text
from hejie.record.signing import Keys, SigningKeyError

_LOCK = 4_937_001
_MOST = {"postgresql": 5_000, "sqlite": 500}
_COLUMNS = "size, body, public_key, signature"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed tree head over the first `size` leaves; `body` is its exact text."""

    size: int
    body: str
    public_key: str
    signature: str

    @property
    def at(self) -> datetime:
        """When it says that it was made."""
        return clock.parse(orjson.loads(self.body)["at"])


@dataclass(frozen=True, slots=True)
class _Ready:
    """A seal that is reckoned and signed but not yet written: which leaves and nodes come with it, and what it follows."""

    seal: Seal
    last: Seal | None
    rows: list[tuple]
    stored: tuple[merkle.Stored, ...]


def seal_new(keys: Keys, now: datetime) -> list[Seal]:
    """Seal everything that is not sealed yet, some thousands of entries under each seal. Returns the new seals.

    Refuses   SigningKeyError: the newest seal is by a key for which those here do not vouch, so the key may be lost
    """
    seals: list[Seal] = []
    while True:
        with connection.cursor() as cursor:
            ready = _reckon(cursor, keys, now)
        if ready is None:
            return seals
        if _write(ready):
            seals.append(ready.seal)


def seal_anew(keys: Keys, now: datetime) -> Seal | None:
    """Seal everything by the present key, though nothing is new, after another key was lost. None where all is by ours."""
    seal_new(keys, now)
    while True:
        with connection.cursor() as cursor:
            last = latest(cursor)
            if last is None or last.public_key in keys.own:
                return None
            frontier = merkle.Frontier.at(nodes(cursor), last.size)
        ready = _Ready(_signed(keys, frontier, max(now, last.at + timedelta(milliseconds=1)), last), last, [], ())
        if _write(ready):
            return ready.seal


def _reckon(cursor, keys: Keys, now: datetime) -> _Ready | None:
    """What the next seal will be. The newest seal is read first: if another follows it meanwhile, `_write` sees it."""
    last = latest(cursor)
    demand_known(keys, last)
    cursor.execute(
        "SELECT u.root, u.stream, u.seq, e.hash "
        "FROM (SELECT root, stream, seq FROM unsealed ORDER BY root, stream, seq LIMIT %s) u "
        "JOIN entry e ON e.root = u.root AND e.stream = u.stream AND e.seq = u.seq ORDER BY u.root, u.stream, u.seq",
        (_MOST[connection.vendor],),
    )
    rows = cursor.fetchall()
    if not rows:
        return None
    frontier = merkle.Frontier.at(nodes(cursor), last.size if last else 0)
    frontier, stored = frontier.extend(bytes.fromhex(row[3]) for row in rows)
    return _Ready(_signed(keys, frontier, now, last), last, rows, stored)


def _signed(keys: Keys, frontier: merkle.Frontier, now: datetime, last: Seal | None) -> Seal:
    """The next seal. Where the clock was set back it bears the moment of the seal before: time in seals never goes back."""
    prev, at = (seal_digest(last.body), max(now, last.at)) if last else (chain.ZERO, now)
    body = seal_text(size=frontier.size, root=frontier.root(), at=at, prev=prev)
    return Seal(frontier.size, body, keys.public_key, keys.sign(body.encode()))


def _write(ready: _Ready) -> bool:
    """Write a seal and what comes with it; False when another sealer was faster, and nothing was written."""
    seal = ready.seal
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if latest(cursor) != ready.last:
            return False
        _keep(cursor, ready.rows, seal.size - len(ready.rows), ready.stored)
        cursor.execute(
            "INSERT INTO seal (size, body, public_key, signature, at_ms) VALUES (%s, %s, %s, %s, %s)",
            (seal.size, seal.body, seal.public_key, seal.signature, clock.milliseconds(seal.at)),
        )
    return True


def _keep(cursor, rows: list[tuple], size: int, stored: tuple[merkle.Stored, ...]) -> None:
    _insert(cursor, "leaf (idx, root, stream, seq, hash)", [(size + number, *row) for number, row in enumerate(rows)])
    _insert(cursor, "tree_node (level, idx, hash)", [(level, index, value.hex()) for level, index, value in stored])
    if connection.vendor == "postgresql":
        cursor.execute(
            "DELETE FROM unsealed u USING leaf l WHERE l.idx >= %s AND l.idx < %s AND u.root = l.root "
            "AND u.stream = l.stream AND u.seq = l.seq",
            (size, size + len(rows)),
        )
    else:
        cursor.executemany(
            "DELETE FROM unsealed WHERE root = %s AND stream = %s AND seq = %s", [row[:3] for row in rows]
        )


def _insert(cursor, into: str, rows: list[tuple]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows:
        cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def demand_known(keys: Keys, last: Seal | None) -> None:
    """Let pass keys that can go on from the newest seal. Raises SigningKeyError where another made it that was not given up."""
    if last is not None and last.public_key not in keys.own and last.public_key not in keys.lost_keys:
        raise SigningKeyError(
            f"The newest seal was made by the key {last.public_key}, which the keys here do not know. Put keys/signing.json "
            "of a backup in its place; if there is none and the key is lost, run: hejie seal --lost-key"
        )


def latest(cursor) -> Seal | None:
    """The newest seal, or None."""
    cursor.execute(f"SELECT {_COLUMNS} FROM seal ORDER BY size DESC, at_ms DESC LIMIT 1")
    row = cursor.fetchone()
    return Seal(*row) if row else None


def first_covering(cursor, index: int, keys: Collection[str]) -> Seal | None:
    """The first seal by one of these keys that covers a leaf index, or None."""
    marks = ", ".join(["%s"] * len(keys))
    cursor.execute(
        f"SELECT {_COLUMNS} FROM seal WHERE size > %s AND public_key IN ({marks}) ORDER BY size, at_ms LIMIT 1",
        (index, *keys),
    )
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


def used_keys() -> list[str]:
    """The public keys of all seals, those used first first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public_key FROM seal GROUP BY public_key ORDER BY min(at_ms), public_key")
        return [row[0] for row in cursor.fetchall()]


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
        cursor.execute(f"SELECT {_COLUMNS} FROM seal {where} ORDER BY size DESC, at_ms DESC LIMIT %s", [*values, limit])
        return cursor.fetchall()


def of_size(size: int) -> list[Seal]:
    """The seals over so many entries, newest first: none or one, or more where a key was lost."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM seal WHERE size = %s ORDER BY at_ms DESC", [size])
        return [Seal(*row) for row in cursor.fetchall()]
