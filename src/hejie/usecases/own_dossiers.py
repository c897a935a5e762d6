"""The file of an order, a deal, a question, a complaint: each stream that its reader may see whole, as a dossier that proves itself.

Each is asked of the gate by the same reading as its page. Readings by staff are written down for the auditor, as those of cases are.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hejie.domain.cases import access, access_desk
from hejie.domain.cases.state import CaseState
from hejie.domain.complaints import rooms
from hejie.domain.complaints.state import stream_of as complaint_stream
from hejie.domain.deals.state import stream_of as deal_stream
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.own_stream import OwnStream
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.domain.questions.state import stream_of as question_stream
from hejie.record import dossier, export, reader, sealing
from hejie.record.context import Context
from hejie.record.dossier import SealShown
from hejie.store import people, readers, story
from hejie.usecases import complaints, deals, dossiers, listing, questions
from hejie.usecases.complaints import ComplaintView

Draw = Callable[[object, Sequence[SealShown]], bytes]
"""Makes the PDF: for whom and with what (`dossier_pdf.frame.For`), and the seals over the entries."""


def of_order(ctx: Context, root: str, *, language: str = "", zone: str = "") -> Iterator[bytes]:
    """An order's file in pieces: goods, way, custody and money, and which cases are about it.

    A record is given whole or not at all, and that of an order in which several shops sold something holds the goods, prices and
    money of each: its buyer and the marketplace have it, the shops have the files of their cases.

    Refuses   not_found, order_file_mixed (a shop of an order of several), content_missing
    """
    order, _texts, names = listing.order(ctx, root)
    if not may_take(ctx.actor, order):
        raise Refusal("order_file_mixed", order=order.external_id)
    stream = f"order:{root}"

    def drawn(made: object, seals: Sequence[SealShown]) -> bytes:
        from hejie.usecases.dossier_pdf import order as document

        about = document.About(names, _cases(ctx, root))
        return document.render(stream, order, about, made, seals)

    return _pieces(ctx, root, stream, order.seq, drawn, f"order:{root}", language, zone)


def may_take(actor: Actor, order: OrderState) -> bool:
    """Whether somebody who may read an order may have its record whole: whoever reads all of its lines."""
    return order.sellers() <= {actor.seller} if actor.seller else True


def of_deal(ctx: Context, deal: str, *, language: str = "", zone: str = "") -> Iterator[bytes]:
    """A deal's file in pieces: every version, both confirmations with the hash, the order. Refuses not_found, content_missing."""
    view = deals.read(ctx, deal)
    stream = deal_stream(deal)

    def drawn(made: object, seals: Sequence[SealShown]) -> bytes:
        from hejie.usecases.dossier_pdf import deal as document

        return document.render(view, made, seals)

    return _pieces(ctx, view.deal.root, stream, view.deal.seq, drawn, f"deal:{deal}", language, zone)


def _cases(ctx: Context, root: str) -> tuple[CaseState, ...]:
    """Cases about an order that this reader may see, in the order in which they were opened."""
    found = [reader.case(one) for one in story.cases(root)]
    return tuple(
        sorted((one for one in found if access.visible_streams(ctx.actor, one)), key=lambda one: one.opened_at)
    )


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
    return _own(ctx, view.state.root, stream, state, ("complaint", complaint, name), parties, shown, language, zone)


def of_question(ctx: Context, question: str, *, language: str = "", zone: str = "") -> Iterator[bytes]:
    """A question's file in pieces. Refuses not_found, content_missing."""
    view = questions.read(ctx, question)
    market, state = ctx.actor.marketplace, view.state
    shop = view.names.get(state.seller, "") or readers.marketplace_name(market)
    parties = [("buyer", view.names.get(state.buyer, "")), ("seller", shop)]
    stream, names = question_stream(market, question), {state.buyer: view.names.get(state.buyer, "")}
    return _own(ctx, stream, stream, state, ("question", question, "question"), parties, names, language, zone)


def to_file(pieces: Iterator[bytes], target: Path) -> None:
    """Write a file that appears whole, readable by its owner alone."""
    dossiers.whole_file(target, pieces)


def _own(
    ctx: Context, root: str, stream: str, state: OwnStream, named: tuple[str, str, str], parties: list, names: dict, language: str,
    zone: str,
) -> Iterator[bytes]:  # fmt: skip
    """The file of a question, a complaint, or a room of one. named: kind, id, room (the kind itself for its own record)."""
    kind, name, room = named

    def drawn(made: object, seals: Sequence[SealShown]) -> bytes:
        from hejie.usecases.dossier_pdf import own_stream

        about = own_stream.About(kind, name, "" if room == kind else room, parties, names)
        return own_stream.render(root, stream, state, about, made, seals)

    return _pieces(ctx, root, stream, state.seq, drawn, f"{kind}:{name}", language, zone)


def _pieces(
    ctx: Context, root: str, stream: str, length: int, draw: Draw, read: str, language: str, zone: str
) -> Iterator[bytes]:
    """The dossier of a stream as far as `length` goes. read: what its reader has read, for the auditor's list."""
    from hejie.usecases.dossier_pdf.frame import For  # its typesetter is loaded with the first document

    if ctx.actor.is_staff:
        people.log_reading(ctx.actor, read, f"dossier of {stream}", ctx.now)
    keys, role = dossiers.keys(), ctx.actor.role
    language, zone = dossiers.preferences(ctx.actor, language, zone)
    sealing.seal_new(keys, ctx.now)  # so that the document can tell of the seal over the newest entry
    seals = tuple(export.seals(root, stream, length, keys))
    pdf = draw(For(keys.public_key, role, ctx.now, language, zone), seals)
    return dossier.pieces(
        export.prepare(
            root=root, stream=stream, length=length, keys=keys, made_for=role, made_at=ctx.now, pdf=pdf, open_file=dossiers.pieces
        )
    )  # fmt: skip
