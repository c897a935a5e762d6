"""Given, when, then for orders: a small order, its folded state, and acts on it without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor, system
from hejie.domain.kernel.events import Event
from hejie.domain.orders import commands, decide
from hejie.domain.orders.state import OrderState, evolve
from hejie.domain.procedure.rulebook import Procedure

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ROOT = "abcdefghijklmnop"
CASE = f"{ROOT}-case2345"
OTHER_CASE = f"{ROOT}-case6789"
BUYER = Actor("buyer", "p1", "market")
SHOP = Actor("seller", "p2", "market", seller="s1")
SYSTEM = system("market")


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    order: OrderState | None
    root: str = ROOT
    marketplace: str = "market"
    procedure: Procedure | None = None


def fold(order: OrderState | None, events: tuple[Event, ...], now: datetime = NOW) -> OrderState:
    """The order after these events."""
    for event in events:
        seq = (order.seq if order else 0) + 1
        order = evolve(
            order,
            {
                "seq": seq,
                "hash": f"h{seq}",
                "kind": event.kind,
                "at": clock.text(now),
                "by": SYSTEM.as_author(),
                "data": event.data,
                "stream": event.stream,
            },
        )
    return order


def do(
    act, order: OrderState | None, command: object, by: Actor = SYSTEM, now: datetime = NOW, procedure=None
) -> OrderState:
    """The order after one act, with this procedure in force; a refusal passes through."""
    return fold(order, act(World(order, procedure=procedure), command, by=by, now=now), now)


def placed(
    *prices: int, paid: int | None = None, currency: str = "CNY", sellers=("s1", "s1", "s1"), **more
) -> OrderState:
    """An order with a line for each price (line 1, 2, …), freight nothing."""
    lines = tuple(
        commands.NewLine(number, sellers[number - 1], price) for number, price in enumerate(prices or (10000,), start=1)
    )
    command = commands.PlaceOrder(ROOT, "A-1", "p1", currency, lines, paid=paid, **more)
    return do(decide.place, None, command)


def paid(*prices: int, **more) -> OrderState:
    """The same, paid in full."""
    return placed(*prices, paid=sum(prices or (10000,)), **more)


def delivered(*prices: int, **more) -> OrderState:
    """The same, delivered."""
    return do(decide.deliver, paid(*prices, **more), commands.DeliverOrder(ROOT))


def later(days: float) -> datetime:
    """So many days after everything began."""
    return NOW + timedelta(days=days)


def settle_all(order: OrderState, ok: bool = True) -> OrderState:
    """The provider answers every released transfer."""
    for row in order.custody.transfers:
        if row.status == "released":
            order = do(decide.settle, order, commands.SettleTransfer(ROOT, row.id, ok, "ref", "" if ok else "closed"))
    return order


def went(order: OrderState) -> dict[str, int]:
    """Where all the money of an order is: free, reserved, with the buyer, with the seller."""
    return {
        name: sum(getattr(hold, name) for hold in order.custody.holds)
        for name in ("free", "reserved", "to_buyer", "to_seller")
    }
