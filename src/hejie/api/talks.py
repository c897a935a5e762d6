"""Talks at an agreed time: nouns below a case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime, Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.domain.cases import appointments as decided
from hejie.domain.kernel import clock
from hejie.usecases import appointments


class TalkIn(schemas.Strict):
    """A talk: up to five moments, how long in minutes, how, and what the others need for it (a number, a link)."""

    moments: Annotated[list[AwareDatetime], Field(min_length=1, max_length=5)]
    minutes: Annotated[int, Field(ge=5, le=480)] = 30
    how: Literal["phone", "video", "writing"]
    text: schemas.Text = ""


class TalkAnswerIn(schemas.Strict):
    """Which of the proposed moments suit."""

    moments: Annotated[list[AwareDatetime], Field(min_length=1, max_length=5)]


class RightIn(schemas.Strict):
    """Whether what was written down about a talk is right; what is wrong stands in `text`."""

    right: bool = True
    text: schemas.Text = ""


@api.post("/cases/{case_id}/talks", response=OK, tags=["talks"])
def talks(request: HttpRequest, case_id: str, body: TalkIn) -> HttpResponse:
    """Propose up to five moments for a talk. It is fixed once one of them suits both sides and the neutral, if there is one.

    No clock of the case is stopped by it. Refused: `talk_moments`, `talk_waits` (another one is being arranged),
    `too_many_talks`.
    """
    return carry_out(request, appointments.propose, _proposal(case_id, body, ""))


@api.post("/cases/{case_id}/talks/{talk}/moments", response=OK, tags=["talks"])
def talk_moments(request: HttpRequest, case_id: str, talk: str, body: TalkIn) -> HttpResponse:
    """Propose other moments; a fixed one holds until all have accepted another. Refused: `talk_moments`, `talk_not_open`."""
    return carry_out(request, appointments.propose, _proposal(case_id, body, talk))


@api.post("/cases/{case_id}/talks/{talk}/acceptance", response=OK, tags=["talks"])
def talk_acceptance(request: HttpRequest, case_id: str, talk: str, body: TalkAnswerIn) -> HttpResponse:
    """Say which of the moments suit; a later answer takes the place of the first.

    Refused: `talk_not_open`, `talk_yours`, `talk_moment_unknown`.
    """
    command = decided.AcceptTalk(case_id, talk, _written(body.moments))
    return carry_out(request, appointments.accept, command)


@api.post("/cases/{case_id}/talks/{talk}/cancellation", response=OK, tags=["talks"])
def talk_cancellation(
    request: HttpRequest, case_id: str, talk: str, body: schemas.NoteIn | None = None
) -> HttpResponse:
    """Call a talk off before it begins, or turn down its moments. Refused: `talk_not_open`."""
    command = decided.CallOffTalk(case_id, talk, body.note if body else "")
    return carry_out(request, appointments.call_off, command)


@api.post("/cases/{case_id}/talks/{talk}/result", response=OK, tags=["talks"])
def talk_result(request: HttpRequest, case_id: str, talk: str, body: schemas.TextIn) -> HttpResponse:
    """Write down what came of a talk that has begun. Refused: `talk_not_over`, `talk_confirmed`, `text_missing`."""
    return carry_out(request, appointments.record, decided.RecordTalk(case_id, talk, body.text))


@api.post("/cases/{case_id}/talks/{talk}/result/confirmation", response=OK, tags=["talks"])
def talk_confirmation(request: HttpRequest, case_id: str, talk: str, body: RightIn | None = None) -> HttpResponse:
    """Confirm what was written down, in person, or say what is wrong. Silence confirms nothing.

    Refused: `talk_not_recorded`, `talk_confirmed`, `bad_side`, `text_missing`.
    """
    said = body or RightIn()
    return carry_out(request, appointments.confirm, decided.ConfirmTalk(case_id, talk, said.right, said.text))


def _proposal(case_id: str, body: TalkIn, talk: str) -> decided.ProposeTalk:
    return decided.ProposeTalk(case_id, _written(body.moments), body.minutes, body.how, body.text, talk)


def _written(moments: Iterable[datetime]) -> tuple[str, ...]:
    return tuple(clock.text(moment) for moment in moments)
