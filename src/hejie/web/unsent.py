"""A form that came when its sender was signed in no more, or had to prove himself first: kept until he has, then given back unsent.

It is kept for the person alone who was signed in at this browser before, for two hours, one form for each person. What
lies in the database is encrypted by a key of which this browser holds one half and the installation the other. Files and
passwords are never kept. Nothing is done by itself: the form comes back filled in, and is sent by whoever typed it.
"""

import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hejie.adapters import ciphers
from hejie.domain.kernel.refusal import Refusal
from hejie.web import filling

SECONDS = 2 * 3600
MOST_BYTES = 128 * 1024
PLACE = "unsent"
"""Where on its page a form stands that has come back."""
_BEFORE, _UNSENT = "hejie_before", "hejie_unsent"
_WHO, _WHAT = "who was here", "what was typed"
_NEVER = frozenset({"csrfmiddlewaretoken", "key"})
_PROVING = ("second_factor", "case_link_code")  # pages to which a page leads that still wants a proof


def keep(request: HttpRequest, page: str) -> str:
    """Keep the form that this request has posted, for whoever is or was signed in here: "" not kept, "choices" or "words".

    page   the address of the page on which it was typed
    Not kept: parts of a page that ask by script, more than 128 KiB, anything with a password, a stranger's form.
    """
    who = _who(request) or _before(request)
    if request.method != "POST" or not who or request.headers.get("HX-Request"):
        return ""
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in _NEVER}
    size = sum(len(name) + len(value.encode()) for name, values in typed.items() for value in values)
    if size > MOST_BYTES or not any(map(any, typed.values())) or any("password" in name for name in typed):
        return ""
    here = urlsplit(page)
    page = here.path + (f"?{here.query}" if here.query else "")
    form = {"who": who, "page": page, "to": request.get_full_path(), "typed": typed, "files": bool(request.FILES)}
    half = secrets.token_urlsafe(32)
    _write(name := _name(who), form, half)
    request.unsent_kept = f"{name}.{half}"
    return "words" if _words(form) else "choices"


class UnsentMiddleware:
    """Remembers who signs in at this browser, and fills in the form that he had sent in vain."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a page on which a kept form stands is answered with that form filled in."""
        response = self.get_response(request)
        kept = request.COOKIES.get(_cookie(request, _UNSENT), "")
        if getattr(request, "unsent_kept", ""):
            _set(request, response, _UNSENT, request.unsent_kept, SECONDS)
        elif kept:
            response = self._given_back(request, response, kept)
        signed_in = getattr(request, "signed_in_now", "")
        if signed_in:
            _set(request, response, _BEFORE, ciphers.encrypt(_WHO, signed_in), 2 * settings.SESSION_COOKIE_AGE)
        return response

    def _given_back(self, request: HttpRequest, response: HttpResponse, kept: str) -> HttpResponse:
        form = _read(kept)
        who = _who(request) if form else ""
        if form and not who:
            return response
        if form is None or form["who"] != who or (request.method == "POST" and _is_sent(request, form)):
            return self._dropped(request, response, kept)
        if request.method != "GET" or request.get_full_path() != form["page"] or response.streaming:
            return response
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            says = render_to_string("people/unsent_here.html", {"files": form["files"], "place": PLACE})
            filled = filling.fill(response.content.decode(), form["page"], form["to"], form["typed"], says)
            if filled is not None:
                response.content = filled.encode()
                response["Cache-Control"] = "no-store"
                return response
        if response.status_code == 302 and response["Location"].startswith(tuple(map(reverse, _PROVING))):
            return response
        if not _words(form):  # a button, or choices that are made again in no time
            return self._dropped(request, response, kept)
        name, _dot, half = kept.partition(".")
        _write(name, form | {"page": ""}, half)
        return redirect("unsent")

    def _dropped(self, request: HttpRequest, response: HttpResponse, kept: str) -> HttpResponse:
        cache.delete(_row(kept.partition(".")[0]))
        response.delete_cookie(_cookie(request, _UNSENT), samesite="Lax")
        return response


@never_cache
def unsent(request: HttpRequest) -> HttpResponse:
    """What had been typed, to read and copy, where the form for it is not to be had any more. Refuses not_found."""
    form = _read(request.COOKIES.get(_cookie(request, _UNSENT), ""))
    if form is None or form["who"] != _who(request):
        raise Refusal("not_found")
    return render(request, "people/unsent.html", {"texts": _words(form), "files": form["files"]})


@receiver(user_logged_in, dispatch_uid="hejie-who-was-here")
def remember(request: HttpRequest, user, **_signal) -> None:
    """Note who signs in, for the cookie that goes out with the answer."""
    request.signed_in_now = str(user.pk)


def said(files: bool) -> str:
    """What is told on the page where one signs in, of a form that is kept."""
    told = _(
        "You are not signed in any more, so nothing was sent. Once you have signed in, what you had typed stands in the form again."
    )
    return f"{told} {_('Files have to be chosen once more.')}" if files else told


def _words(form: Mapping) -> list[str]:
    """What a person has written in it."""
    return [value for values in form["typed"].values() for value in values if _is_text(value)]


def _is_text(value: str) -> bool:
    """Whether it reads as something that a person has written and not as the form's own marks."""
    return not value.isascii() or any(sign.isspace() for sign in value.strip())


def _is_sent(request: HttpRequest, form: Mapping) -> bool:
    return request.get_full_path() == form["to"] and not getattr(request, "unsent_kept", "")


def _who(request: HttpRequest) -> str:
    try:
        return str(request.actor.id)
    except Refusal:
        return ""


def _before(request: HttpRequest) -> str:
    return _opened(_WHO, request.COOKIES.get(_cookie(request, _BEFORE), ""))


def _opened(purpose: str, encrypted: str, half: str = "") -> str:
    try:
        return ciphers.decrypt(purpose, encrypted, half) if encrypted else ""
    except (ciphers.InvalidToken, ValueError):
        return ""


def _name(who: str) -> str:
    return hashlib.blake2b(who.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()


def _row(name: str) -> str:
    return f"hejie.unsent?of={name[:32]}"


def _write(name: str, form: Mapping, half: str) -> None:
    cache.set(_row(name), ciphers.encrypt(_WHAT, orjson.dumps(form).decode(), half), timeout=SECONDS)


def _read(kept: str) -> dict | None:
    """The form of a browser's half key, or None: it was sent, is too old, or another browser has one of the same person."""
    name, _dot, half = kept.partition(".")
    if not (name.isalnum() and half and len(half) <= 64):
        return None
    told = _opened(_WHAT, cache.get(_row(name)) or "", half)
    return orjson.loads(told) if told else None


def _cookie(request: HttpRequest, name: str) -> str:
    return f"{name}_{request.marketplace.slug}" if getattr(request, "marketplace_prefix", "") else name


def _set(request: HttpRequest, response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(_cookie(request, name), value, seconds, httponly=True, samesite="Lax", secure=secure)
