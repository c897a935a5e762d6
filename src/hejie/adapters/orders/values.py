"""Reading single cells: identifiers, amounts, moments, numbers, texts. Blank is None; nonsense is a RowFault."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from hejie.adapters.orders.bad_rows import RowFault
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal

LONGEST_IDENTIFIER = 128
LONGEST_TEXT = 20_000
LARGEST_AMOUNT = 10**12
FIRST_YEAR, LAST_YEAR = 1990, 2200

_AMOUNT = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,40}))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def identifier(cell: str | None, column: str) -> str | None:
    """An id as the source writes it, trimmed; at most 128 printable characters."""
    text = (cell or "").strip()
    if not text:
        return None
    if len(text) > LONGEST_IDENTIFIER or not text.isprintable():
        raise RowFault("bad_identifier", column, text)
    return text


def required(cell: str | None, column: str) -> str:
    """An id that must be there."""
    found = identifier(cell, column)
    if found is None:
        raise RowFault("missing_value", column)
    return found


def text(cell: str | None, column: str) -> str | None:
    """People's words as they wrote them: line ends made alike, trimmed; unseen control marks are taken out."""
    if not cell:
        return None
    if len(cell) > LONGEST_TEXT:
        raise RowFault("field_too_long", column)
    words = cell.strip()
    if not words.isprintable():
        words = _UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return words or None


def currency(cell: str | None, column: str, traded: frozenset[str]) -> str | None:
    """An ISO 4217 code; where `traded` is not empty, one of these."""
    code = (cell or "").strip().upper()
    if not code:
        return None
    if _exponent(code) is None:
        raise RowFault("unknown_currency", column, code)
    if traded and code not in traded:
        raise RowFault("currency_not_traded", column, code)
    return code


def amount(cell: str | None, column: str, code: str | None) -> int | None:
    """Minor units of a plain decimal such as `119.40`: no sign, no thousands mark, no decimals that the currency lacks.

    Zeros beyond the currency's decimals are no decimals (`239.900` is 239.90).
    """
    written = (cell or "").strip()
    if not written:
        return None
    match = _AMOUNT.fullmatch(written)
    if match is None:
        raise RowFault("not_an_amount", column, written)
    sign, whole, decimals = match.groups()
    if sign and (int(whole) or (decimals or "").strip("0")):
        raise RowFault("negative_amount", column, written)
    if code is None:
        raise RowFault("currency_missing", column, written)
    places = _exponent(code)
    if places is None:
        raise RowFault("unknown_currency", column, code)
    decimals = (decimals or "").ljust(places, "0")
    if decimals[places:].strip("0"):
        raise RowFault("too_many_decimals", column, f"{written} {code}")
    minor = int(whole + decimals[:places])
    if minor > LARGEST_AMOUNT:
        raise RowFault("amount_too_large", column, written)
    return minor


def whole(cell: str | None, column: str, least: int, most: int) -> int | None:
    """A whole number within its range."""
    written = (cell or "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 9) or not least <= int(written) <= most:
        raise RowFault("not_in_range", column, written)
    return int(written)


def moment(cell: str | None, column: str, zone: tzinfo) -> datetime | None:
    """ISO 8601 with a time; without a zone it is read in `zone`. A date alone is that day's beginning."""
    found = _parsed(cell, column)
    if found is None:
        return None
    local = found if isinstance(found, datetime) else datetime.combine(found, time())
    return _utc(local, column, zone)


def promise(cell: str | None, column: str, zone: tzinfo, *, day_only: bool) -> tuple[date, datetime] | None:
    """The promised day, and the first moment after it that is late.

    A date stands for the whole of that day. `day_only`: the source writes dates with a meaningless midnight.
    """
    found = _parsed(cell, column)
    if found is None:
        return None
    if isinstance(found, datetime) and not day_only:
        until = _utc(found, column, zone)
        return until.astimezone(zone).date(), until
    day = found.date() if isinstance(found, datetime) else found
    return day, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _parsed(cell: str | None, column: str) -> datetime | date | None:
    written = (cell or "").strip()
    if not written:
        return None
    if _MOMENT.fullmatch(written) is None:
        raise RowFault("not_a_date", column, written)
    try:
        found = date.fromisoformat(written) if len(written) == 10 else datetime.fromisoformat(written)
    except ValueError as error:
        raise RowFault("not_a_date", column, written) from error
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise RowFault("date_out_of_range", column, written)
    return found


def _utc(found: datetime, column: str, zone: tzinfo) -> datetime:
    aware = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    return clock.cut(aware.astimezone(UTC)) if aware.microsecond else aware.astimezone(UTC)


@cache
def _exponent(code: str) -> int | None:
    try:
        return exponent(code)
    except Refusal:
        return None
