"""WooCommerce's REST API wc/v3 and its webhooks: orders, refunds, notes of an order.

Amounts are texts; of a line they are without tax, which stands beside them, and after discounts. A refund does not name
its order but by its links. `completed` says that the shop has sent everything, not that it has arrived.
"""

import re

from hejie.adapters.orders.systems.message import Amount, ShopLine, ShopMessage, ShopOrder
from hejie.adapters.orders.systems.reading import Fault, Item, currency_of
from hejie.domain.orders.shop_commands import Parcel, Refund

_ORDER_LINK = re.compile(r"/orders/(\d{1,20})(?:/|$)")
_UNPAID = ("pending", "on-hold", "failed", "checkout-draft", "auto-draft")


def read(payload: object, currency: str = "") -> ShopMessage:
    """What the message says. Refuses Fault."""
    item = Item(payload)
    if "refunded_payment" in item or "refunded_by" in item:
        return _refund(item, currency)
    if "line_items" in item and "id" in item:
        return _order(item, currency)
    if "note" in item and isinstance(item.value.get("customer_note"), bool):
        ref, of = item.needed("id"), _order_of(item)
        return ShopMessage("note", ref, _at(item, "date_created"), of)
    raise Fault("missing" if "line_items" in item else "not_known", "id" if "line_items" in item else "")


def _order(item: Item, currency: str) -> ShopMessage:
    ref, code, status = item.needed("id"), currency_of(item, "currency", currency), item.text("status")
    at = _at(item, "date_modified") or _at(item, "date_created")
    total = item.amount("total", code)
    if total is None:
        raise Fault("missing", item.at("total"))
    paid = _at(item, "date_paid")
    person, customer = item.item("billing"), item.ref("customer_id")
    mail = person.text("email")
    order = ShopOrder(
        number=item.ref("number") or ref,
        currency=code,
        lines=tuple(_line(line, code) for line in item.items("line_items")) + tuple(_fees(item, code)),
        total=total,
        freight=(item.amount("shipping_total", code, part=True) or 0)
        + (item.amount("shipping_tax", code, part=True) or 0),
        buyer=customer if customer not in ("", "0") else mail,
        buyer_name=f"{person.text('first_name')} {person.text('last_name')}".strip(),
        buyer_email=mail,
        ordered_at=_at(item, "date_created"),
    )
    done = _at(item, "date_completed") or (at if status == "completed" else "")
    return ShopMessage(
        "order", ref, at, ref,
        names=(ref,),
        order=order,
        paid=total if (paid or status in ("processing", "completed", "refunded")) and status not in _UNPAID else None,
        parcels=(Parcel(f"completed:{ref}", done),) if done and status in ("completed", "refunded") else (),
        cancelled=at if status == "cancelled" else "",
        refunds=tuple(found for one in item.items("refunds") if (found := _refund_in(one, code, at))),
        currency=code,
    )  # fmt: skip


def _line(line: Item, code: str) -> ShopLine:
    net, tax = line.amount("total", code, part=True), line.amount("total_tax", code, part=True) or 0
    return ShopLine(
        ref=line.needed("id"),
        title=line.text("name"),
        sku=line.text("sku", 120) or _product(line),
        quantity=max(line.count("quantity"), 1),
        price=None if net is None else net + tax,
        tax=tax,
    )


def _product(line: Item) -> str:
    return next((found for name in ("variation_id", "product_id") if (found := line.ref(name)) not in ("", "0")), "")


def _fees(item: Item, code: str) -> list[ShopLine]:
    """Fees above zero are lines of their own; rebates are in the paid sum."""
    found = []
    for fee in item.items("fee_lines"):
        if fee.decimal("total") > 0:
            tax = fee.amount("total_tax", code, part=True, minus=True) or 0
            price = fee.amount("total", code, part=True) + tax
            found.append(ShopLine(fee.needed("id"), fee.text("name"), "", 1, price, tax))
    return found


def _refund_in(one: Item, code: str, at: str) -> Refund | None:
    """A refund as an order lists it: its id and what it came to, below zero."""
    minor = one.amount("total", code, minus=True)
    return Refund(one.needed("id"), minor, at) if minor else None


def _refund(item: Item, currency: str) -> ShopMessage:
    ref, of, at = item.needed("id"), _order_of(item), _at(item, "date_created")
    if "amount" not in item:
        raise Fault("missing", item.at("amount"))
    pieces = []
    for line in item.items("line_items"):
        own = next((one.ref("value") for one in line.items("meta_data") if one.text("key") == "_refunded_item_id"), "")
        if quantity := line.count("quantity"):
            pieces.append((own or line.needed("id"), quantity))
    gateway = item.value.get("refunded_payment")
    said = gateway if isinstance(gateway, bool) else None
    amount = Amount(ref, item.decimal("amount"), item.at("amount"), at, True, tuple(pieces), said)
    if amount.number <= 0:
        raise Fault("below_zero", item.at("amount"), amount.number)
    return ShopMessage("refund", ref, at, of, amounts=(amount,))


def _order_of(item: Item) -> str:
    if found := item.ref("order_id"):
        return found
    parent = item.ref("parent_id")
    if parent not in ("", "0"):
        return parent
    for name in ("up", "self", "collection"):
        for link in item.item("_links").items(name):
            if found := _ORDER_LINK.search(link.text("href", 2000)):
                return found[1]
    raise Fault("no_order")


def _at(item: Item, name: str) -> str:
    """A moment of the shop: the one in UTC that stands beside the one of its own clock, where there is one."""
    return item.moment(f"{name}_gmt") or item.moment(name)
