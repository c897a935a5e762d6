"""What the worker asks of a case: carry out defaults, remind, record notices, give back time, hold and resume."""

from functools import partial

from hejie.domain.cases import commands, upkeep
from hejie.domain.kernel.deadlines import Lost
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts


def carry_out_defaults(ctx: Context, case_id: str, *, key: str) -> Receipt:
    """Carry out whatever silence has brought due in a case; exactly once, however many ask."""
    command = commands.CarryOutDefaults(case_id)
    return acts.in_case(ctx, command, key=key, decide=upkeep.carry_out_defaults, action="system.defaults")


def carry_out_order_defaults(ctx: Context, root: str, *, key: str) -> Receipt:
    """The same for the clocks of an order (receipt counted as confirmed)."""
    return writer.write(
        ctx, commands.CarryOutDefaults(""), key=key, decide=lambda *a, **k: (), action="system.defaults", root=root,
        streams={"order": f"order:{root}"},
    )  # fmt: skip


def remind_deadline(ctx: Context, command: commands.RemindDeadline, *, key: str) -> Receipt:
    """Record a half-time reminder; its notice goes out with it."""
    return acts.in_case(ctx, command, key=key, decide=upkeep.remind_deadline, action="system.remind")


def record_notice(ctx: Context, command: commands.RecordNotice, *, key: str) -> Receipt:
    """Record that a notice was sent, in the stream it is about."""
    return acts.in_room(ctx, command, room=command.room, key=key, decide=upkeep.record_notice, action="system.notice")


def record_order_notice(ctx: Context, root: str, command: commands.RecordNotice, *, key: str) -> Receipt:
    """The same for a notice about an order without a case."""
    return writer.write(
        ctx, command, key=key, decide=upkeep.record_order_notice, action="system.notice", root=root,
        streams={"order": f"order:{root}"},
    )  # fmt: skip


def give_back_time(ctx: Context, command: commands.GiveBackTime, *, key: str, beside: tuple[Lost, ...] = ()) -> Receipt:
    """Give an outage's or a holiday's time back to the open deadlines of a case. beside: other times that do not count."""
    decide = partial(upkeep.give_back_time, beside=beside)
    return acts.in_case(ctx, command, key=key, decide=decide, action="system.outage")


def recount_deadlines(ctx: Context, command: commands.RecountDeadlines, *, key: str, if_match: str = "") -> Receipt:
    """Count provisional ends anew by a calendar that reaches further."""
    return acts.in_case(
        ctx, command, key=key, decide=upkeep.recount_deadlines, action="system.recount", if_match=if_match
    )


def hold_deadlines(ctx: Context, command: commands.HoldDeadlines, *, key: str) -> Receipt:
    """Hold back the defaults against a side that cannot be reached."""
    return acts.in_case(ctx, command, key=key, decide=upkeep.hold_deadlines, action="system.hold")


def resume_deadlines(ctx: Context, command: commands.ResumeDeadlines, *, key: str) -> Receipt:
    """Let them run again."""
    return acts.in_case(ctx, command, key=key, decide=upkeep.resume_deadlines, action="system.resume")
