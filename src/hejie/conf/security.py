"""What every answer carries so that a browser runs nothing but our own files, and what is refused unread."""

import logging
import re
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hejie.conf.environment import is_loopback
from hejie.web.live_address import live_origin

# What a form adds to its file; part of REQUEST_MOST_BYTES too.
_FORM_BYTES = 1024 * 1024
_SECRET_PARTS = re.compile(
    r"(/l/|/calendar/|/files/|password/reset/key/|login/callback/\?)[^\s'\"]+|(hejie_)[A-Za-z0-9_-]{20,}"
)

_UPLOAD = re.compile(r"/api/v1/cases/[a-z0-9-]{1,40}/uploads/[a-z0-9]{1,40}$")


@lru_cache(maxsize=64)
def content_security_policy(live_url: str, sign_in: Iterable[str] = ()) -> str:
    """The policy of every page: own files only, no inline script or style, in nobody's frame.

    live_url   scheme://host:port of the live stream when it stands on its own, else ""
    sign_in    origins of OpenID Connect providers, to which a sign-in form may lead
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {live_url}".strip(),
            "manifest-src 'self'",
            " ".join(("form-action 'self'", *sign_in)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


class SecurityMiddleware:
    """Adds the policy and headers, keeps cookies to encrypted connections, and refuses requests that are too large."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer 413 to a body larger than allowed without reading it; else add the headers."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = _most_bytes(request.path_info)
        if not length.isdecimal() or int(length) > most:
            return self._too_large(most)
        response = self.get_response(request)
        policy = content_security_policy(live_origin(request), settings.SIGN_IN_ORIGINS)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not (settings.DEBUG or is_loopback(request.META.get("HTTP_HOST", ""))):
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    def _too_large(self, most: int) -> HttpResponse:
        megabytes = (most - _FORM_BYTES) // (1024 * 1024)
        text = _("This is larger than %(megabytes)d MB. Nothing was sent. Send a smaller file.") % {
            "megabytes": megabytes
        }
        response = HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        response.headers["Connection"] = "close"
        return response


def _most_bytes(path: str) -> int:
    """How large a request to this address may be: larger where dossiers are checked, and where films come in parts."""
    if _UPLOAD.search(path):
        return settings.PIECE_MOST_BYTES + _FORM_BYTES
    return settings.DOSSIER_MOST_BYTES + _FORM_BYTES if path.endswith("/verify/") else settings.REQUEST_MOST_BYTES


class WithoutSecrets(logging.Filter):
    """Strikes links and tokens out of log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, with its secrets struck out."""
        text = record.getMessage()
        struck = _SECRET_PARTS.sub(lambda found: f"{found.group(1) or found.group(2)}***", text)
        if struck != text:
            record.msg, record.args = struck, ()
        return True
