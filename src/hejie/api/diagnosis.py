"""Guided diagnosis over HTTP: one question after the other, ending in advice."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.usecases import diagnosis

_Answers = Annotated[str, Query(description="answers so far, in their order, parted by commas: `no,yes`")]
_Lang = Annotated[Literal["en", "zh", "ru"] | None, Query(description="language; else as Accept-Language")]


@api.get("/diagnosis/solved", response=dict, tags=["service"])
def solved(request: HttpRequest, lang: _Lang = None) -> dict:
    """How often each guide's advice has solved it, so that nothing was asked for: for the marketplace's own people and programs.

    Refused: `not_found`."""
    ctx = reading(request)
    return {"solved": diagnosis.helped(ctx, lang or request.language())}


@api.get("/diagnosis", response=dict, tags=["service"])
def diagnose(
    request: HttpRequest, category: str = "", reason: str = "", answers: _Answers = "", lang: _Lang = None
) -> dict:
    """The guide for a kind of goods (as listings name it, `electronics.phone`) and a reason: its first question, or where the
    answers lead. Where there is no guide the answer is empty: `{"guide": null}`. `told` goes into the wish `diagnosis` of a
    repair, and `{id: guide, version, answers}` into its wish `guide`, by which each side reads it in its own language.

    Refused: `diagnosis_answer` (an answer that the question does not have)."""
    reading(request)
    given = [one.strip() for one in answers.split(",") if one.strip()][:50]
    found = diagnosis.step(category, reason, given, lang or request.language())
    if found is None:
        return {"guide": None}
    question = {
        "id": found.question,
        "text": found.text,
        "answers": [{"answer": name, "text": text} for name, text in found.answers],
    }
    return {
        "guide": found.guide,
        "version": found.version,
        "title": found.title,
        "question": question if found.question else None,
        "advice": {"lead": found.lead, "text": found.advice} if found.advice else None,
        "told": found.told,
    }


class SolvedIn(Strict):
    """That a guide's advice has helped with an order of the buyer for whom you call: the kind of goods, the reason and the answers that
    led to the advice, by their names."""

    order: Annotated[str, Field(max_length=16)]
    category: Annotated[str, Field(max_length=120)]
    reason: Annotated[str, Field(max_length=40)]
    answers: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50)] = []


@api.post("/diagnosis/solved", response={201: dict}, tags=["service"])
def it_helped(request: HttpRequest, body: SolvedIn) -> Status:
    """Say that the advice has solved it, so that nothing is asked for; kept once for each order and guide, with none of the answers.

    Refused: `diagnosis_answer` (the answers do not lead to an advice), `not_found`."""
    ctx, _key, _head = acting(request)
    diagnosis.solved(ctx, body.order, body.category, body.reason, body.answers)
    return Status(201, {"order": body.order, "solved": True})
