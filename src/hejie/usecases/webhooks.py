"""Webhooks as an outside system or an operator looks after them: register, list, remove, new secret, log, tell again.

An integrator sees its own endpoints, operators see all of their marketplace. What an endpoint hears: `usecases.webhook_delivery`.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import orjson
from django.db import connection, transaction

from hejie.adapters import ciphers, outbound, webhook_signatures
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import changes, log, webhook_log
from hejie.store import webhooks as store
from hejie.store.models import Marketplace, Webhook, WebhookAttempt
from hejie.usecases import ids
from hejie.usecases.people.managing import for_operators

PURPOSE = "webhook"
PRIVATE = "webhooks_to_private_addresses"
OLD_SECRET_FOR = timedelta(hours=24)
PAGE = 50
_MOST = 20
_AT_ONCE = 1000
_STANDING = re.compile(r"(buyer|seller):[a-z0-9-]{1,40}")


def listed(ctx: Context) -> list[dict]:
    """The endpoints that this actor looks after, the oldest first; never their secrets. Refuses not_found."""
    return [_document(one) for one in _own(ctx, _owner(ctx, act=False)).order_by("created_at", "id")]


def register(ctx: Context, url: str, kinds: tuple[str, ...], *, key: str) -> dict:
    """A new endpoint, told of everything from now on. Its secret is in this answer and (for the same key) in no other.

    kinds     kinds of entry; none means all
    Refuses   webhook_url_not_usable, webhook_address_private, webhook_too_many, second_factor_needed, not_found,
              key_used_otherwise
    """
    owner = _owner(ctx)

    def make(market: Marketplace) -> dict:
        _check_url(url, market)
        if market.webhooks.count() >= _MOST:
            raise Refusal("webhook_too_many", most=_MOST)
        secret = webhook_signatures.new_secret()
        made = Webhook.objects.create(
            marketplace=market, owner=owner, url=url, kinds=list(dict.fromkeys(kinds)),
            secret=ciphers.encrypt(PURPOSE, secret), next_leaf=changes.end_of_log(), created_at=ctx.now,
        )  # fmt: skip
        return {**_document(made), "secret": secret}

    return _once(ctx, key, ["register", url, list(kinds)], make)


def remove(ctx: Context, webhook: str) -> None:
    """Tell an endpoint nothing more, at once. Refuses not_found, second_factor_needed."""
    count, _ = _own(ctx, _owner(ctx)).filter(pk=webhook).delete()
    if not count:
        raise Refusal("not_found")
    webhook_log.forget(webhook)


def one(ctx: Context, webhook: str) -> dict:
    """One endpoint and how it fares. Refuses not_found."""
    return _document(_one(_own(ctx, _owner(ctx, act=False)), webhook))


def deliveries(
    ctx: Context, webhook: str, *, after: str = "", failed: bool = False, most: int = 0
) -> tuple[list[dict], str]:
    """(calls of an endpoint, newest first, the cursor to go on from or ""), of the last 30 days and 5,000 at most.

    failed    only what the endpoint did not take; most: length of the page, by itself 50
    Refuses   not_found, bad_cursor
    """
    most = most or PAGE
    found = _one(_own(ctx, _owner(ctx, act=False)), webhook)
    if after and not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refusal("bad_cursor")
    rows = webhook_log.newest(found.pk, ctx.now, before=int(after or 0), most=most + 1, failed=failed)
    kinds = webhook_log.kinds_of(rows[:most])
    told = [_attempt(row, kinds.get((row.root, row.stream, row.seq), "")) for row in rows[:most]]
    return told, str(rows[most - 1].pk) if len(rows) > most else ""


def renew_secret(ctx: Context, webhook: str, *, key: str) -> dict:
    """A new secret; for 24 hours messages are signed with the old one too.

    Refuses   not_found, second_factor_needed, key_used_otherwise
    """
    own = _own(ctx, _owner(ctx))

    def make(_market: Marketplace) -> dict:
        found = _one(own, webhook)
        secret = webhook_signatures.new_secret()
        found.old_secret, found.old_secret_until = found.secret, ctx.now + OLD_SECRET_FOR
        found.secret = ciphers.encrypt(PURPOSE, secret)
        found.save(update_fields=["secret", "old_secret", "old_secret_until"])
        return {**_document(found), "secret": secret}

    return _once(ctx, key, ["secret", webhook], make)


def replay(
    ctx: Context, webhook: str, *, case: str = "", order: str = "", standing: str = "", after: int, key: str
) -> dict:
    """Tell an endpoint again of entries after a number, 1,000 at most; `next` says how to go on.

    case, order, standing   of which the entries are; a standing as `seller:ID` or `buyer:ID`
    Refuses   webhook_replay_of_what (not one of them named), webhook_is_off, not_found, second_factor_needed,
              key_used_otherwise
    """
    if sum(map(bool, (case, order, standing))) != 1 or (standing and not _STANDING.fullmatch(standing)):
        raise Refusal("webhook_replay_of_what")
    if standing:
        root = stream = f"standing:{ctx.actor.marketplace}:{standing}"
    else:
        root, stream = (case[:16], f"case:{case}") if case else (order, f"order:{order}")
    return _tell_again(ctx, webhook, root, stream, after, key)


def replay_from(ctx: Context, webhook: str, delivery: int, *, key: str) -> dict:
    """The same, beginning with the entry that a call of the log was about. Refuses what `replay` refuses."""
    found = webhook_log.one(_one(_own(ctx, _owner(ctx)), webhook).pk, delivery)
    if found is None:
        raise Refusal("not_found")
    return _tell_again(ctx, webhook, found.root, found.stream, found.seq - 1, key)


def _tell_again(ctx: Context, webhook: str, root: str, stream: str, after: int, key: str) -> dict:
    own = _own(ctx, _owner(ctx))

    def make(_market: Marketplace) -> dict:
        found = _one(own, webhook)
        if store.marketplace_of(root) != ctx.actor.marketplace or not changes.heads([(root, stream)]):
            raise Refusal("not_found")
        if found.disabled_at:
            raise Refusal("webhook_is_off")
        name = ids.derived(ctx.actor.id, key, length=10)
        queued, on = store.replay(found, root, stream, after, _AT_ONCE, name, clock.milliseconds(ctx.now))
        return {"queued": queued, "next": on or None}

    return _once(ctx, key, ["replay", webhook, stream, after], make)


def allow_private(ctx: Context, allowed: bool) -> None:
    """Whether endpoints of this marketplace may lie in private networks (for one that runs everything in its own).

    Refuses   not_found for others than operators, second_factor_needed
    """
    for_operators(ctx)
    _owner(ctx)
    with transaction.atomic():
        market = Marketplace.objects.select_for_update().get(pk=ctx.actor.marketplace)
        market.settings = market.settings | {PRIVATE: allowed}
        market.save(update_fields=["settings"])


def may_be_private(market: Marketplace) -> bool:
    """Whether calls may go to addresses that are not public."""
    return market.settings.get(PRIVATE) is True


def _owner(ctx: Context, act: bool = True) -> str:
    """The integrator's name, or "" for an operator; nobody else passes."""
    if ctx.actor.role == "integrator" and ctx.actor.through == "token":
        return ctx.actor.id
    for_operators(ctx)
    if act and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="webhook")
    return ""


