"""Purses: a seller's deposit, and the marketplace's guarantee fund, from which debts to buyers are covered.

A purse is a stream and a root of its own. A seller's debt is covered from his deposit first and by the fund for the
rest; what the fund gave the seller owes the fund, until he has paid it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import accounts, points_book, promised, voucher_book
from hejie.domain.escrow.points_book import PointsBook
from hejie.domain.escrow.promised import Promise
from hejie.domain.escrow.voucher_book import Book
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money, positive
from hejie.domain.kernel.refusal import Refusal

Events = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class PurseState:
    """One purse.

    owner     seller id, `fund`, `platform`: what the marketplace gives vouchers out of; or `points-` and a buyer's id: his points
    balances  minor units by currency; what lies in vouchers or is set aside for promises is not among them
    drawn     what was drawn, by draw (`order root:debt:number of the cover`)
    owed      what sellers owe the fund for debts that it covered: minor units by (seller, currency)
    book      vouchers given out of it, and their budgets; points: given out of it, or in a buyer's account
    promised  by case, what agreements promise out of it
    """

    root: str
    marketplace: str
    owner: str
    balances: Mapping[str, int] = field(default_factory=dict)
    drawn: Mapping[str, int] = field(default_factory=dict)
    owed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    points: PointsBook = field(default_factory=PointsBook)
    promised: Mapping[str, Promise] = field(default_factory=dict)
    seq: int = 0
    head: str = ""
    changed_at: str = ""

    def balance(self, currency: str) -> Money:
        """What the purse may give in a currency."""
        return Money(self.balances.get(currency, 0), currency)

    def aside(self, currency: str) -> Money:
        """What is set aside in a currency for what agreements promise."""
        return Money(sum(one.minor for one in self.promised.values() if one.currency == currency), currency)


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money put into a purse from outside. `owner`: seller id, `fund` or `platform`."""

    owner: str
    minor: int
    currency: str
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """Take what is there, at most `minor`, to cover a debt; `cover` counts the payments towards it, from 1."""

    owner: str
    root: str
    case_id: str
    debt: str
    cover: int
    seller: str
    minor: int
    currency: str

    @property
    def id(self) -> str:
        """What makes this draw one of its kind."""
        return f"{self.root}:{self.debt}:{self.cover}"


@dataclass(frozen=True, slots=True)
class Repay:
    """A seller pays back to the fund what it gave for him."""

    seller: str
    minor: int
    currency: str
    provider_ref: str = ""


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    purse: PurseState | None


def deposit(world: World, command: Deposit, *, by: Actor, now: datetime) -> Events:
    """Put money in; a purse opens with its first deposit.

    Refuses   amount_not_positive, amount_too_large, currency_unknown
    """
    amount = positive(command.minor, command.currency)
    _room_for(world.purse, amount)
    data = {"amount": amount.minor, "currency": amount.currency, "provider_ref": command.provider_ref}
    return (*_opened(world, command.owner), _event(world, "Deposited", **data))


def draw(world: World, command: Draw, *, by: Actor, now: datetime) -> Events:
    """Take what a debt needs, at most what is there, once for each cover. Drawn already: nothing.

    Refuses   purse_empty, amount_not_positive
    """
    wanted = positive(command.minor, command.currency)
    purse = world.purse
    if purse is not None and command.id in purse.drawn:
        return ()
    there = purse.balance(command.currency) if purse is not None else Money(0, command.currency)
    if not there:
        raise Refusal("purse_empty", owner=command.owner, currency=command.currency)
    return (
        _event(
            world,
            "Drawn",
            draw=command.id,
            debt=command.debt,
            cover=command.cover,
            order=command.root,
            case=command.case_id,
            seller=command.seller,
            amount=min(wanted.minor, there.minor),
            currency=command.currency,
        ),
    )


def repay(world: World, command: Repay, *, by: Actor, now: datetime) -> Events:
    """A seller pays the fund back. Refuses amount_not_positive, repays_too_much."""
    amount = positive(command.minor, command.currency)
    owed = world.purse.owed.get((command.seller, command.currency), 0) if world.purse is not None else 0
    if amount.minor > owed:
        raise Refusal("repays_too_much", seller=command.seller, owed=str(Money(owed, command.currency)))
    data = {"amount": amount.minor, "currency": amount.currency, "provider_ref": command.provider_ref}
    return (_event(world, "Repaid", seller=command.seller, **data),)


def evolve(state: PurseState | None, entry: Mapping) -> PurseState:
    """The purse after one more entry of its stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "PurseOpened":
            raise ValueError(f"a purse begins with PurseOpened, not {kind}")
        state = PurseState(entry["stream"], data["marketplace"], data["owner"])
    elif kind in ("Deposited", "Repaid"):
        state = _moved(state, data, data["amount"])
        if kind == "Repaid":
            state = _owing(state, data, -data["amount"])
    elif kind == "Drawn":
        state = _moved(state, data, -data["amount"])
        state = replace(state, drawn={**state.drawn, data["draw"]: data["amount"]})
        if state.owner == accounts.FUND and data["seller"] != "platform":
            state = _owing(state, data, data["amount"])
    elif kind.startswith("Voucher"):
        if change := voucher_book.moved(kind, data):
            state = _moved(state, data, change)
        state = replace(state, book=voucher_book.evolve(state.book, entry))
        state = replace(state, promised=promised.evolve(state.promised, entry))
    elif kind.startswith("Credit"):
        state = _moved(state, data, promised.moved(kind, data))
        book = promised.booked(state.book, state.promised, entry)
        state = replace(state, book=book, promised=promised.evolve(state.promised, entry))
    elif kind.startswith("Points"):
        if change := points_book.moved(kind, data):
            state = _moved(state, data, change)
        book = voucher_book.evolve(state.book, entry) if kind == "PointsGiven" else state.book
        state = replace(state, book=book, points=points_book.evolve(state.points, entry))
        state = replace(state, promised=promised.evolve(state.promised, entry))
    return replace(state, seq=entry["seq"], head=entry["hash"], changed_at=entry["at"])


def _moved(state: PurseState, data: Mapping, change: int) -> PurseState:
    currency = data["currency"]
    after = state.balances.get(currency, 0) + change
    if after < 0:
        raise ValueError(f"{state.root} would give more than it has")
    return replace(state, balances={**state.balances, currency: after})


def _owing(state: PurseState, data: Mapping, change: int) -> PurseState:
    who = (data["seller"], data["currency"])
    return replace(state, owed={**state.owed, who: state.owed.get(who, 0) + change})


def _room_for(purse: PurseState | None, amount: Money) -> None:
    if purse is not None:
        _ = purse.balance(amount.currency) + amount  # refuses amount_too_large


def _opened(world: World, owner: str) -> Events:
    if world.purse is not None:
        return ()
    return (_event(world, "PurseOpened", marketplace=world.marketplace, owner=owner),)


def _event(world: World, kind: str, **data: object) -> Event:
    return Event(world.root, kind, data)
