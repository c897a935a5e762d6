"""What an order says of itself, as facts of the contract: nobody is asked for what is on file."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.orders.state import OrderState
from hejie.rulebooks import law

_DATES = {
    "ordered": "ordered",
    "approved": "paid",
    "shipped": "shipped",
    "deliver_by": "deliver_by",
    "delivered": "delivered",
    "confirmed": "confirmed",
}
_PLATFORM = "platform"


def told(order: OrderState, lines: tuple[int, ...], jurisdiction: str, zone: str) -> dict[str, object]:
    """Facts by dotted path: seller, channel, country, price, freight, days, category, payment.

    lines   those that it is about; jurisdiction: of the marketplace, "" where it is not known
    zone    the marketplace's, whose days count
    """
    chosen = [line for line in order.lines if line.line in lines]
    found: dict[str, object] = {"seller": "business", "channel": "online"}
    if jurisdiction:
        found["jurisdiction"] = jurisdiction
    found |= _money(order, lines, chosen)
    found |= _days(order.dates, zone)
    category = {line.category for line in chosen}
    if len(category) == 1 and _known(category := category.pop()):
        found["category"] = category
    if {line.seller for line in chosen} == {_PLATFORM}:
        found["platform.self_operated"] = True
    if order.custody.holds:
        found["payment"] = "escrow"
    return found


def _money(order: OrderState, lines: tuple[int, ...], chosen: list) -> dict[str, object]:
    """The price of the lines without freight, where it is known, else what was paid for them."""
    prices = [line.price for line in chosen]
    freight = sum(line.freight or 0 for line in chosen)
    price = sum(prices) if None not in prices else holds.paid_for(order, lines)  # type: ignore[arg-type]
    found: dict[str, object] = {"price": {"minor": price, "currency": order.currency}} if price else {}
    if price and None not in [line.freight for line in chosen]:
        found["shipping_paid"] = {"minor": freight, "currency": order.currency}
    return found


def _days(dates: Mapping[str, str], zone: str) -> dict[str, object]:
    place = ZoneInfo(zone)
    return {
        f"dates.{name}": clock.parse(dates[here]).astimezone(place).date().isoformat()
        for here, name in _DATES.items()
        if dates.get(here)
    }


def _known(category: str) -> bool:
    """Whether the marketplace's word for the kind of goods is one that rules speak of."""
    first = category.split(".")[0]
    return any(one.split(".")[0] == first for one in law.words()["category"]["values"])
