"""Legal holds on cases and on orders: set and lifted by operators and auditors; the list is `usecases.retention.holds`."""

from collections.abc import Callable

from hejie.domain.cases import legal_hold
from hejie.domain.cases.legal_hold import LiftLegalHold, SetLegalHold
from hejie.domain.orders import holding
from hejie.domain.orders.holding import LiftOrderHold, SetOrderHold
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts

__all__ = [
    "LiftLegalHold",
    "LiftOrderHold",
    "SetLegalHold",
    "SetOrderHold",
    "hold_order",
    "let_order_go",
    "lift_hold",
    "set_hold",
]


def set_hold(ctx: Context, command: SetLegalHold, *, key: str, if_match: str = "") -> Receipt:
    """Let nothing of a case be erased from now on. Refuses not_found, not_allowed_now, second_factor_needed, legal_hold."""
    return acts.in_case(ctx, command, key=key, decide=legal_hold.set_hold, action="hold", if_match=if_match)


def lift_hold(ctx: Context, command: LiftLegalHold, *, key: str, if_match: str = "") -> Receipt:
    """Let the case go its usual way again. Refuses not_found, not_allowed_now, second_factor_needed, no_legal_hold."""
    return acts.in_case(ctx, command, key=key, decide=legal_hold.lift_hold, action="hold", if_match=if_match)


def hold_order(ctx: Context, command: SetOrderHold, *, key: str) -> Receipt:
    """Let nothing of an order and its cases be erased from now on.

    Refuses   not_found, second_factor_needed, order_held, text_missing, text_too_long
    """
    return _of_order(ctx, command, key, holding.set_hold)


def let_order_go(ctx: Context, command: LiftOrderHold, *, key: str) -> Receipt:
    """Let the order go its usual way again. Refuses not_found, second_factor_needed, order_not_held, text_missing, text_too_long."""
    return _of_order(ctx, command, key, holding.lift_hold)


def _of_order(ctx: Context, command: SetOrderHold | LiftOrderHold, key: str, decide: Callable) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action="order.hold", root=command.root, streams=streams)
