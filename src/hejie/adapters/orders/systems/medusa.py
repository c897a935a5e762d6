"""Medusa 2's admin API: orders, payments with their refunds, returns.

Amounts are in major units with an exact `raw_…` value beside them. An order's totals fall as goods come back; what was
bought is told by the unit price and the quantity. A damaged piece counts as come back.
"""

from decimal import Decimal

from hejie.adapters.orders.systems.message import ShopLine, ShopMessage, ShopOrder
from hejie.adapters.orders.systems.reading import Fault, Item, currency_of, newest
from hejie.domain.orders.shop_commands import Parcel, Refund, Return

_KINDS = ("order", "payment", "return")


def read(payload: object, currency: str = "") -> ShopMessage:
    """What the message says. Refuses Fault."""
    item = Item(payload)
    wrapped = next(
        (kind for kind in _KINDS if kind in item and isinstance(item.value[kind], dict) and "id" not in item), ""
    )
    if wrapped:
        item = Item(item.value[wrapped], wrapped)
    kind = wrapped or _kind(item)
    if kind == "order":
        return _order(item, currency)
    if kind == "payment":
        return _payment(item)
    if kind == "return":
        return _return(item)
    raise Fault("not_known")


def _kind(item: Item) -> str:
    if "payment_collection_id" in item:
        return "payment"
    if "order_id" in item and "order_version" in item:
        return "return"
    return "order" if "items" in item and ("payment_collections" in item or "display_id" in item) else ""


def _order(item: Item, currency: str) -> ShopMessage:
    ref, collections = item.needed("id"), item.items("payment_collections")
    named = next((one.ref("currency_code") for one in collections if "currency_code" in one), "")
    code = currency_of(item, "currency_code", named or currency)
    payments = [one for collection in collections for one in collection.items("payments")]
    person = item.item("shipping_address")
    display, mail = item.ref("display_id"), item.text("email")
    lines = tuple(_line(one, code) for one in item.items("items"))
    freight = sum(_freight(one, code) for one in item.items("shipping_methods") if not _later(one))
    order = ShopOrder(
        number=item.ref("custom_display_id") or (f"#{display}" if display else ref),
        currency=code,
        lines=lines,
        total=sum(one.price for one in lines) + freight,
        freight=freight,
        buyer=item.ref("customer_id") or mail,
        buyer_name=f"{person.text('first_name')} {person.text('last_name')}".strip(),
        buyer_email=mail,
        ordered_at=item.moment("created_at"),
    )
    refunds = [_refund(one, code) for payment in payments for one in payment.items("refunds")]
    captured = [one.exact("captured_amount", code) or 0 for one in collections]
    return ShopMessage(
        "order", ref, newest([item.moment("updated_at"), *_moments(item, collections, payments)]), ref,
        names=(ref, *(one.needed("id") for one in payments)),
        order=order,
        paid=sum(captured) if any(captured) else None,
        parcels=tuple(_parcel(one) for one in item.items("fulfillments") if _sent(one)),
        delivered=_delivered(item),
        cancelled=item.moment("canceled_at") or (item.moment("updated_at") if item.text("status") == "canceled" else ""),
        refunds=tuple(refunds),
        counted=tuple((one.needed("id"), back) for one in item.items("items") if (back := _back(one))),
        currency=code,
    )  # fmt: skip


def _moments(item: Item, collections: list[Item], payments: list[Item]) -> list[str]:
    """Moments of its parts: a refund does not touch the order's own."""
    parts = [*collections, *payments, *item.items("fulfillments")]
    parts += [one for payment in payments for one in payment.items("refunds")]
    return [moment for one in parts for name in ("created_at", "updated_at") if (moment := one.moment(name))]


def _line(one: Item, code: str) -> ShopLine:
    """The line as it was bought: unit price by quantity, less what was taken off, with its tax."""
    quantity = max(one.count("quantity"), 1)
    off = sum((row.decimal("amount") for row in one.items("adjustments")), Decimal(0))
    net = one.decimal("unit_price") * quantity - off
    if net < 0:
        raise Fault("below_zero", one.at("unit_price"), net)
    rate = sum((row.decimal("rate") for row in one.items("tax_lines")), Decimal(0)) / 100
    inclusive = one.value.get("is_tax_inclusive") is True
    tax = net - net / (1 + rate) if inclusive else net * rate
    shown = Item({"price": net if inclusive else net + tax, "tax": tax}, one.path)
    return ShopLine(
        ref=one.needed("id"),
        title=one.text("title") or one.text("product_title"),
        sku=one.text("variant_sku", 120) or one.ref("variant_id") or one.ref("product_id"),
        quantity=quantity,
        price=shown.amount("price", code, part=True),
        tax=shown.amount("tax", code, part=True),
    )


def _later(method: Item) -> bool:
    """Whether freight belongs to a return, an exchange or a claim, and not to the order as it was bought."""
    detail = method.item("detail")
    return any(name in detail for name in ("return_id", "exchange_id", "claim_id"))


def _freight(method: Item, code: str) -> int:
    whole = "original_total" if "original_total" in method else "amount"
    return method.exact(whole, code, part=True) or 0


def _back(one: Item) -> int:
    """Pieces that came back: taken in again, written off, or set apart as damaged."""
    detail = one.item("detail")
    return detail.count("return_received_quantity") + detail.count("return_dismissed_quantity")


def _sent(one: Item) -> bool:
    return "shipped_at" in one and "canceled_at" not in one


def _parcel(one: Item) -> Parcel:
    waybill = next((row.text("tracking_number") for row in one.items("labels") if "tracking_number" in row), "")
    return Parcel(one.needed("id"), one.moment("shipped_at"), one.item("provider").text("id"), waybill)


def _delivered(item: Item) -> str:
    """When the last parcel arrived, once the order itself says that all has."""
    if item.text("fulfillment_status") != "delivered":
        return ""
    return newest(one.moment("delivered_at") for one in item.items("fulfillments") if "canceled_at" not in one)


def _refund(one: Item, code: str) -> Refund:
    minor = one.exact("amount", code)
    if not minor:
        raise Fault("missing", one.at("amount"))
    return Refund(one.needed("id"), minor, one.moment("created_at"), gateway=True, currency=code)


def _payment(item: Item) -> ShopMessage:
    """A payment with what was captured and paid back of it; it names no order, which it is found by its own id."""
    ref, code = item.needed("id"), currency_of(item, "currency_code", "")
    rows = [*item.items("refunds"), *item.items("captures")]
    at = newest([item.moment("captured_at"), item.moment("updated_at"), *(one.moment("created_at") for one in rows)])
    captured = sum(one.exact("amount", code) or 0 for one in item.items("captures"))
    return ShopMessage(
        "payment", ref, at, item.ref("order_id") or ref,
        paid=captured or None,
        refunds=tuple(_refund(one, code) for one in item.items("refunds")),
        currency=code,
    )  # fmt: skip


def _return(item: Item) -> ShopMessage:
    """A return: what has been received of it. One that was only asked for is known, and moves nothing."""
    ref, on = item.needed("id"), item.moment("received_at")
    rows = [
        (one.needed("item_id"), one.count("received_quantity"), one.count("damaged_quantity"))
        for one in item.items("items")
    ]
    came = tuple(row for row in rows if row[1])  # what is damaged is among what was received
    at = newest([item.moment("updated_at"), item.moment("created_at"), on])
    returns = (Return(ref, on, came),) if came and on else ()
    return ShopMessage("return", ref, at, item.needed("order_id"), returns=returns)
