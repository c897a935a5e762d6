"""Complaints over HTTP: made for a person or taken in for somebody else, handled, answered, rated."""

from typing import Annotated, Literal

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading, zipped
from hejie.api.guidance import Name
from hejie.api.shapes import Strict
from hejie.domain.complaints import commands as c
from hejie.domain.complaints.decide import LONGEST
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import complaint_clocks, complaint_intake, complaints, legal_holds, own_dossiers, own_streams
from hejie.usecases.complaint_intake import Sent

OK = {201: schemas.Receipt}
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Role = Literal["shop", "platform", "agent", "neutral"]
Against = Literal["service", "person"]


class ComplaintIn(Strict):
    """A complaint of the person for whom you call. `role`, `whom`: a shop, an agent or a neutral by id; `platform` needs no id.
    `order`: the order that it touches, if any."""

    against: Against
    role: Role
    whom: Annotated[str, Field(max_length=64)] = ""
    text: Words
    order: Annotated[str, Field(max_length=16)] = ""


class TakenIn(ComplaintIn):
    """A complaint that somebody made by telephone, at the counter or elsewhere. `complainant`: id or e-mail address here, or
    `contact`: how the person is reached."""

    channel: Literal["telephone", "counter", "chat", "api"]
    complainant: Annotated[str, Field(max_length=254)] = ""
    contact: Annotated[str, Field(max_length=320)] = ""


class HandlerIn(Strict):
    """Who handles it: an operator or agent of the marketplace by id."""

    handler: Annotated[str, Field(max_length=64)]


class ComplaintTextIn(Strict):
    """Words."""

    text: Words


class ComplaintAnswerIn(ComplaintTextIn):
    """The answer and what was found."""

    outcome: Literal["upheld", "partly", "not_upheld"]


class ComplaintRatingIn(Strict):
    """The complainant's word; not satisfied needs a reason."""

    satisfied: bool
    text: Annotated[str, Field(max_length=LONGEST)] = ""


class ComplaintCaseIn(Strict):
    """As which service of which order it goes on; `lines`: none for all."""

    order: Annotated[str, Field(max_length=16)]
    kind: str = "return"
    reason: str
    lines: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=1000)] = []


class ItemOut(Schema):
    """One thing that stands in it, as the caller may see it."""

    id: str
    what: str
    side: str
    at: str
    text: str


class StreamHoldOut(Schema):
    """A legal hold: while it stands nothing is erased. `of`: own, or order (the one to which it belongs); `reasons` of an own one."""

    of: str
    since: str
    reasons: str = ""


class ComplaintOut(Schema):
    """A complaint as the caller may see it. `side`: complainant, whom, handler or reader; `turn`: whose it is, until when, and
    what silence means. `legal_hold`: while one stands nothing of it is erased; `of` order (to which it belongs) or own, `since`, and
    the `reasons` of an own one."""

    id: str
    side: str
    against: str
    role: str
    whom: str
    channel: str
    status: str
    outcome: str
    satisfied: str
    escalated: bool
    order: str
    case: str
    text: str
    received_at: str
    turn: str
    until: str
    silence: str
    legal_hold: StreamHoldOut | None
    items: list[ItemOut]


class ComplaintShort(Schema):
    """A complaint in a list."""

    id: str
    against: str
    channel: str
    status: str
    turn: str
    text: str


class Complaints(Schema):
    """Complaints, the newest first; `after`: hand it in to go on."""

    complaints: list[ComplaintShort]
    after: str


class ComplaintTimesIn(Strict):
    """How long whoever has to act has: `waits` by name (assign, answer, word, again, rate), each `{"hours": n}`, `{"days": n}` or,
    with a `calendar`, `{"business_days": n}`; what is not named stays. `calendar`: id of a place's working days, or ""."""

    waits: dict[str, dict[str, int]] = {}
    calendar: Annotated[str, Field(max_length=20)] = ""


@api.post("/complaints", response=OK, tags=["complaints"])
def complain(request: HttpRequest, body: ComplaintIn) -> HttpResponse:
    """Complain about service or about a person. Somebody without part in it is named within a day and answers within a week;
    silence is escalated. `created.complaint` is its id."""
    ctx, key, _head = acting(request)
    return done(complaint_intake.complain(ctx, **body.model_dump(), channel="api", key=key))


@api.post("/complaints/taken-in", response=OK, tags=["complaints"])
def take_in(request: HttpRequest, body: TakenIn) -> HttpResponse:
    """Write down what somebody else complains about; for the marketplace's own people."""
    ctx, key, _head = acting(request)
    return done(complaint_intake.take_in(ctx, **body.model_dump(), key=key))


@api.post("/complaints/letters", response=OK, tags=["complaints"])
def letter(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    against: Against = Form("service"),  # noqa: B008
    role: Role = Form("platform"),  # noqa: B008
    whom: str = Form(""),
    order: str = Form(""),
) -> HttpResponse:
    """Take in an e-mail file (.eml) with what is attached. The same Message-ID is taken once: `complaint_exists` names the first."""
    ctx, key, _head = acting(request)
    return done(complaint_intake.take_letter(ctx, file, against=against, whom=whom, role=role, order=order, key=key))


