"""Small things that lists of operators and auditors share: addresses of further pages, periods."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import ngettext

from hejie.domain.kernel import clock
from hejie.web import formatting

PERIODS = (30, 90, 365)


def older(request: HttpRequest, name: str, place: object) -> str:
    """The address of the same list further on, its filters kept; "" where the list ends."""
    if not place:
        return ""
    kept = {key: value for key, value in request.GET.items() if key != name}
    return f"?{urlencode(kept | {name: place})}"


def whole(request: HttpRequest, name: str) -> int | None:
    """A whole number from the address, or None."""
    value = request.GET.get(name, "")
    return int(value) if value.isdigit() and len(value) < 19 else None


def period(request: HttpRequest) -> int:
    """How many days back the page looks."""
    asked = whole(request, "days")
    return asked if asked in PERIODS else 90


def since(request: HttpRequest, days: int) -> int:
    """The moment so many days ago, in milliseconds."""
    return clock.milliseconds(request.context.now - timedelta(days=days))


def period_tabs(days: int) -> list[dict]:
    """The periods to choose from."""
    return [
        {
            "url": f"?days={one}",
            "label": ngettext("%(days)s day", "%(days)s days", one) % {"days": formatting.number(one)},
            "current": one == days,
        }
        for one in PERIODS
    ]
