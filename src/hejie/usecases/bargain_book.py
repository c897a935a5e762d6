"""The book of values that a marketplace's settlements are reckoned with: the rulebook's, and real use of vouchers and points once
there is enough of it."""

import time
from datetime import UTC, datetime

from hejie.domain.settlement.terms.book import Book
from hejie.rulebooks import settlement
from hejie.usecases import credit_terms, vouchers

_KNOWN_FOR_SECONDS = 600
_known: dict[str, tuple[float, dict[str, float]]] = {}


def of(marketplace: str) -> Book:
    """The book. What vouchers and points really came to is looked up every ten minutes and rounded to whole per cent."""
    until, shares = _known.get(marketplace, (0.0, {}))
    if time.monotonic() > until:
        now = datetime.now(UTC)
        found = {
            "voucher": vouchers.real_use(marketplace, now)[1],
            "points": credit_terms.points_used(marketplace, now)[1],
        }
        shares = {form: round(share, 2) for form, share in found.items() if share is not None}
        _known[marketplace] = (time.monotonic() + _KNOWN_FOR_SECONDS, shares)
    book = settlement.load()
    return book.measured(**shares) if shares else book


def forget() -> None:
    """Look anew the next time."""
    _known.clear()
