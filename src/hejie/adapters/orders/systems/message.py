"""What a message of any shop system says, in one form. Amounts are minor units, moments in the record's form."""

from dataclasses import dataclass, replace
from decimal import Decimal

from hejie.adapters.orders.systems.reading import minor
from hejie.domain.orders.shop_commands import Parcel, Refund, Return


@dataclass(frozen=True, slots=True)
class ShopLine:
    """A line of the order. ref: the shop's id for it; price: of all pieces, discounts taken off, tax in it."""

    ref: str
    title: str
    sku: str
    quantity: int
    price: int | None
    tax: int | None = None
    contents_unknown: bool = False


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """The whole order. number: by which buyer and shop know it; total: what the shop says it comes to, freight included."""

    number: str
    currency: str
    lines: tuple[ShopLine, ...]
    total: int
    freight: int = 0
    buyer: str = ""
    buyer_name: str = ""
    buyer_email: str = ""
    ordered_at: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A refund or a payment whose currency only the order tells. number: in major units, exactly; path: where it stood."""

    ref: str
    number: Decimal
    path: str
    on: str
    refund: bool
    pieces: tuple[tuple[str, int], ...] = ()
    gateway: bool | None = None


@dataclass(frozen=True, slots=True)
class ShopMessage:
    """One message.

    about, ref   what it is about (order, refund, fulfilment, payment, return, note, dispute) and the shop's id for that
    at           when that was last changed in the shop
    order_ref    by which the shop names the order in other messages; names: all such names that this message teaches
    order        the whole order, where the message is about it
    amounts      money of which the message names no currency; `in_currency` makes refunds and payments of it
    The rest is as in `domain.orders.shop_commands.TakeShopMessage`.
    """

    about: str
    ref: str
    at: str
    order_ref: str
    names: tuple[str, ...] = ()
    order: ShopOrder | None = None
    paid: int | None = None
    payments: tuple[tuple[str, int], ...] = ()
    amounts: tuple[Amount, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    delivered: str = ""
    cancelled: str = ""
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    counted: tuple[tuple[str, int], ...] = ()
    currency: str = ""

    def in_currency(self, code: str) -> "ShopMessage":
        """The message with all its money in minor units; `code` is the order's currency. Refuses Fault."""
        refunds, payments = list(self.refunds), list(self.payments)
        for one in self.amounts:
            amount = minor(one.number, code, one.path)
            if one.refund and amount:
                refunds.append(Refund(one.ref, amount, one.on, one.pieces, one.gateway))
            elif amount:
                payments.append((one.ref, amount))
        return replace(self, refunds=tuple(refunds), payments=tuple(payments), amounts=())
