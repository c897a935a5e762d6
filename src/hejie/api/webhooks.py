"""Webhooks over HTTP: for an integrator with the scope `webhooks`, or an operator with a second factor."""

from django.http import HttpRequest
from ninja import Status

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.usecases import webhooks


def _scope(request: HttpRequest, usual: str) -> str:
    return "webhooks" if request.context.actor.role == "integrator" else usual


@api.post("/webhooks", response={201: dict}, tags=["webhooks"])
def register(request: HttpRequest, body: schemas.WebhookIn) -> Status:
    """Be told of every new entry about cases and orders. The answer shows the signing secret, once."""
    ctx, key, _head = acting(request, _scope(request, "write"))
    return Status(201, webhooks.register(ctx, body.url, tuple(body.kinds), key=key))


@api.get("/webhooks", response=dict, tags=["webhooks"])
def list_webhooks(request: HttpRequest) -> dict:
    """Your endpoints (an operator's: all of the marketplace), and how they fare."""
    return {"webhooks": webhooks.listed(reading(request, _scope(request, "read")))}


@api.get("/webhooks/{webhook}/deliveries", response=dict, tags=["webhooks"])
def list_deliveries(
    request: HttpRequest, webhook: str, cursor: str = "", failed: bool = False, limit: int = 50
) -> dict:
    """Every call of an endpoint, newest first, of the last 30 days and 5,000 at most; `failed`: only what it did not take."""
    ctx = reading(request, _scope(request, "read"))
    most = min(max(limit, 1), 100)
    rows, on = webhooks.deliveries(ctx, webhook, after=cursor, failed=failed, most=most)
    return {"deliveries": rows, "next": on or None}


@api.delete("/webhooks/{webhook}", response={204: None}, tags=["webhooks"])
def remove(request: HttpRequest, webhook: str) -> Status:
    """Hear nothing more, at once."""
    webhooks.remove(reading(request, _scope(request, "write")), webhook)
    return Status(204, None)


@api.post("/webhook-settings", response={201: dict}, tags=["webhooks"])
def change_settings(request: HttpRequest, body: schemas.WebhookSettingsIn) -> Status:
    """Operators only: whether endpoints of this marketplace may lie in private networks. They may not unless allowed."""
    ctx, _key, _head = acting(request)
    webhooks.allow_private(ctx, body.private_addresses)
    return Status(201, {"private_addresses": body.private_addresses})


@api.post("/webhooks/{webhook}/secret", response={201: dict}, tags=["webhooks"])
def renew_secret(request: HttpRequest, webhook: str) -> Status:
    """A new secret, shown once; for 24 hours messages carry signatures of both."""
    ctx, key, _head = acting(request, _scope(request, "write"))
    return Status(201, webhooks.renew_secret(ctx, webhook, key=key))


@api.post("/webhooks/{webhook}/replay", response={201: dict}, tags=["webhooks"])
def replay(request: HttpRequest, webhook: str, body: schemas.ReplayIn) -> Status:
    """Be told again of the entries of a case, an order or a standing after a number; up to 1,000, `next` says how to go on."""
    ctx, key, _head = acting(request, _scope(request, "write"))
    named = {"case": body.case, "order": body.order, "standing": body.standing}
    return Status(201, webhooks.replay(ctx, webhook, **named, after=body.after, key=key))
