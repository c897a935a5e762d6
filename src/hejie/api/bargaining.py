"""What matters to a side, and rounds of proposals: nouns below a case. Each party reads its own word and ranking, nobody else's."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.bargain_documents import round_document
from hejie.api.bidding import quiet
from hejie.api.calls import acting, done, reading
from hejie.domain.cases.bargain_commands import AnswerTradeOff, AskProposals, RankProposals, TellPreferences
from hejie.domain.cases.bargain_state import Round
from hejie.usecases import bargaining
from hejie.usecases import reading as cases
from hejie.usecases.bargaining import Bargaining

_Word = Annotated[str, Field(max_length=40)]
_Id = Annotated[str, Field(max_length=12)]


class ToldIn(schemas.Strict):
    """Of one issue: its best and worst value, its share of your 100 points, and if you like a rating 0 to 10 by value."""

    best: _Word = ""
    worst: _Word = ""
    points: Any = 0
    ratings: dict[str, Any] = {}


class PreferencesIn(schemas.Strict):
    """What matters to you, by issue; `GET` names the issues and their values. What you leave out keeps what is usual."""

    preferences: Annotated[dict[str, ToldIn], Field(max_length=20)]


class RankingIn(schemas.Strict):
    """All proposals of the round, best first, and those that you would agree to; none is an answer too.

    `waives`: you, the buyer, know that you may get less than the rules give you with certainty.
    """

    order: Annotated[list[_Id], Field(max_length=10)]
    accepts: Annotated[list[_Id], Field(max_length=10)] = []
    waives: bool = False


class TradeOffIn(schemas.Strict):
    """Your answer to the question that `GET` shows: which of its two packages is really better for you."""

    question: Annotated[str, Field(max_length=40)]
    answer: Literal["first", "second"]


class Preferences(Schema):
    """Your own word (null: you have told none), what is usual in your place, and what there is to choose from.

    `floor`: the least money that the rules guarantee the buyer (null: none). `question`: the one direct question about a choice
    of yours that does not fit your own points (null: none).
    """

    told: dict[str, Any] | None
    usual: dict[str, Any]
    issues: list[dict[str, Any]]
    floor: dict[str, Any] | None
    question: dict[str, Any] | None


class Proposals(Schema):
    """Rounds of proposals, oldest first, each proposal with what it is worth to you in your own 100 points.

    `waiting`: a round has been asked for and is about to be put. `open`: id of the round that can be ranked now. `status` of a round: open, closed
    (its time is over, it is about to be counted), ended. `result`: agreed, next, none, lapsed, over. `own`: your own ranking.
    """

    waiting: bool
    open: str | None
    rounds: list[dict[str, Any]]


def _own(request: HttpRequest, use_case: Callable, command: object) -> HttpResponse:
    ctx, key, head = acting(request)
    return done(use_case(ctx, command, key=key, if_match=head))


@api.post("/cases/{case_id}/preferences", response=OK, tags=["settlement"])
def tell_preferences(request, case_id: str, body: PreferencesIn) -> HttpResponse:
    """Say privately what matters to you; nobody but your own side ever reads it. Told again, the newest counts.

    Refused: `preferences_unknown_issue`, `preferences_unknown_value`, `preferences_bad_points`, `preferences_no_points`,
    `preferences_bad_rating`, `preferences_same_best_worst`, `already_settled`.
    """
    told = {name: one.model_dump() for name, one in body.preferences.items()}
    return _own(request, bargaining.tell, TellPreferences(case_id, told))


@api.post("/cases/{case_id}/preferences/answer", response=OK, tags=["settlement"])
def answer_trade_off(request, case_id: str, body: TradeOffIn) -> HttpResponse:
    """Answer the direct question about your own choices. Refused: `trade_off_unknown`, `already_settled`."""
    return _own(request, bargaining.answer, AnswerTradeOff(case_id, body.question, body.answer))


@api.get("/cases/{case_id}/preferences", response=Preferences, tags=["settlement"])
def read_preferences(request, case_id: str) -> Preferences:
    """What your own side has told, and what there is to choose from. For the parties alone; no program reads it for them."""
    table = _table(request, case_id, "preferences")
    facts, asked = table.facts, table.question
    floor = {"minor": table.floor_minor, "currency": facts.currency, "rule": table.floor_rule}
    return Preferences(
        told=table.own.said() if table.own else None,
        usual=table.guess.said(),
        issues=[{"issue": one.name, "values": list(one.values)} for one in table.space.issues],
        floor=floor if table.floor_minor else None,
        question=asked
        and {"id": asked.id, "first": dict(asked.first), "second": dict(asked.second), "issues": list(asked.issues)},
    )


@api.post("/cases/{case_id}/proposals", response=OK, tags=["settlement"])
def ask_proposals(request, case_id: str) -> HttpResponse:
    """Ask for a round of proposals to both sides. It is put a moment later; `GET` shows it.

    Refused: `agreement_waits`, `already_settled`, `round_open`, `rounds_over`.
    """
    return carry_out(request, bargaining.ask, AskProposals(case_id))


@api.post("/cases/{case_id}/proposals/{round_id}/ranking", response=OK, tags=["settlement"])
@quiet
def rank_proposals(request, case_id: str, round_id: str, body: RankingIn) -> HttpResponse:
    """Rank a round in secret, in person, once. The answer is the same whatever the other side has done.

    Refused: `round_not_open`, `ranked_before`, `ranking_incomplete`, `below_entitlement`, `promise_above_limit`, `act_in_person`.
    """
    command = RankProposals(case_id, round_id, tuple(body.order), tuple(body.accepts), body.waives)
    return _own(request, bargaining.rank, command)


@api.get("/cases/{case_id}/proposals", response=Proposals, tags=["settlement"])
def read_proposals(request, case_id: str) -> Proposals:
    """The rounds of a case as your own side sees them. For the parties alone; with `On-Behalf-Of`, `own` is null."""
    table = _table(request, case_id, "proposals")
    return Proposals(
        waiting=table.waiting,
        open=table.open_round.id if table.open_round else None,
        rounds=[_round(table, row) for row in table.rounds],
    )


def _table(request: HttpRequest, case_id: str, what: str) -> Bargaining:
    ctx = reading(request)
    return bargaining.table_of(ctx, cases.read_case(ctx, case_id, what=what))


def _round(table: Bargaining, row: Round) -> dict:
    own = (table.rankings or {}).get(row.id)
    proposals = [{**one, "points": _points(table, one["package"])} for one in round_document(row)["proposals"]]
    ranking = {"order": list(own.order), "accepts": list(own.accepts), "at": own.at} if own else None
    return {**round_document(row), "proposals": proposals, "own": ranking}


def _points(table: Bargaining, package: Mapping) -> dict:
    found = table.points(package)
    terms = [
        [{"issue": one.issue, "value": one.value, "points": round(one.points), "of": round(one.of)} for one in which]
        for which in (found.gets, found.gives)
    ]
    return {"total": found.total, "without": found.without, "gets": terms[0], "gives": terms[1]}
