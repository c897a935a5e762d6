"""One's own deadlines in a calendar program: the secret address is made, shown once and ended here, and served from here."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hejie.adapters import refusal_texts
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import calendars as use
from hejie.usecases.people import roles
from hejie.web.asking import again, key_of
from hejie.web.people.tokens import prove_first

_TEMPLATE = "people/calendar.html"


@never_cache
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Say what stands in the calendar, make an address or another one; staff first prove a second factor."""
    ctx = request.context
    if roles.is_staff(request.user) and not ctx.actor.second_factor:
        return prove_first(request)
    if request.method != "POST":
        return render(request, _TEMPLATE, {"known": _known(use.state(ctx))})
    try:
        made = use.renew(ctx, key=key_of(request))
    except Refusal as refusal:
        return again(request, _TEMPLATE, {"known": _known(use.state(ctx))}, refusal)
    return render(request, _TEMPLATE, {"known": _known(made), "made": made["url"]})


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """End the address at once."""
    if use.end(request.context):
        messages.success(request, _("The address has ended. Your calendar program gets nothing more from it."))
    return redirect("calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file, for whoever knows the address; no cookie is read or set."""
    try:
        language, written = use.read(token, request.marketplace.pk, request.context_now)
    except Refusal as refusal:
        return _refused(request, refusal)
    tag = f'"{sha256(written).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
        response["Content-Language"] = language
    response["ETag"] = tag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    told = refusal_texts.sentences(refusal, request.LANGUAGE_CODE)
    status = refusal_texts.status(refusal.code)
    response = HttpResponse(f"{told}\n", status=status, content_type="text/plain; charset=utf-8")
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _known(state: dict | None) -> dict | None:
    if state is None:
        return None
    read = state["last_read_at"]
    return {"created_at": clock.parse(state["created_at"]), "last_read_at": clock.parse(read) if read else None}
