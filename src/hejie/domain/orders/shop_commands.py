"""What a message of a shop's own system comes to, once it is read. Amounts are minor units, moments in the record's form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.orders.commands import PlaceOrder


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that the shop has sent. ref: the shop's id for it."""

    ref: str
    on: str
    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that the shop has paid back itself.

    minor     as the shop says, never worked out from lines; above zero
    pieces    (the shop's id of a line, pieces) that it is for; none where it names none
    gateway   whether the shop's payment provider carried it out; False: by hand, True, or None where nobody says
    currency  "" where the shop names none: the order's
    """

    ref: str
    minor: int
    on: str = ""
    pieces: tuple[tuple[str, int], ...] = ()
    gateway: bool | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Goods that came back to the shop: (the shop's id of a line, pieces, of these damaged)."""

    ref: str
    on: str
    pieces: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class TakeShopMessage:
    """Take a message of a shop's system to the order's record.

    place      the order itself, where the message is about the whole of it; None: it must be there already
    lines      our line by the shop's id for it, with `place`
    about, ref, at   the object that the message is about, and when it was last changed there
    digest     fingerprint of the message
    held       shop or custody; counts with the first message alone
    paid       all that the shop has been paid so far for the order, None where it does not say; currency: of it
    payments   (the shop's id, amount) of single payments; together they may come to more than `paid` of before
    delivered, cancelled   moments, "" where it has not come so far
    counted    pieces by the shop's line that the order counts as come back
    """

    root: str
    system: str
    about: str
    ref: str
    at: str
    digest: str
    held: str = "shop"
    place: PlaceOrder | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    paid: int | None = None
    payments: tuple[tuple[str, int], ...] = ()
    currency: str = ""
    parcels: tuple[Parcel, ...] = ()
    delivered: str = ""
    cancelled: str = ""
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    counted: tuple[tuple[str, int], ...] = ()
