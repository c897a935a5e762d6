"""Evidence as files, on their way out: who may open which, and that the opening of an original is written down.

The way in is `usecases.intake`, in parts `usecases.uploads`; `file_upload` and `safe_name` stand here too.
"""

from dataclasses import dataclass

from django.core.files import File

from hejie.adapters import sniffing, vault
from hejie.domain.cases import access, confidential
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import files, people, queries
from hejie.usecases import panels, reading
from hejie.usecases.intake import file_upload, safe_name

__all__ = [
    "Opened", "by_reference", "file_upload", "open_as_member", "open_chosen", "open_content", "open_piece", "safe_name",
]  # fmt: skip

FORMS = ("file", "view", "thumbnail")
"""Of a piece: what was sent, the picture made anew for reading, the small picture."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of evidence (or a picture of it) for its reader.

    root, ref   where its content stands in the record; path: in the vault
    inline      whether a browser may show it in place; everything else is a download
    name        safe file name whose ending says what the content is
    """

    root: str
    ref: str
    path: str
    type: str
    size: int
    name: str
    inline: bool

    @property
    def file(self) -> File:
        """The content, opened anew each time. Refuses content_erased."""
        try:
            return vault.open_file(self.path)
        except FileNotFoundError:
            raise Refusal("content_erased") from None


def open_content(ctx: Context, case_id: str, ref: str) -> Opened:
    """Open a file of the case for whoever may see the entry that names it.

    Refuses   not_found (also for what exists but is not his), content_erased
    """
    case = access.may_read(ctx.actor, reader.world(ctx, case_id).case)
    room, item, field = _find(ctx, case, ref)
    return _open(ctx, case, item, field, room)


def open_piece(
    ctx: Context, case_id: str, room: str, piece: str, *, picture: bool = False, form: str = "file"
) -> Opened:
    """The same by the room and number of a piece of evidence (`joint`, `e3`).

    form      one of FORMS; picture: its small picture, whatever the form
    Refuses   not_found, content_erased
    """
    case = access.may_read(ctx.actor, reader.world(ctx, case_id).case)
    stream = access.room_stream(case_id, room)
    state = case if room == "joint" else _room(ctx, case, room)
    field = "thumbnail" if picture else form
    found = state.of_kind("evidence") if state and stream in access.visible_streams(ctx.actor, case) else ()
    item = next((one for one in found if one.id == piece and field in FORMS and one.data.get(field)), None)
    if item is None:
        raise Refusal("not_found")
    return _open(ctx, case, item, field, room)


def open_chosen(ctx: Context, case_id: str, piece: str, *, picture: bool = False) -> Opened:
    """The same for somebody who was asked in: a piece that was chosen for him, or that he has filed himself.

    Refuses   not_found (also for everything else in the case), content_erased
    """
    case = reader.world(ctx, case_id).case
    _asking, shown = access.may_be_shown(ctx.actor, case)
    field = "thumbnail" if picture else "file"
    found = (one for one in case.of_kind("evidence") if one.id == piece and piece in shown and one.data.get(field))
    item = next(found, None)
    if item is None:
        raise Refusal("not_found")
    return _open(ctx, case, item, field)


def open_as_member(ctx: Context, case_id: str, piece: str) -> Opened:
    """The same for a member of a panel that votes now: pieces of the joint room. Refuses not_found, content_erased."""
    case = panels.may_read_joint(ctx, case_id)
    item = next((one for one in case.of_kind("evidence") if one.id == piece), None)
    if item is None:
        raise Refusal("not_found")
    return _open(ctx, case, item, "file")


def by_reference(root: str, ref: str, name: str) -> Opened:
    """A content for somebody who has been let in already, under the name that he was told. Refuses content_erased."""
    row = files.content(root, ref)
    if row is None or not row.path:
        raise Refusal("content_erased")
    return Opened(root, ref, row.path, row.type, row.size, name, row.type in sniffing.PICTURES)


def _open(ctx: Context, case: CaseState, item: Said, field: str, room: str = "joint") -> Opened:
    """What is opened; an original by anybody but its filer, and everything by staff, is written down."""
    title = item.data["name"]["ref"]
    named = queries.texts(case.root, [title]).get(title, item.id)
    found = by_reference(case.root, item.data[field]["ref"], "")
    opened = Opened(
        case.root, found.ref, found.path, found.type, found.size, safe_name(named, found.type), found.inline
    )
    if field == "file" and item.by != ctx.actor.id:
        where = "" if room == "joint" else f"{room}/"
        people.log_reading(ctx.actor, case.id, f"evidence/{where}{item.id}", ctx.now)
    return opened


def _room(ctx: Context, case: CaseState, name: str) -> RoomState | None:
    """A room as this reader sees it: whoever decides sees nothing that was shown in private during the mediation."""
    state = reader.state(case.root, access.room_stream(case.id, name))
    decides = access.side_of(ctx.actor, case) in reading.DECIDERS
    return confidential.room_for_decider(name, state, case) if decides else state


def _find(ctx: Context, case: CaseState, ref: str) -> tuple[str, Said, str]:
    """The visible piece of evidence that names this reference, in which room, and as what. Refuses not_found."""
    for stream in access.visible_streams(ctx.actor, case):
        room = "joint" if stream.startswith("case:") else stream.rpartition(":")[2]
        state = case if room == "joint" else _room(ctx, case, room)
        for item in state.of_kind("evidence") if state else ():
            for field in FORMS:
                if (item.data.get(field) or {}).get("ref") == ref:
                    return room, item, field
    raise Refusal("not_found")
