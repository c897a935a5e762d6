"""The log of calls to endpoints: every attempt, newest first, kept for 30 days and up to 5,000 for each endpoint."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from django.db import connection

from hejie.store.models import WebhookAttempt
from hejie.store.outbox import Row

KEPT_FOR = timedelta(days=30)
MOST = 5000
_LOOK_EVERY = 64  # what is too old or too much is removed with every so manieth attempt


def count(message: str) -> int:
    """How often a message has been tried, as far as the log reaches."""
    return WebhookAttempt.objects.filter(message=message).count()


def add(
    webhook: str,
    row: Row,
    *,
    message: str,
    tries: int,
    now: datetime,
    status: int,
    took_ms: int,
    error: str,
    again: datetime | None,
) -> None:
    """Write an attempt down; see `WebhookAttempt`. `row` is the message's place in the outbox."""
    made = WebhookAttempt.objects.create(
        webhook=webhook, message=message, root=row.root, stream=row.payload["stream"], seq=row.payload["seq"], at=now,
        tries=tries, status=status, took_ms=took_ms, error=error[:500], next_at=again,
    )  # fmt: skip
    if made.pk % _LOOK_EVERY == 0:
        _shorten(webhook, now)


def newest(webhook: str, now: datetime, *, before: int, most: int, failed: bool) -> list[WebhookAttempt]:
    """Attempts of an endpoint that are not too old, newest first.

    before   only those below this id; 0 means from the newest;  failed: only those that the endpoint did not take
    """
    found = WebhookAttempt.objects.filter(webhook=webhook, at__gt=now - KEPT_FOR)
    if before:
        found = found.filter(pk__lt=before)
    if failed:
        found = found.exclude(error="")
    return list(found.order_by("-id")[:most])


def kinds_of(rows: Sequence[WebhookAttempt]) -> dict[tuple[str, str, int], str]:
    """The kinds of the entries that attempts were about, by (root, stream, seq); one statement."""
    places = list(dict.fromkeys((row.root, row.stream, row.seq) for row in rows))
    if not places:
        return {}
    marks = ", ".join(["(%s, %s, %s)"] * len(places))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, stream, seq, body FROM entry WHERE (root, stream, seq) IN (VALUES {marks})",
            [part for place in places for part in place],
        )
        return {(root, stream, seq): orjson.loads(body)["kind"] for root, stream, seq, body in cursor.fetchall()}


def one(webhook: str, attempt: int) -> WebhookAttempt | None:
    """An attempt of an endpoint, or None."""
    return WebhookAttempt.objects.filter(webhook=webhook, pk=attempt).first()


def forget(webhook: str) -> None:
    """Remove all that is known of an endpoint's calls."""
    WebhookAttempt.objects.filter(webhook=webhook).delete()


def _shorten(webhook: str, now: datetime) -> None:
    WebhookAttempt.objects.filter(at__lte=now - KEPT_FOR).delete()
    own = WebhookAttempt.objects.filter(webhook=webhook).order_by("-id")
    for last in own.values_list("pk", flat=True)[MOST : MOST + 1]:
        own.filter(pk__lte=last).delete()
