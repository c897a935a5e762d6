"""What shops, buyers and the payment provider ask of an order. Amounts are minor units of the order's currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of a new order.

    price     for all pieces together, None where unknown; freight: the line's own, None where unknown
    seller    shop id, or `platform` where no shop is known
    paid      this line's share of the paid sum where the source says it; else it is worked out
    category  the marketplace's word for the kind of goods, for procedures that tell them apart
    tax       tax in the price, None where unknown; gift_for: the line that this one came with as a gift, worth: of the gift
    bundle    name of the set that it belongs to
    way       how it is delivered: digital, virtual, express, surface; "" where nobody says
    """

    line: int
    seller: str
    price: int | None
    quantity: int = 1
    freight: int | None = 0
    title: str = ""
    product: str = ""
    contents_unknown: bool = False
    paid: int | None = None
    category: str = ""
    tax: int | None = None
    gift_for: int = 0
    worth: int = 0
    bundle: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Take an order in, as far as the shop knows it.

    freight    freight of the order as a whole, spread over the lines by price (largest remainder)
    paid       what was paid, None while nothing is
    paid_assumed  nobody named a payment: prices and freight count as paid
    dates      moments in the record's form by name; shipped and delivered among them mean that it has come so far
    status     the shop's own word for where the order stands
    confirm_days   days in which the buyer may look at the goods before his silence pays the seller, 1 to 365; None: as
                   the procedure in force says. confirm_since: from the report of what on, shipped or delivered; "" alike
    accept_hours   hours in which a shop must take a paid line on or send it, else the buyer is paid back: 1 to 8760, 0: no
                   such time; None: as the procedure says
    longer     hours that the buyer has more to look at goods of a shop, by shop; private: shops that are private persons
    digest     fingerprint of the source, to tell an equal repeat from a contradiction
    offer      the shop's promise of free shipping: {"free_from", "freight"}, or {}
    listings   versions of the goods' pages that counted when it was placed: line, product, number, digest
    deal       the deal that it is placed with, as `papers.attached` has it; None: with none
    """

    root: str
    external_id: str
    buyer: str
    currency: str
    lines: tuple[NewLine, ...]
    freight: int = 0
    paid: int | None = None
    paid_assumed: bool = False
    dates: Mapping[str, str] = field(default_factory=dict)
    status: str = "placed"
    confirm_days: int | None = None
    confirm_since: str = ""
    accept_hours: int | None = None
    longer: Mapping[str, int] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    digest: str = ""
    offer: Mapping[str, int] = field(default_factory=dict)
    listings: tuple[Mapping, ...] = ()
    deal: Mapping | None = None


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """The buyer has paid; the money is held line by line."""

    root: str
    minor: int
    currency: str
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class AttachDeal:
    """Give an order the deal that both sides confirmed for it. deal: as `papers.attached` has it."""

    root: str
    deal: Mapping


@dataclass(frozen=True, slots=True)
class ShipOrder:
    """The goods are on their way. `on`: when, in the record's form; now if empty. `lines`: which; none: all of the shop's own."""

    root: str
    carrier: str = ""
    waybill: str = ""
    on: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectParcel:
    """Put right what was said of a parcel. parcel: its id (p1, p2 …); carrier, waybill: as they are in truth."""

    root: str
    parcel: str
    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, slots=True)
class DeliverOrder:
    """The goods have arrived. `on`: when, in the record's form; now if empty. `lines`: which; none: all of the shop's own."""

    root: str
    on: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmReceipt:
    """The buyer has what he ordered; the seller is paid for the lines without an open case. `lines`: which; none: all."""

    root: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptOrder:
    """A shop takes a paid order on. `lines`: which; none: all of its own."""

    root: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtendTime:
    """Make a clock longer: the buyer his own, once, by what the order says; a shop the buyer's, by so many days."""

    root: str
    deadline: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class AskTime:
    """A shop asks the buyer for so many days more to take the order on or to send it."""

    root: str
    deadline: str
    days: int


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """The buyer grants what the shop has asked for, or does not."""

    root: str
    deadline: str
    granted: bool


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Call the order off; what was paid for lines without an open case goes back."""

    root: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefundLines:
    """Give money back outside of any case. `minor`: how much of what custody holds for the lines, None for all."""

    root: str
    lines: tuple[int, ...]
    minor: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """Pay the seller for one line. `minor`: how much of what is free in custody for it, None for all."""

    root: str
    line: int
    minor: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RemindOrder:
    """Record that the buyer was reminded at half time of an open wait."""

    root: str
    deadline: str


@dataclass(frozen=True, slots=True)
class GiveBackOrderTime:
    """Add time that does not count to the order's open waits, once for each outage or holiday (why)."""

    root: str
    outage: str
    started_at: str
    ended_at: str
    why: str = "outage"


@dataclass(frozen=True, slots=True)
class SettleTransfer:
    """What the payment provider answered about one transfer: carried out, or refused for good."""

    root: str
    transfer: str
    ok: bool
    provider_ref: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RetryTransfer:
    """Give a transfer that the provider refused to it once more."""

    root: str
    transfer: str


@dataclass(frozen=True, slots=True)
class CoverDebt:
    """Money drawn from a purse (`source` deposit or fund) has come for a debt of this order."""

    root: str
    debt: str
    source: str
    purse: str
    minor: int
