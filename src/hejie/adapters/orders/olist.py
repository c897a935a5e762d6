"""The four tables of the public Brazilian order data: orders, items, payments, reviews.

Amounts are Brazilian real and times those of São Paulo unless options say otherwise: the tables name neither. The
estimated delivery is a date with a meaningless midnight, so an order is late from the end of that day on.
"""

from __future__ import annotations

from collections.abc import Iterator

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

CURRENCY = "BRL"
ZONE = "America/Sao_Paulo"

REQUIRED = {
    "orders": ("order_id", "order_status", "order_purchase_timestamp", "order_delivered_customer_date",
               "order_estimated_delivery_date"),
    "items": ("order_id", "order_item_id", "price", "freight_value"),
    "payments": ("order_id", "payment_sequential", "payment_value"),
    "reviews": ("order_id", "review_id", "review_score"),
}  # fmt: skip
OPTIONAL = {
    "orders": ("customer_id", "order_approved_at", "order_delivered_carrier_date"),
    "items": ("product_id", "seller_id", "shipping_limit_date"),
    "payments": ("payment_type", "payment_installments"),
    "reviews": ("review_comment_title", "review_comment_message", "review_creation_date", "review_answer_timestamp"),
}
SIGNS = {
    "orders": ("order_status", "order_purchase_timestamp"),
    "items": ("order_item_id", "freight_value"),
    "payments": ("payment_value", "payment_sequential"),
    "reviews": ("review_id", "review_comment_message"),
}
"""Columns by one of which a table is recognised, so that the others can be missed by name."""

OTHER_TABLES = ("customer_unique_id", "geolocation_lat", "product_category_name", "seller_zip_code_prefix")
"""Columns that mark the tables of the same data which say nothing about an order."""


def orders(cells: Cells, reading: Reading) -> Iterator[Fact]:
    """A row of the table of orders."""
    promised = values.promise(
        cells["order_estimated_delivery_date"], "order_estimated_delivery_date", reading.zone, day_only=reading.day_only
    )
    yield Fact(
        ORDER,
        values.required(cells["order_id"], "order_id"),
        "",
        order_body(
            buyer=values.identifier(cells.get("customer_id"), "customer_id"),
            currency=reading.currency,
            status=status(cells["order_status"]),
            ordered_at=_moment(cells, "order_purchase_timestamp", reading),
            approved_at=_moment(cells, "order_approved_at", reading),
            shipped_at=_moment(cells, "order_delivered_carrier_date", reading),
            delivered_at=_moment(cells, "order_delivered_customer_date", reading),
            promised_on=promised and promised[0],
            deliver_by=promised and promised[1],
        ),
    )


def items(cells: Cells, reading: Reading) -> Iterator[Fact]:
    """A row of the table of items: one piece of one product of one seller."""
    number = values.whole(_must(cells, "order_item_id"), "order_item_id", 1, MOST_LINES)
    _must(cells, "price")
    body = {
        "product": values.identifier(cells.get("product_id"), "product_id"),
        "title": None,
        "seller": values.identifier(cells.get("seller_id"), "seller_id") or "",
        "quantity": 1,
        "price": values.amount(cells["price"], "price", reading.currency),
        "freight": values.amount(cells["freight_value"], "freight_value", reading.currency),
        "shipping_limit": _moment(cells, "shipping_limit_date", reading),
        "currency": reading.currency,
    }
    yield Fact(ITEM, values.required(cells["order_id"], "order_id"), f"{number:06d}", body)


def payments(cells: Cells, reading: Reading) -> Iterator[Fact]:
    """A row of the table of payments; a voucher is a payment like any other."""
    number = values.whole(_must(cells, "payment_sequential"), "payment_sequential", 1, MOST_LINES)
    body = {
        "kind": values.identifier(cells.get("payment_type"), "payment_type"),
        "amount": values.amount(_must(cells, "payment_value"), "payment_value", reading.currency),
        "currency": reading.currency,
    }
    yield Fact(PAYMENT, values.required(cells["order_id"], "order_id"), f"{number:06d}", body)


def reviews(cells: Cells, reading: Reading) -> Iterator[Fact]:
    """A row of the table of reviews."""
    body = {
        "score": values.whole(_must(cells, "review_score"), "review_score", 1, 5),
        "title": values.text(cells.get("review_comment_title"), "review_comment_title"),
        "message": values.text(cells.get("review_comment_message"), "review_comment_message"),
        "at": _moment(cells, "review_creation_date", reading),
    }
    key = values.required(cells["review_id"], "review_id")
    yield Fact(REVIEW, values.required(cells["order_id"], "order_id"), key, body)


PARSERS = {"orders": orders, "items": items, "payments": payments, "reviews": reviews}


def _moment(cells: Cells, column: str, reading: Reading):
    return values.moment(cells.get(column), column, reading.zone)


def _must(cells: Cells, column: str) -> str:
    cell = cells[column]
    if not cell or cell.isspace():
        raise RowFault("missing_value", column)
    return cell
