"""Where the live stream stands, as a browser must name it."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::\d+)?")


def live_origin(request: HttpRequest) -> str:
    """`scheme://host:port` of the live stream, or "" when it answers at the page's own host and port.

    A LIVE_URL of the form `:8001` means the host under which this page was asked for, at that port: so the stream is
    reached whatever the machine is called, and the session's cookie goes with it.
    """
    if not settings.LIVE_URL.startswith(":"):
        return settings.LIVE_URL
    host = _HOST.fullmatch(request.META.get("HTTP_HOST", ""))
    return f"{request.scheme}://{host.group(1)}{settings.LIVE_URL}" if host else ""


def live_url(request: HttpRequest, token: str) -> str:
    """Where an open page hears of changes; `token` says of which (`usecases.live`)."""
    return f"{live_origin(request)}/live?{urlencode({'token': token})}"
