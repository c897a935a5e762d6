"""What the program itself does with complaints: clocks, reminders, notices, erasing."""

from collections.abc import Callable, Mapping
from functools import partial

from hejie.domain.cases.commands import RecordNotice
from hejie.domain.complaints import commands, decide
from hejie.domain.complaints.state import PLATFORM, ComplaintState, stream_of
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Lost
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import complaint_people


def erase(ctx: Context, command: commands.EraseComplaintTexts, *, key: str) -> Receipt:
    """Erase private texts for good, for people who ask for it by right."""
    action = "system.erase" if ctx.actor.role == "system" else "complaint.erase"
    return _write(ctx, command, key=key, decided=decide.erase, action=action)


def carry_out_clocks(ctx: Context, stream: str, *, key: str) -> Receipt:
    """Carry out whatever has come due; exactly once, however many ask."""
    return _write(
        ctx, commands.ComplaintClocks(_id(stream)), key=key, decided=decide.carry_out_clocks, action="system.defaults"
    )


def remind(ctx: Context, stream: str, deadline: str, *, key: str) -> Receipt:
    """Record the half-time reminder."""
    command = commands.RemindOfComplaint(_id(stream), deadline)
    return _write(ctx, command, key=key, decided=decide.remind, action="system.remind")


def give_back_time(
    ctx: Context, stream: str, times: tuple[str, str, str, str], *, key: str, beside: tuple[Lost, ...] = ()
) -> Receipt:
    """Give an outage's or a holiday's time back. times: id, begin, end, why."""
    command = commands.GiveBackComplaintTime(_id(stream), *times)
    return _write(ctx, command, key=key, decided=partial(decide.give_back_time, beside=beside), action="system.outage")


def record_notice(ctx: Context, stream: str, command: RecordNotice, *, key: str) -> Receipt:
    """Record that a notice was sent."""
    return writer.write(
        ctx, command, key=key, decide=decide.record_notice, action="system.notice", root=stream, streams={"complaint": stream}
    )  # fmt: skip


def notice_facts(state: ComplaintState, entry: Mapping, payload: Mapping) -> dict:
    """What a notice about a complaint says to one side; no words that people wrote."""
    data, turn = entry["data"], state.turn
    own = payload["to"] == PLATFORM or (turn is not None and turn.who == payload["to"])
    return {
        "complaint_id": state.id,
        "to": payload["to"],
        "how_closed": data.get("how", ""),
        "result": data.get("outcome", ""),
        "wait": data.get("wait", ""),
        "until": data.get("until", ""),
        "turn": {"wait": turn.wait, "who": turn.who, "until": clock.text(turn.until), "silence": turn.silence, "held": turn.held}
        if turn and own else None,
    }  # fmt: skip


def reached(state: ComplaintState, to: str) -> list:
    """The people whom a notice to a side of a complaint reaches."""
    return complaint_people.reached(state, to)


def _id(stream: str) -> str:
    return stream.rpartition(":")[2]


def _write(ctx: Context, command: object, *, key: str, decided: Callable, action: str) -> Receipt:
    root = stream_of(ctx.actor.marketplace, command.complaint)
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root, streams={"complaint": root})
