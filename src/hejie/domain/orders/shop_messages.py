"""Taking a message of a shop's own system to an order's record. Pure.

A later state follows an earlier one and never the other way round: what was once sent, paid or paid back stays so. Money
that the shop itself holds is no custody of ours: it stands as paid and as gone to the seller, no clock runs for it, and
nothing is ever paid out of it. What the shop has paid back lowers what can still be awarded, and pays a debt that the
seller has for the same order; no provider is told to pay it once more.
"""

from datetime import datetime, timedelta

from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import positive
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands, decide, shop_booking, shop_side
from hejie.domain.orders.shop_commands import TakeShopMessage
from hejie.domain.orders.state import OrderState, evolve

Events = tuple[Event, ...]
FAST_CLOCK = timedelta(minutes=10)
"""By so much a shop's clock may be ahead of ours; what it says to have happened by then counts as happening now."""


def take_in(world: decide.World, command: TakeShopMessage, *, by: Actor, now: datetime) -> Events:
    """Place the order where it is new, and add what the message tells beyond what is known. Told before, or older: nothing.

    Refuses   order_unknown (a message about a part of an order that is not here), order_exists (one of this name came
              another way), shop_held, currency_mismatch, amount_not_positive, bad_date, and what placing refuses
    """
    way = _Way(world, by, now)
    if command.held not in (shop_side.SHOP, shop_side.CUSTODY):
        raise Refusal("shop_held", given=command.held[:40])
    if way.order is None:
        if command.place is None:
            raise Refusal("order_unknown", order=command.ref)
        way.add(decide.place(way.world, command.place, by=by, now=now))
    elif way.order.shop is None or way.order.shop.system != command.system:
        raise Refusal("order_exists", order=way.order.external_id)
    elif is_known(way.order, command):
        return ()
    way.told(command)
    way.stations(command)
    return tuple(way.events)


def is_known(order: OrderState, command: TakeShopMessage) -> bool:
    """Whether the message, or a newer one about the same object, was taken in before."""
    side = order.shop
    return side is not None and (
        command.digest in side.digests or command.at < side.told.get(f"{command.about}:{command.ref}", "")
    )


class _Way:
    """The events so far, and the order after them."""

    def __init__(self, world: decide.World, by: Actor, now: datetime) -> None:
        self.world, self.by, self.now = world, by, now
        self.events: list[Event] = []

    @property
    def order(self) -> OrderState | None:
        return self.world.order

    def add(self, events: Events) -> None:
        for event in events:
            state = self.order
            entry = {
                "seq": state.seq + 1 if state else 1, "hash": "", "kind": event.kind, "at": clock.text(self.now),
                "data": event.data, "stream": event.stream,
            }  # fmt: skip
            self.world = self.world.with_state("order", evolve(state, entry))
            self.events.append(event)

    def told(self, command: TakeShopMessage) -> None:
        """What the message says of money and of goods that came back, as one entry."""
        order = self.order
        side = order.shop
        held = side.held if side else command.held
        _same_currency(order, command)
        paid = _more_paid(order, command)
        in_custody = bool(paid) and held == shop_side.CUSTODY and not order.custody.holds and not order.cancelled
        if in_custody:
            self.add(decide.record_payment(self.world, _payment(command, paid), by=self.by, now=self.now))
            order, paid = self.order, 0
        booked = shop_booking.Booking(order, held)
        data = {
            "system": command.system,
            "about": command.about,
            "ref": command.ref,
            "at": command.at,
            "digest": command.digest,
            "held": held,
            "currency": order.currency,
            "lines": dict(command.lines) if side is None else {},
            "paid": booked.paid(paid),
            "payments": dict(command.payments),
            "refunds": booked.refunds(command, side),
            "parcels": [one.ref for one in _new_parcels(order, command)],
            "returns": [
                {"ref": one.ref, "on": one.on, "pieces": booked.came_back(one.pieces, command.lines)}
                for one in command.returns
                if side is None or one.ref not in side.returns
            ],
            "counted": booked.counted(command),
        }
        self._parcels = _new_parcels(order, command)
        kept = {name: value for name, value in data.items() if value not in ([], {})}
        self.add((Event(f"order:{order.root}", "ShopTold", kept),))
        if booked.spent_custody:
            self.add(_stop_if_spent(self.order))

    def stations(self, command: TakeShopMessage) -> None:
        """How far the goods have come; and that the order was called off, which moves no money by itself."""
        for one in self._parcels:
            if not self.order.cancelled and not self.order.dates.get("delivered"):
                sent = commands.ShipOrder(self.order.root, one.carrier, one.waybill, self._past(one.on))
                self.add(decide.ship(self.world, sent, by=self.by, now=self.now))
        if command.delivered and not self.order.cancelled and not self.order.dates.get("delivered"):
            came = commands.DeliverOrder(self.order.root, self._past(command.delivered))
            self.add(decide.deliver(self.world, came, by=self.by, now=self.now))
        if command.cancelled and not self.order.cancelled:
            on = self._past(command.cancelled)
            off = Event(f"order:{self.order.root}", "Cancelled", {"side": "shop", "on": on})
            self.add((off, *holds.stop_clock(self.order, "cancelled")))

    def _past(self, on: str) -> str:
        """A moment that has been; one a little ahead of our clock is now."""
        moment = clock.parse(on) if on else self.now
        return clock.text(self.now) if self.now < moment <= self.now + FAST_CLOCK else on


def _same_currency(order: OrderState, command: TakeShopMessage) -> None:
    told = {command.currency, *(one.currency for one in command.refunds)} - {"", order.currency}
    if told:
        raise Refusal("currency_mismatch", given=min(told), expected=order.currency)
    for one in command.refunds:
        positive(one.minor, order.currency)


def _more_paid(order: OrderState, command: TakeShopMessage) -> int:
    """By how much more was paid than is known; a sum that has become smaller changes nothing: refunds tell of that.

    The whole and its parts are told in messages of their own; they are held against each other and never added up.
    """
    parts = {**(order.shop.payments if order.shop else {}), **dict(command.payments)}
    return max(0, max(command.paid or 0, sum(parts.values())) - order.paid_minor)


def _payment(command: TakeShopMessage, minor: int) -> commands.RecordPayment:
    return commands.RecordPayment(command.root, minor, command.currency, f"{command.system}:{command.ref}")


def _new_parcels(order: OrderState, command: TakeShopMessage) -> tuple:
    known = order.shop.parcels if order.shop else frozenset()
    return tuple(one for one in command.parcels if one.ref not in known)


def _stop_if_spent(order: OrderState) -> Events:
    return () if order.unfrozen_holds() else holds.stop_clock(order, "refunded")
