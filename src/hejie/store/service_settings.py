"""What shops have set for after-sales service: read for each request, saved only over the version that was read."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import IntegrityError, connection, transaction

from hejie.store import statements
from hejie.store.models import ServiceSetting

OF_MARKETPLACE = ""
_FIELDS = ("auto_minor", "keep_minor", "currency", "reasons", "warn", "held", "guarantee_months", "only_guaranteed")

_FIND = f"SELECT seller, version, {', '.join(_FIELDS)} FROM service_setting WHERE marketplace_id = %s AND seller IN (%s, %s)"


@dataclass(frozen=True, slots=True)
class Kept:
    """Saved settings, as `ServiceSetting` tells of them."""

    seller: str
    version: int
    auto_minor: int
    keep_minor: int
    currency: str
    reasons: list[str]
    warn: int
    held: list[str]
    guarantee_months: int
    only_guaranteed: bool


def find(marketplace: str, seller: str) -> dict[str, Kept]:
    """What a shop and the marketplace itself have saved, by whose it is; one plain statement, since every request asks for it."""
    with connection.cursor() as cursor:
        (rows,) = statements.ask(cursor, [(_FIND, (marketplace, seller, OF_MARKETPLACE))])
    return {row[0]: Kept(*row[:5], _list(row[5]), row[6], _list(row[7]), row[8], bool(row[9])) for row in rows}


def _list(written: str | list) -> list:
    return orjson.loads(written) if isinstance(written, str) else written


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
