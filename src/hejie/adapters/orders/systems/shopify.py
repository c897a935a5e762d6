"""Shopify's Admin REST API and its webhooks: orders, refunds, fulfilments, transactions, disputes.

What was paid and paid back is what the transactions say, never what lines add up to. Discounts that an order lists
beside its totals are in them already.
"""

from hejie.adapters.orders.systems.message import Amount, ShopLine, ShopMessage, ShopOrder
from hejie.adapters.orders.systems.reading import Fault, Item, currency_of, newest
from hejie.domain.kernel.money import EXPONENTS, Money, allocate
from hejie.domain.orders.shop_commands import Parcel, Refund

_KINDS = ("order", "refund", "fulfillment", "transaction", "dispute")
_PAID = ("paid", "partially_refunded", "refunded")
_MOVED = ("sale", "capture")


def read(payload: object, currency: str = "") -> ShopMessage:
    """What the message says. Refuses Fault."""
    item = Item(payload)
    wrapped = next((kind for kind in _KINDS if len(item.value) == 1 and kind in item), "")
    if wrapped:
        item = Item(item.value[wrapped], wrapped)
    kind = wrapped or _kind(item)
    if kind == "order":
        return _order(item, currency)
    if kind == "refund":
        return _refund(item)
    if kind == "fulfillment":
        return _fulfilment(item)
    if kind == "transaction":
        return _transaction(item)
    if kind == "dispute":
        of = item.ref("order_id")
        if not of:
            raise Fault("no_order", item.at("order_id"))
        return ShopMessage("dispute", item.needed("id"), item.moment("initiated_at"), of)
    raise Fault("not_known")


def _kind(item: Item) -> str:
    """What a webhook sends bare, told by what only it has."""
    if "financial_status" in item or "total_price" in item:
        return "order"
    if "refund_line_items" in item:
        return "refund"
    if "network_reason_code" in item or "evidence_due_by" in item:
        return "dispute"
    if "gateway" in item and "amount" in item:
        return "transaction"
    return "fulfillment" if "order_id" in item and ("tracking_numbers" in item or "tracking_number" in item) else ""


def _order(item: Item, currency: str) -> ShopMessage:
    ref, code = item.needed("id"), currency_of(item, "currency", currency)
    total, status = item.amount("total_price", code), item.text("financial_status")
    if total is None:
        raise Fault("missing", item.at("total_price"))
    customer, mail = item.item("customer"), item.text("email")
    order = ShopOrder(
        number=item.text("name", 60) or ref,
        currency=code,
        lines=_lines(item, code, total),
        total=total,
        freight=sum(one.amount("price", code, part=True) or 0 for one in item.items("shipping_lines")),
        buyer=customer.ref("id") or mail,
        buyer_name=f"{customer.text('first_name')} {customer.text('last_name')}".strip(),
        buyer_email=mail or customer.text("email"),
        ordered_at=item.moment("created_at"),
    )
    parcels = [one for one in map(_parcel, item.items("fulfillments")) if one]
    refunds = [_refund(one, code, ref) for one in item.items("refunds")]
    moments = [item.moment("updated_at"), item.moment("created_at"), *(one.at for one in refunds)]
    return ShopMessage(
        "order", ref, newest([*moments, *(one.on for one in parcels)]), ref,
        names=(ref,),
        order=order,
        paid=_paid(item, code, total, status),
        payments=tuple((_transaction_ref(one), one.amount("amount", code) or 0) for one in _moved(item)),
        parcels=tuple(parcels),
        delivered=_delivered(item),
        cancelled=item.moment("cancelled_at"),
        refunds=tuple(refund for one in refunds for refund in one.refunds),
        currency=code,
    )  # fmt: skip


def _lines(item: Item, code: str, total: int) -> tuple[ShopLine, ...]:
    """The lines with the tax in their prices; where none names its tax, the order's is spread by price."""
    rows = item.items("line_items")
    if not rows:
        return (ShopLine("", "", "", 1, total, item.amount("total_tax", code), contents_unknown=True),)
    prices = [_net(row, code) for row in rows]
    if item.value.get("taxes_included") is True:
        return tuple(_line(row, price, None) for row, price in zip(rows, prices, strict=True))
    taxes = [sum(one.amount("price", code, part=True) or 0 for one in row.items("tax_lines")) for row in rows]
    if not any(taxes) and (whole := item.amount("total_tax", code)) and any(prices):
        taxes = [share.minor for share in allocate(Money(whole, code), prices)]
    return tuple(_line(row, price + tax, tax) for row, price, tax in zip(rows, prices, taxes, strict=True))


