"""Listings that shops have published: the current version of each product, all versions, and which counted when."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import Listing, Marketplace
from hejie.store.models.people import Seller

MOST_VERSIONS = 1000
PAGE = 50


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical data, by which a version is known again."""
    return hashlib.sha256(canonical.dumps(data)).hexdigest()


def publish(
    marketplace: str, seller: str, product: str, category: str, data: Mapping[str, Any], found: Mapping[str, int],
    *, at: datetime, by: str,
) -> tuple[Listing, bool]:  # fmt: skip
    """(the version that counts from now on, whether it is a new one); an equal repeat of the current one changes nothing.

    Refuses   listing_versions_many
    """
    digest = digest_of({"category": category, **data})
    with transaction.atomic():
        _lock(marketplace, seller)
        current = _current(marketplace, seller, product)
        if current is not None and current.digest == digest:
            return current, False
        number = current.number + 1 if current else 1
        if number > MOST_VERSIONS:
            raise Refusal("listing_versions_many", most=MOST_VERSIONS)
        if current is not None:
            Listing.objects.filter(pk=current.pk).update(current=False)
        made = Listing.objects.create(
            marketplace_id=marketplace, seller=seller, product=product, number=number, category=category, data=dict(data),
            digest=digest, found=dict(found), published_at=at, published_by=by,
        )  # fmt: skip
        return made, True


def _lock(marketplace: str, seller: str) -> None:
    """Two versions of one shop at once come one after the other."""
    shop = Seller.objects.select_for_update().filter(key=Seller.key_of(marketplace, seller)).first()
    if shop is None:
        Marketplace.objects.select_for_update().get(pk=marketplace)


def _current(marketplace: str, seller: str, product: str) -> Listing | None:
    return Listing.objects.filter(marketplace_id=marketplace, seller=seller, product=product, current=True).first()


def current(marketplace: str, seller: str, product: str) -> Listing | None:
    """The version that counts now."""
    return _current(marketplace, seller, product)


def version(marketplace: str, seller: str, product: str, number: int) -> Listing | None:
    """One version."""
    return Listing.objects.filter(marketplace_id=marketplace, seller=seller, product=product, number=number).first()


def versions(marketplace: str, seller: str, product: str, most: int = 50) -> list[Listing]:
    """The newest versions of a product, the newest first."""
    found = Listing.objects.filter(marketplace_id=marketplace, seller=seller, product=product)
    return list(found.order_by("-number")[:most])


def of_shop(marketplace: str, seller: str, after: str = "", most: int = PAGE) -> tuple[list[Listing], str]:
    """(current listings of a shop by product, where to go on or "")."""
    found = Listing.objects.filter(marketplace_id=marketplace, seller=seller, current=True, product__gt=after)
    rows = list(found.order_by("product")[: most + 1])
    return rows[:most], rows[most - 1].product if len(rows) > most else ""


def on_day(marketplace: str, wanted: Collection[tuple[str, str]], at: datetime) -> dict[tuple[str, str], Listing]:
    """The version of each (seller, product) that counted at a moment; what had none then is left out. One statement."""
    if not wanted:
        return {}
    sellers, products = {one for one, _ in wanted}, {one for _, one in wanted}
    found = Listing.objects.filter(
        marketplace_id=marketplace, seller__in=sellers, product__in=products, published_at__lte=at
    ).order_by("number")
    return {(row.seller, row.product): row for row in found if (row.seller, row.product) in wanted}
