"""Which marketplace a request is for: by its host name, else by `/m/<slug>/`, else the only one there is.

Sessions are kept apart too: below `/m/<slug>/` the session has a cookie of its own, and nobody is signed in anywhere
but in his own marketplace.
"""

import re
import time

from django.conf import settings
from django.contrib.sessions import middleware
from django.core.exceptions import DisallowedHost
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.http.request import validate_host
from django.urls import get_script_prefix, set_script_prefix

from hejie.store.models import Marketplace, MarketplaceHost
from hejie.web.people import chooser

_PREFIX = re.compile(r"^/m/([a-z0-9][a-z0-9-]{0,39})(/.*)?$")
_known: dict[tuple[str, str], tuple[float, Marketplace | None]] = {}


def by_host(host: str) -> Marketplace | None:
    """The marketplace that answers under this host name, if any."""
    return _cached("host", host, lambda: _first(Marketplace.objects.filter(hosts__host=host)))


def by_slug(slug: str) -> Marketplace | None:
    """The marketplace of this slug, if any."""
    return _cached("slug", slug, lambda: _first(Marketplace.objects.filter(slug=slug)))


def only_one() -> Marketplace | None:
    """The installation's only marketplace; None when there is none or there are several."""
    return _cached("only", "", _only_one)


def _only_one() -> Marketplace | None:
    found = list(Marketplace.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def _first(found) -> Marketplace | None:
    return next(iter(found[:1]), None)


def _cached(kind: str, name: str, find) -> Marketplace | None:
    """Remember an answer for a few seconds in this process; 0 seconds asks the database every time."""
    seconds = settings.MARKETPLACE_CACHE_SECONDS
    if not seconds:
        return find()
    until, marketplace = _known.get((kind, name), (0.0, None))
    if until < time.monotonic():
        if len(_known) > 1000:
            _known.clear()
        marketplace = find()
        _known[kind, name] = (time.monotonic() + seconds, marketplace)
    return marketplace


def forget(**_signal) -> None:
    """Drop what this process remembers of marketplaces."""
    _known.clear()


for _model in (Marketplace, MarketplaceHost):
    post_save.connect(forget, sender=_model, dispatch_uid=f"forget-saved-{_model.__name__}")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"forget-deleted-{_model.__name__}")


class MarketplaceMiddleware:
    """Sets `request.marketplace`, and makes addresses below `/m/<slug>/` resolve and reverse with their prefix.

    Refuses   a host name that nobody has named (400)
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        """Find the marketplace, move the prefix from the path to the script name, and put it back afterwards."""
        before = get_script_prefix()
        root = request.META.get("SCRIPT_NAME", "").rstrip("/")
        request.marketplace, request.marketplace_prefix = self._find(request)
        set_script_prefix(f"{root}{request.marketplace_prefix}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """Without a marketplace only the few pages that need none are served; all others show the choice."""
        if request.marketplace is None and not getattr(view, "without_marketplace", False):
            return chooser.choose(request)
        return None

    def _find(self, request: HttpRequest) -> tuple[Marketplace | None, str]:
        host = _host(request)
        marketplace = by_host(host)
        if marketplace:
            return marketplace, ""
        named = [name for name in settings.ALLOWED_HOSTS if name != "*"]
        if not validate_host(host, named):
            raise DisallowedHost(f"no marketplace answers under {host!r}")
        found = _PREFIX.match(request.path_info)
        if not found:
            return only_one(), ""
        marketplace = by_slug(found.group(1))
        if marketplace is None:
            return None, ""
        request.path_info = found.group(2) or "/"
        return marketplace, f"/m/{marketplace.slug}"


def _host(request: HttpRequest) -> str:
    host = request.get_host().lower()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
    return name.rstrip(".")


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's sessions, with a cookie of its own for each marketplace that shares a host name with others."""

    def process_request(self, request: HttpRequest) -> None:
        """Read the session from this marketplace's cookie."""
        name = self._cookie(request)
        request.session = self.SessionStore(request.COOKIES.get(name))
        if name != settings.SESSION_COOKIE_NAME:
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            if name in request.COOKIES:
                request.COOKIES[settings.SESSION_COOKIE_NAME] = request.COOKIES[name]

    def process_response(self, request: HttpRequest, response):
        """Write the session to this marketplace's cookie."""
        response = super().process_response(request, response)
        name = self._cookie(request)
        if name != settings.SESSION_COOKIE_NAME and settings.SESSION_COOKIE_NAME in response.cookies:
            morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME)
            response.cookies[name] = morsel.value
            response.cookies[name].update({key: value for key, value in morsel.items() if value})
        return response

    @staticmethod
    def _cookie(request: HttpRequest) -> str:
        if not getattr(request, "marketplace_prefix", ""):
            return settings.SESSION_COOKIE_NAME
        return f"{settings.SESSION_COOKIE_NAME}_{request.marketplace.slug}"
