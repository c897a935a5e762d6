"""Remarks on evidence: what a side says of a piece, below it, and whether it disputes it.

A remark stands in the room of its piece and is covered by the confidence of a mediation as a message is
(`confidential.SPOKEN`). The newest remark of a side says what it holds now; earlier ones stay on the file.
"""

from collections.abc import Iterable
from datetime import datetime

from hejie.domain.cases import access, talk
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import SIDES, CaseState, RoomState, Said
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

MOST = 20
"""Remarks of one side on one piece."""

File = CaseState | RoomState
"""A case, or a room of it: where pieces and the remarks on them stand together."""


def comment(world: World, command: CommentOnEvidence, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a remark below a piece. In the joint room it counts as a word of its side, as a message does: who disputes a piece
    is not silent. There both sides alone remark on it; the neutral asks, and says what he finds in his decision.

    Refuses   unknown_piece, content_erased, not_yours_to_dispute (one's own, or by whoever is no party), too_many_remarks,
              not_allowed_now (in the joint room, for others than both sides), text_missing, text_too_long, room_not_yours
    """
    stream = access.may_use_room(by, world.case, command.room)
    side = access.side_of(by, world.case)
    joint = command.room == "joint"
    if side not in SIDES and (joint or side == "expert"):
        raise Refusal("not_allowed_now", act="EvidenceCommented", stage=world.case.stage)
    file = world.case if joint else world.room
    piece = piece_of(file, command.piece)
    if piece is None:
        raise Refusal("unknown_piece", piece=command.piece[:40])
    if is_erased(file, piece):
        raise Refusal("content_erased")
    if command.disputes and not may_dispute(side, piece):
        raise Refusal("not_yours_to_dispute", piece=piece.id)
    if sum(one.side == side for one in of(file, piece.id)) >= MOST:
        raise Refusal("too_many_remarks", most=MOST)
    data = {
        "id": f"c{len(file.of_kind('remark')) + 1}",
        "side": side,
        "piece": piece.id,
        "room": command.room,
        "disputes": command.disputes,
        "text": Private(text_of(command.text)),
    }
    if not joint:
        return (Event(stream, "EvidenceCommented", data),)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("EvidenceCommented", **data)
    talk.answered(draft, side)
    return draft.events()


def piece_of(file: File | None, piece: str) -> Said | None:
    """The piece with this number, or None."""
    return next((item for item in file.of_kind("evidence") if item.id == piece), None) if file else None


def is_erased(file: File, piece: Said) -> bool:
    """Whether the content of a piece is gone."""
    return piece.data["file"]["ref"] in file.erased


def may_dispute(side: str, piece: Said) -> bool:
    """Whether it is for this side to dispute a piece: a party, and not the one that filed it."""
    return side in SIDES and piece.side != side


def of(file: File | None, piece: str) -> tuple[Said, ...]:
    """Remarks on a piece, oldest first."""
    return _about(file.of_kind("remark"), piece) if file else ()


def disputed(file: File | None, piece: str) -> tuple[str, ...]:
    """Sides that dispute a piece now: whose newest remark on it says so."""
    newest = {one.side: one for one in of(file, piece)}
    return tuple(side for side in SIDES if side in newest and newest[side].data["disputes"])


def signals(file: File | None, piece: str) -> tuple[Said, ...]:
    """What the program has noticed about a piece, oldest first; it decides nothing."""
    return _about(file.of_kind("signal"), piece) if file else ()


def _about(items: Iterable[Said], piece: str) -> tuple[Said, ...]:
    return tuple(one for one in items if one.data.get("piece") == piece)
