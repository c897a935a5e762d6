"""Self-proving files of a case: one dossier for each stream that the reader may see."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.conf import settings

from hejie.adapters import vault
from hejie.domain.cases import access
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record import dossier, export, reader, sealing, signing
from hejie.record.context import Context
from hejie.record.signing import SigningKeyError
from hejie.rulebooks import certificates
from hejie.store import market_law, readers
from hejie.usecases import reading

__all__ = [
    "SigningKeyError",
    "export_all",
    "export_case",
    "file_name",
    "keys",
    "marketplace_of",
    "open_case",
    "pieces",
    "reader_of",
    "to_file",
    "preferences",
    "usual_certificate",
    "whole_file",
]


def export_case(
    ctx: Context,
    case_id: str,
    stream: str,
    out: BinaryIO,
    made_for: str = "",
    *,
    language: str = "",
    zone: str = "",
    certificate: str = "",
) -> None:
    """Write the dossier of one stream of a case for this reader; readings by staff are logged.

    out        binary file; where a refusal comes in the middle, what was written must be thrown away
    Refuses    what `open_case` does
    """
    more = {"language": language, "zone": zone, "certificate": certificate}
    dossier.write_dossier(out, _prepared(ctx, case_id, stream, made_for, **more))


def open_case(
    ctx: Context,
    case_id: str,
    stream: str,
    made_for: str = "",
    *,
    language: str = "",
    zone: str = "",
    certificate: str = "",
) -> Iterator[bytes]:
    """The same in pieces, read and packed as they are asked for, so that it can begin to leave at once, whatever its size.

    stream       the case's own, or that of a room that he may read
    made_for     his role in the manifest; empty means the actor's
    language     zh, en or ru, and zone, an IANA name, for the PDF; empty means the person's own, else the marketplace's
    certificate  form of the page for a body outside (`rulebooks.certificates`); empty: by the law of the case's place
    Refuses      not_found (also where the stream has no entry), content_missing, certificate_unknown, record_holds_mediation;
                 content_missing also in the middle, if a content is erased meanwhile: then it ends without its end
    """
    more = {"language": language, "zone": zone, "certificate": certificate}
    return dossier.pieces(_prepared(ctx, case_id, stream, made_for, **more))


def _prepared(
    ctx: Context, case_id: str, stream: str, made_for: str, *, language: str, zone: str, certificate: str
) -> dossier.Dossier:
    view, room = _view(ctx, case_id, stream)
    case = view.case
    state = view.rooms[room] if room else case
    if state is None:
        raise Refusal("not_found")
    form = certificates.chosen(certificate or usual_certificate(case))
    signing_keys, role = keys(), made_for or ctx.actor.role
    language, zone = preferences(ctx.actor, language, zone)
    from hejie.usecases.dossier_pdf import (
        render,
    )  # its typesetter is loaded with the first document, not at every start

    sealing.seal_new(signing_keys, ctx.now)  # so that the document can tell of the seal over the newest entry
    seals = tuple(export.seals(case.root, stream, state.seq, signing_keys))
    made = {"public_key": signing_keys.public_key, "made_for": role, "now": ctx.now}
    pdf = render(view, room, **made, language=language, zone=zone, form=form, seals=seals)
    return export.prepare(
        root=case.root,
        stream=stream,
        length=state.seq,
        keys=signing_keys,
        made_for=role,
        made_at=ctx.now,
        pdf=pdf,
        open_file=pieces,
    )


def usual_certificate(case: CaseState) -> str:
    """The form of the page for a body outside by the law of the case's place."""
    return certificates.of_place(market_law.chosen(case.marketplace).of(case.currency))


