"""Complaints as lists show them. Plain SQL, keyset paging."""

from django.db import connection

from hejie.store import queries
from hejie.store.complaint_rows import COLUMNS

PAGE = 30
_MAY_KNOW = (
    "(turn = 'whom' OR status IN ('answered', 'closed') OR EXISTS (SELECT 1 FROM entry e WHERE e.root = complaint_row.root "
    "AND e.stream = 'word:' || complaint_row.marketplace || ':' || complaint_row.id AND e.seq = 1))"
)


def listed(
    marketplace: str, *, where: dict[str, str], not_whom: str = "", asked: bool = False, after: str = ""
) -> tuple[list[dict], str]:
    """(rows, the newest first; where to go on or "").

    where     values by column; not_whom: nothing about this one
    asked     only those of which whoever is complained about knows: he was asked for his word, or it was answered
    Refuses   bad_cursor
    """
    assert set(where) <= set(COLUMNS)
    wanted, args = ["marketplace = %s", *(f"{column} = %s" for column in where)], [marketplace, *where.values()]
    if not_whom:
        wanted, args = [*wanted, "whom <> %s"], [*args, not_whom]
    if asked:
        wanted.append(_MAY_KNOW)
    page = queries.keyset("complaint_row", COLUMNS, wanted, args, "changed_ms", "root", "DESC", "<", after, PAGE)
    return list(page.rows), page.after


def streams_of(marketplace: str, person: str, most: int = 1000) -> list[str]:
    """The streams of a person's own complaints."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root FROM complaint_row WHERE marketplace = %s AND complainant = %s ORDER BY received_ms LIMIT %s",
            [marketplace, person, most],
        )
        return [row[0] for row in cursor.fetchall()]
