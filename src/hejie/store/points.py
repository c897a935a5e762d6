"""Lists of points: what was given by whom, and what happened in a buyer's account. Plain SQL, by keyset."""

import orjson
from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.store.after_end import POINTS
from hejie.store.queries import Page, keyset


def of_giver(marketplace: str, giver: str, after: str, most: int) -> Page:
    """What a shop (or the marketplace) has given, newest first."""
    where = ["marketplace = %s", "giver = %s"]
    return keyset("points_row", POINTS, where, [marketplace, giver], "at_ms", "id", "DESC", "<", after, most)


def redemption(marketplace: str, since_ms: int, now_ms: int) -> tuple[int, float]:
    """(how many lots have come to their end since then, the shares of their worth that were used, added up).

    What was not used of a lot has gone home to its giver; of what came back with a refund after its end, what ended again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), COALESCE(SUM(1.0 - CAST(lost AS REAL) / minor), 0) FROM ("
            "SELECT p.root, p.id, p.minor, COALESCE(SUM(t.amount), 0) AS lost FROM points_row p "
            "LEFT JOIN transfer t ON t.root = p.root AND t.debit = 'points:' || p.id AND t.credit LIKE 'to_purse:%%' "
            "WHERE p.marketplace = %s AND p.until_ms > %s AND p.until_ms <= %s AND p.rest_minor = 0 "
            "GROUP BY p.root, p.id, p.minor) AS ended",
            [marketplace, since_ms, now_ms],
        )
        count, used = cursor.fetchone()
        return int(count), float(used)


def moves(root: str, after: str, most: int) -> Page:
    """Entries of an account of points, newest first. Refuses bad_cursor."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 10):
        raise Refusal("bad_cursor")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, body FROM entry WHERE root = %s AND stream = %s AND seq < %s ORDER BY seq DESC LIMIT %s",
            [root, root, int(after or 999_999_999), most + 1],
        )
        found = cursor.fetchall()
    rows = tuple({"seq": seq} | _said(body) for seq, body in found[:most])
    return Page(rows, str(rows[-1]["seq"]) if len(found) > most else "")


def _said(body: str) -> dict:
    told = orjson.loads(body)
    return {name: told[name] for name in ("kind", "at", "data")}
