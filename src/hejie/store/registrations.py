"""Products registered by their serial numbers: found by mark, listed by page, changed only over the version that was read."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hejie.store.models import Registration

PAGE = 50
STATES = ("over", "soon", "active")
SOON_DAYS = 30


def by_mark(marketplace: str, mark: str) -> Registration | None:
    """The registration of a thing, or None."""
    return Registration.objects.filter(marketplace_id=marketplace, mark=mark).first()


def by_id(marketplace: str, number: int) -> Registration | None:
    """The registration with this number, or None."""
    return Registration.objects.filter(marketplace_id=marketplace, pk=number).first()


def of_order(marketplace: str, root: str) -> list[Registration]:
    """Things of an order that are registered, by line."""
    return list(Registration.objects.filter(marketplace_id=marketplace, root=root).order_by("line", "pk")[:PAGE])


def make(marketplace: str, values: Mapping[str, Any]) -> Registration | None:
    """Keep a new one; None where the thing is registered already."""
    try:
        with transaction.atomic():
            return Registration.objects.create(marketplace_id=marketplace, **values)
    except IntegrityError:
        return None


def change(row: Registration, values: Mapping[str, Any], *, over: int) -> bool:
    """Write new values over a version; False where another one stands there meanwhile."""
    found = Registration.objects.filter(pk=row.pk, version=over)
    return bool(found.update(**values, version=over + 1))


def of_person(marketplace: str, person: str) -> list[Registration]:
    """All that somebody has."""
    return list(Registration.objects.filter(marketplace_id=marketplace, buyer=person).order_by("pk"))


def leave(marketplace: str, person: str) -> None:
    """Say no more whose these things are; the guarantee of each stays with the thing."""
    Registration.objects.filter(marketplace_id=marketplace, buyer=person).update(buyer="")


def listed(
    marketplace: str,
    *,
    seller: str = "",
    buyer: str = "",
    today: date,
    state: str = "",
    coverage: str = "",
    source: str = "",
    after: int = 0,
    most: int = PAGE,
) -> tuple[list[Registration], int]:
    """(registrations by number, where to go on or 0). state: over, soon (it ends within 30 days), active (it has not ended);
    one without an end that is known is in none of the three."""
    found = Registration.objects.filter(marketplace_id=marketplace, pk__gt=after)
    for name, value in (("seller", seller), ("buyer", buyer), ("coverage", coverage), ("source", source)):
        if value:
            found = found.filter(**{name: value})
    if state == "over":
        found = found.filter(ends_on__lt=today)
    elif state:
        found = found.filter(ends_on__gte=today)
    if state == "soon":
        found = found.filter(ends_on__lte=today + timedelta(days=SOON_DAYS))
    rows = list(found.order_by("pk")[: most + 1])
    return rows[:most], rows[most - 1].pk if len(rows) > most else 0