def _view(ctx: Context, case_id: str, stream: str) -> tuple[reading.CaseView, str]:
    """The case as its reader sees it, with the room that the stream is of ("" for the case's own)."""
    view = reading.read_case(ctx, case_id, what=f"dossier of {stream}"[:120])
    if stream not in access.readable_streams(ctx.actor, view.case):
        raise Refusal("not_found")
    reading.demand_whole(ctx, view.case)
    room = stream.rpartition(":")[2] if stream.startswith("room:") else ""
    if room and room not in view.rooms:  # one of the reader's own, which no page loads by the way
        view = replace(view, rooms={**view.rooms, room: reader.state(view.case.root, stream)})
    return view, room


def export_all(
    ctx: Context, case_id: str, folder: Path, *, language: str = "", zone: str = "", certificate: str = ""
) -> list[Path]:
    """Write a dossier for each stream that this reader may see and that has entries; returns the files.

    Each file appears whole or not at all. Refuses what export_case does.
    """
    case = access.may_read(ctx.actor, reader.case(case_id))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    for stream in access.readable_streams(ctx.actor, case):
        if stream.startswith("room:") and reader.state(case.root, stream) is None:
            continue
        target = folder / file_name(stream)
        to_file(ctx, case_id, stream, target, language=language, zone=zone, certificate=certificate)
        written.append(target)
    return written


def to_file(
    ctx: Context,
    case_id: str,
    stream: str,
    target: Path,
    *,
    language: str = "",
    zone: str = "",
    certificate: str = "",
) -> None:
    """Write one dossier to a file that appears whole, readable by its owner alone. Refuses what export_case does."""
    whole_file(target, open_case(ctx, case_id, stream, language=language, zone=zone, certificate=certificate))


def whole_file(target: Path, content: Iterator[bytes]) -> None:
    """Write content to a file that appears whole or not at all, readable by its owner alone."""
    with NamedTemporaryFile(dir=target.parent, prefix=".dossier-", delete=False) as draft:
        try:
            for piece in content:
                draft.write(piece)
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, target)
        except BaseException:
            os.unlink(draft.name)
            raise


def file_name(stream: str) -> str:
    """What a stream's dossier is called: `case-….zip`, `room-…-buyer.zip`."""
    return f"{stream.replace(':', '-')}.zip"


def keys() -> signing.Keys:
    """The signing keys of this installation; made by the first call."""
    return signing.open_keys(settings.HOME)


def marketplace_of(case_id: str) -> str:
    """The slug of the marketplace that a case belongs to; for whoever runs commands here. Refuses not_found."""
    case = reader.case(case_id)
    if case is None:
        raise Refusal("not_found")
    return case.marketplace


def reader_of(ctx: Context, case_id: str, role: str) -> Context:
    """The context of a case's reader in one role: its own buyer, seller or neutral, or somebody of the market's staff.

    For whoever runs commands on this machine. Refuses not_found, nobody_in_role
    """
    case = reader.case(case_id)
    if case is None or case.marketplace != ctx.actor.marketplace:
        raise Refusal("not_found")
    someone = {
        "buyer": lambda: Actor("buyer", case.buyer, case.marketplace),
        "seller": lambda: Actor("seller", "cli", case.marketplace, seller=case.seller),
        "neutral": lambda: Actor("neutral", case.neutral, case.marketplace),
    }.get(role, lambda: Actor(role, readers.first_in_role(case.marketplace, role), case.marketplace))()
    if not someone.id:
        raise Refusal("nobody_in_role", role=role)
    return replace(ctx, actor=replace(someone, through="cli", second_factor=True))


def pieces(path: str) -> Iterator[bytes]:
    """A file of the vault in pieces; FileNotFoundError where it is gone."""
    with vault.open_file(path) as stored:
        while piece := stored.read(vault.PIECE):
            yield piece


def preferences(actor: Actor, language: str, zone: str) -> tuple[str, str]:
    """The reader's language and time zone where none is named."""
    if language and zone:
        return language, zone
    own_language, own_zone = readers.preferences(actor.marketplace, actor.id)
    return language or own_language, zone or own_zone
