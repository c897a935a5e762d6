"""What is asked about points: their worth, giving them, keeping and spending them, and what comes back."""

from dataclasses import dataclass, field
from datetime import datetime

from hejie.domain.escrow import points_book as book
from hejie.domain.escrow.vouchers import PLATFORM

KEPT_FOR = 30
"""For how many minutes points are kept for an order, where nobody says."""
_PREFIX = "points-"


def owner(buyer: str) -> str:
    """The owner of a buyer's account, as purses name it."""
    return _PREFIX + buyer


def buyer_of(owner: str) -> str:
    """Whose account that is; "" where it is none of points."""
    return owner.removeprefix(_PREFIX) if owner.startswith(_PREFIX) else ""


@dataclass(frozen=True, slots=True)
class SetWorth:
    """So many points are worth so many minor units from a moment on, and are good for so many days; minor 0 stops giving them."""

    points: int
    minor: int
    currency: str
    days: int
    since: datetime | None = None
    funder: str = field(default=PLATFORM, init=False)


@dataclass(frozen=True, slots=True)
class GivePoints:
    """Give a buyer points out of a purse (`funder`: seller id or `platform`), about a case or an order; bearer as of a voucher."""

    funder: str
    buyer: str
    points: int
    why: str
    case: str = ""
    order: str = ""
    note: str = ""
    bearer: str = ""


@dataclass(frozen=True, slots=True)
class Receive:
    """What a gift brings to its buyer's account."""

    buyer: str
    giver: str
    gift: book.Gift

    @property
    def funder(self) -> str:
        """The account, as purses name it."""
        return owner(self.buyer)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Keep points for an order. points or minor: how many, or how much they are to pay at most; order: its root, "" while unknown."""

    buyer: str
    currency: str
    points: int | None = None
    minor: int | None = None
    order: str = ""
    minutes: int = KEPT_FOR

    @property
    def funder(self) -> str:
        """The account, as purses name it."""
        return owner(self.buyer)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with points that are kept (`use`): spend them at an order, release them, look at their time, or say what came."""

    buyer: str
    use: str
    order: str = ""
    taken: bool = True

    @property
    def funder(self) -> str:
        """The account, as purses name it."""
        return owner(self.buyer)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A refund of an order (`transfer`) brings so many minor units back to the account, as points."""

    buyer: str
    order: str
    transfer: str
    minor: int

    @property
    def funder(self) -> str:
        """The account, as purses name it."""
        return owner(self.buyer)


@dataclass(frozen=True, slots=True)
class LookAtLot:
    """Carry out what a lot's time has brought: the reminder, or its end."""

    buyer: str
    lot: str

    @property
    def funder(self) -> str:
        """The account, as purses name it."""
        return owner(self.buyer)


@dataclass(frozen=True, slots=True)
class ComeHome:
    """Money of points that ended comes home to the purse that gave them. end: the entry of the account that says so."""

    funder: str
    gift: str
    end: int
    account: str
    minor: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the order is at which points are spent: whose, in which currency, what of it nobody has paid yet (minor units)."""

    buyer: str
    currency: str
    unpaid: int
    usable: bool = True
