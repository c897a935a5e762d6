"""Taking a closed case up again, where the procedure allows it: on new evidence only, in time, so many times."""

from datetime import datetime

from hejie.domain.cases import access, commands, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Reopening


def reopen(world: World, command: commands.ReopenCase, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a closed case before a neutral again, on evidence that this side has filed since it was closed.

    The lines stand still again; what the buyer already has counts, so that no more can be awarded than was paid.
    Refuses   not_reopenable (never, too late, or once too often), new_evidence_needed, unknown_evidence, line_has_open_case
    """
    case = world.case
    side = access.side_of(by, case)
    draft = Draft(world, by, now)
    closed_at = clock.parse(case.closed_at)
    ends = until(case, draft.procedure.reopening)
    if ends is None or now >= ends:
        raise Refusal("not_reopenable")
    filed = {item.id: item for item in case.of_kind("evidence")}
    for piece in command.evidence:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece)
    own = [filed[piece] for piece in command.evidence if filed[piece].side == side]
    if not any(clock.parse(item.at) >= closed_at for item in own):
        raise Refusal("new_evidence_needed")
    draft.add_order(holds.freeze(draft.order, case.id, case.lines))
    draft.add(
        "CaseReopened",
        side=side,
        evidence=list(command.evidence),
        reason=Private(text_of(command.reason)),
        paid=holds.paid_for(draft.order, case.lines),
    )
    performance.again(draft)
    return draft.events()


def until(case: CaseState, rule: Reopening | None) -> datetime | None:
    """Until when a closed case may be taken up again; None where it never may, or has been as often as it may."""
    if rule is None or case.reopened >= rule.times:
        return None
    return rule.within.end(clock.parse(case.closed_at))
