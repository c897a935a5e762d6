"""What has been written since somebody last looked, without missing an entry whose transaction commits late.

Every entry comes with a row in `unsealed`, in its own transaction, so that row appears exactly when its entry does. The
sealer later turns the row into a `leaf`, whose numbers rise in the order of commits because only one sealer runs at a
time. So `unsealed` together with the leaves that are new since the last look holds every entry that has appeared since,
whatever time it carries. No clock, no window of overlap, no trigger.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

Place = tuple[str, str]
"""(root, stream)."""

_LEAVES_AT_ONCE = 20_000
_PLACES_AT_ONCE = 200


def end_of_log() -> int:
    """The number that the next leaf gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(idx), -1) + 1 FROM leaf")
        return cursor.fetchone()[0]


def since(end: int) -> tuple[dict[Place, int], int]:
    """The newest seq of every stream written to since the look that returned `end` (and of some more), and the new end.

    `unsealed` is read first: what is sealed between the two statements stands in the second.
    """
    newest: dict[Place, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT root, stream, max(seq) FROM unsealed GROUP BY root, stream")
        for root, stream, seq in cursor.fetchall():
            newest[root, stream] = seq
        rows = [()]
        while rows:
            cursor.execute(
                "SELECT idx, root, stream, seq FROM leaf WHERE idx >= %s ORDER BY idx LIMIT %s", [end, _LEAVES_AT_ONCE]
            )
            rows = cursor.fetchall()
            for _idx, root, stream, seq in rows:
                newest[root, stream] = max(seq, newest.get((root, stream), 0))
            end = rows[-1][0] + 1 if rows else end
    return newest, end


def heads(places: Iterable[Place]) -> dict[Place, int]:
    """The newest seq of each of these streams; streams without entries are absent."""
    found: dict[Place, int] = {}
    wanted = list(dict.fromkeys(places))
    with connection.cursor() as cursor:
        for first in range(0, len(wanted), _PLACES_AT_ONCE):
            some = wanted[first : first + _PLACES_AT_ONCE]
            cursor.execute(
                "SELECT root, stream, max(seq) FROM entry "
                f"WHERE (root, stream) IN (VALUES {_marks(some)}) GROUP BY root, stream",
                [value for place in some for value in place],
            )
            found |= {(root, stream): seq for root, stream, seq in cursor.fetchall()}
    return found


def lists_of(cases: Sequence[Place]) -> set[str]:
    """Names of the lists (see `list_names`) in which these cases, given as (root, case id), stand."""
    names: set[str] = set()
    with connection.cursor() as cursor:
        for first in range(0, len(cases), _PLACES_AT_ONCE):
            some = cases[first : first + _PLACES_AT_ONCE]
            cursor.execute(
                f"SELECT marketplace, seller, buyer, neutral FROM case_row WHERE (root, id) IN (VALUES {_marks(some)})",
                [value for place in some for value in place],
            )
            for row in cursor.fetchall():
                names.update(list_names(*row))
    return names


def lists_changed_since(end: int) -> set[str] | None:
    """Names of the lists in which a case has moved since `end_of_log` was this (and of some more); None: of any list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM leaf WHERE idx >= %s LIMIT %s) x", [end, _LEAVES_AT_ONCE])
        if cursor.fetchone()[0] == _LEAVES_AT_ONCE:
            return None
        cursor.execute(
            "SELECT DISTINCT c.marketplace, c.seller, c.buyer, c.neutral FROM "
            "(SELECT root, stream FROM unsealed UNION SELECT root, stream FROM leaf WHERE idx >= %s) moved "
            "JOIN case_row c ON c.root = moved.root AND 'case:' || c.id = moved.stream",
            [end],
        )
        return {name for row in cursor.fetchall() for name in list_names(*row)}


def list_names(marketplace: str, seller: str, buyer: str, neutral: str) -> tuple[str, ...]:
    """The lists in which a case stands: the marketplace's, its seller's, its buyer's and its neutral's."""
    return (
        f"{marketplace}/all",
        f"{marketplace}/seller/{seller}",
        f"{marketplace}/buyer/{buyer}",
        f"{marketplace}/neutral/{neutral}",
    )


def _marks(places: Sequence[Place]) -> str:
    return ", ".join(["(%s, %s)"] * len(places))
