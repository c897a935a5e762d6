"""Who is signed in here, and the language and time zone in which he reads."""

import zoneinfo

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import trans_real

ZONE_COOKIE = "hejie_zone"


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, except that nobody is signed in outside his own marketplace."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`; a session of another marketplace is nobody's here."""
        super().process_request(request)
        inner = request.user
        request.user = SimpleLazyObject(lambda: _own(request, inner))


def _own(request: HttpRequest, user):
    marketplace = request.marketplace
    if not user.is_authenticated:
        return AnonymousUser()
    if marketplace is None or user.marketplace_id != marketplace.pk:
        return AnonymousUser()
    user.marketplace = marketplace
    return getattr(user, "_wrapped", user)


class AskAgainMiddleware:
    """Leads to the password or code page where the account needs it anew, and back to the page that was left.

    The framework would keep the posted form in the session meanwhile; what people type should not lie there.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception):
        """The way to prove oneself again; other exceptions pass."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter(request).get_reauthentication_methods(request.user)
        way = ways[0]["url"] if ways else reverse("account_login")
        return redirect(f"{way}?{urlencode({'next': request.get_full_path()})}")


class PreferencesMiddleware:
    """Activates the reader's language and time zone.

    Language: the person's own, else the cookie, else the browser's, else the marketplace's first.
    Zone: the person's own, else the cookie that our script sets, else the marketplace's.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        link_chinese()

    def __call__(self, request: HttpRequest):
        """Answer in the reader's language and zone, and leave the thread as it was."""
        language = language_of(request)
        with translation.override(language), timezone.override(zone_of(request)):
            request.LANGUAGE_CODE = language
            request.language = lambda: language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """The language code (zh, en, ru) in which this request is to be answered."""
    offered = request.marketplace.offered_languages() if request.marketplace else tuple(dict(settings.LANGUAGES))
    if request.user.is_authenticated and request.user.language in offered:
        return request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in offered:
        return cookie
    for accepted, _weight in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        code = accepted.split("-", 1)[0]
        if code in offered:
            return code
    return offered[0]


def zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo:
    """The zone in which times are shown; an unknown name falls back to UTC."""
    names = [request.COOKIES.get(ZONE_COOKIE, ""), request.marketplace.timezone if request.marketplace else "UTC"]
    if request.user.is_authenticated:
        names.insert(0, request.user.timezone)
    return next((zone for name in names if name and (zone := zone_named(name))), zoneinfo.ZoneInfo("UTC"))


def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of an IANA name, or None."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def link_chinese() -> None:
    """Let `zh` read the frameworks' catalogues, which are named `zh_Hans`, where our own have no sentence."""
    trans_real.translation("zh")._fallback = trans_real.translation("zh-hans")
