"""Traces by which contents are compared across cases of one marketplace (table `trace`): prints, digests, bands of texts.

A trace belongs to a content (`root`, `ref`) and goes when that is erased (`store.log.erase_contents`), or when it has grown
old. A look-up reads a bounded number of rows for each key, however many there are. Plain SQL.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

PER_KEY = 64
"""So many rows are read under one key at most, the newest by their place in the index."""
_TOGETHER = 40


@dataclass(frozen=True, slots=True)
class Trace:
    """One content found under a key. `value`: what it is compared by further; case_id "" where it stands in an order."""

    root: str
    case_id: str
    ref: str
    value: str


def keep(
    marketplace: str, kind: str, keys: Iterable[str], *, root: str, case_id: str, ref: str, value: str, at_ms: int
) -> None:
    """Keep a content's trace under these keys, if the content is there still; once more changes nothing.

    at_ms   when it came in, not when it was looked at: what came later never counts against what was there before
    """
    rows = [(marketplace, kind, key, root, case_id, ref, value, at_ms, root, ref) for key in dict.fromkeys(keys)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO trace (marketplace, kind, key, root, case_id, ref, value, at_ms) "
            "SELECT %s, %s, %s, %s, %s, %s, %s, %s WHERE EXISTS (SELECT 1 FROM content WHERE root = %s AND ref = %s) "
            "ON CONFLICT DO NOTHING",
            rows,
        )


def find(marketplace: str, kind: str, keys: Sequence[str], *, outside: str, until_ms: int) -> dict[Trace, int]:
    """Contents outside of a root, come in by a moment, that stand under any of these keys, and under how many of them."""
    found: dict[Trace, int] = {}
    wanted = list(dict.fromkeys(keys))
    one = (
        "SELECT * FROM (SELECT root, case_id, ref, value FROM trace "
        f"WHERE marketplace = %s AND kind = %s AND key = %s AND root <> %s AND at_ms <= %s LIMIT {PER_KEY}) AS part"
    )
    with connection.cursor() as cursor:
        for first in range(0, len(wanted), _TOGETHER):
            some = wanted[first : first + _TOGETHER]
            values = [value for key in some for value in (marketplace, kind, key, outside, until_ms)]
            cursor.execute(" UNION ALL ".join([one] * len(some)), values)
            for row in cursor.fetchall():
                trace = Trace(*row)
                found[trace] = found.get(trace, 0) + 1
    return found


def of_root(marketplace: str, kind: str, root: str) -> tuple[tuple[str, str], ...]:
    """(key, ref) of all traces of a kind that a root's own contents have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, ref FROM trace WHERE root = %s AND marketplace = %s AND kind = %s ORDER BY key, ref",
            [root, marketplace, kind],
        )
        return tuple((row[0], row[1]) for row in cursor.fetchall())


def forget_old(marketplace: str, before_ms: int) -> int:
    """Forget the traces of a marketplace that are older; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trace WHERE marketplace = %s AND at_ms < %s", [marketplace, before_ms])
        return cursor.rowcount
