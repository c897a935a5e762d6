"""When an order is over, so that what it keeps of people can go: pure reckoning from its state and its entries."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import holding, promises, records, reviews
from hejie.domain.orders.records import EraseRecord
from hejie.domain.orders.state import OrderState

PUBLISHED = frozenset(reviews.KINDS)
"""What is public beside the goods: a marketplace may not delete reviews (E-commerce Law of the PRC, art. 39)."""
OF_SHOPS = frozenset(("ReviewReplied", *promises.KINDS))
"""What shops and the marketplace wrote themselves."""
_AFTERWARDS = frozenset(("ContentErased", "NoticeSent", *holding.KINDS))
_TO_COME = frozenset(("deliver_by",))


def ended_at(order: OrderState, entries: Iterable[Mapping]) -> datetime | None:
    """Since when nothing of an order was open any more; None while a clock runs, a case has a line, or money is still here.

    It is the last of the days that it names and of what happened to it, never before the completion of the transaction. That
    something was erased or told does not count.
    """
    held = any(hold.free or hold.reserved for hold in order.custody.holds)
    if order.deadlines or order.frozen or held:
        return None
    happened = [entry["at"] for entry in entries if entry["kind"] not in _AFTERWARDS]
    dates = [at for name, at in order.dates.items() if at and name not in _TO_COME]
    return max(clock.parse(at) for at in (*happened, *dates)) if happened else None


def may_go(order: OrderState) -> None:
    """Let contents of an order go of which no case is open. Refuses order_held, order_in_case."""
    holding.no_hold(order)
    if order.frozen:
        raise Refusal("order_in_case", order=order.external_id)


def erase(world: records.World, command: EraseRecord, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Erase contents of an order; that the time of its closed cases is over as well, whoever asks has seen.

    Refuses   order_held, order_in_case, nothing_to_erase
    """
    may_go(world.order)
    return records.erase(world, command, by=by, now=now)
