"""Asking in an expert or a third party: nouns below a case."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting, done
from hejie.domain.cases import experts as decided
from hejie.usecases import experts

_Numbers = Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=100)]


class ExpertIn(schemas.Strict):
    """Whom to ask what: `pieces` and `texts` are all that he may see (evidence numbers; `claim`, `m1`, `s1`, `q1`, `a1`).

    `fee` in minor units of the case's currency, 0: he may say what it costs. `email` is for his link alone.
    """

    kind: Literal["expert", "third"]
    trade: Literal["laboratory", "valuer", "lawyer", "supplier", "carrier", "other"]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=254)]
    question: schemas.Text
    days: Annotated[int, Field(ge=1, le=60)]
    pieces: _Numbers = []
    texts: _Numbers = []
    fee: schemas.Minor = 0
    language: Literal["en", "zh", "ru"] = "en"


class AdditionIn(schemas.Strict):
    """The other side's own question, and what he should see as well."""

    question: schemas.Text = ""
    pieces: _Numbers = []
    texts: _Numbers = []


class GrantedIn(schemas.Strict):
    """Whether an objection is granted."""

    granted: bool


class QuoteIn(schemas.Strict):
    """The fee that is agreed to, as it was quoted, in minor units."""

    minor: schemas.Minor


class PaidIn(schemas.Strict):
    """What shows that the fee was paid: a word, pieces on the file, or both."""

    note: schemas.Text = ""
    evidence: _Numbers = []


@api.post("/cases/{case_id}/experts", response=OK, tags=["experts"])
def ask_expert(request: HttpRequest, case_id: str, body: ExpertIn) -> HttpResponse:
    """Ask somebody in. He gets a link for this request alone and sees the question and what was chosen, nothing else.

    If he does not answer in time, the case goes on without. Refused: `expert_address`, `expert_kind`, `unknown_evidence`,
    `expert_text_unknown`, `too_many_experts`, `expert_fee_above_case`, `expert_fee_of_neutral`, `promise_above_limit`.
    """
    ctx, key, head = acting(request)
    command = decided.AskExpert(
        case_id, body.kind, body.trade, body.name, body.question, body.days, tuple(body.pieces), tuple(body.texts), body.fee,
        body.language,
    )  # fmt: skip
    return done(experts.ask(ctx, command, email=body.email, key=key, if_match=head))


@api.post("/cases/{case_id}/experts/{expert}/additions", response=OK, tags=["experts"])
def expert_additions(request: HttpRequest, case_id: str, expert: str, body: AdditionIn) -> HttpResponse:
    """The side that did not ask adds its own question, pieces or texts, once. Refused: `expert_added_before`, `expert_yours`."""
    command = decided.AddToAsking(case_id, expert, body.question, tuple(body.pieces), tuple(body.texts))
    return carry_out(request, experts.add, command)


@api.post("/cases/{case_id}/experts/{expert}/objection", response=OK, tags=["experts"])
def expert_objection(request: HttpRequest, case_id: str, expert: str, body: schemas.TextIn) -> HttpResponse:
    """Object to the person, once, with the reason. Refused: `objected_before`, `expert_yours`, `expert_not_open`."""
    return carry_out(request, experts.object_to, decided.ObjectToExpert(case_id, expert, body.text))


@api.post("/cases/{case_id}/experts/{expert}/objection/decision", response=OK, tags=["experts"])
def expert_objection_decision(request: HttpRequest, case_id: str, expert: str, body: GrantedIn) -> HttpResponse:
    """By the neutral, or by the marketplace while there is none. Refused: `expert_decider`, `expert_no_objection`."""
    return carry_out(request, experts.decide_objection, decided.DecideObjection(case_id, expert, body.granted))


@api.post("/cases/{case_id}/experts/{expert}/withdrawal", response=OK, tags=["experts"])
def expert_withdrawal(request: HttpRequest, case_id: str, expert: str) -> HttpResponse:
    """Take your own request back; its link ends. Refused: `expert_not_yours`, `expert_not_open`."""
    return carry_out(request, experts.take_back, decided.TakeBackAsking(case_id, expert))


@api.post("/cases/{case_id}/experts/{expert}/quote/acceptance", response=OK, tags=["experts"])
def expert_quote(request: HttpRequest, case_id: str, expert: str, body: QuoteIn) -> HttpResponse:
    """Agree, in person, to the fee that he has quoted. Refused: `expert_no_quote`, `promise_above_limit`."""
    return carry_out(request, experts.accept_quote, decided.AcceptQuote(case_id, expert, body.minor))


@api.post("/cases/{case_id}/experts/{expert}/fee", response=OK, tags=["experts"])
def expert_fee(request: HttpRequest, case_id: str, expert: str, body: PaidIn) -> HttpResponse:
    """Record that you have advanced the fee, with what shows it. No money moves here. Refused: `expert_no_fee`, `expert_fee_advanced`."""
    command = decided.AdvanceFee(case_id, expert, body.note, tuple(body.evidence))
    return carry_out(request, experts.advance_fee, command)
