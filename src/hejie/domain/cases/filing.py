"""Filing evidence: a piece that stands in the vault already is put on the file of a room."""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access, capture, law_burden
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.filing_commands import FileEvidence
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """How many pieces a room holds at most: of one side, and of all together."""

    side: int
    case: int


def require_space(state: CaseState | RoomState | None, side: str, limits: Limits) -> None:
    """See to it that a side may file one piece more into a room (None: nobody has written into it yet). What the marketplace
    has on record takes nobody's place.

    Refuses   evidence_side_full, evidence_case_full (facts: most)
    """
    filed = [item for item in state.of_kind("evidence") if "record" not in item.data] if state else ()
    if sum(item.side == side for item in filed) >= limits.side:
        raise Refusal("evidence_side_full", most=limits.side)
    if len(filed) >= limits.case:
        raise Refusal("evidence_case_full", most=limits.case)


def file_evidence(
    world: World, command: FileEvidence, *, by: Actor, now: datetime, limits: Limits | None = None
) -> tuple[Event, ...]:
    """File a stored piece: what it is meant to show, by whom, and whether it came after the ruling (late).

    limits    what holds for uploads; None for what the program itself puts on the file
    Refuses   burden_step_unknown (there is no such turn of proof in the case's burden book), room_not_yours,
              evidence_side_full, evidence_case_full, bad_how, and what `capture.attached` refuses
    """
    stream = access.may_use_room(by, world.case, command.room)
    side = access.side_of(by, world.case)
    if limits:
        require_space(world.case if command.room == "joint" else world.room, side, limits)
    data = {
        "side": side,
        "file": dict(command.reference),
        "name": Private(text_of(command.name)),
        "purpose": Private(text_of(command.purpose)),
        "late": world.case.ruling is not None,
    }
    if command.proves:
        name, _, turn = command.proves.partition(".")
        point = world.procedure.burdens.points.get(name)
        asked = name == law_burden.PIECE and law_burden.asks_for(world.case, turn)
        if not asked and (point is None or point.step(turn) is None):
            raise Refusal("burden_step_unknown", step=turn[:40], point=name[:40])
        data["proves"] = command.proves
    if command.step:
        data["step"] = command.step
    data |= _taken(world, command, side, now)
    if side == "expert":
        data["asking"] = by.id
    for name in ("thumbnail", "view"):
        if reference := getattr(command, name):
            data[name] = dict(reference)
    if command.room != "joint":
        filed = world.room.of_kind("evidence") if world.room else ()
        return (Event(stream, "EvidenceFiled", {"id": f"e{len(filed) + 1}", **data}),)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("EvidenceFiled", id=f"e{len(world.case.of_kind('evidence')) + 1}", **data)
    return draft.events()


def _taken(world: World, command: FileEvidence, side: str, now: datetime) -> dict:
    """How a piece was taken, and the code that is in it; codes are for what both sides see."""
    if command.how and command.how not in capture.HOW:
        raise Refusal("bad_how", given=command.how[:40], known=", ".join(capture.HOW))
    found: dict = {"how": command.how} if command.how else {}
    if command.code:
        if command.room != "joint":
            raise Refusal("code_unknown")
        found["code"] = capture.attached(world.case, command.code, side, now)
    return found
