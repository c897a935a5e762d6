"""Orders as a shop's own program sends them: its names for buyers and shops become ours, then the order is placed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from hejie.domain.kernel import clock
from hejie.domain.orders import commands
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import directory
from hejie.usecases import ids, orders


def place(
    ctx: Context,
    *,
    external_id: str,
    buyer: str,
    buyer_name: str,
    buyer_email: str,
    currency: str,
    lines: Iterable[Mapping],
    freight: int,
    paid: int | None,
    status: str,
    dates: Mapping[str, datetime],
    confirm: tuple[int | None, str] = (None, ""),
    accept_hours: int | None = None,
    deal: tuple[str, str] | None = None,
    offer: Mapping[str, int] = MappingProxyType({}),
    key: str,
) -> Receipt:
    """Take in an order under the shop's own id for it.

    buyer    the shop's name for the buyer; "" where it has none (the order's own buyer then)
    lines    mappings with line (0: the next number), seller (the shop's name for it, "" = the marketplace answers), title, product, quantity,
             price and freight (minor units, None where unknown), category, way, tax, gift_for, worth, bundle
    offer    the shop's promise of free shipping: {"free_from", "freight"}, or {}
    accept_hours   in which a shop must take a paid order on; None: as the procedure says
    deal     (id, hash) of the deal that both sides confirmed for it
    confirm  days in which the buyer may look at the goods, and since what; (None, "") where the procedure says so
    """
    market = ctx.actor.marketplace
    buyer_key = buyer or f"order {external_id}"
    lines = _numbered(lines)
    wanted = sorted({line["seller"] for line in lines if line["seller"]})
    (rows,) = reader.ask(ctx, directory.named(market, buyer_key, wanted))
    buyers, shops = directory.found(rows)
    person = buyers.get(buyer_key) or directory.buyer(
        market, buyer_key, "p" + ids.derived(market, "buyer", buyer_key, length=12)
    )
    shops |= {
        name: directory.seller(market, name, "s" + ids.derived(market, "seller", name, length=12))
        for name in wanted
        if name not in shops
    }
    if buyer_name or buyer_email:
        directory.complete(market, person, buyer_name, buyer_email)
    command = commands.PlaceOrder(
        root=ids.order_root(market, external_id),
        external_id=external_id,
        buyer=person,
        currency=currency,
        lines=tuple(_line(shops, line) for line in lines),
        freight=freight,
        paid=paid,
        dates={name: clock.text(moment) for name, moment in dates.items()},
        status=status,
        confirm_days=confirm[0],
        confirm_since=confirm[1],
        accept_hours=accept_hours,
        offer=offer,
    )
    return orders.place_order(ctx, command, key=key, deal=deal)


def _numbered(lines: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """The lines, each with a number: one that names none gets that after the highest before it."""
    found: list[Mapping] = []
    for line in lines:
        after = max((one["line"] for one in found), default=0) + 1
        found.append(line if line["line"] else {**line, "line": after})
    return tuple(found)


def _line(shops: Mapping[str, str], line: Mapping) -> commands.NewLine:
    seller = shops[line["seller"]] if line["seller"] else directory.PLATFORM
    rest = {key: value for key, value in line.items() if key != "seller"}
    return commands.NewLine(seller=seller, **rest)
