"""One order from all that was said about it; nothing is added that no row says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from hejie.adapters.orders import split
from hejie.adapters.orders.bad_rows import BadRow, RowFault
from hejie.adapters.orders.draft import DraftLine, DraftPayment, DraftReview, OrderDraft
from hejie.adapters.orders.facts import FAULT, ITEM, KIND_NAMES, ORDER, PAYMENT, REVIEW
from hejie.adapters.orders.spool import Stored

_UNKNOWN = dict.fromkeys(
    ("buyer", "status", "cancelled_by", "ordered_at", "approved_at", "shipped_at", "delivered_at", "promised_on",
     "deliver_by", "cancelled_at")
)  # fmt: skip


def assemble(order: str, facts: list[Stored]) -> Iterator[OrderDraft | BadRow]:
    """The order, or the bad rows that keep it out.

    A row that could not be read, or two that contradict each other, hold the whole order back where money, dates or
    contents hang on them: half an order would freeze the wrong sum. A contradiction about a review costs the review.
    """
    said, held_back = [], None
    for _, alike in groupby(facts, key=attrgetter("kind", "key")):
        first, *others = alike
        unequal = next((other for other in others if other.body != first.body), None)
        if first.kind == FAULT:
            held_back = held_back or first
        elif unequal is None:
            said.append(first)
        else:
            before = f"{first.file}:{first.line}"
            yield BadRow(unequal.file, unequal.line, "unequal_repeat", order, KIND_NAMES[first.kind], before)
            held_back = held_back if first.kind == REVIEW else held_back or unequal
    if held_back is not None and (said or held_back.kind != FAULT):
        yield BadRow(held_back.file, held_back.line, "order_held_back", order)
    if held_back is not None or not said:
        return
    try:
        yield _draft(order, said)
    except RowFault as fault:
        yield BadRow(said[0].file, said[0].line, fault.code, order, fault.column, fault.value)


def _draft(order: str, said: list[Stored]) -> OrderDraft:
    by_kind: dict[int, list[tuple[str, dict[str, Any]]]] = {ORDER: [], ITEM: [], PAYMENT: [], REVIEW: []}
    for fact in said:
        by_kind[fact.kind].append((fact.key, fact.values()))
    head = by_kind[ORDER][0][1] if by_kind[ORDER] else {}
    items = [{**body, "number": int(key)} for key, body in by_kind[ITEM]]
    payments = tuple(DraftPayment(int(key), body["kind"], body["amount"]) for key, body in by_kind[PAYMENT])
    currency = _currency([head, *items, *(body for _, body in by_kind[PAYMENT])])
    _share_order_freight(items, head.get("order_freight"), currency)
    paid, assumed = _paid(payments, items)
    known = {name: head.get(name) for name in _UNKNOWN}
    for name, written in known.items():
        if written is not None and name.endswith(("_at", "_by")) and name != "cancelled_by":
            known[name] = datetime.fromisoformat(written)
    if known["promised_on"] is not None:
        known["promised_on"] = date.fromisoformat(known["promised_on"])
    return OrderDraft(
        external_id=order,
        currency=currency,
        lines=_lines(items, paid, currency),
        contents_unknown=not items,
        paid_minor=paid,
        paid_assumed=assumed,
        payments=payments,
        reviews=tuple(_review(key, body) for key, body in by_kind[REVIEW]),
        named_by=tuple(name for kind, name in enumerate(KIND_NAMES) if by_kind[kind]),
        **known,
    )


def _currency(bodies: list[dict[str, Any]]) -> str | None:
    named = {body["currency"] for body in bodies if body.get("currency")}
    if len(named) > 1:
        raise RowFault("two_currencies", "currency", ", ".join(sorted(named)))
    return named.pop() if named else None


def _share_order_freight(items: list[dict[str, Any]], freight: int | None, currency: str | None) -> None:
    if freight is None or not items:
        return
    if any(item["freight"] is not None for item in items):
        raise RowFault("freight_twice", "order_freight", freight)
    shares = split.freight_over_lines(freight, currency, [item["price"] for item in items])
    for item, share in zip(items, shares, strict=True):
        item["freight"] = share


def _paid(payments: tuple[DraftPayment, ...], items: list[dict[str, Any]]) -> tuple[int | None, bool]:
    """The paid sum, and whether it is only assumed from the lines' prices."""
    priced = [item for item in items if item["price"] is not None]
    if priced and len(priced) < len(items):
        raise RowFault("prices_incomplete", "price")
    if payments:
        return sum(payment.amount_minor for payment in payments), False
    if priced:
        return sum(item["price"] + (item["freight"] or 0) for item in priced), True
    return None, False


def _lines(items: list[dict[str, Any]], paid: int | None, currency: str | None) -> tuple[DraftLine, ...]:
    if not items:
        return (DraftLine(1, None, None, "", 1, paid, None, paid, None),)
    shares: tuple[int | None, ...] = (None,) * len(items)
    if paid is not None:
        shares = split.over_lines(paid, currency, [(item["price"], item["freight"]) for item in items])
    return tuple(
        DraftLine(
            item["number"], item["product"], item["title"], item["seller"], item["quantity"], item["price"],
            item["freight"], share, _moment(item["shipping_limit"]), item.get("category", ""),
        )
        for item, share in zip(items, shares, strict=True)
    )  # fmt: skip


def _review(key: str, body: dict[str, Any]) -> DraftReview:
    return DraftReview(key, body["score"], body["title"], body["message"], _moment(body["at"]))


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
