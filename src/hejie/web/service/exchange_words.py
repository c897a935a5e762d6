"""An exchange on pages: the steps as they will come, what the other article costs more or less, what goes first."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales.flow import Step
from hejie.domain.aftersales.service import Piece, Service
from hejie.domain.cases.servicing import exchanging
from hejie.domain.kernel.money import Money
from hejie.domain.orders.state import OrderState
from hejie.web import formatting
from hejie.web.case.voice import plain_sum

ORDERS = {
    "back_first": gettext_lazy("The old one goes back first"),
    "send_first": gettext_lazy("The new one comes first"),
    "swap": gettext_lazy("Both at the door at once"),
}


def asked(
    order: OrderState,
    flow: tuple[Step, ...],
    wish: Mapping,
    pieces: Mapping[int, int],
    which: Mapping[int, tuple[int, ...]],
) -> Service:
    """The request as it would be, before anybody has asked for it. which: of several alike, by what each cost."""
    rows = tuple(Piece(line, count, which=which.get(line, ())) for line, count in sorted(pieces.items()))
    return Service("exchange", "web", rows, exchanging.asked_for(flow, wish), {}, wish=wish)


def steps(order: OrderState, service: Service) -> list[Step]:
    """The steps of this exchange in their order, with a payment only where there is one to make."""
    flow = exchanging.flow(service, exchanging.difference(order, service, _counts(service)))
    return [step for step in flow if not step.aside]


def table(order: OrderState, service: Service, *, mine: bool) -> list[dict]:
    """What the difference is made up of, as rows of a ledger; none for the same again. mine: the reader is the buyer."""
    price = service.wish.get("price")
    count = sum(_counts(service).values())
    if price is None or not count:
        return []
    dearer, currency = exchanging.difference(order, service, _counts(service)), order.currency
    each = format_html("{} × {}", formatting.number(count), plain_sum(price, currency))
    rows = [
        {"label": _("The new article"), "how": each, "sum": Money(price * count, currency)},
        {"label": _("The old one, as it was paid"), "sum": Money(dearer - price * count, currency)},
    ]
    if dearer >= 0:
        label = _("You pay on top") if mine else _("The buyer pays on top")
    else:
        label = _("Comes back to you") if mine else _("Comes back to the buyer")
    return [*rows, {"label": label, "sum": Money(abs(dearer), currency), "total": True}]


def _counts(service: Service) -> dict[int, int]:
    return {piece.line: piece.counts for piece in service.pieces if piece.counts}
