"""The row of a deal in lists: a function of its folded state, written with its entries."""

from hejie.domain.deals import terms
from hejie.domain.deals.state import OPEN, DealState
from hejie.domain.kernel import clock

COLUMNS = (
    "root", "id", "marketplace", "seller", "buyer", "status", "turn", "title_ref", "total", "currency", "order_root",
    "due_ms", "changed_ms",
)  # fmt: skip
_MOVING = tuple(name for name in COLUMNS if name not in ("root", "id", "marketplace", "seller", "buyer"))
_PUT = (
    f"INSERT INTO deal_row ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "
    f"ON CONFLICT (root) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _MOVING)}"
)


def row(deal: DealState) -> tuple:
    """The row of a folded deal. turn: the side whose answer is awaited, "" where none is; due_ms: 0 where nothing runs."""
    shown = deal.newest if deal.status == OPEN or deal.changing or deal.frozen is None else deal.frozen
    wait = min(deal.deadlines, key=lambda one: one.turn, default=None)
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


def project(cursor, before: DealState | None, after: DealState) -> None:
    """Bring the row of a deal from the state before to the state after."""
    new = row(after)
    if before is None or row(before) != new:
        cursor.execute(_PUT, new)
