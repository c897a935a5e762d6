"""What the marketplace tells of itself: its policy, its country, the currencies that people there pay in."""

from collections.abc import Mapping

from django.http import HttpRequest

from hejie.store import market_law
from hejie.web.way_in.currencies import CURRENCIES, of_country


def policy(request: HttpRequest) -> str:
    """The name of the policy that the marketplace has chosen, or ""."""
    place = getattr(request, "marketplace", None)
    return market_law.chosen(place.pk).policy if place else ""


def jurisdiction(request: HttpRequest) -> str:
    """The country whose buyers the marketplace serves: as it says itself, else as its currency suggests; or ""."""
    place = getattr(request, "marketplace", None)
    return market_law.chosen(place.pk).of(place.currency) if place else ""


def usual(request: HttpRequest) -> dict[str, str]:
    """How most people buy here; it stands ready in the form, and is confirmed or changed by whoever answers."""
    return {"jurisdiction": jurisdiction(request), "buyer": "consumer", "seller": "business", "channel": "online"}


def currencies(request: HttpRequest, told: Mapping[str, object]) -> tuple[str, ...]:
    """Currencies to choose from, the likeliest first; once a sum was told, only its own."""
    for value in told.values():
        if isinstance(value, Mapping) and "currency" in value:
            return (str(value["currency"]),)
    place = str(told.get("jurisdiction", ""))
    own = getattr(getattr(request, "marketplace", None), "currency", "")
    first = of_country(place, own)
    return tuple(dict.fromkeys(one for one in (first, own, *CURRENCIES) if one))
