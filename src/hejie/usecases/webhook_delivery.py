"""Telling endpoints what was written: one message for each entry and endpoint, at least once, under one id for ever.

What a message says: `usecases.webhook_messages`; never what people wrote, and whoever may read more asks the API. An
endpoint that fails rests, longer each time, and its messages with it, so that it costs the others no time; after three
days of failure without a good call between it is switched off and operators are told. Every attempt stands in a log.
"""

import logging
import time
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlsplit

from django.db import transaction

from hejie.adapters import ciphers, outbound, postman, webhook_signatures
from hejie.domain.kernel import clock
from hejie.record.context import Context
from hejie.store import outbox, webhook_log
from hejie.store import webhooks as store
from hejie.store.models import Webhook
from hejie.store.outbox import Row
from hejie.usecases import ids, operator_notices, webhook_messages
from hejie.usecases.patience import pause
from hejie.usecases.webhooks import PURPOSE, may_be_private

GIVE_UP_AFTER = timedelta(days=3)
_GONE = 410
_LONGEST_REST = timedelta(days=1)
_log = logging.getLogger(__name__)


class Waits(Exception):
    """A message cannot be delivered now; `until` says when to try again, the text why."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


def tell(now: datetime) -> int:
    """Queue what endpoints have not been told of yet; returns how many endpoints it was for (0: nothing new)."""
    found = store.behind()
    return sum(store.tell_some(*one, clock.milliseconds(now)) for one in found)


def message_id(webhook: str, stream: str, seq: int) -> str:
    """The message's id: the same for the same entry and endpoint in every attempt and every replay."""
    return "msg_" + ids.derived(webhook, stream, str(seq), length=32)


def deliver(ctx: Context, row: Row, random: Random) -> None:
    """Send one message. Raises Waits when it is to be tried again; an endpoint that is gone or off needs nothing."""
    hook = store.find(row.payload["webhook"])
    if hook is None or hook.disabled_at:
        return
    if hook.rest_until and hook.rest_until > ctx.now:
        raise Waits(hook.rest_until + timedelta(seconds=random.random() * 30), "the endpoint rests")
    stream, seq = row.payload["stream"], row.payload["seq"]
    body = webhook_messages.message(row.root, stream, seq)
    name = message_id(hook.pk, stream, seq)
    signed = webhook_signatures.headers(_secrets(hook, ctx.now), name, int(ctx.now.timestamp()), body)
    began = time.monotonic()
    answer = outbound.post(
        hook.url,
        {"Content-Type": "application/json", **signed},
        body,
        private_allowed=may_be_private(hook.marketplace),
    )
    took_ms = round((time.monotonic() - began) * 1000)
    again, tries = None, webhook_log.count(name) + 1
    if answer.ok:
        store.succeeded(hook)
    else:
        again = _note_failure(ctx, row, hook, answer, tries, random)
    webhook_log.add(
        hook.pk, row, message=name, tries=tries, now=ctx.now, status=answer.status, took_ms=took_ms,
        error="" if answer.ok else answer.why, again=again,
    )  # fmt: skip
    if again is not None:
        raise Waits(again, answer.why)


def _secrets(hook: Webhook, now: datetime) -> list[str]:
    kept = [hook.secret]
    if hook.old_secret and hook.old_secret_until and now < hook.old_secret_until:
        kept.append(hook.old_secret)
    return [ciphers.decrypt(PURPOSE, one) for one in kept]


def _note_failure(
    ctx: Context, row: Row, hook: Webhook, answer: outbound.Answer, tries: int, random: Random
) -> datetime | None:
    """Let the endpoint rest or switch it off. Returns when to try again; None: the message is given up."""
    with transaction.atomic():
        found = store.failed(hook.pk, ctx.now)
        if found is None:
            return None
        found.last_error = answer.why[:500]
        asked = min(timedelta(seconds=answer.retry_after), _LONGEST_REST)
        rest = ctx.now + max(pause(found.failures, random), asked)
        found.rest_until = max(rest, found.rest_until or rest)
        if answer.status == _GONE or ctx.now - found.failing_since >= GIVE_UP_AFTER:
            _switch_off(ctx, row, found)
        found.save()
    if found.disabled_at:
        return None
    if ctx.now - clock.from_milliseconds(row.at_ms) >= GIVE_UP_AFTER:
        _log.warning("webhook %s was not told of %s: %s", hook.pk, row.id, answer.why)
        return None
    own = ctx.now + pause(tries, random)  # of a message that the endpoint refuses while it takes others
    return max(found.rest_until, own)


def _switch_off(ctx: Context, row: Row, hook: Webhook) -> None:
    hook.disabled_at = ctx.now
    now_ms = clock.milliseconds(ctx.now)
    _log.warning("webhook %s is switched off: %s", hook.pk, hook.last_error)
    payload = {"host": "{0.scheme}://{0.netloc}".format(urlsplit(hook.url))}
    outbox.put(row.root, f"webhook_off:{hook.pk}", "webhook_off", row.marketplace, payload, now_ms, now_ms)


def tell_operators(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Tell every operator, on the pages and by a letter, that an endpoint was switched off.

    As with all notices a letter leaves at most once. Raises NotYet when one is to be tried again.
    """
    facts = {"to": "platform", "webhook": row.payload["host"]}
    operator_notices.tell(ctx, row, operator_notices.News("WebhookOff", facts, "/api/v1/webhooks"), post)
