"""What shops have set for after-sales service: read for each request, saved only over the version that was read."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hejie.store.models import ServiceSetting

OF_MARKETPLACE = ""
_FIELDS = ("auto_minor", "keep_minor", "currency", "reasons", "warn", "held", "guarantee_months", "only_guaranteed")


def find(marketplace: str, seller: str) -> ServiceSetting | None:
    """The settings of a shop, or of the marketplace itself; None where it has saved none."""
    return ServiceSetting.objects.filter(marketplace_id=marketplace, seller=seller).first()


def save(marketplace: str, seller: str, values: dict, *, over: int, at: datetime, by: str) -> int:
    """Save new values over a version (0: none yet). Returns the new version, or 0 where another one stands there meanwhile.

    values    auto_minor, keep_minor, currency, reasons, warn, held, guarantee_months, only_guaranteed
    """
    told = {name: values[name] for name in _FIELDS} | {"saved_at": at, "saved_by": by, "version": over + 1}
    if over:
        rows = ServiceSetting.objects.filter(marketplace_id=marketplace, seller=seller, version=over)
        return over + 1 if rows.update(**told) else 0
    try:
        with transaction.atomic():
            ServiceSetting.objects.create(marketplace_id=marketplace, seller=seller, **told)
    except IntegrityError:
        return 0
    return 1
