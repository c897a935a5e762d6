"""Which end of a shop's guarantee counts for a thing: by its registration, by the order's page or deal, by the shop's rule."""

from collections.abc import Mapping
from datetime import date

from hejie.domain.aftersales import guarantees as rules
from hejie.domain.aftersales import longer, serials
from hejie.domain.aftersales.guarantees import Cover
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.record import reader
from hejie.record.context import Context
from hejie.rulebooks import service as books
from hejie.store import listings as pages
from hejie.store import registrations
from hejie.store.models import Registration
from hejie.usecases import service_settings
from hejie.usecases.service_settings import Settings

_FACT = "warranty"
"""The fact of a listing that says how many months of guarantee it comes with."""


def of_lines(ctx: Context, root: str, lines: tuple[int, ...], seller: str, serial: str = "") -> Cover | None:
    """The guarantee of pieces of an order, None where nobody knows it; see `of_pieces`."""
    return of_pieces(ctx, reader.order(root), lines, seller, serial)


def of_pieces(
    ctx: Context,
    order: OrderState | None,
    lines: tuple[int, ...],
    seller: str,
    serial: str = "",
    settings: Settings | None = None,
) -> Cover | None:
    """The same of an order that was just read.

    serial    of the thing, "" where it is not told: then the one that is registered of a line of one piece counts
    settings  of the shop, where they were just read
    """
    if order is None:
        return None
    if not serial and (row := _only(ctx.actor.marketplace, order, min(lines, default=0))):
        return of_registered(row, order)
    return counting(ctx, seller, serial, order=order, line=min(lines, default=0), settings=settings)


def counting(
    ctx: Context,
    seller: str,
    serial: str = "",
    *,
    order: OrderState | None = None,
    line: int = 0,
    bought_on: date | None = None,
    settings: Settings | None = None,
) -> Cover | None:
    """The guarantee by all that is known: first a registration, then the order, then the shop's rule from the day of purchase;
    with what repairs have added to it since.

    line      of the order: its page of the day of purchase may say months of guarantee
    bought_on told by somebody, where there is no order
    settings  of the shop, where they were just read
    """
    market = ctx.actor.marketplace
    try:
        row = registrations.by_mark(market, serials.mark(seller, serial)) if serial else None
    except Refusal:  # no number at all; where it is asked for, it is refused there
        row = None
    if row is not None:
        return longer.extended(rules.counting(row.ends_on, None, known=True), added_to(row, order))
    came = next((order.dates[name] for name in ("delivered", "ordered") if order and order.dates.get(name)), "")
    day = clock.parse(came).date() if came else bought_on
    rows = longer.of_goods(order.longer, line) if order else ()
    day = longer.began_anew(rows) or day
    product = next((one.product for one in order.lines if one.line == line), "") if order else ""
    months = of_order(market, seller, order, product) if order else 0
    settings = settings or service_settings.of(market, seller)
    found = rules.counting(None, day, months, settings.guarantee_months)
    return longer.extended(found, rows)


def added_to(row: Registration, order: OrderState | None = None) -> tuple[Mapping, ...]:
    """What repairs have added to the guarantee of a registered thing of an order here."""
    if not row.root or not row.line:
        return ()
    order = order if order is not None and order.root == row.root else reader.order(row.root)
    return longer.of_goods(order.longer, row.line, row.mark) if order else ()


def of_registered(row: Registration, order: OrderState | None = None) -> Cover | None:
    """The guarantee of a registered thing, with what repairs have added; None where no end is known."""
    return longer.extended(rules.counting(row.ends_on, None, known=True), added_to(row, order))


def law_words(rule: str, language: str) -> str:
    """What the article is called by which a repair makes a guarantee longer; "" for one that no book names."""
    return books.law_words().get(rule, {}).get(language, "")


def _only(market: str, order: OrderState, line: int) -> Registration | None:
    """The registration of a line of one piece, where there is one alone."""
    if not line or order.line(line).quantity != 1:
        return None
    found = [row for row in registrations.of_order(market, order.root) if row.line == line]
    return found[0] if len(found) == 1 else None


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
