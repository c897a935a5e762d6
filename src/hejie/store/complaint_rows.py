"""The row of a complaint in lists: a function of its folded state, written with its entries."""

from hejie.domain.complaints.state import ComplaintState
from hejie.domain.kernel import clock

COLUMNS = (
    "root", "id", "marketplace", "complainant", "against", "whom", "channel", "text_ref", "received_ms",
    "handler", "status", "satisfied", "escalated", "turn", "order_root", "case_id", "due_ms", "changed_ms",
)  # fmt: skip


def row(state: ComplaintState) -> tuple:
    """The row. changed_ms: of the last thing that is not for the handlers alone, so that a list tells nothing of notes; that it
    closes moves nothing either."""
    turn = state.turn
    open_items = [item.at for item in state.items if not item.internal and item.what != "closed"]
    return (
        state.root, state.id, state.marketplace, state.complainant, state.against, state.whom, state.channel, state.text["ref"],
        _ms(state.received_at), state.handler, state.status, state.satisfied, int(state.escalated), turn.who if turn else "",
        state.order, state.case, clock.milliseconds(turn.until) if turn else 0,
        _ms(open_items[-1] if open_items else state.received_at),
    )  # fmt: skip


def _ms(at: str) -> int:
    return clock.milliseconds(clock.parse(at))