@api.post("/complaints/chats", response=OK, tags=["complaints"])
def chat(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    against: Against = Form("service"),  # noqa: B008
    role: Role = Form("platform"),  # noqa: B008
    whom: str = Form(""),
    complainant: str = Form(""),
    contact: str = Form(""),
    order: str = Form(""),
) -> HttpResponse:
    """Take in a saved chat (as WhatsApp, WeChat and Taobao write them) as a complaint; the file stays with it, word for word. For the
    marketplace's own people.

    `complainant`: id or e-mail address of somebody here, or `contact`: how he is reached. Refused: `complaint_chat`."""
    ctx, key, _head = acting(request)
    told = {
        "against": against,
        "whom": whom,
        "role": role,
        "contact": contact,
        "complainant": complainant,
        "order": order,
    }
    return done(complaint_intake.take_chat(ctx, file, **told, key=key))


@api.get("/complaints", response=Complaints, tags=["complaints"])
def listed(request: HttpRequest, show: Literal["", "open", "late", "mine", "about"] = "", after: str = "") -> dict:
    """One's own complaints, or those that one handles. `show` for operators: open (nobody named), late, mine; for shops,
    agents and neutrals: about (about them)."""
    rows, further, texts, _names = complaints.listed(reading(request), show, after)
    told = [
        {name: row[name] for name in ("id", "against", "channel", "status", "turn")}
        | {"text": texts.get(row["text_ref"], "")}
        for row in rows
    ]
    return {"complaints": told, "after": further}


@api.get("/complaints/{complaint}", response=ComplaintOut, tags=["complaints"])
def one(request: HttpRequest, complaint: Name) -> dict:
    """One complaint, as far as the caller may see it."""
    view = complaints.read(reading(request), complaint)
    state, turn = view.state, view.turn
    told = {name: getattr(state, name) for name in (
        "id", "against", "role", "whom", "channel", "status", "outcome", "satisfied", "escalated", "order", "case", "received_at"
    )}  # fmt: skip
    return told | {
        "side": view.side,
        "text": view.text(state.text),
        "turn": turn.who if turn else "",
        "until": clock.text(turn.until) if turn else "",
        "silence": turn.silence if turn else "",
        "legal_hold": _hold(view),
        "items": [
            {"id": item.id, "what": item.what, "side": item.side, "at": item.at, "text": view.text(item.text)} for item in view.items
        ],
    }  # fmt: skip


def _hold(view: complaints.ComplaintView) -> dict | None:
    found = own_streams.held_document(view.state) if view.side != "whom" else None
    return found and found | {"reasons": view.text(view.state.held["reason"]) if found["of"] == "own" else ""}


@api.get(
    "/complaints/{complaint}/dossier",
    tags=["complaints"],
    openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}},
)
def complaint_dossier(
    request: HttpRequest, complaint: Name, room: Literal["", "complaint", "word", "desk"] = "", language: str = ""
) -> StreamingHttpResponse:
    """A record of the complaint as a ZIP that proves itself. `room`: `complaint` (between the complainant and the marketplace),
    `word` (of whoever is complained about), `desk` (internal); left out, the first that you may have. `language` of the PDF: `zh`,
    `en` or `ru`; left out, your own. Refused: `not_found`, `complaint_file_mixed`."""
    pieces = own_dossiers.of_complaint(reading(request), complaint, room, language=language[:2])
    return zipped(pieces, f"complaint-{complaint}")


@api.get("/complaint-times", response=dict, tags=["complaints"])
def times(request: HttpRequest) -> HttpResponse:
    """How long whoever has to act has in complaints that come now, with the bounds in hours, and the version as ETag; for
    operators and auditors. Each complaint keeps what counted when it came."""
    return _times(complaint_clocks.read(reading(request)))


@api.put("/complaint-times", response=dict, tags=["complaints"])
def save_times(request: HttpRequest, body: ComplaintTimesIn) -> HttpResponse:
    """Set them, for complaints that come from now on. `If-Match`: the version that you have read, "0" for none; without it 428.
    A second factor is needed. Refused: `complaint_time` (out of bounds), `calendar_unknown`, `settings_changed` (412)."""
    ctx, _key, head = acting(request)
    if not head.isdecimal():
        raise Refusal("version_missing")
    return _times(complaint_clocks.save(ctx, body.waits, calendar=body.calendar, over=int(head)))


def _times(found: complaint_clocks.Times) -> HttpResponse:
    told = {"version": found.version, "calendar": found.calendar, "waits": found.waits}
    told |= {"bounds": {wait: list(bounds) for wait, bounds in found.bounds.items()}}
    headers = {"ETag": f'"{found.version}"'}
    return HttpResponse(orjson.dumps(told), headers=headers, content_type="application/json; charset=utf-8")


