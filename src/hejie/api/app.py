"""The API object: title, authentication by token or session, and every refusal as a problem document (RFC 9457)."""

import json
import logging

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from hejie.adapters import refusal_texts
from hejie.api import faults
from hejie.api.description import Api
from hejie.conf import context
from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal

_log = logging.getLogger("hejie.api")


class _Json(BaseRenderer):
    """Answers by orjson; moments as ISO 8601."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class _Orjson(Parser):
    """Bodies by orjson; what is no JSON, too deep to be worked through or not to be kept is a refusal, not a trace."""

    def parse_body(self, request: HttpRequest) -> dict:
        body = request.body
        try:
            read = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Refusal("bad_json", at=error.pos) from error
        if body.count(b"[") + body.count(b"{") > faults.DEEPEST:
            faults.refuse_depth(read)
        if canonical.holds_zero_byte(body):
            raise Refusal("zero_byte")
        return read


class Bearer(HttpBearer):
    """A person's or an integrator's token; which one it is, `conf.context` finds out."""

    def __call__(self, request: HttpRequest) -> bool | None:
        """Look at the one header alone; None where no token came along."""
        kind, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if kind.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> bool:
        """Recognise the actor now, so that a bad token is refused before anything else."""
        context.settle(request)
        return True


class Session(APIKeyCookie):
    """The session of a signed-in person, with the same CSRF protection as the pages."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> bool | None:
        """The signed-in person, None where nobody is; unsafe methods must bring the form's CSRF token in `X-CSRFToken`."""
        if not key:
            return None
        if request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request):
            raise Refusal("csrf_failed")
        context.settle(request)
        return True


class _Pages(Swagger):
    """Pages for people, with scripts and styles from here alone."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        """The page that reads the description and lets people try it."""
        self.settings["url"] = self.get_openapi_url(api, kwargs)
        context = {"swagger_settings": json.dumps(self.settings, indent=1), "api": api, "add_csrf": True}
        return render(request, self.template, context)


api = Api(
    title="Hejie",
    version="1",
    description="Disputes of an online marketplace: open, tell, prove, settle, decide, with the money held meanwhile.",
    auth=[Bearer(), Session()],
    urls_namespace="api",
    docs=_Pages(),
    renderer=_Json(),
    parser=_Orjson(),
)


def problem(
    request: HttpRequest, code: str, facts: dict, status: int | None = None, language: str = "", **said: str
) -> HttpResponse:
    """A problem document: what, why, what to do, the code and the facts, in the reader's language unless one is given.

    said   facts as the sentences tell them, where that differs from what programs read
    """
    language = language or request.language()
    told = refusal_texts.sentences(Refusal(code, **{**facts, **said}), language)
    body = {
        "type": f"urn:hejie:problem:{code}",
        "title": told.what,
        "status": status or refusal_texts.status(code),
        "detail": " ".join(part for part in (told.why, told.do) if part),
        "code": code,
        "facts": facts,
        "why": told.why,
        "do": told.do,
    }
    answer = HttpResponse(
        orjson.dumps(body, default=str), status=body["status"], content_type="application/problem+json"
    )
    answer["Content-Language"] = language
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell why not; a caller whose token was only remembered so far is told nothing else than that it stands no longer."""
    try:
        context.prove_settled(request)
    except Refusal as ended:
        refusal = ended
    return problem(request, refusal.code, refusal.facts)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the parser refused; ninja wraps it, the reason is its cause."""
    cause = error.__cause__
    refusal = cause if isinstance(cause, Refusal) else faults.of_body(cause)
    if refusal is not None:
        return problem(request, refusal.code, refusal.facts)
    if error.status_code == 401:  # neither token nor session came along
        return problem(request, "sign_in_needed", {})
    return problem(request, "bad_json", {"at": 0}, status=error.status_code)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])
    facts = {"field": place or "–", "reason": first.get("msg", "")}
    return problem(request, "bad_field", facts, reason=faults.of_field(first, request.language()))


def _not_taken(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = faults.of_body(error)
    return problem(request, refusal.code, refusal.facts)


for _kind in faults.UNREADABLE:
    api.add_exception_handler(_kind, _not_taken)


from hejie.api import (  # noqa: E402, F401  (they register themselves on `api`)
    acts,
    after_end,
    agreements,
    bargaining,
    bidding,
    cases,
    complaint_files,
    complaints,
    deals,
    diagnosis,
    entitlements,
    erasing,
    experts,
    files,
    forgetting,
    guidance,
    holidays,
    leading_off,
    listings,
    mediating,
    neutrals,
    orders,
    own_data,
    panels,
    people,
    points,
    promises,
    purses,
    questions,
    records,
    referrals,
    registrations,
    remarks,
    return_policies,
    returns,
    service_settings,
    shipments,
    shop_desk,
    shop_messages,
    standings,
    standstill,
    talks,
    uploads,
    vetting,
    vetting_policies,
    vouchers,
    webhooks,
)
