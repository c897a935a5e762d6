"""Entries of a record as a page lists them: newest first, by keyset over the sequence number."""

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
