"""Notices as people find them in the program, and how their letters fared. Plain SQL.

`mail` says how far the letter of a notice has come:
    ""         no letter (nobody's address is known)
    sending    handed over, or about to be; whoever finds it so later cannot know whether it left
    retry      certainly not sent; to be tried again
    sent, bounced, unknown, failed    how it ended
"""

import orjson
from django.db import connection

from hejie.store import statements

_MOVE = "UPDATE notice SET mail = %s WHERE root = %s AND id = %s AND mail = %s"


def add(
    root: str,
    id: str,
    *,
    marketplace: str,
    person: str,
    case_id: str,
    kind: str,
    facts: dict,
    head: str,
    at_ms: int,
    mail: str,
) -> bool:
    """Keep a notice for one person, once; False when it is there already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notice (root, id, marketplace, person, case_id, kind, facts, head, at_ms, mail) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (root, id) DO NOTHING",
            [root, id, marketplace, person, case_id, kind, orjson.dumps(facts).decode(), head, at_ms, mail],
        )
        return cursor.rowcount == 1


def move_mail(root: str, id: str, before: str, after: str) -> bool:
    """Bring a letter from one state to another; False when it was not in the first (somebody else was quicker)."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, (after, root, id, before))
        return cursor.rowcount == 1


def moving(root: str, id: str, before: str, after: str) -> statements.Statement:
    """`move_mail` as a statement that may travel along with an act."""
    return _MOVE, (after, root, id, before)


def mail_of(root: str, id: str) -> str:
    """How far a letter has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail FROM notice WHERE root = %s AND id = %s", [root, id])
        row = cursor.fetchone()
        return row[0] if row else ""


def mark_read(marketplace: str, person: str, now_ms: int, up_to_ms: int) -> int:
    """Mark a person's notices up to a moment as read; returns how many were not yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notice SET read_ms = %s WHERE marketplace = %s AND person = %s AND read_ms = 0 AND at_ms <= %s",
            [now_ms, marketplace, person, up_to_ms],
        )
        return cursor.rowcount


def unread(marketplace: str, person: str, most: int = 100) -> int:
    """How many notices a person has not read, counted up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM "
            "(SELECT 1 FROM notice WHERE marketplace = %s AND person = %s AND read_ms = 0 LIMIT %s) AS few",
            [marketplace, person, most],
        )
        return cursor.fetchone()[0]
