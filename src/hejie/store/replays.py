"""Closed cases in bulk, for trying other procedures on them: the entries of many cases, some cases at a time."""

from collections.abc import Collection, Iterator

import orjson
from django.db import connection

_AT_ONCE = 250
YOUNGEST = (2**62, "")


def recorded(
    marketplace: str, *, since_ms: int = 0, most: int = 10_000, after: tuple[int, str] = YOUNGEST
) -> Iterator[list[dict]]:
    """The entries of a marketplace's closed cases, each case a list in order, the youngest case first.

    since_ms   only cases opened then or later (milliseconds since 1970)
    after      only cases that come later in this order: when the last one was opened, in milliseconds, and its id
    """
    place, left = after, most
    while left > 0:
        rows = _cases(marketplace, since_ms, place, min(_AT_ONCE, left))
        if not rows:
            return
        yield from _entries(rows)
        place, left = rows[-1][:2], left - len(rows)


def of(marketplace: str, cases: Collection[str]) -> Iterator[list[dict]]:
    """The entries of these cases, as far as they are closed ones of this marketplace."""
    marks = ", ".join(["%s"] * len(cases))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT opened_ms, id, root FROM case_row WHERE marketplace = %s AND service = '' AND closed_ms > 0 AND id IN ({marks}) "
            "ORDER BY opened_ms DESC, id DESC",
            [marketplace, *cases],
        )
        rows = [tuple(row) for row in cursor.fetchall()]
    if rows:
        yield from _entries(rows)


def count(marketplace: str, *, since_ms: int = 0) -> int:
    """How many closed cases a marketplace has that were opened at a moment or later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM case_row WHERE marketplace = %s AND service = '' AND closed_ms > 0 AND opened_ms >= %s",
            [marketplace, since_ms],
        )
        return cursor.fetchone()[0]


def _cases(marketplace: str, since_ms: int, place: tuple[int, str], most: int) -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT opened_ms, id, root FROM case_row WHERE marketplace = %s AND service = '' AND closed_ms > 0 AND opened_ms >= %s "
            "AND (opened_ms, id) < (%s, %s) ORDER BY opened_ms DESC, id DESC LIMIT %s",
            [marketplace, since_ms, *place, most],
        )
        return [tuple(row) for row in cursor.fetchall()]


def _entries(rows: list[tuple[int, str, str]]) -> Iterator[list[dict]]:
    found: dict[str, list[dict]] = {f"case:{case}": [] for _, case, _ in rows}
    marks = ", ".join(["(%s, %s)"] * len(rows))
    values = [value for _, case, root in rows for value in (root, f"case:{case}")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT stream, seq, body FROM entry WHERE (root, stream) IN (VALUES {marks}) ORDER BY stream, seq", values
        )
        for stream, seq, body in cursor.fetchall():
            found[stream].append({**orjson.loads(body), "seq": seq, "stream": stream})
    yield from found.values()
