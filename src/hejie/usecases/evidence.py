"""Evidence as files: from an upload to the record, and from the record back to whoever may see it.

An upload is looked at, kept in the vault and filed by one act. What the act refuses is removed again at once; what a
kill leaves behind in between is removed an hour later, because the intention was written down before the file was kept.
"""

import errno
import re
import unicodedata
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import orjson
from django.conf import settings
from django.core.files import File
from django.db import connection, transaction

from hejie.adapters import pictures, sniffing, vault
from hejie.adapters.vault import Held
from hejie.domain.cases import access, confidential
from hejie.domain.cases.commands import FileEvidence
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import files, log, outbox, people, queries
from hejie.usecases import acts, cases, panels, reading

_CLEAN_UP_AFTER = timedelta(hours=1)
_LONGEST_NAME = 120
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")


class Pieces(Protocol):
    """A content that comes piece by piece, as Django's uploaded files do."""

    def chunks(self) -> Iterable[bytes]:
        """The bytes in order."""


@dataclass(frozen=True, slots=True)
class _Upload:
    case_id: str
    file: Pieces
    name: str
    purpose: str
    room: str
    proves: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece of evidence (or its small picture) for its reader.

    inline   whether a browser may show it in place; everything else is a download
    name     safe file name whose ending says what the content is
    """

    file: File
    type: str
    size: int
    name: str
    inline: bool


def file_upload(
    ctx: Context,
    case_id: str,
    file: Pieces,
    *,
    name: str,
    purpose: str,
    key: str,
    room: str = "joint",
    proves: str = "",
    if_match: str = "",
) -> Receipt:
    """Take in an upload and file it as evidence; an equal repeat under its key gets the first receipt.

    purpose   what it is meant to show; without one, its name
    proves    the turn of proof that it is for, `point.step` of the case's burden book; "" : none in particular
    Refuses   file_too_large, file_empty, file_kind_refused, file_two_kinds, storage_full, key_used_otherwise, and what
              filing evidence refuses
    """
    upload = _Upload(case_id, file, name, purpose, room, proves)
    try:
        return _take_in(ctx, upload, key, if_match)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal("storage_full") from fault
        raise


def open_content(ctx: Context, case_id: str, ref: str) -> Opened:
    """Open a file of the case for whoever may see the entry that names it; readings by staff are logged.

    Refuses   not_found (also for what exists but is not his), content_erased
    """
    case = access.may_read(ctx.actor, reader.world(ctx, case_id).case)
    item, field = _find(ctx, case, ref)
    return _open(ctx, case, item, field)


def open_piece(ctx: Context, case_id: str, room: str, piece: str, *, picture: bool = False) -> Opened:
    """The same by the room and number of a piece of evidence (`joint`, `e3`); `picture`: its small picture.

    Refuses   not_found, content_erased
    """
    case = access.may_read(ctx.actor, reader.world(ctx, case_id).case)
    stream = access.room_stream(case_id, room)
    state = case if room == "joint" else _room(ctx, case, room)
    field = "thumbnail" if picture else "file"
    found = state.of_kind("evidence") if state and stream in access.visible_streams(ctx.actor, case) else ()
    item = next((one for one in found if one.id == piece and one.data.get(field)), None)
    if item is None:
        raise Refusal("not_found")
    return _open(ctx, case, item, field)


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


def safe_name(name: str, kind: str) -> str:
    """A file name without paths, hidden or reversing characters, ending as its content says (photo.exe → photo.jpg)."""
    cleaned = _HIDDEN.sub("", unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])).strip(" .")
    ending = sniffing.extension_of(kind)
    stem, dot, old = cleaned.rpartition(".")
    alike = {".jpg": ("jpg", "jpeg"), ".txt": ("txt", "csv", "md", "eml", "log")}.get(ending, (ending[1:],))
    if dot and (old.lower() in alike or (ending == ".bin" and old.isalnum() and not sniffing.is_program_name(cleaned))):
        return cleaned[-_LONGEST_NAME:] if len(cleaned) > _LONGEST_NAME else cleaned
    return (stem if dot and stem else cleaned or "file")[:_LONGEST_NAME] + ending


def _open(ctx: Context, case: CaseState, item: Said, field: str) -> Opened:
    ref = item.data[field]["ref"]
    row = files.content(case.root, ref)
    if row is None:
        raise Refusal("content_erased")
    if ctx.actor.is_staff and field == "file":
        people.log_reading(ctx.actor, case.id, f"evidence/{item.id}", ctx.now)
    try:
        file = vault.open_file(row.path)
    except FileNotFoundError:
        raise Refusal("content_erased") from None
    named = queries.texts(case.root, [item.data["name"]["ref"]]).get(item.data["name"]["ref"], item.id)
    return Opened(file, row.type, row.size, safe_name(named, row.type), row.type in sniffing.PICTURES)


def _take_in(ctx: Context, upload: _Upload, key: str, if_match: str) -> Receipt:
    earlier = _filed_before(ctx, upload, key)
    if earlier is None:
        _may_file(ctx, upload)
    salt = _salt_of(acts.root_of(upload.case_id), earlier) if earlier else ctx.random_bytes(32)
    with vault.take(upload.file.chunks(), salt=salt, most=settings.UPLOAD_MOST_BYTES) as held:
        if earlier is None:
            return _keep_and_file(ctx, upload, held, key, if_match)
        if earlier.data["file"]["ref"] != held.ref:
            raise Refusal("key_used_otherwise")
        command = _command(upload, earlier.data["file"], earlier.data.get("thumbnail"))
        return cases.file_evidence(ctx, command, key=key, if_match=if_match)


def _may_file(ctx: Context, upload: _Upload) -> None:
    """Ask the gate before anything is read, so that a stranger cannot fill the disk."""
    world = reader.world(ctx, upload.case_id)
    access.may(ctx.actor, "evidence", world)
    access.may_use_room(ctx.actor, world.case, upload.room)


def _filed_before(ctx: Context, upload: _Upload, key: str) -> Said | None:
    """The evidence that this actor has filed under this key already, or None."""
    root, stream = acts.root_of(upload.case_id), access.room_stream(upload.case_id, upload.room)
    with connection.cursor() as cursor:
        known = log.receipt(cursor, root, stream, f"{ctx.actor.id}:{key}")
    if known is None:
        return None
    name = orjson.loads(known[1])["created"].get("id", "")
    state = reader.state(root, stream)
    return next((item for item in state.of_kind("evidence") if item.id == name), None)


def _salt_of(root: str, earlier: Said) -> bytes:
    row = files.content(root, earlier.data["file"]["ref"])
    if row is None:
        raise Refusal("content_erased")
    return row.salt


def _keep_and_file(ctx: Context, upload: _Upload, held: Held, key: str, if_match: str) -> Receipt:
    root = acts.root_of(upload.case_id)
    kind = sniffing.kind_of(held)
    small = pictures.thumbnail(held.file, kind)
    if small is None and kind in sniffing.PICTURES:
        kind = sniffing.OTHER  # it begins like a picture and is none: a download, nothing to show
    with ExitStack() as stack:
        pieces = [(held, kind)]
        if small:
            little = vault.take([small], salt=ctx.random_bytes(32), most=settings.UPLOAD_MOST_BYTES)
            pieces.append((stack.enter_context(little), pictures.TYPE))
        paths = [vault.path_of(root, one.ref) for one, _type in pieces]
        _promise_to_clean_up(ctx, root, held.ref, paths)
        rows = [_row(root, one, type_, vault.keep(root, one)) for one, type_ in pieces]
    file, *rest = [{"ref": row[1], "size": row[3], "type": row[2]} for row in rows]
    command = _command(upload, file, rest[0] if rest else None)
    try:
        return _file(ctx, command, rows, key, if_match)
    except Refusal:
        for path in paths:
            vault.remove(path)
        raise


def _file(ctx: Context, command: FileEvidence, rows: list[tuple], key: str, if_match: str) -> Receipt:
    """The rows of the files and the act, all or nothing; what silence brought due stays done if the act is refused."""
    refused: Refusal | None = None
    with transaction.atomic():
        with connection.cursor() as cursor:
            log.put_contents(cursor, rows)
        try:
            return cases.file_evidence(ctx, command, key=key, if_match=if_match)
        except Refusal as refusal:
            refused = refusal
            with connection.cursor() as cursor:
                log.erase_contents(cursor, rows[0][0], [row[1] for row in rows])
    raise refused


def _promise_to_clean_up(ctx: Context, root: str, ref: str, paths: list[str]) -> None:
    now = clock.milliseconds(ctx.now)
    due = clock.milliseconds(ctx.now + _CLEAN_UP_AFTER)
    outbox.put(root, f"erase:upload:{ref}", "erase", ctx.actor.marketplace, {"paths": paths}, now, due)


def _row(root: str, held: Held, kind: str, path: str) -> tuple:
    return (root, held.ref, kind, held.size, held.salt, None, path)


def _command(upload: _Upload, file: dict, small: dict | None) -> FileEvidence:
    purpose = upload.purpose.strip() or upload.name
    name = safe_name(upload.name, file["type"])
    return FileEvidence(upload.case_id, file, name, purpose, upload.room, small, upload.proves)


def _room(ctx: Context, case: CaseState, name: str) -> RoomState | None:
    """A room as this reader sees it: whoever decides sees nothing that was shown in private during the mediation."""
    state = reader.state(case.root, access.room_stream(case.id, name))
    decides = access.side_of(ctx.actor, case) in reading.DECIDERS
    return confidential.room_for_decider(name, state, case) if decides else state


def _find(ctx: Context, case: CaseState, ref: str) -> tuple[Said, str]:
    """The visible piece of evidence that names this reference, and under which name. Refuses not_found."""
    for stream in access.visible_streams(ctx.actor, case):
        state = case if stream.startswith("case:") else _room(ctx, case, stream.rpartition(":")[2])
        for item in state.of_kind("evidence") if state else ():
            for field in ("file", "thumbnail"):
                if (item.data.get(field) or {}).get("ref") == ref:
                    return item, field
    raise Refusal("not_found")
