"""The money of a voucher, or of points, comes to an order: it is held for its lines beside what the buyer paid, and takes the same way from there.

Goods that are paid back are paid back whole, what a voucher paid for them too: the buyer's loss is no shop's gain. What points paid
comes back in points (`escrow.points_back`); what a voucher paid comes back as a voucher for the reasons that its payment names
(`escrow.vouchers_back`), else in money.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import accounts
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PayByVoucher:
    """Money that a purse gives out of a voucher, or a buyer's account out of points.

    purse    its stream; funder: seller id or `platform`; use: which use it is; points: how many, 0 for a voucher
    back     of a voucher, for which reasons of a refund its share comes back as a voucher
    """

    root: str
    purse: str
    funder: str
    use: str
    minor: int
    points: int = 0
    back: tuple[str, ...] = ()


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def unpaid(order: object, funder: str) -> dict[int, int]:
    """What nobody has paid yet of each line that a voucher of this funder may pay for; minor units by line.

    A shop's own voucher pays for its own goods, the marketplace's for any. Lines without a known price, and lines that a case
    is about, are left alone.
    """
    taken, found = dict(order.frozen), {}
    for line in order.lines:
        if line.price is None or line.line in taken or (funder != "platform" and line.seller != funder):
            continue
        hold = order.custody.hold(accounts.hold_id(order.root, line.line))
        left = line.price + (line.freight or 0) - (hold.held if hold else 0)
        if left > 0:
            found[line.line] = left
    return found


def worth(order: object, funder: str) -> int:
    """What the goods come to that such a voucher may pay for; minor units."""
    return sum(line.price or 0 for line in order.lines if funder in ("platform", line.seller))


def usable_at(order: object) -> bool:
    """Whether an order can take a voucher at all: it is not called off and nobody has confirmed its receipt."""
    return not order.cancelled and not order.confirmed


def pay(world: World, command: PayByVoucher, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Hold it for the lines, each by what is left to pay. Came before: nothing. Refuses order_cancelled, voucher_nothing_left."""
    order = world.order
    if command.use in order.voucher_uses:
        return ()
    if not usable_at(order):
        raise Refusal("order_cancelled", order=order.external_id)
    left = unpaid(order, command.funder)
    if command.minor > sum(left.values()):
        raise Refusal("voucher_nothing_left")
    shares = allocate(Money(command.minor, order.currency), list(left.values()))
    holds = [
        {"hold": accounts.hold_id(order.root, line), "line": line, "amount": share.minor}
        for line, share in zip(left, shares, strict=True)
        if share.minor
    ]
    data = {
        "purse": command.purse,
        "use": command.use,
        "amount": command.minor,
        "currency": order.currency,
        "holds": holds,
    }
    if command.points:
        return (Event(f"order:{order.root}", "PointsPaid", data | {"points": command.points}),)
    more = {"back": list(command.back)} if command.back else {}
    return (Event(f"order:{order.root}", "VoucherPaid", data | more),)
