"""A refusal on a page: told in the reader's language, or led to the page where what is lacking can be given."""

import re
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hejie.adapters import refusal_texts
from hejie.adapters.refusal_texts import Problem
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import parse_decimal
from hejie.domain.kernel.refusal import Refusal
from hejie.web import formatting, unsent, words
from hejie.web.people.places import is_ours

# Refusals that another page can mend: its name.
_MENDED_BY = {
    "sign_in_needed": "account_login",
    "link_not_valid": "account_login",
    "second_factor_needed": "second_factor",
}
_TABLES = {"stage": words.STAGES, "act": words.ENTRY_KINDS, "status": words.OFFER_STATES}
# Moments as the record writes them, and sums as `str(Money)` does.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_SUM = re.compile(r"(-?[0-9]{1,16}(?:\.[0-9]{1,4})?) ([A-Z]{3})")


class RefusalMiddleware:
    """Answers refusals that no view has answered: the way in, a proof that is lacking, a page that is not there."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page in the reader's words for a refusal; other exceptions are our own faults and pass."""
        return answer(request, exception) if isinstance(exception, Refusal) else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says no, or the way to what mends it."""
    led = lead(request, refusal)
    if led:
        return led
    if refusal.code == "not_found":
        return render(request, "404.html", status=404)
    status = refusal_texts.status(refusal.code)
    return render(request, "refused.html", {"told": told(request, refusal), "back": back_of(request)}, status=status)


def lead(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    """To sign-in, second factor or one-time code, and from there back to this page; None for other refusals."""
    name = _MENDED_BY.get(refusal.code, "")
    if refusal.code == "act_in_person" and request.actor.through == "link":
        name = "case_link_code"
    if not name:
        return None
    if request.headers.get("HX-Request") and refusal.code == "sign_in_needed":
        return HttpResponse(status=401)  # a part of a page: the page stays as it is, with all that was typed
    where = request.get_full_path() if request.method == "GET" else back_of(request)
    kept = unsent.keep(request, where)
    if refusal.code == "sign_in_needed" and request.method == "POST":
        again = _("You are not signed in any more, so nothing was sent. Sign in, then send it again.")
        messages.warning(request, unsent.said(bool(request.FILES)) if kept == "words" else again)
    where = f"{where.partition('#')[0]}#{unsent.PLACE}" if kept else where
    return redirect(f"{reverse(name)}?{urlencode({'next': where})}")


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose cookie is gone: the browser has forgotten it, or the form comes from elsewhere. Nothing was done."""
    return answer(request, Refusal("form_too_old"))


def back_of(request: HttpRequest) -> str:
    """The page from which a form was sent, if it is ours, else the front page."""
    referer = request.headers.get("Referer", "")
    return referer if is_ours(request, referer) else reverse("home")


def _sum(written: str, currency: str) -> str:
    """A sum as people write it; "" where it is none."""
    try:
        return formatting.money(parse_decimal(written, currency))
    except Refusal:
        return ""


def told(request: HttpRequest, refusal: Refusal) -> Problem:
    """What happened, why and what to do; amounts, moments and names of stages as people write them."""
    facts = dict(refusal.facts)
    for name, value in facts.items():
        if isinstance(value, datetime) or (isinstance(value, str) and _MOMENT.fullmatch(value)):
            at = value if isinstance(value, datetime) else clock.parse(value)
            facts[name] = str(formatting.moment(at, request.context.now))
        elif isinstance(value, str) and (found := _SUM.fullmatch(value)):
            facts[name] = _sum(found[1], found[2]) or value
        elif name in _TABLES:
            facts[name] = words.word(_TABLES[name], str(value))
        elif money := refusal_texts.amount(name, refusal.facts):
            facts[name] = formatting.money(money)
    return refusal_texts.sentences(Refusal(refusal.code, **facts), request.LANGUAGE_CODE)
