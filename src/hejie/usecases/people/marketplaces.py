"""Making a marketplace, with the shop that stands for itself."""

import re
from collections.abc import Sequence

from django.db import transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks.clock_words import zone_names
from hejie.store.models import Marketplace, Seller
from hejie.store.models.people import LANGUAGES, PLATFORM

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def create(slug: str, name: str, *, languages: Sequence[str], currency: str, timezone: str) -> Marketplace:
    """A new marketplace; its slug stands in addresses and ids and never changes.

    languages   codes of those its pages offer, its own first
    currency    ISO 4217; timezone: IANA name
    Refuses     setting_not_understood (which, and what it may be), marketplace_exists
    """
    known = dict(LANGUAGES)
    if not _SLUG.fullmatch(slug):
        raise Refusal("setting_not_understood", setting="slug", value=slug, meant="a-z 0-9 -")
    if not languages or set(languages) - set(known):
        raise Refusal("setting_not_understood", setting="languages", value=",".join(languages), meant=",".join(known))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refusal("setting_not_understood", setting="currency", value=currency, meant="CNY, EUR, RUB")
    if timezone not in zone_names():
        raise Refusal("setting_not_understood", setting="timezone", value=timezone, meant="Asia/Shanghai")
    if Marketplace.objects.filter(slug=slug).exists():
        raise Refusal("marketplace_exists", slug=slug)
    with transaction.atomic():
        made = Marketplace.objects.create(
            slug=slug, name=name or slug, languages=list(languages), currency=currency, timezone=timezone
        )
        Seller.objects.create(id=PLATFORM, marketplace=made, name=made.name)
    return made
