"""The least that the law gives a consumer of a marketplace, by its country and the currency of what is sold."""

from datetime import date

from hejie.domain.listings.clauses import Floor
from hejie.rulebooks import listings
from hejie.store import market_law
from hejie.store.models import Marketplace
from hejie.usecases import law_floor


def of(marketplace: str, currency: str, day: date, category: str = "") -> tuple[str, Floor | None]:
    """(place whose words count, "" for none; the floor or None) for goods of a category sold in this currency on a day."""
    jurisdiction = market_law.chosen(marketplace).of(currency)
    return listings.place_of(jurisdiction), law_floor.floor(jurisdiction, day, category)


def currency_of(marketplace: str) -> str:
    """The currency of a marketplace for what names none."""
    return Marketplace.objects.filter(pk=marketplace).values_list("currency", flat=True).first() or ""
