"""A neutral leaves a case that is not over: he gives it back or to a colleague, or an operator takes it from him."""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access, mediation
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.fitness import UNKNOWN, Fitness
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class HandOver:
    """Let another neutral take the case over. `reason`: for whoever takes it over; `to`: a colleague, or "" for whoever is found."""

    case_id: str
    reason: str
    to: str = ""


def hand_over(
    world: World, command: HandOver, *, by: Actor, now: datetime, fitness: Fitness = UNKNOWN
) -> tuple[Event, ...]:
    """The neutral leaves, at once; his time starts anew for whoever follows, as after an objection.

    The reason stands in the internal room alone, which the next neutral reads; both sides learn that he has left, not why.
    Refuses   no_neutral, text_missing, and with a colleague what `mediation.take_up` refuses
    """
    case = world.case
    if not case.neutral:
        raise Refusal("no_neutral")
    reason = Private(text_of(command.reason))
    needed = _is_needed(case)
    draft = Draft(world, by, now)
    draft.add("NeutralLeft", why="handed_over")
    mediation.end_his_part(draft)
    if command.to:
        mediation.take_up(draft, command.to, fitness)
        if needed:
            draft.wait(mediation.CLOCKS[case.stage], "neutral")
    elif needed:
        draft.wait("assign", "platform")
    return (*draft.events(), _note(world, access.side_of(by, case), reason))


def _is_needed(case: CaseState) -> bool:
    """Whether a neutral has still something to do here: not after his decision, nor once both sides agree.

    Where it comes to it after all (an appeal, an agreement that nobody signs), the case asks for one then.
    """
    if case.stage not in mediation.CLOCKS or case.agreement or case.settled:
        return False
    return not case.ruling or case.stage == "appeal" or bool(case.waits("decide"))


def _note(world: World, side: str, text: Private) -> Event:
    """The reason, as a note of the internal room."""
    notes = world.room.of_kind("note") if world.room else ()
    stream = access.room_stream(world.case.id, "internal")
    return Event(stream, "NoteWritten", {"id": f"n{len(notes) + 1}", "side": side, "text": text})
