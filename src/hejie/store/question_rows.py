"""The row of a question to a shop in lists: a function of its folded state, written with its entries."""

from hejie.domain.kernel import clock
from hejie.domain.questions.state import QuestionState

COLUMNS = (
    "root", "id", "marketplace", "seller", "buyer", "about", "order_root", "line", "product", "text_ref", "asked_ms", "status", "turn",
    "in_time", "due_ms", "changed_ms",
)  # fmt: skip


def row(state: QuestionState) -> tuple:
    """The row. turn: buyer, seller or ""; in_time: -1 while nobody has answered; changed_ms: when something was last said."""
    turn = state.turn
    asked = state.said[0]
    return (
        state.root, state.id, state.marketplace, state.seller, state.buyer, state.about, state.order, state.line,
        state.product, asked.text["ref"], _ms(state.asked_at), state.status, _turn(state),
        -1 if state.in_time is None else int(state.in_time), clock.milliseconds(turn.until) if turn else 0, _ms(state.said[-1].at),
    )  # fmt: skip


def _ms(at: str) -> int:
    return clock.milliseconds(clock.parse(at))


def _turn(state: QuestionState) -> str:
    """Whose it is: the side that is waited for; a shop that was late still owes its answer."""
    if state.turn:
        return state.turn.who
    return "seller" if state.status in ("open", "late") else ""
