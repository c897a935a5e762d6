"""Where to go back to: addresses that a form or a link carries are followed only within this host."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_place(request: HttpRequest, fallback: str = "home") -> str:
    """The `next` of the request when it stays on this host, else the named page, else the front page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if is_ours(request, wanted):
        return wanted
    return reverse(fallback)


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether an address stays on this host. A word without a slash is none: a redirect would take it for a page's name."""
    return url.startswith(("/", "http")) and url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
