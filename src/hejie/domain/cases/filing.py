"""Filing evidence: a piece that stands in the vault already is put on the file of a room."""

from datetime import datetime

from hejie.domain.cases import access, law_burden
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.filing_commands import FileEvidence
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


def file_evidence(world: World, command: FileEvidence, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """File a stored piece: what it is meant to show, by whom, and whether it came after the ruling (late).

    Refuses   burden_step_unknown (there is no such turn of proof in the case's burden book), room_not_yours
    """
    stream = access.may_use_room(by, world.case, command.room)
    side = access.side_of(by, world.case)
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
