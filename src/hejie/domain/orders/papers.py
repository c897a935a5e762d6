"""What an order is placed with: the deal that both sides confirmed before, named by its hash.

The deal stands in its own stream, and whole, as a document, among the order's records; here stands what follows from it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal

_KEPT = ("deal", "hash", "agreed_at", "promises", "deliver_by", "total", "currency", "differs")


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def attached(world: World, deal: Mapping | None) -> tuple[Event, ...]:
    """The entry by which an order has its deal; nothing where it has none.

    deal   deal (its id), hash (of the version that both confirmed), agreed_at, promises (contract: entitle), deliver_by
           (day or ""), total and currency, differs (rows of what the order says otherwise)
    """
    if deal is None:
        return ()
    return (Event(f"order:{world.root}", "DealAttached", {name: deal[name] for name in _KEPT}),)


def attach(world: World, command: object, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Give an order that stands already the deal that was made for it, as long as nothing is paid.

    Refuses   already_paid, order_cancelled; an equal repeat changes nothing
    """
    order = world.order
    if order.deal is not None and order.deal["hash"] == command.deal["hash"]:
        return ()
    if order.paid_minor or order.custody.holds:
        raise Refusal("already_paid", order=order.external_id)
    if order.cancelled:
        raise Refusal("order_cancelled", order=order.external_id)
    return attached(world, command.deal)
