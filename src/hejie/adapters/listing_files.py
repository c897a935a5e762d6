"""Listings out of files and bodies: JSON (a list, or an object a line) and CSV with a header; bad rows are told by their number.

CSV columns are those of a listing (product, category, title, text, price, currency, address); every other column is a fact.
Several values stand with a semicolon between; a price is written as people write it, 12.50.
"""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings.taxonomy import AMOUNT, CHOICE, FLAG, Fact
from hejie.rulebooks import listings

LONGEST = 20_000_000
_LONGEST_CELL = 100_000
"""Said here, because what `csv` itself takes depends on what else is loaded."""
_PLAIN = ("product", "category", "title", "text", "address")
_YES = {
    "yes": True,
    "true": True,
    "1": True,
    "是": True,
    "да": True,
    "no": False,
    "false": False,
    "0": False,
    "否": False,
    "нет": False,
}


def rows(content: bytes) -> Iterator[dict[str, Any] | Refusal]:
    """Listings as objects, or the refusal of a row that is none. Refuses listing_file where nothing can be read at all."""
    if len(content) > LONGEST:
        raise Refusal("listing_file", why=f"> {LONGEST // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refusal("listing_file", why=f"UTF-8, byte {fault.start}") from None
    first = text.lstrip()[:1]
    if first == "[":
        return _list(text)
    return _lines(text) if first == "{" else _table(text)


def _list(text: str) -> Iterator[dict[str, Any] | Refusal]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Refusal("listing_file", why=str(fault)[:120]) from None
    return iter(found)


def _lines(text: str) -> Iterator[dict[str, Any] | Refusal]:
    for line in text.splitlines():
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as fault:
                yield Refusal("listing_wrong", field="listing", what=str(fault)[:120])


def _table(text: str) -> Iterator[dict[str, Any] | Refusal]:
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names = [name.strip() for name in lines.fieldnames or ()]
    except csv.Error as fault:  # a cell longer than a listing may be, or signs that are no text
        raise Refusal("listing_file", why=str(fault)[:120]) from None
    if "product" not in names or "title" not in names:
        raise Refusal("listing_file", why="product, title")
    lines.fieldnames = names
    return _rows(lines)


def _rows(lines: csv.DictReader) -> Iterator[dict[str, Any] | Refusal]:
    """Row by row; one that cannot be read is refused by its number, and the next is looked at."""
    while True:
        try:
            yield _row(next(lines))
        except StopIteration:
            return
        except csv.Error:
            yield Refusal("listing_wrong", field="listing", what="CSV")


def _delimiter(text: str) -> str:
    head = text.splitlines()[0] if text.strip() else ""
    return max(",;\t", key=head.count)


def _row(row: dict[str, Any]) -> dict[str, Any] | Refusal:
    known = listings.taxonomy().facts
    if None in row or any(len(value or "") > _LONGEST_CELL for value in row.values()):
        return Refusal("listing_wrong", field="listing", what="CSV")
    found: dict[str, Any] = {name: row[name] for name in _PLAIN if row.get(name)}
    facts: dict[str, Any] = {}
    try:
        for name, value in row.items():
            if name in _PLAIN or name in ("price", "currency") or not (value or "").strip():
                continue
            facts[name] = _fact(known[name], value.strip()) if name in known else value
        if (row.get("price") or "").strip():
            found["price"] = _price(row["price"].strip(), (row.get("currency") or "").strip())
    except Refusal as refusal:
        return refusal
    return found | ({"facts": facts} if facts else {})


def _fact(fact: Fact, value: str) -> Any:
    if fact.kind == CHOICE and fact.many:
        return [one.strip() for one in value.split(";") if one.strip()]
    if fact.kind == FLAG:
        return _YES.get(value.lower(), value)
    if fact.kind == AMOUNT:
        try:
            number = Decimal(value.replace(",", "."))
        except InvalidOperation:
            return value
        return int(number) if number == number.to_integral_value() else float(number)
    return value


def _price(value: str, currency: str) -> dict[str, Any]:
    try:
        minor = Decimal(value.replace(",", ".")) * 10 ** exponent(currency)
    except InvalidOperation:
        raise Refusal("listing_wrong", field="price", what="12.50") from None
    if minor != minor.to_integral_value():
        raise Refusal("listing_wrong", field="price", what="12.50")
    return {"minor": int(minor), "currency": currency}
