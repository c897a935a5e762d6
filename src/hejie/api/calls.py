"""What every call shares: scopes, idempotency keys, If-Match, and the answer to an act."""

from django.http import HttpRequest, HttpResponse

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.record.receipt import Receipt

_LONGEST_KEY = 200


def reading(request: HttpRequest, scope: str = "read") -> Context:
    """The context of a call that only reads. Refuses sign_in_needed, scope_missing."""
    ctx = request.context
    actor = ctx.actor
    _demand(request, scope)
    return ctx if actor else ctx


def acting(request: HttpRequest, scope: str = "write") -> tuple[Context, str, str]:
    """(context, idempotency key, If-Match head or "") of a call that acts.

    Refuses   sign_in_needed, scope_missing, key_missing, key_too_long
    """
    ctx = request.context
    _ = ctx.actor
    _demand(request, scope)
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Refusal("key_missing")
    if len(key) > _LONGEST_KEY:
        raise Refusal("key_too_long", most=_LONGEST_KEY)
    return ctx, f"api:{key}", request.headers.get("If-Match", "").strip().strip('"')


def _demand(request: HttpRequest, scope: str) -> None:
    scopes = getattr(request, "scopes", None)
    if scopes is not None and scope not in scopes:
        raise Refusal("scope_missing", scope=scope)


def done(receipt: Receipt, response: HttpResponse, status: int = 201) -> tuple[int, dict]:
    """The answer to an act: where it stands in the record, and the head hash as ETag."""
    response["ETag"] = f'"{receipt.head}"'
    return status, {
        "stream": receipt.stream,
        "first_seq": receipt.first_seq,
        "last_seq": receipt.last_seq,
        "head": receipt.head,
        "created": dict(receipt.created),
        "repeated": receipt.repeated,
    }
