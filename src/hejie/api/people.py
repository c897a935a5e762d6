"""People over HTTP: a person's own token in exchange for his OpenID Connect token, and his calendar's address."""

from allauth.socialaccount.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Status
from requests import RequestException

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import calendars
from hejie.usecases.people import sign_ins, tokens


@api.post("/tokens/exchange", response={201: dict}, auth=None, tags=["people"])
def exchange(request: HttpRequest, body: schemas.TokenExchangeIn) -> Status:
    """Your own token for an id token of a provider that this marketplace has configured; the address must be verified there.

    The token may do what you may, without a second factor; acts that demand one are refused.
    """
    login = _verified(request, body)
    address = next((one.email for one in login.email_addresses if one.verified), "")
    person = sign_ins.find(request.marketplace, address)
    if person is None or not person.is_active:
        raise Refusal("token_not_valid")
    made = tokens.create(
        person,
        name=f"OpenID Connect {body.provider}",
        scopes=("read", "write", "personal", "staff"),
        now=request.context_now,
        days=body.days,
    )
    return Status(201, {"token": made.secret, "expires_at": made.token.expires_at.isoformat()})


def _verified(request: HttpRequest, body: schemas.TokenExchangeIn):
    adapter = get_adapter(request)
    apps = [app for app in adapter.list_apps(request) if app.provider_id == body.provider]
    if not apps:
        raise Refusal("provider_unknown", provider=body.provider)
    provider = apps[0].get_provider(request)
    try:
        return provider.verify_token(request, {"client_id": apps[0].client_id, "id_token": body.id_token})
    except (ValidationError, RequestException) as error:
        raise Refusal("token_not_valid") from error


@api.get("/me/calendar", response=dict, tags=["people"])
def read_calendar(request: HttpRequest) -> dict:
    """When your calendar's address was made and last read; never the address itself. 404 while there is none."""
    found = calendars.state(reading(request))
    if found is None:
        raise Refusal("not_found")
    return found


@api.post("/me/calendar", response={201: dict}, tags=["people"])
def renew_calendar(request: HttpRequest) -> Status:
    """A secret address of your deadlines for a calendar program (RFC 5545), shown once. An older one ends at once."""
    ctx, key, _head = acting(request)
    return Status(201, calendars.renew(ctx, key=key))


@api.delete("/me/calendar", response={204: None}, tags=["people"])
def end_calendar(request: HttpRequest) -> Status:
    """End your calendar's address at once."""
    calendars.end(reading(request, "write"))
    return Status(204, None)
