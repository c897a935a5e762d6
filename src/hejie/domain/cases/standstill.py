"""Time that is made longer or stands still: an extension once with a reason, and standstills on joint wish, court or police."""

from datetime import datetime

from hejie.domain.cases import access, commands
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Pause, Procedure, Wait

_SIDES = ("buyer", "seller")


def extend(world: World, command: commands.ExtendWait, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Make one open deadline longer by what the procedure allows for it, once, with a reason.

    Refuses   deadline_not_open, extension_not_allowed, extended_before, text_missing
    """
    case = world.case
    side = access.side_of(by, case)
    row = next((row for row in case.deadlines if row.id == command.deadline), None)
    if row is None or row.held:
        raise Refusal("deadline_not_open", deadline=command.deadline)
    draft = Draft(world, by, now)
    rule = draft.procedure.waits.get(row.wait)
    if rule is None or rule.extend is None or not _may_extend(rule, row, side, access.party_of(side, case)):
        raise Refusal("extension_not_allowed", deadline=row.id)
    if row.extended:
        raise Refusal("extended_before", deadline=row.id)
    draft.show_procedure(side)
    until = longer(world, row)
    reason = Private(text_of(command.reason))
    draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why="extended", side=side, reason=reason)
    return draft.events()


def extendable(world: World, side: str) -> tuple[Deadline, ...]:
    """Open deadlines that this side may make longer now."""
    draft = Draft(world, Actor("system", "system", world.marketplace), clock.parse(world.case.changed_at))
    party = access.party_of(side, world.case)
    rules = draft.procedure.waits
    return tuple(
        row
        for row in world.case.deadlines
        if not row.extended
        and not row.held
        and (rule := rules.get(row.wait)) is not None
        and rule.extend is not None
        and _may_extend(rule, row, side, party)
    )


def longer(world: World, row: Deadline) -> datetime:
    """When a deadline would end that is made longer by what the procedure allows for it."""
    rule = Draft(world, Actor("system", "system", world.marketplace), row.until).procedure.waits[row.wait]
    return rule.extend.within.end(row.until)


def _may_extend(rule: Wait, row: Deadline, side: str, party: str) -> bool:
    own = "self" in rule.extend.by and row.who in (side, "both")
    return own or party in rule.extend.by


def ask_pause(world: World, command: commands.AskPause, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask that everything stand still. What needs both sides begins with the second wish; the rest at once.

    What is left of every open deadline is kept. While it lasts people may still talk, file, and settle.
    Refuses   pause_unknown, paused_already, pause_used_up, pause_asked_before, text_missing (one side alone gives its reason)
    """
    case = world.case
    side = access.side_of(by, case)
    draft = Draft(world, by, now)
    rule = draft.procedure.pauses.get(command.pause)
    if rule is None:
        raise Refusal("pause_unknown", pause=command.pause)
    if case.paused:
        raise Refusal("paused_already", pause=case.paused["kind"])
    if case.pauses.count(rule.kind) >= rule.times:
        raise Refusal("pause_used_up", most=rule.times)
    if (rule.kind, side) in case.pause_asked:
        raise Refusal("pause_asked_before")
    draft.show_procedure(side)
    note = {"reason": Private(text_of(command.reason))} if command.reason.strip() or not rule.both else {}
    draft.add("PauseAsked", pause=rule.kind, side=side, **note)
    asked = {who for kind, who in draft.case.pause_asked if kind == rule.kind}
    if not rule.both or asked >= set(_SIDES):
        _stand_still(draft, rule.kind, side)
    return draft.events()


def possible(rules: Procedure, case: CaseState) -> tuple[Pause, ...]:
    """Standstills that a case's procedure knows and that are not used up, whoever may ask for them."""
    return tuple(rule for rule in rules.pauses.values() if case.pauses.count(rule.kind) < rule.times)


def _stand_still(draft: Draft, kind: str, side: str) -> None:
    draft.add("CasePaused", pause=kind, side=side)
    within = draft.procedure.pauses[kind].within
    draft.set_deadline(Wait("pause", "both", within, "resume"), "both", within.end(draft.now), about=kind)


def end_pause(world: World, command: commands.EndPause, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """End the standstill: a joint one either side, another one the side that asked for it, or the neutral.

    Refuses   not_paused, pause_not_yours
    """
    case = world.case
    side = access.side_of(by, case)
    if not case.paused:
        raise Refusal("not_paused")
    draft = Draft(world, by, now)
    joint = draft.procedure.pauses[case.paused["kind"]].both
    if side in _SIDES and not joint and side != case.paused["side"]:
        raise Refusal("pause_not_yours")
    resume(draft, "wish")
    return draft.events()


def resume(draft: Draft, why: str) -> None:
    """Let everything go on: each deadline has what it had left when it stopped. why: wish, silence or settled."""
    case = draft.case
    since = clock.parse(case.paused["at"])
    draft.clear("pause", why="acted")
    draft.add("CaseResumed", pause=case.paused["kind"], why=why)
    for row in case.deadlines:
        if row.held == "paused":
            rule = draft.procedure.clock(row.wait, row.about)
            stopped = max(since, row.set_at)
            until = rule.resumed(row.until, stopped, draft.now)
            draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why="resumed")
