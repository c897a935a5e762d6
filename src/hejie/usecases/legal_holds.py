"""Legal holds on cases, orders and complaints: set and lifted by operators and auditors; the list is `usecases.retention.holds`."""

from collections.abc import Callable

from hejie.domain.cases import legal_hold
from hejie.domain.cases.legal_hold import LiftLegalHold, SetLegalHold
from hejie.domain.complaints import holding as complaint_holding
from hejie.domain.complaints import rooms
from hejie.domain.complaints.holding import LiftComplaintHold, SetComplaintHold
from hejie.domain.complaints.state import stream_of
from hejie.domain.orders import holding
from hejie.domain.orders.holding import LiftOrderHold, SetOrderHold
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts, own_streams

__all__ = [
    "LiftComplaintHold",
    "LiftLegalHold",
    "LiftOrderHold",
    "SetComplaintHold",
    "SetLegalHold",
    "SetOrderHold",
    "hold_complaint",
    "hold_order",
    "let_complaint_go",
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
    """Let nothing of an order, its cases, and the questions, complaints and deals that belong to it be erased from now on.

    Refuses   not_found, second_factor_needed, order_held, text_missing, text_too_long
    """
    return _of_order(ctx, command, key, holding.set_hold)


def let_order_go(ctx: Context, command: LiftOrderHold, *, key: str) -> Receipt:
    """Let the order go its usual way again. Refuses not_found, second_factor_needed, order_not_held, text_missing, text_too_long."""
    return _of_order(ctx, command, key, holding.lift_hold)


def hold_complaint(ctx: Context, command: SetComplaintHold, *, key: str) -> Receipt:
    """Let nothing of a complaint and its rooms be erased from now on.

    Refuses   not_found (also for whoever it is about, and whose it is), second_factor_needed, complaint_held, text_missing,
              text_too_long
    """
    return _of_complaint(ctx, command, key, complaint_holding.set_hold)


def let_complaint_go(ctx: Context, command: LiftComplaintHold, *, key: str) -> Receipt:
    """Let the complaint go its usual way again. Refuses not_found, second_factor_needed, complaint_not_held, text_missing,
    text_too_long."""
    return _of_complaint(ctx, command, key, complaint_holding.lift_hold)


def _of_complaint(ctx: Context, command: SetComplaintHold | LiftComplaintHold, key: str, decide: Callable) -> Receipt:
    stream = stream_of(ctx.actor.marketplace, command.complaint)
    beside = (rooms.stream_of("word", ctx.actor.marketplace, command.complaint),)
    return own_streams.write(ctx, stream, command, key=key, decided=decide, action="complaint.hold", beside=beside)


def _of_order(ctx: Context, command: SetOrderHold | LiftOrderHold, key: str, decide: Callable) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action="order.hold", root=command.root, streams=streams)
