"""What every call shares: scopes, idempotency keys, If-Match, and the answer to an act."""

from collections.abc import Iterator

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.record.receipt import Receipt

_LONGEST_KEY = 200


def reading(request: HttpRequest, scope: str = "read") -> Context:
    """The context of a call that only reads. Refuses token_not_valid, scope_missing."""
    context.prove(request)
    _demand(request, scope)
    return request.context


def acting(request: HttpRequest, scope: str = "write", *, at_once: bool = False) -> tuple[Context, str, str]:
    """(context, idempotency key, If-Match head or "") of a call that acts.

    at_once   the writer, or `reader.ask`, who look at the caller's token themselves, come before anything is written; what was only read before
              him is shown to nobody, and of a refusal `api.app` sees to it that it is told to nobody whose token has ended
    Refuses   token_not_valid, scope_missing, key_missing, key_too_long
    """
    if not at_once:
        context.prove(request)
    _demand(request, scope)
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    if not key:
        raise Refusal("key_missing")
    if len(key) > _LONGEST_KEY:
        raise Refusal("key_too_long", most=_LONGEST_KEY)
    return request.context, f"api:{key}", request.META.get("HTTP_IF_MATCH", "").strip().strip('"')


def sending(request: HttpRequest, *, at_once: bool = False) -> tuple[Context, str, str]:
    """As `acting`, for what a shop's program and a shop's people both say of sending: people need no right of a program for it."""
    actor = request.context.actor
    person = bool(actor.seller) and not actor.through.startswith("integrator:")
    return acting(request, "write" if person else "orders", at_once=at_once)


def _demand(request: HttpRequest, scope: str) -> None:
    scopes = getattr(request, "scopes", None)
    if scopes is not None and scope not in scopes:
        raise Refusal("scope_missing", scope=scope)


def done(receipt: Receipt, **more: object) -> HttpResponse:
    """The answer to an act: where it stands in the record, and the head hash as ETag. Its shape is `schemas.Receipt`.

    more   what this answer says besides
    """
    told = {
        **more,
        "stream": receipt.stream,
        "first_seq": receipt.first_seq,
        "last_seq": receipt.last_seq,
        "head": receipt.head,
        "created": dict(receipt.created),
        "repeated": receipt.repeated,
    }
    headers = {"ETag": f'"{receipt.head}"'}
    return HttpResponse(orjson.dumps(told), status=201, headers=headers, content_type="application/json; charset=utf-8")


def zipped(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """A dossier as a download, which leaves piece by piece while it is put together; if it breaks off it has no end."""
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
