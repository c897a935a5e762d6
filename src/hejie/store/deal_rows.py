"""The row of a deal in lists: a function of its folded state, written with its entries."""

from hejie.domain.deals import terms
from hejie.domain.deals.state import OPEN, DealState
from hejie.domain.kernel import clock

COLUMNS = (
    "root", "id", "marketplace", "seller", "buyer", "status", "turn", "title_ref", "total", "currency", "order_root",
    "due_ms", "changed_ms",
)  # fmt: skip


def row(deal: DealState) -> tuple:
    """The row of a folded deal. turn: the side whose answer is awaited, "" where none is; due_ms: 0 where nothing runs."""
    shown = deal.newest if deal.status == OPEN or deal.changing or deal.frozen is None else deal.frozen
    wait = deal.turn
    return (
        deal.root, deal.id, deal.marketplace, deal.seller, deal.buyer, deal.status,
        wait.who if wait and (deal.status == OPEN or deal.changing) else "",
        shown.terms["goods"][0]["title"]["ref"], terms.total(shown.terms), shown.terms["currency"], deal.order,
        clock.milliseconds(wait.until) if wait and not wait.held else 0, _changed(deal),
    )  # fmt: skip


def _changed(deal: DealState) -> int:
    """When something of the deal itself last happened; notices and reminders move nothing in a list."""
    last = deal.bound_at or max(deal.agreed_at, deal.newest.at)
    return clock.milliseconds(clock.parse(last))
