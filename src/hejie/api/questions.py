"""Questions to shops over HTTP, and appointments: asked, answered, timed."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Schema, Status
from pydantic import AwareDatetime, Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading, zipped
from hejie.api.complaints import StreamHoldOut
from hejie.api.guidance import Kept, Language, Name
from hejie.api.shapes import Strict
from hejie.domain.guidance.articles import Written
from hejie.domain.kernel import clock
from hejie.domain.questions import commands as c
from hejie.domain.questions.decide import LONGEST, MOST_SLOTS
from hejie.record.context import Context
from hejie.usecases import own_dossiers, own_streams, questions

OK = {201: schemas.Receipt}
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class QuestionAskedIn(Strict):
    """A question of the buyer for whom you call. Either `order` and `line`, or `seller` (and `product`) before a sale.
    `about` installation asks for an appointment at `place`, for a line of an order."""

    order: str = ""
    line: Annotated[int, Field(ge=0)] = 0
    seller: Annotated[str, Field(max_length=64)] = ""
    product: Annotated[str, Field(max_length=120)] = ""
    about: Literal["goods", "installation"] = "goods"
    text: Words
    place: Annotated[str, Field(max_length=500)] = ""


class QuestionTextIn(Strict):
    """Words."""

    text: Words


class VisitNoteIn(Strict):
    """Words, if any."""

    text: Annotated[str, Field(max_length=LONGEST)] = ""


class RatingIn(Strict):
    """Whether the answer helped."""

    helped: bool


class Slot(Strict):
    """A time of an appointment."""

    begins: AwareDatetime
    ends: AwareDatetime


class TimesIn(Strict):
    """One to six times in the next 60 days, none within another, and what should be ready."""

    slots: Annotated[list[Slot], Field(min_length=1, max_length=MOST_SLOTS)]
    text: Annotated[str, Field(max_length=LONGEST)] = ""


class ChoiceIn(Strict):
    """The number of a time, from 1."""

    slot: Annotated[int, Field(ge=1, le=MOST_SLOTS)]


class ReportIn(Strict):
    """Whether the appointment took place."""

    came: bool
    text: Annotated[str, Field(max_length=LONGEST)] = ""


class PublicIn(Strict):
    """Question and answer in the shop's own words, without the asker's name: an article about the goods, or about the shop."""

    language: Language
    title: Annotated[str, Field(min_length=1, max_length=160)]
    body: Annotated[str, Field(min_length=1, max_length=20_000)]


class AnswerTimeIn(Strict):
    """Within how many hours you answer."""

    hours: Annotated[int, Field(ge=1)]


class AnswerTimeOut(Schema):
    """Within how many hours you say that you answer; of how many `questions` so many were answered in time, and so many late or not yet
    though their time is over."""

    hours: int
    questions: int
    in_time: int
    late: int


class SaidOut(Schema):
    """One thing that was said: asked, answered, times, other_times, fixed, called_off, noted, came, missed."""

    what: str
    side: str
    at: str
    text: str
    slots: list[list[str]]


class QuestionOut(Schema):
    """A question. `status`: open, late, answered; of an appointment also slots, fixed, done, missed, called_off, withdrawn. `turn`: whose
    it is, `until` when, and what silence means (`silence`). `legal_hold`: since when its order is under one, so that nothing of it is erased."""

    id: str
    about: str
    status: str
    buyer: str
    seller: str
    order: str
    line: int
    product: str
    hours: int
    asked_at: str
    turn: str
    until: str
    silence: str
    slot: list[str]
    helped: str
    article: str
    legal_hold: StreamHoldOut | None
    said: list[SaidOut]


class QuestionShort(Schema):
    """A question in a list."""

    id: str
    about: str
    status: str
    turn: str
    order: str
    text: str


class Questions(Schema):
    """Questions, the newest first; `after`: hand it in to go on."""

    questions: list[QuestionShort]
    after: str


@api.post("/questions", response=OK, tags=["guidance"])
def ask(request: HttpRequest, body: QuestionAskedIn) -> HttpResponse:
    """Put a question to a shop, or ask for an appointment. The shop has the hours that it promises; when they are over, both are
    told. What is asked and answered about an order becomes evidence in its cases by itself. `created.question` is its id."""
    ctx, key, _head = acting(request)
    told = body.model_dump()
    return done(questions.ask(ctx, **told, key=key))


@api.get("/questions", response=Questions, tags=["guidance"])
def listed(request: HttpRequest, waiting: bool = False, after: str = "") -> dict:
    """A buyer's own questions, or those to a shop. `waiting`: only those that wait for the caller."""
    rows, further, texts, _names = questions.listed(reading(request), waiting=waiting, after=after)
    told = [
        {name: row[name] for name in ("id", "about", "status", "turn")}
        | {"order": row["order_root"], "text": texts.get(row["text_ref"], "")}
        for row in rows
    ]
    return {"questions": told, "after": further}


