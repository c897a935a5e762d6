"""Guided diagnosis over HTTP: one question after the other, ending in advice."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query

from hejie.api.app import api
from hejie.api.calls import reading
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
