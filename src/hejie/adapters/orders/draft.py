"""What a file says about an order, and what it does not say: the form in which orders enter, whatever their source.

An unknown is None and stays None. Money is integer minor units of the draft's one currency; moments are aware UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from hejie.domain.kernel import canonical, clock


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of an order.

    seller         the shop's own name for itself in the file; "" where none is named: the marketplace itself answers
    price_minor    for all pieces of the line together, freight not included
    category       the shop's word for the kind of goods; "" where it says none
    held_minor     this line's share of the paid sum (see `split`); None where no money is known
    """

    number: int
    product: str | None
    title: str | None
    seller: str
    quantity: int
    price_minor: int | None
    freight_minor: int | None
    held_minor: int | None
    shipping_limit: datetime | None
    category: str = ""


@dataclass(frozen=True, slots=True)
class DraftPayment:
    """One payment; vouchers, cards and slips all count as money paid. `kind` is the file's word for it."""

    number: int
    kind: str | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DraftReview:
    """What the buyer said after the sale, in his own words; `score` is 1 to 5."""

    id: str
    score: int
    title: str | None
    message: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """One order, from everything that the files name under one id.

    buyer             the file's reference to a person, None where no table names him
    promised_on       the promised day as the buyer saw it; `deliver_by` is the first moment after it: late from then on
    contents_unknown  no row says what was sold: there is one line for the paid sum (or for an unknown sum)
    paid_minor        the paid sum; None where nothing tells of money
    paid_assumed      no payment was named: price and freight of the lines count as paid
    named_by          which kinds of rows named the order, of orders, items, payments, reviews
    """

    external_id: str
    buyer: str | None
    currency: str | None
    status: str | None
    cancelled_by: str | None
    ordered_at: datetime | None
    approved_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    promised_on: date | None
    deliver_by: datetime | None
    cancelled_at: datetime | None
    lines: tuple[DraftLine, ...]
    contents_unknown: bool
    paid_minor: int | None
    paid_assumed: bool
    payments: tuple[DraftPayment, ...]
    reviews: tuple[DraftReview, ...]
    named_by: tuple[str, ...]

    @property
    def listed_minor(self) -> int | None:
        """Price and freight of all lines by the file's own price list; None where no line has a price."""
        known = [line for line in self.lines if line.price_minor is not None]
        if self.contents_unknown or not known:
            return None
        return sum(line.price_minor + (line.freight_minor or 0) for line in known)

    @property
    def sellers(self) -> tuple[str, ...]:
        """The sellers of the lines, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.seller for line in self.lines))

    @property
    def cancelled(self) -> bool:
        """Whether the files say that the order was called off."""
        return self.status == "cancelled" or self.cancelled_at is not None


def plain(draft: OrderDraft) -> dict[str, Any]:
    """The draft as a JSON object, moments in the record's form; every key is present but a category that nobody says."""
    value = dict(zip(_ORDER, _ORDER_VALUES(draft), strict=True))
    for name in _ORDER_MOMENTS:
        value[name] = _text(value[name])
    value["promised_on"] = draft.promised_on and draft.promised_on.isoformat()
    value["lines"] = [dict(zip(_LINE, _LINE_VALUES(line), strict=True)) for line in draft.lines]
    for line in value["lines"]:
        line["shipping_limit"] = _text(line["shipping_limit"])
        if not line["category"]:
            del line["category"]
    value["payments"] = [dict(zip(_PAYMENT, _PAYMENT_VALUES(payment), strict=True)) for payment in draft.payments]
    value["reviews"] = [dict(zip(_REVIEW, _REVIEW_VALUES(review), strict=True)) for review in draft.reviews]
    for review in value["reviews"]:
        review["at"] = _text(review["at"])
    value["named_by"] = list(draft.named_by)
    return value


def from_plain(value: Mapping[str, Any]) -> OrderDraft:
    """The draft that `plain` wrote."""
    moments = {name: _moment(value[name]) for name in _ORDER_MOMENTS}
    promised = value["promised_on"]
    return OrderDraft(
        **{
            **value,
            **moments,
            "promised_on": None if promised is None else date.fromisoformat(promised),
            "lines": tuple(
                DraftLine(**{**line, "shipping_limit": _moment(line["shipping_limit"])}) for line in value["lines"]
            ),
            "payments": tuple(DraftPayment(**payment) for payment in value["payments"]),
            "reviews": tuple(DraftReview(**{**review, "at": _moment(review["at"])}) for review in value["reviews"]),
            "named_by": tuple(value["named_by"]),
        }
    )


def digest(draft: OrderDraft) -> str:
    """SHA-256 (hex) over the draft's canonical JSON: the same order read from other files or lines has the same."""
    return hashlib.sha256(canonical.dumps(plain(draft))).hexdigest()


_ORDER_MOMENTS = ("ordered_at", "approved_at", "shipped_at", "delivered_at", "deliver_by", "cancelled_at")
_ORDER, _LINE, _PAYMENT, _REVIEW = (
    tuple(field.name for field in fields(kind)) for kind in (OrderDraft, DraftLine, DraftPayment, DraftReview)
)
_ORDER_VALUES, _LINE_VALUES = attrgetter(*_ORDER), attrgetter(*_LINE)
_PAYMENT_VALUES, _REVIEW_VALUES = attrgetter(*_PAYMENT), attrgetter(*_REVIEW)


def _text(moment: datetime | None) -> str | None:
    """The record's form of a UTC moment, as `clock.text` writes it, in a third of the time."""
    return None if moment is None else f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"


def _moment(written: str | None) -> datetime | None:
    return None if written is None else clock.parse(written)