def _own(ctx: Context, owner: str):
    found = Webhook.objects.filter(marketplace_id=ctx.actor.marketplace)
    return found.filter(owner=owner) if owner else found


def _one(own, webhook: str) -> Webhook:
    found = own.filter(pk=webhook).first()
    if found is None:
        raise Refusal("not_found")
    return found


def _check_url(url: str, market: Marketplace) -> None:
    """A name that nobody knows at this moment is no fault; every call looks again."""
    try:
        where = outbound.target(url)
    except ValueError:
        raise Refusal("webhook_url_not_usable", url=url[:200]) from None
    try:
        with suppress(UnicodeError):
            outbound.addresses(where, private_allowed=may_be_private(market))
    except outbound.NotPublic:
        raise Refusal("webhook_address_private", host=where.host) from None
    except OSError:
        return


def _document(one: Webhook) -> dict:
    def moment(value) -> str | None:
        return clock.text(value) if value else None

    return {
        "id": one.pk,
        "url": one.url,
        "kinds": one.kinds or None,
        "owner": one.owner or None,
        "created_at": moment(one.created_at),
        "old_secret_until": moment(one.old_secret_until),
        "failing_since": moment(one.failing_since),
        "last_error": one.last_error or None,
        "disabled_at": moment(one.disabled_at),
    }


def _attempt(row: WebhookAttempt, entry_kind: str) -> dict:
    kind, _colon, name = row.stream.partition(":")
    about = {"standing": name.partition(":")[2]} if kind == "standing" else {kind: name}
    return {
        "id": row.pk,
        "message": row.message,
        "type": entry_kind or None,
        **about,
        "seq": row.seq,
        "at": clock.text(row.at),
        "tries": row.tries,
        "ok": row.ok,
        "status": row.status or None,
        "took_ms": row.took_ms,
        "error": row.error or None,
        "next_at": clock.text(row.next_at) if row.next_at else None,
    }


def _once(ctx: Context, key: str, asked: list, make: Callable[[Marketplace], dict]) -> dict:
    """Do something once for this actor and key; an equal repeat gets the first answer, secret and all (kept encrypted).

    The marketplace's row is the lock, so that two equal calls at a time do it once too.
    """
    place = f"webhooks:{ctx.actor.marketplace}"
    scoped, digest = f"{ctx.actor.id}:{key}", sha256(orjson.dumps(asked)).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        market = Marketplace.objects.select_for_update().get(pk=ctx.actor.marketplace)
        known = log.receipt(cursor, place, place, scoped)
        if known:
            if known[0] != digest:
                raise Refusal("key_used_otherwise")
            return {**orjson.loads(ciphers.decrypt(PURPOSE, known[1])), "repeated": True}
        answer = make(market)
        kept = ciphers.encrypt(PURPOSE, orjson.dumps(answer).decode())
        log.save_receipt(cursor, place, place, scoped, digest, kept, clock.milliseconds(ctx.now))
    return {**answer, "repeated": False}
