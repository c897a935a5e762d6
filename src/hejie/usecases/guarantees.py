"""Which end of a shop's guarantee counts for a thing: by its registration, by the order's page or deal, by the shop's rule."""

from datetime import date

from hejie.domain.aftersales import guarantees as rules
from hejie.domain.aftersales import serials
from hejie.domain.aftersales.guarantees import Cover
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import listings as pages
from hejie.store import registrations
from hejie.usecases import service_settings

_FACT = "warranty"
"""The fact of a listing that says how many months of guarantee it comes with."""


def of_lines(ctx: Context, root: str, lines: tuple[int, ...], seller: str, serial: str = "") -> Cover | None:
    """The guarantee of pieces of an order, None where nobody knows it.

    serial    of the thing, "" where it is not told
    """
    order = reader.order(root)
    if order is None:
        return None
    named = next((line.product for line in order.lines if line.line in lines and line.product), "")
    return counting(ctx, seller, serial, order=order, product=named)


def counting(
    ctx: Context,
    seller: str,
    serial: str = "",
    *,
    order: OrderState | None = None,
    product: str = "",
    bought_on: date | None = None,
) -> Cover | None:
    """The guarantee by all that is known: first a registration, then the order, then the shop's rule from the day of purchase.

    product   whose page of the day of purchase may say months of guarantee
    bought_on told by somebody, where there is no order
    """
    market = ctx.actor.marketplace
    try:
        row = registrations.by_mark(market, serials.mark(seller, serial)) if serial else None
    except Refusal:  # no number at all; where it is asked for, it is refused there
        row = None
    if row is not None:
        return rules.counting(row.ends_on, None, known=True)
    came = next((order.dates[name] for name in ("delivered", "ordered") if order and order.dates.get(name)), "")
    day = clock.parse(came).date() if came else bought_on
    months = of_order(market, seller, order, product) if order else 0
    return rules.counting(None, day, months, service_settings.of(market, seller).guarantee_months)


def of_order(market: str, seller: str, order: OrderState, product: str) -> int:
    """Months that the deal of an order, or the page of its goods as it stood then, promised; 0: none."""
    promised = (one.partition(":") for one in (order.deal or {}).get("promises", ()))
    months = next((int(number) for name, _, number in promised if name == "repair_months"), 0)
    if months:
        return months
    row = next((one for one in order.listings if one.get("product") == product and product), None)
    page = pages.version(market, seller, product, row["number"]) if row else None
    months = (page.data.get("facts") or {}).get(_FACT) if page else None
    return months if isinstance(months, int) and 0 < months <= rules.MOST_MONTHS else 0
