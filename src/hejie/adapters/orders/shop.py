"""Hejie's own order format: one CSV file with a row for each order line, or the same names in JSON.

The columns and their meaning stand in docs/orders.md. What belongs to the order (buyer, dates, paid sum, review) is
repeated in each of its rows: two rows of one order that say different things about it are reported, because nobody
could say which is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from hejie.adapters.orders import values
from hejie.adapters.orders.bad_rows import RowFault
from hejie.adapters.orders.facts import (
    ITEM,
    MOST_LINES,
    ORDER,
    PAYMENT,
    REVIEW,
    Cells,
    Fact,
    Reading,
    order_body,
    status,
)
from hejie.adapters.orders.records import LONE_SURROGATE

REQUIRED = ("order_id",)
ORDER_COLUMNS = (
    "buyer", "currency", "status", "ordered_at", "approved_at", "shipped_at", "delivered_at", "deliver_by",
    "cancelled_at", "cancelled_by", "order_freight", "paid",
)  # fmt: skip
LINE_COLUMNS = ("line", "product", "title", "category", "seller", "quantity", "price", "freight", "shipping_limit")
OPTIONAL = (
    *ORDER_COLUMNS, *LINE_COLUMNS, "payment_type", "review_score", "review_title", "review_message", "review_at",
)  # fmt: skip
LINE_KEYS = frozenset(LINE_COLUMNS)
PAYMENT_KEYS = frozenset({"number", "kind", "amount"})
REVIEW_KEYS = frozenset({"id", "score", "title", "message", "at"})
JSON_KEYS = frozenset({"order_id", *ORDER_COLUMNS, "lines", "payments", "reviews"})
_PARTS = frozenset({"lines", "payments", "reviews"})
_SAYS_WHAT_WAS_SOLD = ("product", "title", "seller", "price", "freight")


def row(cells: Cells, reading: Reading) -> Iterator[Fact]:
    """The facts of one row of the CSV form."""
    id = values.required(cells["order_id"], "order_id")
    code = values.currency(cells.get("currency"), "currency", reading.traded) or reading.currency
    yield _order(id, cells, code, reading)
    if any(values.text(cells.get(column), column) for column in _SAYS_WHAT_WAS_SOLD):
        yield _line(id, cells, code, reading, 1)
    paid = values.amount(cells.get("paid"), "paid", code)
    if paid is not None:
        kind = values.identifier(cells.get("payment_type"), "payment_type")
        yield Fact(PAYMENT, id, f"{1:06d}", {"kind": kind, "amount": paid, "currency": code})
    if values.text(cells.get("review_score"), "review_score"):
        renamed = {key: cells.get(f"review_{key}") for key in ("score", "title", "message", "at")}
        yield _review(id, renamed, reading, 1)


def json_object(value: Any, reading: Reading) -> Iterator[Fact]:
    """The facts of one order of the JSON form: `lines`, `payments` and `reviews` are lists of objects."""
    order = _cells(value)
    id = values.required(order.get("order_id"), "order_id")
    code = values.currency(order.get("currency"), "currency", reading.traded) or reading.currency
    yield _order(id, order, code, reading)
    for number, line in enumerate(_objects(value, "lines"), 1):
        yield _line(id, line, code, reading, number)
    payments = [_payment(id, payment, code, number) for number, payment in enumerate(_objects(value, "payments"), 1)]
    paid = values.amount(order.get("paid"), "paid", code)
    if payments and paid is not None and paid != sum(fact.body["amount"] for fact in payments):
        raise RowFault("payments_differ_from_paid", "paid", order.get("paid"))
    if not payments and paid is not None:
        payments = [Fact(PAYMENT, id, f"{1:06d}", {"kind": None, "amount": paid, "currency": code})]
    yield from payments
    for number, review in enumerate(_objects(value, "reviews"), 1):
        yield _review(id, review, reading, number)


def unknown_keys(value: Any) -> Iterator[str]:
    """Names in a JSON order that mean nothing here."""
    if not isinstance(value, dict):
        return
    yield from (key for key in value if key not in JSON_KEYS)
    for part, keys in (("lines", LINE_KEYS), ("payments", PAYMENT_KEYS), ("reviews", REVIEW_KEYS)):
        items = value.get(part)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                yield from (f"{part}.{key}" for key in item if key not in keys)


def _order(id: str, cells: Cells, code: str | None, reading: Reading) -> Fact:
    promised = values.promise(cells.get("deliver_by"), "deliver_by", reading.zone, day_only=reading.day_only)
    moments = {
        column: values.moment(cells.get(column), column, reading.zone)
        for column in ("ordered_at", "approved_at", "shipped_at", "delivered_at", "cancelled_at")
    }
    by = values.identifier(cells.get("cancelled_by"), "cancelled_by")
    if by not in (None, "buyer", "seller", "platform"):
        raise RowFault("unknown_word", "cancelled_by", by)
    body = order_body(
        buyer=values.identifier(cells.get("buyer"), "buyer"),
        currency=code,
        status=status(cells.get("status")),
        cancelled_by=by,
        promised_on=promised and promised[0],
        deliver_by=promised and promised[1],
        order_freight=values.amount(cells.get("order_freight"), "order_freight", code),
        **moments,
    )
    return Fact(ORDER, id, "", body)


def _line(id: str, cells: Cells, code: str | None, reading: Reading, otherwise: int) -> Fact:
    number = values.whole(cells.get("line"), "line", 1, MOST_LINES) or otherwise
    body = {
        "product": values.identifier(cells.get("product"), "product"),
        "title": values.text(cells.get("title"), "title"),
        "category": values.identifier(cells.get("category"), "category") or "",
        "seller": values.identifier(cells.get("seller"), "seller") or "",
        "quantity": values.whole(cells.get("quantity"), "quantity", 1, 1_000_000) or 1,
        "price": values.amount(cells.get("price"), "price", code),
        "freight": values.amount(cells.get("freight"), "freight", code),
        "shipping_limit": values.moment(cells.get("shipping_limit"), "shipping_limit", reading.zone),
        "currency": code,
    }
    return Fact(ITEM, id, f"{number:06d}", body)


def _payment(id: str, cells: Cells, code: str | None, otherwise: int) -> Fact:
    number = values.whole(cells.get("number"), "number", 1, MOST_LINES) or otherwise
    amount = values.amount(cells.get("amount"), "amount", code)
    if amount is None:
        raise RowFault("missing_value", "amount")
    kind = values.identifier(cells.get("kind"), "kind")
    return Fact(PAYMENT, id, f"{number:06d}", {"kind": kind, "amount": amount, "currency": code})


def _review(id: str, cells: Cells, reading: Reading, otherwise: int) -> Fact:
    score = values.whole(cells.get("score"), "score", 1, 5)
    if score is None:
        raise RowFault("missing_value", "score")
    body = {
        "score": score,
        "title": values.text(cells.get("title"), "title"),
        "message": values.text(cells.get("message"), "message"),
        "at": values.moment(cells.get("at"), "at", reading.zone),
    }
    return Fact(REVIEW, id, values.identifier(cells.get("id"), "id") or str(otherwise), body)


def _objects(value: Mapping[str, Any], key: str) -> list[dict[str, str | None]]:
    items = value.get(key)
    if items is None:
        return []
    if not isinstance(items, list) or len(items) > MOST_LINES:
        raise RowFault("not_a_list", key)
    return [_cells(item) for item in items]


def _cells(value: Any) -> dict[str, str | None]:
    """The object's plain values as the cells that a CSV row would have."""
    if isinstance(value, RowFault):
        raise value
    if not isinstance(value, dict):
        raise RowFault("not_an_object", value=value)
    return {key: _cell(key, item) for key, item in value.items() if key not in _PARTS}


def _cell(key: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        if value and ("\0" in value or LONE_SURROGATE.search(value)):
            raise RowFault("nul_byte" if "\0" in value else "undecodable", key)
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 100 else str(value)
    raise value if isinstance(value, RowFault) else RowFault("unknown_word", key, value)
