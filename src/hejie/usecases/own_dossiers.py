"""A complaint's and a question's file: each stream that its reader may see whole, as a dossier that proves itself."""

from collections.abc import Iterator
from pathlib import Path

from hejie.domain.cases import access_desk
from hejie.domain.complaints import rooms
from hejie.domain.complaints.state import stream_of as complaint_stream
from hejie.domain.kernel.own_stream import OwnStream
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions.state import stream_of as question_stream
from hejie.record import dossier, export, sealing
from hejie.record.context import Context
from hejie.store import readers
from hejie.usecases import complaints, dossiers, questions
from hejie.usecases.complaints import ComplaintView


def rooms_of(view: ComplaintView) -> tuple[str, ...]:
    """Which files of a complaint its reader may have: complaint (its own), word, desk."""
    return access_desk.complaint_streams(view.side, view.state, dict(view.rooms))


def of_complaint(
    ctx: Context, complaint: str, room: str = "", *, language: str = "", zone: str = ""
) -> Iterator[bytes]:
    """One file of a complaint in pieces. room: complaint, word or desk; "": the first that its reader may have.

    Refuses   not_found (also: nothing stands in it), complaint_file_mixed (a complaint from before rooms, whose own record holds
              internal notes, for its complainant), content_missing
    """
    view = complaints.read(ctx, complaint)
    may = rooms_of(view)
    if not room and not may and view.side == "complainant":
        raise Refusal("complaint_file_mixed")
    name = room or (may[0] if may else "")
    if name not in may:
        raise Refusal("complaint_file_mixed" if name == "complaint" and view.side == "complainant" else "not_found")
    state = view.state if name == "complaint" else view.rooms[name]
    market = view.state.marketplace
    stream = complaint_stream(market, complaint) if name == "complaint" else rooms.stream_of(name, market, complaint)
    parties = [
        ("complainant", view.names.get(view.state.complainant, "")),
        ("whom", view.names.get(view.state.whom, "")),
    ]
    # Pages tell neither side who of the marketplace handles it; nor does the document.
    shown = view.names if view.side in ("handler", "reader") else {}
    return _pieces(ctx, view.state.root, stream, state, ("complaint", complaint, name), parties, shown, language, zone)


def of_question(ctx: Context, question: str, *, language: str = "", zone: str = "") -> Iterator[bytes]:
    """A question's file in pieces. Refuses not_found, content_missing."""
    view = questions.read(ctx, question)
    market, state = ctx.actor.marketplace, view.state
    shop = view.names.get(state.seller, "") or readers.marketplace_name(market)
    parties = [("buyer", view.names.get(state.buyer, "")), ("seller", shop)]
    stream, names = question_stream(market, question), {state.buyer: view.names.get(state.buyer, "")}
    return _pieces(ctx, stream, stream, state, ("question", question, "question"), parties, names, language, zone)


def to_file(pieces: Iterator[bytes], target: Path) -> None:
    """Write a file that appears whole, readable by its owner alone."""
    dossiers.whole_file(target, pieces)


def _pieces(
    ctx: Context, root: str, stream: str, state: OwnStream, named: tuple[str, str, str], parties: list, names: dict, language: str,
    zone: str,
) -> Iterator[bytes]:  # fmt: skip
    from hejie.usecases.dossier_pdf import own_stream  # its typesetter is loaded with the first document

    keys, role = dossiers.keys(), ctx.actor.role
    language, zone = dossiers.preferences(ctx.actor, language, zone)
    sealing.seal_new(keys, ctx.now)  # so that the document can tell of the seal over the newest entry
    seals = tuple(export.seals(root, stream, state.seq, keys))
    kind, name, room = named
    about = own_stream.About(kind, name, "" if room == kind else room, parties, names)
    made = own_stream.For(keys.public_key, role, ctx.now, language, zone)
    pdf = own_stream.render(root, stream, state, about, made, seals)
    return dossier.pieces(
        export.prepare(
            root=root, stream=stream, length=state.seq, keys=keys, made_for=role, made_at=ctx.now, pdf=pdf, open_file=dossiers.pieces
        )
    )  # fmt: skip
