"""Small order files for the tests: the four tables with every column, and the shop's own form."""

import csv
import gzip
from pathlib import Path

from hejie.adapters.orders.bad_rows import BadRow
from hejie.adapters.orders.draft import OrderDraft
from hejie.adapters.orders.reader import ReadOptions, read_orders

ORDERS = {
    "order_id": "o1", "customer_id": "c1", "order_status": "delivered",
    "order_purchase_timestamp": "2017-10-02 10:56:33", "order_approved_at": "2017-10-02 11:07:15",
    "order_delivered_carrier_date": "2017-10-04 19:55:00", "order_delivered_customer_date": "2017-10-10 21:25:13",
    "order_estimated_delivery_date": "2017-10-18 00:00:00",
}  # fmt: skip
ITEMS = {
    "order_id": "o1", "order_item_id": "1", "product_id": "p1", "seller_id": "s1",
    "shipping_limit_date": "2017-10-05 11:05:13", "price": "58.90", "freight_value": "13.29",
}  # fmt: skip
PAYMENTS = {
    "order_id": "o1", "payment_sequential": "1", "payment_type": "credit_card", "payment_installments": "2",
    "payment_value": "72.19",
}  # fmt: skip
REVIEWS = {
    "review_id": "r1", "order_id": "o1", "review_score": "5", "review_comment_title": "",
    "review_comment_message": "", "review_creation_date": "2017-10-11 00:00:00",
    "review_answer_timestamp": "2017-10-12 03:43:48",
}  # fmt: skip
_TABLES = {"orders": ORDERS, "items": ITEMS, "payments": PAYMENTS, "reviews": REVIEWS}


def olist(folder: Path, **tables: list[dict]) -> Path:
    """Write tables; each row is the usual one with some cells changed."""
    for name, changes in tables.items():
        rows = [_TABLES[name] | change for change in changes]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, _TABLES[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def shop(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file of the shop's own form; packed where its name ends in .gz."""
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read(path: Path, format: str | None = None, **options) -> tuple[dict[str, OrderDraft], list[BadRow]]:
    """Everything that is read from a path: drafts by id, and bad rows."""
    drafts, bad = {}, []
    for item in read_orders([path], format, ReadOptions(**options)):
        if isinstance(item, BadRow):
            bad.append(item)
        else:
            drafts[item.external_id] = item
    return drafts, bad


def codes(bad: list[BadRow]) -> list[tuple[int, str]]:
    """Line and reason of each bad row."""
    return [(row.line, row.code) for row in bad]