@api.get("/questions/{question}", response=QuestionOut, tags=["guidance"])
def one(request: HttpRequest, question: Name) -> dict:
    """One question with all that was said."""
    view = questions.read(reading(request), question)
    state, turn = view.state, view.state.turn
    told = {name: getattr(state, name) for name in (
        "id", "about", "status", "buyer", "seller", "order", "line", "product", "hours", "asked_at", "helped", "article"
    )}  # fmt: skip
    return told | {
        "turn": turn.who if turn else "",
        "until": clock.text(turn.until) if turn else "",
        "silence": turn.silence if turn else "",
        "slot": list(state.slot or ()),
        "legal_hold": own_streams.held_document(state),
        "said": [
            {"what": one.what, "side": one.side, "at": one.at, "text": view.text(one.text), "slots": [list(slot) for slot in one.slots]}
            for one in state.said
        ],
    }  # fmt: skip


@api.get(
    "/questions/{question}/dossier",
    tags=["guidance"],
    openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}},
)
def question_dossier(request: HttpRequest, question: Name, language: str = "") -> StreamingHttpResponse:
    """The question with all that was said, as a ZIP that proves itself. `language` of the PDF: `zh`, `en` or `ru`; left out, your
    own."""
    return zipped(own_dossiers.of_question(reading(request), question, language=language[:2]), f"question-{question}")


def _act(request: HttpRequest, command: object) -> HttpResponse:
    ctx, key, _head = acting(request)
    return done(questions.act(ctx, command, key=key))


@api.post("/questions/{question}/answer", response=OK, tags=["guidance"])
def answer(request: HttpRequest, question: Name, body: QuestionTextIn) -> HttpResponse:
    """The shop answers."""
    return _act(request, c.AnswerBuyer(question, body.text))


@api.post("/questions/{question}/follow-up", response=OK, tags=["guidance"])
def follow_up(request: HttpRequest, question: Name, body: QuestionTextIn) -> HttpResponse:
    """The buyer asks on."""
    return _act(request, c.AskAgain(question, body.text))


@api.post("/questions/{question}/rating", response=OK, tags=["guidance"])
def rating(request: HttpRequest, question: Name, body: RatingIn) -> HttpResponse:
    """The buyer says whether the answer helped."""
    return _act(request, c.SayHelped(question, body.helped))


@api.post("/questions/{question}/times", response=OK, tags=["guidance"])
def times(request: HttpRequest, question: Name, body: TimesIn) -> HttpResponse:
    """The shop offers times for an appointment, or moves one that stands."""
    slots = tuple((clock.text(one.begins), clock.text(one.ends)) for one in body.slots)
    return _act(request, c.OfferTimes(question, slots, body.text))


@api.post("/questions/{question}/choice", response=OK, tags=["guidance"])
def choice(request: HttpRequest, question: Name, body: ChoiceIn) -> HttpResponse:
    """The buyer takes one of the times."""
    return _act(request, c.TakeTime(question, body.slot))


@api.post("/questions/{question}/other-times", response=OK, tags=["guidance"])
def other_times(request: HttpRequest, question: Name, body: QuestionTextIn) -> HttpResponse:
    """The buyer asks for other times; a fixed one no longer stands."""
    return _act(request, c.AskOtherTimes(question, body.text))


@api.post("/questions/{question}/cancellation", response=OK, tags=["guidance"])
def cancellation(request: HttpRequest, question: Name, body: VisitNoteIn) -> HttpResponse:
    """Either side calls an appointment off; the buyer takes a question back."""
    return _act(request, c.CallOff(question, body.text))


@api.post("/questions/{question}/report", response=OK, tags=["guidance"])
def report(request: HttpRequest, question: Name, body: ReportIn) -> HttpResponse:
    """The buyer says whether the appointment took place; three days later it counts as held."""
    return _act(request, c.SayCame(question, body.came, body.text))


@api.post("/questions/{question}/publication", response={201: Kept}, tags=["guidance"])
def publish(request: HttpRequest, question: Name, body: PublicIn) -> Status:
    """Make question and answer public in the shop's own words. The buyer is told and not named; `id` is the article. Sent again, it
    becomes a new version of the same article.

    Refused: `question_unanswered`, `review_bought`, `not_found` for others than the shop that was asked."""
    ctx, key, _head = acting(request)
    product = questions.read(ctx, question).state.product
    written = Written("listing" if product else "seller", product, body.language, body.title, body.body)
    return Status(201, {"id": questions.make_public(ctx, question, written, key=key)})


@api.get("/answer-time", response=AnswerTimeOut, tags=["guidance"])
def answer_time(request: HttpRequest) -> dict:
    """Within how many hours your shop says that it answers questions (an operator: what holds for all), and how it went."""
    return _answer_time(reading(request))


@api.put("/answer-time", response=AnswerTimeOut, tags=["guidance"])
def set_answer_time(request: HttpRequest, body: AnswerTimeIn) -> dict:
    """Promise an answer within so many hours: a shop no more than the marketplace lets it, an operator for all. Questions that were
    asked before keep their time. Refused: `answer_hours`."""
    ctx, _key, _head = acting(request)
    questions.set_answer_time(ctx, body.hours)
    return _answer_time(ctx)


def _answer_time(ctx: Context) -> dict:
    hours, (asked, in_time, late) = questions.answer_time(ctx)
    return {"hours": hours, "questions": asked, "in_time": in_time, "late": late}
