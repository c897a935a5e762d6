"""Entries of a record as a page lists them: newest first, by keyset over the sequence number."""

from collections.abc import Iterable, Sequence

import orjson
from django.db import connection


def newest(root: str, stream: str, *, before: int = 0, limit: int = 100) -> list[dict]:
    """Entries of a stream as mappings (seq, hash, kind, at, by, data, stream), newest first; one statement.

    before   only entries below this number; 0 means from the end
    """
    where, values = ("AND seq < %s", [before]) if before else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s {where} ORDER BY seq DESC LIMIT %s",
            [root, stream, *values, limit],
        )
        rows = cursor.fetchall()
    return [{**orjson.loads(body), "seq": seq, "hash": digest, "stream": stream} for seq, digest, body in rows]


def rooms(root: str, case_id: str) -> list[str]:
    """Rooms of a case that have entries, by name; the case's own stream is `joint`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT stream FROM entry WHERE root = %s ORDER BY stream", [root])
        streams = [row[0] for row in cursor.fetchall()]
    own, others = f"case:{case_id}", f"room:{case_id}:"
    return ["joint" for one in streams if one == own] + [
        one.removeprefix(others) for one in streams if one.startswith(others)
    ]


def cases(root: str) -> list[str]:
    """Ids of all cases about an order, open or closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM case_row WHERE root = %s ORDER BY id", [root])
        return [row[0] for row in cursor.fetchall()]


def of_kinds(root: str, stream: str, kinds: Sequence[str], *, up_to: int) -> list[dict]:
    """Entries of a stream that are of one of these kinds, in order, up to a number; one statement."""
    return of_streams([(root, stream)], kinds, up_to=up_to)[root, stream]


def of_streams(
    places: Iterable[tuple[str, str]], kinds: Sequence[str], *, up_to: int = 2**31 - 1
) -> dict[tuple[str, str], list[dict]]:
    """The same for several streams, given as (root, stream), by stream; one statement for all of them."""
    wanted = list(dict.fromkeys(places))
    found: dict[tuple[str, str], list[dict]] = {place: [] for place in wanted}
    if not wanted:
        return found
    # A body is canonical JSON, so this text is how a kind stands in it; what only looks so is left out below.
    like = " OR ".join(["body LIKE %s"] * len(kinds))
    marks = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, stream, seq, hash, body FROM entry WHERE (root, stream) IN (VALUES {marks}) AND seq <= %s "
            f"AND ({like}) ORDER BY root, stream, seq",
            [*(value for place in wanted for value in place), up_to, *(f'%"kind":"{kind}"%' for kind in kinds)],
        )
        rows = cursor.fetchall()
    for root, stream, seq, digest, body in rows:
        entry = {**orjson.loads(body), "seq": seq, "hash": digest, "stream": stream}
        if entry["kind"] in kinds:
            found[root, stream].append(entry)
    return found
