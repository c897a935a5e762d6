"""Complaints once they are there: handled by somebody who has no part in them, answered, read, and turned into cases."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from django.core.files import File

from hejie.adapters import vault
from hejie.domain.cases import access, access_desk
from hejie.domain.complaints import commands, decide, rooms
from hejie.domain.complaints.rooms import Room
from hejie.domain.complaints.state import COMPLAINANT, WHOM, ComplaintState, Item, stream_of
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import calendars
from hejie.store import complaint_people, files, people, queries
from hejie.store import complaints as rows
from hejie.usecases import complaint_intake, intake, order_records, own_streams, services, system
from hejie.usecases.complaint_intake import Sent
from hejie.usecases.order_records import Told


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint as its reader sees it.

    side    complainant, whom, handler or reader; items: those that he may see, of the complaint and of its rooms, by time
    rooms   word and desk, where something stands in them
    """

    state: ComplaintState
    side: str
    items: tuple[Item, ...]
    texts: Mapping[str, str]
    names: Mapping[str, str]
    rooms: Mapping[str, Room]

    @property
    def turn(self) -> Deadline | None:
        """The wait that runs out first, of those that its reader may know of: nobody but the complainant is not told that
        whoever is complained about was asked, and that one knows of no other wait."""
        own = () if self.side == WHOM else self.state.deadlines
        asked = () if self.side == COMPLAINANT or "word" not in self.rooms else self.rooms["word"].deadlines
        known = [row for row in (*own, *asked) if row.who != WHOM or self.side != COMPLAINANT]
        return min(known, key=lambda row: row.turn, default=None)

    @property
    def awaits_word(self) -> bool:
        """Whether whoever is complained about has been asked and his time runs."""
        return any(one.waits(decide.ASKED) for one in (self.state, *self.rooms.values()))

    def has_erased(self, reference: Mapping) -> bool:
        """Whether what is behind a reference was erased."""
        return any(reference["ref"] in one.erased for one in (self.state, *self.rooms.values()))

    def text(self, reference: Mapping | None) -> str:
        """The text behind a reference, "" where there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""


_ACTS: Mapping[type, tuple[Callable, str]] = {
    commands.SayInComplaint: (decide.say, "complaint.say"),
    commands.NoteOnComplaint: (decide.note, "complaint.note"),
    commands.AskForWord: (partial(decide.ask_for_word, calendars=calendars.load), "complaint.ask"),
    commands.GiveWord: (decide.give_word, "complaint.word"),
    commands.AnswerComplaint: (partial(decide.answer, calendars=calendars.load), "complaint.answer"),
    commands.RateAnswer: (partial(decide.rate, calendars=calendars.load), "complaint.rate"),
    commands.WithdrawComplaint: (decide.withdraw, "complaint.withdraw"),
}


def act(ctx: Context, command: object, *, key: str) -> Receipt:
    """Carry out one act. Refuses not_found, and what its decision refuses."""
    decided, action = _ACTS[type(command)]
    return _write(ctx, command, key=key, decided=decided, action=action)


def assign(ctx: Context, complaint: str, handler: str, *, key: str) -> Receipt:
    """Give it to an operator or agent of the marketplace. Refuses not_found, complaint_handler (nobody such, or he has part in it)."""
    staff = complaint_people.handlers(ctx.actor.marketplace)
    if handler not in staff:
        raise Refusal("complaint_handler")
    command = commands.AssignComplaint(complaint, handler, complaint_people.shops_of(ctx.actor.marketplace, handler))
    return _write(
        ctx, command, key=key, decided=partial(decide.assign, calendars=calendars.load), action="complaint.assign"
    )


def file(ctx: Context, complaint: str, sent: Sent, *, internal: bool = False, key: str) -> Receipt:
    """Put a piece of evidence in. Refuses not_found, what an upload refuses, what `decide.file` refuses."""
    read(ctx, complaint)
    root = stream_of(ctx.actor.marketplace, complaint)
    with intake.told(), ExitStack() as stack:
        kept_rows, (one,), _none = complaint_intake.kept(ctx, root, [sent], stack)
        command = commands.FileInComplaint(complaint, one["name"], one["file"], internal)
        return intake.with_rows(
            kept_rows, lambda: _write(ctx, command, key=key, decided=decide.file, action="complaint.file")
        )


def turn_into_case(
    ctx: Context, complaint: str, *, order: str, kind: str, lines: Sequence[int], reason: str, key: str
) -> Receipt:
    """Let it go on as a case of an order, where it is about goods: what was said and filed openly becomes evidence of it.

    Refuses   not_found, complaint_over, what asking for a service refuses
    """
    view = read(ctx, complaint)
    if view.side != "handler":
        raise Refusal("not_found")
    if view.state.over:
        raise Refusal("complaint_over", status=view.state.status)
    sold = access.may_read_order(ctx.actor, reader.order(order))
    chosen = tuple(sorted(set(lines))) or tuple(line.line for line in sold.lines)
    pieces = tuple((number, sold.line(number).quantity) for number in chosen)
    story = view.text(view.state.text) or view.text(view.state.subject)
    opened = services.ask(
        ctx, root=order, kind=kind, pieces=pieces, reason=reason, story=story[:4000], shown=ctx.in_force().digest, key=f"{key}:case",
        channel=_CHANNELS.get(view.state.channel, "web"),
    )  # fmt: skip
    _carry_over(ctx, view, order, chosen)
    command = commands.TurnIntoCase(complaint, opened.created["case"], order)
    return _write(ctx, command, key=key, decided=decide.turn_into_case, action="complaint.case")


# How a complaint came, in the words of services.
_CHANNELS: Mapping[str, str] = {
    "email": "mail",
    "telephone": "phone",
    "counter": "counter",
    "chat": "chat",
    "api": "api",
}


def _carry_over(ctx: Context, view: ComplaintView, order: str, lines: tuple[int, ...]) -> None:
    """What was said openly, as one record of the order; each open file as one more. Internal notes stay where they are."""
    own, state = system.context(ctx.actor.marketplace, ctx.now), view.state
    said = [
        {"at": state.received_at, "from": view.names.get(state.complainant, COMPLAINANT), "text": view.text(state.text)}
    ]
    said += [
        {"at": item.at, "from": view.names.get(item.by, item.side), "text": view.text(item.text)}
        for item in state.items
        if item.text and not item.internal
    ]
    told = Told("chat", "platform", state.received_at, "", lines, {}, "", tuple(one for one in said if one["text"]))
    order_records.import_record(own, order, told, key=f"complaint:{state.id}")
    for item in state.items:
        if item.what == "evidence" and not item.internal and item.data["file"]["ref"] not in state.erased:
            name = view.text(item.data["name"]) or "file"
            told = Told("chat", "platform", item.at, "", lines)
            with _content(state.root, item.data["file"]["ref"]) as content:
                order_records.import_record(
                    own, order, told, key=f"complaint:{state.id}:{item.id}", file=content, name=name
                )


def read(ctx: Context, complaint: str) -> ComplaintView:
    """A complaint as one may see it. Refuses not_found."""
    market = ctx.actor.marketplace
    stream = stream_of(market, complaint)
    state = reader.state(stream, stream)
    there = (
        {name: reader.state(stream, rooms.stream_of(name, market, complaint)) for name in rooms.NAMES} if state else {}
    )
    side = access_desk.complaint_side(ctx.actor, state, there.get("word"))
    if not side:
        raise Refusal("not_found")
    known = {name: room for name, room in there.items() if room is not None}
    every = sorted((item for one in (state, *known.values()) for item in one.items), key=lambda item: item.at)
    items = tuple(item for item in every if access_desk.may_see_in_complaint(side, item))
    texts = queries.texts(stream, [ref for one in (state, *known.values()) for ref in one.texts()])
    if side == WHOM and state.contact:
        texts = {ref: text for ref, text in texts.items() if ref != state.contact["ref"]}
    names = people.names(market, [state.complainant, state.whom, state.handler, *(item.by for item in items)])
    return ComplaintView(state, side, items, texts, names, known)


def file_of(ctx: Context, complaint: str, item: str) -> tuple[str, str, File]:
    """(name, type, content, open) of a piece that one may see. Refuses not_found, content_erased."""
    view = read(ctx, complaint)
    found = next((one for one in view.items if one.id == item and one.what == "evidence"), None)
    if found is None or view.has_erased(found.file):
        raise Refusal("not_found")
    name = intake.safe_name(view.text(found.data["name"]) or "file", found.data["file"]["type"])
    return name, found.data["file"]["type"], _content(view.state.root, found.data["file"]["ref"])


def listed(ctx: Context, show: str = "", after: str = "") -> tuple[list[dict], str, dict[str, str], dict[str, str]]:
    """(rows, where to go on, first words by reference, names). Complainants and those complained about see their own, people of
    the marketplace what they handle (and operators all) but nothing about themselves. show: "", open, mine, late.

    Refuses   not_found, bad_cursor
    """
    actor, market = ctx.actor, ctx.actor.marketplace
    if actor.only_case:
        raise Refusal("not_found")
    where: dict[str, str] = {}
    not_whom, asked = "", False
    if access_desk.handles_complaints(actor):
        not_whom = actor.id
        if actor.role == "agent" or show == "mine":
            where["handler"] = actor.id
        if show == "open":
            where["status"] = "received"
        if show == "late":
            where["escalated"] = "1"
    elif actor.role in ("seller", "agent", "neutral") and show == "about":
        where["whom"], asked = actor.seller or actor.id, True
    elif actor.role != "auditor":
        where["complainant"] = actor.id
    found, further = rows.listed(market, where=where, not_whom=not_whom, asked=asked, after=after)
    names = people.names(market, [row[one] for row in found for one in ("complainant", "whom", "handler")])
    return found, further, queries.texts_of_rows(found, "text_ref"), names


def people_of(ctx: Context) -> dict[str, tuple[str, str]]:
    """(name, role) by id of the people about whom somebody may complain: agents, and neutrals who have had a case of his; for
    those who take complaints in, all of them. Himself left out."""
    actor = ctx.actor
    found = complaint_people.staff(actor.marketplace)
    if not access_desk.handles_complaints(actor):
        met = complaint_people.neutrals_met(actor.marketplace, actor.seller or actor.id)
        found = {one: told for one, told in found.items() if told[1] == "agent" or one in met}
    return {one: told for one, told in found.items() if one != actor.id}


def shops(ctx: Context) -> dict[str, str]:
    """Names of shops by id, for those who take complaints in; up to some hundreds. Refuses not_found."""
    if not access_desk.handles_complaints(ctx.actor):
        raise Refusal("not_found")
    return complaint_people.shops(ctx.actor.marketplace)


def handlers(ctx: Context, state: ComplaintState) -> dict[str, str]:
    """Names by id of those who may be named for it: nobody who has part in it."""
    market = ctx.actor.marketplace
    return {
        one: name
        for one, name in complaint_people.handlers(market).items()
        if one not in (state.whom, state.complainant) and state.whom not in complaint_people.shops_of(market, one)
    }


def _content(root: str, ref: str) -> File:
    row = files.content(root, ref)
    if row is None:
        raise Refusal("content_erased")
    try:
        return vault.open_file(row.path)
    except FileNotFoundError:
        raise Refusal("content_erased") from None


def _write(ctx: Context, command: object, *, key: str, decided: Callable, action: str) -> Receipt:
    market = ctx.actor.marketplace
    beside = tuple(rooms.stream_of(name, market, command.complaint) for name in rooms.NAMES)
    stream = stream_of(market, command.complaint)
    return own_streams.write(ctx, stream, command, key=key, decided=decided, action=action, beside=beside)
