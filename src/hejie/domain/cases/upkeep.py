"""What the program itself records in a case: reminders, notices sent, time given back, defaults held, contents erased."""

from datetime import datetime, timedelta

from hejie.domain.cases import access, commands, forgotten, legal_hold, recount, silence
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import holding

_LEAST_LEFT = timedelta(days=1)


def carry_out_defaults(
    world: World, command: commands.CarryOutDefaults, *, by: Actor, now: datetime
) -> tuple[Event, ...]:
    """Nothing of its own: the writer has carried out what was due before it asked."""
    return ()


def remind_deadline(world: World, command: commands.RemindDeadline, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Record the half-time reminder of an open deadline, once; for a deadline that is gone, nothing."""
    deadline = next((row for row in world.case.deadlines if row.id == command.deadline), None)
    if deadline is None or deadline.reminded:
        return ()
    draft = Draft(world, by, now)
    draft.add(
        "DeadlineReminded", deadline=deadline.id, wait=deadline.wait, who=deadline.who, until=clock.text(deadline.until)
    )
    return draft.events()


def record_notice(world: World, command: commands.RecordNotice, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Record where a notice went and how it fared, in the stream that the notice is about."""
    stream = access.room_stream(world.case.id, command.room)
    data = {
        "side": "system",
        "notice": command.notice,
        "to": command.to,
        "kind": command.kind,
        "channel": command.channel,
        "result": command.result,
    }
    return (Event(stream, "NoticeSent", data),)


def record_order_notice(world: World, command: commands.RecordNotice, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The same for a notice about an order that no case has been opened on."""
    names = ("notice", "to", "kind", "channel", "result")
    data = {"side": "system", **{name: getattr(command, name) for name in names}}
    return (Event(f"order:{world.root}", "NoticeSent", data),)


def give_back_time(
    world: World, command: commands.GiveBackTime, *, by: Actor, now: datetime, beside: tuple[Lost, ...] = ()
) -> tuple[Event, ...]:
    """Move every deadline that was open during an outage or holiday; nothing where it was done before.

    beside   other times that do not count, so that none is given back twice
    """
    draft = Draft(world, by, now)
    started_at, ended_at = clock.parse(command.started_at), clock.parse(command.ended_at)
    silence.give_back(draft, Lost(command.outage, started_at, ended_at, command.why, beside))
    return draft.events()


def recount_deadlines(
    world: World, command: commands.RecountDeadlines, *, by: Actor, now: datetime
) -> tuple[Event, ...]:
    """Count deadlines anew that rested on days nobody had published when they were set; nobody's time is cut short."""
    draft = Draft(world, by, now)
    for row in world.case.deadlines:
        if not row.provisional or row.id not in command.ends:
            continue
        newer, still = command.ends[row.id]
        until = max(row.until, clock.parse(newer))
        by = command.calendars.get(row.id, "")
        mark = {"outage": recount.MARK + by} if by else {}
        if mark and mark["outage"] in row.credited:
            continue
        if until != row.until or not still:
            moved = {"deadline": row.id, "until": clock.text(until), "why": "calendar", "provisional": still, **mark}
            draft.add("DeadlineMoved", **moved)
    return draft.events()


def hold_deadlines(world: World, command: commands.HoldDeadlines, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Hold back the defaults against one side."""
    draft = Draft(world, by, now)
    for row in world.case.deadlines:
        if command.side in silence.at_risk(row) and not row.held:
            draft.add("DeadlineHeld", deadline=row.id, why=command.why, who=command.side)
    return draft.events()


def resume_deadlines(world: World, command: commands.ResumeDeadlines, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Let held deadlines of one side run again; each has at least a day left."""
    draft = Draft(world, by, now)
    for row in world.case.deadlines:
        if command.side in silence.at_risk(row) and row.held == "unreachable":
            until = max(row.until, now + _LEAST_LEFT)
            draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why="reachable")
    return draft.events()


def erase_content(world: World, command: commands.EraseContent, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Erase private contents of the case's own stream, or of one of its rooms, by reference.

    Refuses   legal_hold (the case is under one), order_held (its order is), nothing_to_erase
    """
    legal_hold.no_hold(world.case)
    holding.no_hold(world.order)
    stream = access.room_stream(world.case.id, command.room)
    state = world.case if command.room == "joint" else world.room
    refs = [ref for ref in dict.fromkeys(command.refs) if state is not None and ref not in state.erased]
    if not refs:
        raise Refusal("nothing_to_erase")
    return (Event(stream, "ContentErased", forgotten.said(refs, command.why, command.note, command.rule)),)