def _net(row: Item, code: str) -> int:
    """Price of all pieces without what was taken off it."""
    price = row.decimal("price") * max(row.count("quantity"), 1)
    if price < 0:
        raise Fault("below_zero", row.at("price"), row.value.get("price"))
    off = sum(one.decimal("amount") for one in row.items("discount_allocations")) or row.decimal("total_discount")
    return Item({"net": max(price - off, price - price)}, row.path).amount("net", code, part=True)


def _line(row: Item, price: int, tax: int | None) -> ShopLine:
    title = row.text("name") or row.text("title")
    sku = row.text("sku", 120) or row.ref("variant_id") or row.ref("product_id")
    return ShopLine(row.needed("id"), title, sku, max(row.count("quantity"), 1), price, tax)


def _paid(item: Item, code: str, total: int, status: str) -> int | None:
    if status == "partially_paid" and "total_outstanding" in item:
        return max(0, total - item.amount("total_outstanding", code))
    return total if status in _PAID and not _moved(item) else None


def _moved(item: Item) -> list[Item]:
    """Payments that were carried out, where the order lists its transactions."""
    rows = item.items("transactions")
    return [one for one in rows if one.text("status") == "success" and one.text("kind") in _MOVED]


def _transaction_ref(one: Item) -> str:
    """One transaction has one name, wherever it is told of."""
    return f"transaction:{one.needed('id')}"


def _parcel(one: Item) -> Parcel | None:
    """A parcel that was sent: `success`. While it is pending or open, or failed, nothing has left."""
    if one.text("status") != "success":
        return None
    waybill = one.text("tracking_number") or next(iter(_texts(one, "tracking_numbers")), "")
    return Parcel(
        one.needed("id"), one.moment("updated_at") or one.moment("created_at"), one.text("tracking_company"), waybill
    )


def _texts(one: Item, name: str) -> list[str]:
    found = one.value.get(name)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _delivered(item: Item) -> str:
    """When the last parcel arrived, once all was sent and every parcel has."""
    sent = [one for one in item.items("fulfillments") if one.text("status") == "success"]
    if item.text("fulfillment_status") != "fulfilled" or not sent:
        return ""
    came = [one.moment("updated_at") for one in sent if one.text("shipment_status") == "delivered"]
    return newest(came) if len(came) == len(sent) else ""


def _refund(item: Item, currency: str = "", of: str = "") -> ShopMessage:
    """A refund: its money is what its successful transactions say, its pieces what its lines say."""
    if "id" not in item or "created_at" not in item:
        raise Fault("only_reckoned", item.path)
    ref, at = item.needed("id"), item.moment("created_at")
    pieces = tuple((one.needed("line_item_id"), one.count("quantity")) for one in item.items("refund_line_items"))
    rows = [
        one for one in item.items("transactions") if one.text("kind") == "refund" and one.text("status") == "success"
    ]
    amounts, refunds = [], []
    for number, one in enumerate(rows):
        own = () if number else pieces  # the pieces of a refund that is paid in parts count once
        code = one.ref("currency").upper() or currency
        value = one.decimal("amount")
        if value < 0:
            raise Fault("below_zero", one.at("amount"), value)
        if code:
            minor = one.amount("amount", currency_of(one, "currency", code))
            refunds += [Refund(_transaction_ref(one), minor, at, own, True, code)] if minor else []
        else:
            amounts.append(Amount(_transaction_ref(one), value, one.at("amount"), at, True, own, True))
    moved = newest([at, *(one.moment("created_at") for one in rows)])
    of = of or item.needed("order_id")
    return ShopMessage("refund", ref, moved, of, refunds=tuple(refunds), amounts=tuple(amounts))


def _fulfilment(item: Item) -> ShopMessage:
    parcel = _parcel(item)
    at = newest([item.moment("updated_at"), item.moment("created_at")])
    return ShopMessage(
        "fulfilment", item.needed("id"), at, item.needed("order_id"), parcels=(parcel,) if parcel else ()
    )


def _transaction(item: Item) -> ShopMessage:
    """A payment that was carried out adds to what was paid, a refund that was is one; an authorisation moves nothing."""
    ref, kind, at, of = item.needed("id"), item.text("kind"), item.moment("created_at"), item.needed("order_id")
    if kind == "suggested_refund":
        raise Fault("only_reckoned", item.at("kind"))
    number, code = item.decimal("amount"), item.ref("currency").upper()
    if number < 0:
        raise Fault("below_zero", item.at("amount"), number)
    if code and code not in EXPONENTS:
        raise Fault("not_a_currency", item.at("currency"), code)
    if item.text("status") != "success" or not number or kind not in (*_MOVED, "refund"):
        return ShopMessage("payment", ref, at, of, currency=code)
    amount = Amount(_transaction_ref(item), number, item.at("amount"), at, kind == "refund", (), True)
    return ShopMessage("payment", ref, at, of, amounts=(amount,), currency=code)
