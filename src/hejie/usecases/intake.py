"""From an upload to the record: a file is looked at, kept in the vault and filed by one act.

What the act refuses is removed again at once; what a kill leaves behind in between is removed an hour later, because
the intention was written down before the file was kept.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import orjson
from django.conf import settings
from django.db import connection, transaction

from hejie.adapters import pictures, scanning, sniffing, vault
from hejie.adapters.vault import Held
from hejie.domain.cases import access, filing
from hejie.domain.cases.commands import FileEvidence
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import files, log, outbox
from hejie.usecases import acts, cases

_CLEAN_UP_AFTER = timedelta(hours=1)
_LONGEST_NAME = 120
_MOST_COMPARED = 5
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")


class Pieces(Protocol):
    """A content that comes piece by piece, as Django's uploaded files do.

    One that lies on this machine's disk as a whole may have `temporary_file_path()`; it is then not written once more.
    """

    def chunks(self) -> Iterable[bytes]:
        """The bytes in order."""


@dataclass(frozen=True, slots=True)
class _Upload:
    case_id: str
    file: Pieces
    name: str
    purpose: str
    room: str
    proves: str
    how: str
    code: str
    most: int
    step: str = ""


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
    how: str = "",
    code: str = "",
    if_match: str = "",
    most: int = 0,
    step: str = "",
) -> Receipt:
    """Take in an upload and file it as evidence; an equal repeat under its key gets the first receipt.

    purpose   what it is meant to show; without one, its name
    proves    the turn of proof that it is for, `point.step` of the case's burden book; "" : none in particular
    how, code   see `FileEvidence`; most: greatest size in bytes, 0 for that of one request
    step      the step of a service with which it comes, "" for none
    Returns   the receipt; its `created` has `same_as` (a number: `e2`) where the side had filed the same content in
              this room before
    Refuses   file_too_large, file_empty, file_kind_refused, file_two_kinds, file_infected, scanner_away, storage_full,
              storage_away, key_used_otherwise, evidence_side_full, evidence_case_full, and what filing evidence refuses
    """
    most = most or settings.UPLOAD_MOST_BYTES
    with told():
        return _take_in(ctx, _Upload(case_id, file, name, purpose, room, proves, how, code, most, step), key, if_match)


@contextmanager
def told() -> Iterator[None]:
    """What a storage says when it has no room or is away, as a refusal: storage_full, storage_away."""
    try:
        yield
    except vault.StorageAway as fault:
        raise Refusal("storage_away") from fault
    except OSError as fault:
        if vault.is_full(fault):
            raise Refusal("storage_full") from fault
        raise


def may_file(ctx: Context, case_id: str, room: str) -> None:
    """Ask the gate before anything is read, so that a stranger cannot fill the disk.

    Refuses   what filing evidence refuses, evidence_side_full, evidence_case_full
    """
    world = reader.world(ctx, case_id)
    access.may(ctx.actor, "evidence", world)
    access.may_use_room(ctx.actor, world.case, room)
    filing.require_space(_state(world.case, room), access.side_of(ctx.actor, world.case), _limits())


def safe_name(name: str, kind: str) -> str:
    """A file name without paths, hidden or reversing characters, ending as its content says (photo.exe → photo.jpg)."""
    cleaned = _HIDDEN.sub("", unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])).strip(" .")
    ending = sniffing.extension_of(kind)
    stem, dot, old = cleaned.rpartition(".")
    alike = {".jpg": ("jpg", "jpeg"), ".txt": ("txt", "csv", "md", "eml", "log")}.get(ending, (ending[1:],))
    if dot and (old.lower() in alike or (ending == ".bin" and old.isalnum() and not sniffing.is_program_name(cleaned))):
        return cleaned[-_LONGEST_NAME:] if len(cleaned) > _LONGEST_NAME else cleaned
    return (stem if dot and stem else cleaned or "file")[:_LONGEST_NAME] + ending


def _limits() -> filing.Limits:
    return filing.Limits(settings.PIECES_PER_SIDE, settings.PIECES_PER_CASE)


def _take_in(ctx: Context, upload: _Upload, key: str, if_match: str) -> Receipt:
    earlier = filed_before(ctx, upload.case_id, upload.room, key)
    if earlier is None:
        may_file(ctx, upload.case_id, upload.room)
    salt = _salt_of(acts.root_of(upload.case_id), earlier) if earlier else ctx.random_bytes(32)
    with _held(upload, salt, known=earlier is not None) as (held, kind):
        same = _same_as(ctx, upload, held, earlier)
        again = None if earlier is None else _repeat(ctx, upload, held, earlier, key, if_match)
        receipt = again or _file_once(ctx, upload, held, kind, key, if_match)
    return replace(receipt, created={**receipt.created, "same_as": same}) if same else receipt


@contextmanager
def _held(upload: _Upload, salt: bytes, *, known: bool) -> Iterator[tuple[Held, str]]:
    """The content with its reference, and its kind ("" where it was `known` before); what lies on the disk is only read."""
    look = (lambda held: "") if known else sniffing.kind_of
    whole = getattr(upload.file, "temporary_file_path", None)
    if whole is None:
        with vault.take(upload.file.chunks(), salt=salt, most=upload.most) as held:
            yield held, look(held)
    else:
        with vault.hold(whole(), salt=salt, most=upload.most, beside=look) as found:
            yield found


def _file_once(ctx: Context, upload: _Upload, held: Held, kind: str, key: str, if_match: str) -> Receipt:
    """File it; where an equal upload under the same key came at the same time and was quicker, its receipt is given."""
    try:
        return _keep_and_file(ctx, upload, held, kind, key, if_match)
    except Refusal as refusal:
        quicker = filed_before(ctx, upload.case_id, upload.room, key) if refusal.code == "key_used_otherwise" else None
        if quicker is None:
            raise
        salt = _salt_of(acts.root_of(upload.case_id), quicker)
        return _repeat(ctx, upload, replace(held, ref=held.reference(salt)), quicker, key, if_match)


def _repeat(ctx: Context, upload: _Upload, held: Held, earlier: Said, key: str, if_match: str) -> Receipt:
    if earlier.data["file"]["ref"] != held.ref:
        raise Refusal("key_used_otherwise")
    return _given_again(ctx, upload, earlier, key, if_match)


def _given_again(ctx: Context, upload: _Upload, earlier: Said, key: str, if_match: str) -> Receipt:
    shown = {name: earlier.data.get(name) for name in ("thumbnail", "view")}
    command = _command(upload, earlier.data["file"], shown)
    return cases.file_evidence(ctx, command, key=key, if_match=if_match, limits=_limits())


def receipt_again(
    ctx: Context, case_id: str, *, key: str, room: str, if_match: str = "", **said: str
) -> Receipt | None:
    """The receipt of what was filed under this key in this room, without its content; None where nothing was.

    said      name, purpose, proves, how and code, which must be those of the first time
    Refuses   key_used_otherwise
    """
    earlier = filed_before(ctx, case_id, room, key)
    if earlier is None:
        return None
    return _given_again(ctx, _Upload(case_id, None, room=room, most=0, **said), earlier, key, if_match)


def filed_before(ctx: Context, case_id: str, room: str, key: str) -> Said | None:
    """The evidence that this actor has filed under this key already, or None."""
    root, stream = acts.root_of(case_id), access.room_stream(case_id, room)
    with connection.cursor() as cursor:
        known = log.receipt(cursor, root, stream, f"{ctx.actor.id}:{key}")
    if known is None:
        return None
    name = orjson.loads(known[1])["created"].get("id", "")
    return next((item for item in reader.state(root, stream).of_kind("evidence") if item.id == name), None)


def _state(case: CaseState, room: str) -> CaseState | RoomState | None:
    return case if room == "joint" else reader.state(case.root, access.room_stream(case.id, room))


def _same_as(ctx: Context, upload: _Upload, held: Held, earlier: Said | None) -> str:
    """The number of an equal piece that this side has filed in this room before; "" for none. Each has its own salt."""
    case = reader.case(upload.case_id)
    state, side, compared = _state(case, upload.room), access.side_of(ctx.actor, case), 0
    for item in state.of_kind("evidence") if state else ():
        if earlier is not None and item.id == earlier.id:
            return ""
        if item.side != side or item.data["file"]["size"] != held.size or compared == _MOST_COMPARED:
            continue
        row = files.content(case.root, item.data["file"]["ref"])
        compared += 1
        if row is not None and held.reference(row.salt) == row.ref:
            return item.id
    return ""


def _salt_of(root: str, earlier: Said) -> bytes:
    row = files.content(root, earlier.data["file"]["ref"])
    if row is None:
        raise Refusal("content_erased")
    return row.salt


def _keep_and_file(ctx: Context, upload: _Upload, held: Held, kind: str, key: str, if_match: str) -> Receipt:
    with kept(ctx, acts.root_of(upload.case_id), held, kind) as (rows, found):
        command = _command(upload, found.pop("file"), found)
        return with_rows(
            rows,
            lambda: cases.file_evidence(ctx, command, key=key, if_match=if_match, limits=_limits()),
        )


@contextmanager
def kept(
    ctx: Context, root: str, held: Held, kind: str = "", *, anew: bool = True
) -> Iterator[tuple[list[tuple], dict[str, dict]]]:
    """Keep a content in the vault, with pictures made anew of it; a refusal of what follows removes them again.

    anew      False: without those pictures, where no page shows one and no entry names them
    Gives     rows for `with_rows`, and references by name: file, and of a picture thumbnail and view
    Refuses   file_kind_refused, file_two_kinds, file_infected, scanner_away
    """
    kind = kind or sniffing.kind_of(held)
    scanning.scan(held.pieces())
    made = pictures.renditions(held.file, kind)
    if made is None and kind in sniffing.PICTURES:
        kind = sniffing.OTHER  # it begins like a picture and is none: a download, nothing to show
    with ExitStack() as stack:
        pieces = [("file", held, kind)]
        for name, content in (("thumbnail", made.small), ("view", made.view)) if made and anew else ():
            taken = stack.enter_context(vault.take([content], salt=ctx.random_bytes(32), most=len(content)))
            pieces.append((name, taken, pictures.TYPE))
        paths = [vault.path_of(root, one.ref) for _name, one, _type in pieces]
        _promise_to_clean_up(ctx, root, held.ref, paths)
        try:
            rows = [_row(root, one, type_, vault.keep(root, one)) for _name, one, type_ in pieces]
            yield rows, {name: _reference(one, type_) for name, one, type_ in pieces}
        except (Refusal, OSError):
            for path in paths:
                vault.remove(path)
            raise


def with_rows(rows: list[tuple], act: Callable[[], Receipt]) -> Receipt:
    """The rows of the files and the act, all or nothing; what silence brought due stays done if the act is refused."""
    refused: Refusal | None = None
    with transaction.atomic():
        with connection.cursor() as cursor:
            log.put_contents(cursor, rows)
        try:
            return act()
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


def _reference(held: Held, kind: str) -> dict:
    return {"ref": held.ref, "size": held.size, "type": kind}


def _command(upload: _Upload, file: dict, shown: dict) -> FileEvidence:
    purpose = upload.purpose.strip() or upload.name
    return FileEvidence(
        upload.case_id,
        file,
        safe_name(upload.name, file["type"]),
        purpose,
        upload.room,
        shown.get("thumbnail"),
        upload.proves,
        shown.get("view"),
        upload.how,
        upload.code,
        upload.step,
    )