@api.post("/complaints/{complaint}/assignment", response=OK, tags=["complaints"])
def assignment(request: HttpRequest, complaint: Name, body: HandlerIn) -> HttpResponse:
    """Name who handles it; nobody whom it is about."""
    ctx, key, _head = acting(request)
    return done(complaints.assign(ctx, complaint, body.handler, key=key))


def _act(request: HttpRequest, command: object) -> HttpResponse:
    ctx, key, _head = acting(request)
    return done(complaints.act(ctx, command, key=key))


@api.post("/complaints/{complaint}/messages", response=OK, tags=["complaints"])
def messages(request: HttpRequest, complaint: Name, body: ComplaintTextIn) -> HttpResponse:
    """The complainant writes to whoever handles it, or the other way round."""
    return _act(request, c.SayInComplaint(complaint, body.text))


@api.post("/complaints/{complaint}/notes", response=OK, tags=["complaints"])
def notes(request: HttpRequest, complaint: Name, body: ComplaintTextIn) -> HttpResponse:
    """An internal note, for the handlers alone."""
    return _act(request, c.NoteOnComplaint(complaint, body.text))


@api.post("/complaints/{complaint}/word-request", response=OK, tags=["complaints"])
def word_request(request: HttpRequest, complaint: Name) -> HttpResponse:
    """Ask whoever it is about for his word; three days."""
    return _act(request, c.AskForWord(complaint))


@api.post("/complaints/{complaint}/word", response=OK, tags=["complaints"])
def word(request: HttpRequest, complaint: Name, body: ComplaintTextIn) -> HttpResponse:
    """The word of whoever it is about."""
    return _act(request, c.GiveWord(complaint, body.text))


@api.post("/complaints/{complaint}/answer", response=OK, tags=["complaints"])
def answer(request: HttpRequest, complaint: Name, body: ComplaintAnswerIn) -> HttpResponse:
    """Answer it; about a person only after that person was asked."""
    return _act(request, c.AnswerComplaint(complaint, body.outcome, body.text))


@api.post("/complaints/{complaint}/rating", response=OK, tags=["complaints"])
def rating(request: HttpRequest, complaint: Name, body: ComplaintRatingIn) -> HttpResponse:
    """The complainant's own word on the answer; not satisfied opens it once more, the second time it closes as that."""
    return _act(request, c.RateAnswer(complaint, body.satisfied, body.text))


@api.post("/complaints/{complaint}/withdrawal", response=OK, tags=["complaints"])
def withdrawal(request: HttpRequest, complaint: Name) -> HttpResponse:
    """Take it back."""
    return _act(request, c.WithdrawComplaint(complaint))


@api.post("/complaints/{complaint}/evidence", response=OK, tags=["complaints"])
def evidence(
    request: HttpRequest,
    complaint: Name,
    file: UploadedFile = File(...),  # noqa: B008
    internal: bool = Form(False),
) -> HttpResponse:
    """Put a file in; `internal`: for the handlers alone."""
    ctx, key, _head = acting(request)
    return done(complaints.file(ctx, complaint, Sent(file.name or "file", file), internal=internal, key=key))


@api.post("/complaints/{complaint}/case", response=OK, tags=["complaints"])
def case(request: HttpRequest, complaint: Name, body: ComplaintCaseIn) -> HttpResponse:
    """Where it is about goods, let it go on as a case of an order; what was said and filed openly becomes evidence there."""
    ctx, key, _head = acting(request)
    told = body.model_dump()
    return done(complaints.turn_into_case(ctx, complaint, **told, key=key))


@api.post("/complaints/{complaint}/legal-hold", response=OK, tags=["complaints"])
def hold_complaint(request: HttpRequest, complaint: Name, body: schemas.ReasonsIn) -> HttpResponse:
    """Put a complaint under a legal hold: nothing of it and of its rooms is erased while it stands. The complainant is told and reads
    the reasons. A complaint that belongs to an order is kept by a hold on that order as well.

    Operators and auditors with a second factor, not about themselves. Refused: `second_factor_needed`, `complaint_held`.
    """
    ctx, key, _head = acting(request, at_once=True)
    return done(legal_holds.hold_complaint(ctx, legal_holds.SetComplaintHold(complaint, body.reasons), key=key))


@api.post("/complaints/{complaint}/legal-hold/lifting", response=OK, tags=["complaints"])
def let_complaint_go(request: HttpRequest, complaint: Name, body: schemas.ReasonsIn) -> HttpResponse:
    """Lift the legal hold of a complaint, with reasons that the complainant reads. Refused: `second_factor_needed`,
    `complaint_not_held`."""
    ctx, key, _head = acting(request, at_once=True)
    return done(legal_holds.let_complaint_go(ctx, legal_holds.LiftComplaintHold(complaint, body.reasons), key=key))
