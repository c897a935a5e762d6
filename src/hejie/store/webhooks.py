"""Which entries an endpoint is still to be told of, found in the log; and the outbox rows by which it is told.

A leaf's number rises in the order of commits and no leaf appears late (see `store.changes`), so one number for each
endpoint says exactly how far it has been told. The number and the rows move in one transaction. Acts know nothing of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson
from django.db import connection, transaction

from hejie.store.models import Webhook

_LEAVES_AT_ONCE = 1000
# Rooms are private, purses are the marketplace's own books. Of a standing only what somebody has to act on is told.
_STREAMS = ("case:%", "order:%", "standing:%")
_OF_STANDINGS = "Sanction"
_TOLD = (
    "SELECT l.root, l.stream, l.seq, e.body FROM leaf l JOIN root_lock r ON r.root = l.root "
    "JOIN entry e ON e.root = l.root AND e.stream = l.stream AND e.seq = l.seq "
    "WHERE l.idx >= %s AND l.idx < %s AND r.marketplace = %s "
    f"AND ({' OR '.join(['l.stream LIKE %s'] * len(_STREAMS))}) ORDER BY l.idx"
)


def behind() -> list[tuple[str, str, list[str], int, int]]:
    """(id, marketplace, kinds, next leaf, end of the log) of endpoints that are on and have not been told everything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.id, w.marketplace_id, w.kinds, w.next_leaf, n.end_of_log FROM webhook w "
            "CROSS JOIN (SELECT coalesce(max(idx), -1) + 1 AS end_of_log FROM leaf) n "
            "WHERE w.disabled_at IS NULL AND w.next_leaf < n.end_of_log ORDER BY w.id"
        )
        return [(*row[:2], _kinds(row[2]), *row[3:]) for row in cursor.fetchall()]


def tell_some(webhook: str, marketplace: str, kinds: Sequence[str], first: int, end: int, now_ms: int) -> bool:
    """Queue the messages about the next leaves and move the number on; False when another worker was quicker."""
    up_to = min(end, first + _LEAVES_AT_ONCE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE webhook SET next_leaf = %s WHERE id = %s AND next_leaf = %s", [up_to, webhook, first])
        if cursor.rowcount != 1:
            return False
        cursor.execute(_TOLD, [first, up_to, marketplace, *_STREAMS])
        _queue(cursor, webhook, marketplace, wanted(cursor.fetchall(), kinds), now_ms)
    return True


def replay(webhook: Webhook, root: str, stream: str, after: int, most: int, name: str, now_ms: int) -> tuple[int, int]:
    """Queue the messages about a stream's entries after a seq again. Returns (how many, seq to go on after or 0)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, stream, seq, body FROM entry WHERE root = %s AND stream = %s AND seq > %s ORDER BY seq LIMIT %s",
            [root, stream, after, most],
        )
        rows = cursor.fetchall()
        chosen = wanted(rows, webhook.kinds)
        _queue(cursor, webhook.pk, webhook.marketplace_id, chosen, now_ms, f":{name}")
    return len(chosen), rows[-1][2] if len(rows) == most else 0


def wanted(rows: Iterable[tuple[str, str, int, str]], kinds: Sequence[str]) -> list[tuple[str, str, int]]:
    """(root, stream, seq) of those entries, given with their bodies, whose kind is asked for; none asked means all."""
    return [row[:3] for row in rows if _is_told(row[1], orjson.loads(row[3])["kind"], kinds)]


def _is_told(stream: str, kind: str, kinds: Sequence[str]) -> bool:
    if stream.startswith("standing:") and not kind.startswith(_OF_STANDINGS):
        return False
    return not kinds or kind in kinds


def _queue(cursor, webhook: str, marketplace: str, rows: Sequence[tuple], now_ms: int, suffix: str = "") -> None:
    cursor.executemany(
        "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms) VALUES (%s, %s, 'webhook', %s, %s, %s, %s) "
        "ON CONFLICT (root, id) DO NOTHING",
        [
            (
                root,
                f"webhook:{webhook}:{stream}:{seq}{suffix}",
                marketplace,
                orjson.dumps({"webhook": webhook, "stream": stream, "seq": seq}).decode(),
                now_ms,
                now_ms,
            )
            for root, stream, seq in rows
        ],
    )


def _kinds(value: object) -> list[str]:
    return value if isinstance(value, list) else orjson.loads(value)


def marketplace_of(root: str) -> str:
    """The marketplace to which a root belongs, or ""."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT marketplace FROM root_lock WHERE root = %s", [root])
        row = cursor.fetchone()
    return row[0] if row else ""


def find(webhook: str) -> Webhook | None:
    """An endpoint with its marketplace, or None when it is gone."""
    return Webhook.objects.select_related("marketplace").filter(pk=webhook).first()


def succeeded(webhook: Webhook) -> None:
    """A call was good: whatever failed before counts no more."""
    if webhook.failures or webhook.failing_since:
        Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None, rest_until=None, last_error="")


def failed(webhook: str, now: datetime) -> Webhook | None:
    """The endpoint, locked until the transaction ends, with one more failure counted; None when it is off or gone.

    While it rests, a failure of a call that ran beside the first is not counted again.
    """
    found = Webhook.objects.select_for_update().filter(pk=webhook, disabled_at=None).first()
    if found is not None and not (found.rest_until and found.rest_until > now):
        found.failures += 1
        found.failing_since = found.failing_since or now
    return found
