"""Uploads in parts: begun with their size, gone on with after every broken line, and filed by the usual act.

Whoever began one goes on with it; nobody else sees it. What is not finished a day after its last part is removed.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hejie.adapters import parts, vault
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import uploads
from hejie.store.models import Upload
from hejie.usecases import intake

KEPT_FOR = timedelta(days=1)
MOST_PARTS = 4096
_SWEPT_AT_ONCE = 100
_LONGEST_NAME = 200
_SWEEP_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload on its way: how much of it is there."""

    id: str
    size: int
    received: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Whole:
    """All of it, on this machine's disk."""

    path: str

    def temporary_file_path(self) -> str:
        """Where it lies."""
        return self.path

    def chunks(self) -> Iterable[bytes]:
        """The bytes in order, for whoever does not read them where they lie."""
        with open(self.path, "rb") as file:
            while piece := file.read(vault.PIECE):
                yield piece


def begin(ctx: Context, case_id: str, *, size: int, name: str, room: str = "joint") -> Begun:
    """Begin an upload of so many bytes.

    Refuses   file_empty, file_too_large, uploads_open, and what filing into that room refuses
    """
    intake.may_file(ctx, case_id, room)
    if size < 1:
        raise Refusal("file_empty")
    if size > settings.PIECE_MOST_BYTES:
        raise vault.too_large(settings.PIECE_MOST_BYTES)
    actor = ctx.actor
    if uploads.open_ones(actor.marketplace, actor.id, ctx.now) >= settings.UPLOADS_AT_ONCE:
        raise Refusal("uploads_open", most=settings.UPLOADS_AT_ONCE)
    row = uploads.begin(
        id=base64.b32encode(ctx.random_bytes(20)).decode().lower(),
        marketplace_id=actor.marketplace,
        actor=actor.id,
        case_id=case_id,
        room=room,
        about={"name": name[:_LONGEST_NAME], "parts": []},
        size=size,
        key="",
        created_at=ctx.now,
        expires_at=ctx.now + KEPT_FOR,
    )
    return _begun(row)


def find(ctx: Context, case_id: str, upload: str) -> Begun:
    """How far one's own upload is. Refuses upload_unknown."""
    return _begun(_own(ctx, case_id, upload))


def name_of(ctx: Context, case_id: str, upload: str) -> str:
    """What its file is called on the device that it came from. Refuses upload_unknown."""
    return _own(ctx, case_id, upload).about["name"]


def waiting(ctx: Context, case_id: str, room: str = "joint") -> list[str]:
    """One's own uploads for a room that are all there and only lack what they show, the oldest first."""
    return uploads.waiting(ctx.actor.marketplace, ctx.actor.id, case_id, room, ctx.now)


def go_on(
    ctx: Context, case_id: str, upload: str, *, offset: int, read: Callable[[int], bytes], announced: int = 0
) -> Begun:
    """Take in what a request brings from `offset` on; what came before its line broke stays.

    read        gives at most so many bytes of the request
    announced   how many bytes the request says that it brings; 0: it does not say
    Refuses     upload_unknown, upload_offset (facts: offset, where to go on), upload_longer (facts: most, given: else the file's end
                would be left out unsaid), upload_parts, storage_full, storage_away
    """
    row = _own(ctx, case_id, upload)
    if offset != row.received:
        raise Refusal("upload_offset", offset=row.received)
    if announced > row.size - row.received:
        raise Refusal("upload_longer", most=row.size - row.received, given=announced)
    if len(row.about["parts"]) >= MOST_PARTS:
        raise Refusal("upload_parts", most=MOST_PARTS)
    with intake.told():
        name, size = parts.receive(row.id, offset, read, row.size - row.received)
    if not size:
        return _begun(row)
    about = {**row.about, "parts": [*row.about["parts"], name]}
    if not uploads.go_on(row, size, about, ctx.now + KEPT_FOR):
        raise Refusal("upload_offset", offset=find(ctx, case_id, upload).received)
    return Begun(row.id, row.size, row.received + size, ctx.now + KEPT_FOR)


def stop(ctx: Context, case_id: str, upload: str) -> None:
    """Give up an upload; nothing of it stays. Refuses upload_unknown."""
    _forget(_own(ctx, case_id, upload).id)


def file_upload(
    ctx: Context,
    case_id: str,
    upload: str,
    *,
    purpose: str,
    key: str,
    name: str = "",
    room: str = "",
    proves: str = "",
    how: str = "",
    code: str = "",
    if_match: str = "",
) -> Receipt:
    """File what has come in parts as evidence; an equal repeat under its key gets the first receipt.

    room      that of the upload; another one is refused: "" asks no question
    Refuses   upload_unknown, upload_incomplete (facts: received, size), and what `intake.file_upload` refuses
    """
    row = _own(ctx, case_id, upload)
    if room and room != row.room:
        raise Refusal("upload_unknown")
    said = {"name": name or row.about["name"], "purpose": purpose, "proves": proves, "how": how, "code": code}
    if row.about.get("filed"):
        return _receipt_again(ctx, row, key, if_match, said)
    if row.received != row.size:
        raise Refusal("upload_incomplete", received=row.received, size=row.size)
    most = settings.PIECE_MOST_BYTES
    try:
        with intake.told(), parts.whole(row.id, row.about["parts"], row.size) as path:
            receipt = intake.file_upload(
                ctx, case_id, _Whole(path), key=key, room=row.room, if_match=if_match, most=most, **said
            )
    except parts.PartsLost:
        row = _own(ctx, case_id, upload)
        if row.about.get("filed"):  # an equal request was quicker
            return _receipt_again(ctx, row, key, if_match, said)
        _forget(row.id)
        raise Refusal("upload_unknown") from None
    uploads.mark(row, {**row.about, "filed": key})
    parts.remove(row.id)
    return receipt


def _receipt_again(ctx: Context, row: Upload, key: str, if_match: str, said: dict[str, str]) -> Receipt:
    """The receipt of what was filed already, for its equal repeat alone."""
    again = intake.receipt_again(ctx, row.case_id, key=key, room=row.room, if_match=if_match, **said)
    if row.about["filed"] != key or again is None:
        raise Refusal("upload_unknown")
    return again


@dataclass(slots=True)
class Sweeping:
    """What a worker remembers of its last look for uploads whose time is over."""

    last: datetime | None = None

    def step(self, now: datetime) -> int:
        """Every few minutes: remove what has expired, and what a kill has left of requests; says how many uploads."""
        if self.last is not None and timedelta(0) <= now - self.last < _SWEEP_EVERY:
            return 0
        self.last = now
        vault.clear_incoming(KEPT_FOR.total_seconds())
        return sweep(now)


def sweep(now: datetime) -> int:
    """Remove expired uploads, parts and rows; says how many."""
    found = uploads.expired(now, _SWEPT_AT_ONCE)
    for id in found:
        _forget(id)
    return len(found)


def _forget(id: str) -> None:
    parts.remove(id)
    uploads.end(id)


def _own(ctx: Context, case_id: str, upload: str) -> Upload:
    row = uploads.of(ctx.actor.marketplace, ctx.actor.id, case_id, upload, ctx.now)
    if row is None:
        raise Refusal("upload_unknown")
    return row


def _begun(row: Upload) -> Begun:
    return Begun(row.id, row.size, row.received, row.expires_at)
