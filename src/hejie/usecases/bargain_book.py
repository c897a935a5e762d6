"""The book of values that a marketplace's settlements are reckoned with: the rulebook's, and real use of vouchers once there is enough."""

import time
from datetime import UTC, datetime

from hejie.domain.settlement.terms.book import Book
from hejie.rulebooks import settlement
from hejie.usecases import vouchers

_KNOWN_FOR_SECONDS = 600
_known: dict[str, tuple[float, float | None]] = {}


def of(marketplace: str) -> Book:
    """The book. What vouchers really came to is looked up every ten minutes and rounded to whole per cent."""
    until, share = _known.get(marketplace, (0.0, None))
    if time.monotonic() > until:
        _count, found = vouchers.real_use(marketplace, datetime.now(UTC))
        share = None if found is None else round(found, 2)
        _known[marketplace] = (time.monotonic() + _KNOWN_FOR_SECONDS, share)
    book = settlement.load()
    return book if share is None else book.measured(share)


def forget() -> None:
    """Look anew the next time."""
    _known.clear()
