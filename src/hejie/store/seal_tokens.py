"""Time stamps over seals: which are wanted from which authority, what came of asking, and the tokens. Plain SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time stamp that is to be asked for; `body` is the seal's exact text."""

    size: int
    authority: str
    body: str
    tries: int


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was given. `digest` covers all of the row, so that no bit of it can flip unseen."""

    size: int
    authority: str
    token: bytes
    at_ms: int
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether the row is as it was written."""
        return self.digest == digest(self.size, self.authority, self.token, self.at_ms)


def digest(size: int, authority: str, token: bytes, at_ms: int) -> str:
    """What is kept beside a token to tell a damaged row from a whole one."""
    return sha256(b"%d\n%b\n%d\n%b" % (size, authority.encode(), at_ms, token)).hexdigest()


def want(authority: str, now_ms: int, every_ms: int, most: int) -> int:
    """Put up for stamping the newest seals that this authority was not asked about; returns how many.

    every_ms   how far apart the stamped seals are at least
    most       beyond so many that still wait none is added: later seals cover what is passed over
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(size), 0), count(CASE WHEN digest = '' THEN 1 END) FROM seal_token WHERE authority = %s",
            [authority],
        )
        last, waiting = cursor.fetchone()
        cursor.execute("SELECT coalesce(max(at_ms), 0) FROM seal WHERE size = %s", [last])
        last_ms = cursor.fetchone()[0]
        room = max(0, most - waiting) if last else 1  # of an authority that is new, only what is new is asked
        cursor.execute(
            "SELECT size, at_ms FROM seal WHERE size > %s ORDER BY size DESC, at_ms DESC LIMIT %s", [last, room]
        )
        count = 0
        for size, at_ms in sorted(cursor.fetchall()):
            if at_ms - last_ms >= every_ms:
                last_ms = at_ms
                cursor.execute(
                    "INSERT INTO seal_token (size, authority, token, at_ms, due_ms) VALUES (%s, %s, %s, 0, %s) "
                    "ON CONFLICT (size, authority) DO NOTHING",
                    [size, authority, b"", now_ms],
                )
                count += 1
        return count


def claim(now_ms: int, until_ms: int, authorities: Sequence[str], most: int) -> list[Wanted]:
    """Time stamps that are due, the newest seals first; until then nobody else is given them."""
    if not authorities:
        return []
    marks = ", ".join(["%s"] * len(authorities))
    claimed = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.size, t.authority, t.tries, t.due_ms FROM seal_token t "
            f"WHERE t.digest = '' AND t.due_ms <= %s AND t.authority IN ({marks}) ORDER BY t.size DESC LIMIT %s",
            [now_ms, *authorities, most],
        )
        for size, authority, tries, due_ms in cursor.fetchall():
            cursor.execute(
                "UPDATE seal_token SET due_ms = %s WHERE size = %s AND authority = %s AND due_ms = %s AND digest = ''",
                [until_ms, size, authority, due_ms],
            )
            if cursor.rowcount:
                cursor.execute("SELECT body FROM seal WHERE size = %s ORDER BY at_ms DESC LIMIT 1", [size])
                claimed.append(Wanted(size, authority, cursor.fetchone()[0], tries))
    return claimed


def keep(size: int, authority: str, token: bytes, at_ms: int) -> None:
    """Keep a token that was given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE seal_token SET token = %s, at_ms = %s, digest = %s, error = '', tries = tries + 1 "
            "WHERE size = %s AND authority = %s AND digest = ''",
            [token, at_ms, digest(size, authority, token, at_ms), size, authority],
        )


def failed(size: int, authority: str, error: str, due_ms: int) -> None:
    """None was given; when to ask again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE seal_token SET tries = tries + 1, error = %s, due_ms = %s WHERE size = %s AND authority = %s AND digest = ''",
            [error[:500], due_ms, size, authority],
        )


def every() -> Iterator[Token]:
    """All tokens, some hundreds at a time."""
    last = (0, "")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT size, authority, token, at_ms, digest FROM seal_token WHERE (size, authority) > (%s, %s) "
                "ORDER BY size, authority LIMIT %s",
                [*last, _AT_ONCE],
            )
            rows = [
                Token(size, authority, bytes(token), at_ms, kept)
                for size, authority, token, at_ms, kept in cursor.fetchall()
            ]
        yield from (row for row in rows if row.digest or row.token or row.at_ms)
        if len(rows) < _AT_ONCE:
            return
        last = (rows[-1].size, rows[-1].authority)


def of_seals(sizes: Sequence[int]) -> dict[int, list[Token]]:
    """The tokens over some seals, for each those given first first."""
    found: dict[int, list[Token]] = {size: [] for size in sizes}
    if sizes:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT size, authority, token, at_ms, digest FROM seal_token WHERE digest <> '' "
                f"AND size IN ({', '.join(['%s'] * len(found))}) ORDER BY size, at_ms, authority",
                list(found),
            )
            for size, authority, token, at_ms, kept in cursor.fetchall():
                found[size].append(Token(size, authority, bytes(token), at_ms, kept))
    return found


def waiting(authority: str) -> tuple[int, int, str]:
    """(how many stamps are waited for, when the newest token came in milliseconds or 0, why the newest try failed or "")."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(CASE WHEN digest = '' THEN 1 END), coalesce(max(at_ms), 0) FROM seal_token WHERE authority = %s",
            [authority],
        )
        count, newest = cursor.fetchone()
        cursor.execute(
            "SELECT error FROM seal_token WHERE authority = %s AND digest = '' AND error <> '' ORDER BY size DESC LIMIT 1",
            [authority],
        )
        row = cursor.fetchone()
        return count, newest, row[0] if row else ""
