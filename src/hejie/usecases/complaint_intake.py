"""Complaints as they come: made on a page or over HTTP, written down for somebody, read out of a letter or a saved chat."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings

from hejie.adapters import letters, vault
from hejie.domain.cases import access
from hejie.domain.cases.world import World
from hejie.domain.complaints import commands, decide, rooms
from hejie.domain.complaints.state import ComplaintState, stream_of
from hejie.domain.evidence import chats
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import calendars
from hejie.store import complaint_people, people, queries
from hejie.usecases import complaint_clocks, ids, intake, own_streams

_NOT_KEPT = ("file_kind_refused", "file_two_kinds", "file_infected", "file_empty", "file_too_large")


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that comes with a complaint: its name and its bytes in pieces."""

    name: str
    content: intake.Pieces


class Bytes(intake.Pieces):
    """Bytes as something that is uploaded."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def chunks(self):
        """All of it."""
        yield self._content


def complain(
    ctx: Context, *, against: str, whom: str, role: str, text: str, order: str = "", channel: str = "web", files: Sequence[Sent] = (),
    key: str,
) -> Receipt:  # fmt: skip
    """Complain oneself, about a shop's or the marketplace's service, or about a person.

    Refuses   not_found (no such shop or person, or an order of another), what `decide.receive` refuses, and what files refuse
    """
    if order:
        access.may_read_order(ctx.actor, reader.order(order))
    command = commands.ReceiveComplaint(
        ids.derived(ctx.actor.marketplace, ctx.actor.id, "complaint", key, length=16), against, _whom(ctx, whom, role), role, channel,
        text, complainant=ctx.actor.id, order=order,
    )  # fmt: skip
    return _receive(ctx, command, files, key)


def take_in(
    ctx: Context, *, channel: str, against: str, whom: str, role: str, text: str, contact: str = "", complainant: str = "",
    order: str = "", files: Sequence[Sent] = (), key: str,
) -> Receipt:  # fmt: skip
    """Write down for somebody what he said by telephone, at the counter or in a chat; for the marketplace's own people.

    complainant   his id or address here, where he is known; else contact says how he is reached
    """
    name = ids.derived(ctx.actor.marketplace, ctx.actor.id, "complaint", key, length=16)
    person = complaint_people.by_id_or_address(ctx.actor.marketplace, complainant)
    if complainant and not person:
        raise Refusal("complaint_person", person=complainant[:120])
    command = commands.ReceiveComplaint(
        name, against, _whom(ctx, whom, role), role, channel, text, person, contact, order=_order(ctx, order)
    )  # fmt: skip
    return _receive(ctx, command, files, key)


def take_letter(
    ctx: Context, content: bytes | intake.Pieces, *, against: str, whom: str, role: str, order: str = "", key: str
) -> Receipt:
    """Take in an e-mail file. The same Message-ID is taken once: a second file meets the first complaint.

    Refuses   what `letters.read` refuses, complaint_exists (facts: complaint)
    """
    content = _whole(content)
    letter = letters.read(content)
    market = ctx.actor.marketplace
    known_by = letter.message_id or hashlib.sha256(content).hexdigest()
    mark = hashlib.sha256(known_by.encode()).hexdigest()
    name = ids.derived(market, "letter", known_by, length=16)
    person = complaint_people.by_id_or_address(market, letter.address)
    contact = "" if person else f"{letter.sender} <{letter.address}>"
    command = commands.ReceiveComplaint(
        name, against, _whom(ctx, whom, role), role, "email", letter.text, person, contact, letter.subject, _order(ctx, order), mark
    )  # fmt: skip
    sent = [Sent(one.name, Bytes(one.content)) for one in letter.attached]
    return _receive(ctx, command, sent, f"letter:{mark}:{key}", letter=True)


def take_chat(
    ctx: Context, content: bytes | intake.Pieces, *, against: str, whom: str, role: str, contact: str = "", complainant: str = "", order: str = "",
    key: str,
) -> Receipt:  # fmt: skip
    """Take in a saved chat; its file stays with the complaint. Refuses complaint_chat (no chat that can be read)."""
    content = _whole(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("complaint_chat") from None
    messages = chats.messages(text)
    if not messages:
        raise Refusal("complaint_chat")
    said = "\n".join(f"{one.by}: {one.text}" for one in messages)[: decide.LONGEST]
    return take_in(
        ctx, channel="chat", against=against, whom=whom, role=role, text=said, contact=contact, complainant=complainant,
        order=order, files=(Sent("chat.txt", Bytes(content)),), key=key,
    )  # fmt: skip


def _receive(
    ctx: Context, command: commands.ReceiveComplaint, sent: Sequence[Sent], key: str, *, letter: bool = False
) -> Receipt:
    """letter: what came with it and cannot be kept is left out and named, so that no virus keeps a complaint away."""
    market = ctx.actor.marketplace
    root = stream_of(market, command.complaint)
    access.may(
        ctx.actor, "complaint.receive", World(root, market, {"complaint": root}), command
    )  # before anything is kept
    pinned = partial(decide.receive, calendars=calendars.load, clocks=complaint_clocks.pinned(market))
    beside = tuple(rooms.stream_of(name, market, command.complaint) for name in rooms.NAMES)
    act = partial(own_streams.write, ctx, root, key=key, action="complaint.receive", beside=beside)
    if not sent:
        return act(command, decided=pinned)
    state = reader.state(root, root)
    if state is not None:
        return _again(state, command)
    with intake.told(), ExitStack() as stack:
        kept_rows, found, left_out = kept(ctx, root, sent, stack, leave_out=letter)
        whole = replace(command, files=tuple(found), left_out=", ".join(left_out))
        return intake.with_rows(kept_rows, lambda: act(whole, decided=pinned))


def _again(state: ComplaintState, command: commands.ReceiveComplaint) -> Receipt:
    """The first receipt of what came with files and comes again under its key. Refuses complaint_exists (a letter, or other words)."""
    text = queries.texts(state.root, [state.text["ref"]]).get(state.text["ref"], "")
    if command.message or text != command.text.strip():
        raise Refusal("complaint_exists", complaint=state.id)
    return Receipt(state.root, state.root, 1, state.seq, state.head, {"complaint": state.id}, repeated=True)


def kept(
    ctx: Context, root: str, sent: Sequence[Sent], stack: ExitStack, *, leave_out: bool = False
) -> tuple[list[tuple], list[dict], list[str]]:
    """Rows of all contents, {file, name} of each, and names of those that were left out."""
    if len(sent) > decide.MOST_FILES:
        raise Refusal("complaint_files_many", most=decide.MOST_FILES)
    every, found, left_out = [], [], []
    for one in sent:
        try:
            held = stack.enter_context(
                vault.take(one.content.chunks(), salt=ctx.random_bytes(32), most=settings.UPLOAD_MOST_BYTES)
            )
            kept_rows, refs = stack.enter_context(intake.kept(ctx, root, held))
        except Refusal as refusal:
            if not leave_out or refusal.code not in _NOT_KEPT:
                raise
            left_out.append(intake.safe_name(f"{one.name}.bin", "application/octet-stream").removesuffix(".bin"))
            continue
        every += kept_rows[:1]
        found.append({"file": refs["file"], "name": intake.safe_name(one.name, refs["file"]["type"])})
    return every, found, left_out


def _whole(content: bytes | intake.Pieces) -> bytes:
    """An upload in one piece, as long as it is no longer than a letter may be. Refuses letter_too_large."""
    if isinstance(content, bytes):
        return content
    pieces, length = [], 0
    for piece in content.chunks():
        length += len(piece)
        if length > letters.LARGEST:
            raise Refusal("letter_too_large", most=letters.LARGEST // 1024**2)
        pieces.append(piece)
    return b"".join(pieces)


def _whom(ctx: Context, whom: str, role: str) -> str:
    """The id of whom it is about. Refuses complaint_against."""
    if role == "platform":
        return people.PLATFORM
    if not complaint_people.is_role(ctx.actor.marketplace, whom, role):
        raise Refusal("complaint_against")
    return whom


def _order(ctx: Context, order: str) -> str:
    if order:
        access.may_read_order(ctx.actor, reader.order(order))
    return order
