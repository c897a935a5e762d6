"""What one row says, in typed cells: the common form between the file formats and the finished order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from hejie.adapters.orders import values
from hejie.adapters.orders.bad_rows import RowFault

ORDER, ITEM, PAYMENT, REVIEW, FAULT = range(5)
KIND_NAMES = ("orders", "items", "payments", "reviews")
MOST_LINES = 1000


class Fact(NamedTuple):
    """One thing said about an order; facts of one order, kind and key must agree.

    key    tells facts of a kind apart: line number, payment number, review id
    body   what assembling needs; None as value means that the row does not say
    """

    kind: int
    order: str
    key: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are to be understood.

    currency    of amounts whose row names none
    zone        of times that name none
    day_only    promised dates stand for whole days whatever time is written beside them
    traded      currencies that are taken; empty: every one of ISO 4217
    """

    currency: str | None = None
    zone: tzinfo = UTC
    day_only: bool = False
    traded: frozenset[str] = frozenset()


Cells = Mapping[str, str | None]
Parse = Callable[[Cells, Reading], Iterator[Fact]]


def status(cell: str | None) -> str | None:
    """The source's word for where the order stands, lower case; both spellings of `cancelled` become one."""
    word = values.identifier(cell, "status")
    if word is None:
        return None
    word = word.lower()
    return "cancelled" if word == "canceled" else word


def order_body(**known: Any) -> dict[str, Any]:
    """The body of an ORDER fact; refuses a delivery before the order was placed."""
    body = {**_NOTHING_KNOWN, **known}
    ordered, delivered = body["ordered_at"], body["delivered_at"]
    if ordered is not None and delivered is not None and delivered < ordered:
        raise RowFault("dates_out_of_order", "delivered_at", delivered.isoformat())
    return body


_NOTHING_KNOWN: dict[str, Any] = dict.fromkeys(
    (
        "buyer", "currency", "status", "cancelled_by", "ordered_at", "approved_at", "shipped_at", "delivered_at",
        "promised_on", "deliver_by", "cancelled_at", "order_freight",
    )
)  # fmt: skip
