"""Neutrals over HTTP: who has how much to do, what each works on, stakes, and cases that go to somebody else."""

from django.http import HttpRequest, HttpResponse
from ninja import Status

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.domain.cases.handing_over import HandOver
from hejie.domain.kernel import clock
from hejie.domain.neutrals.workload import MEDIAN_FROM, SHARES_FROM
from hejie.usecases import assigning, handing_over, neutral_profiles, workload
from hejie.usecases import reading as cases
from hejie.usecases.neutral_profiles import ProfileView
from hejie.usecases.workload import Work

_TAGS = ["neutrals"]


@api.post("/cases/{case_id}/assignment/hand-over", response=OK, tags=["mediation"])
def hand_over(request: HttpRequest, case_id: str, body: schemas.HandOverIn) -> HttpResponse:
    """Let another neutral take the case over: by its neutral, or by an operator. `to` may be left out."""
    return carry_out(request, handing_over.hand_over, HandOver(case_id, body.reason, body.to))


@api.get("/cases/{case_id}/assignment", response=dict, tags=["mediation"])
def candidates(request: HttpRequest, case_id: str) -> dict:
    """Who could take the case, the fittest first, and how many cannot, by what hinders them: for operators and its neutral."""
    ctx = reading(request)
    view = cases.read_case(ctx, case_id)
    found = assigning.candidates(ctx, view.case)
    items = [
        {
            "id": one.candidate.id,
            "name": found.names.get(one.candidate.id, ""),
            "speaks": one.speaks,
            "skills": one.skills,
            "open": one.candidate.open,
        }
        for one in found.free
    ]
    return {"neutral": view.case.neutral, "items": items, "hindered": found.hindered()}


@api.get("/neutrals/workload", response=dict, tags=_TAGS)
def all_work(request: HttpRequest, after: str = "") -> dict:
    """What neutrals have open and what came of the last 90 days: of all for operators, of himself for a neutral."""
    ctx = reading(request, "staff")
    if ctx.actor.role == "neutral":
        rows, onward = [workload.of_one(ctx, ctx.actor.id)], ""
    else:
        rows, onward = workload.of_all(ctx, after=after)
    floors = {"median_from": MEDIAN_FROM, "shares_from": SHARES_FROM}
    return {"items": [_work(row) for row in rows], "after": onward, "days": workload.PERIOD.days, **floors}


@api.get("/neutrals/{person}/profile", response=dict, tags=_TAGS)
def profile(request: HttpRequest, person: str) -> dict:
    """What a neutral works on and with whom he has a stake; for himself and operators."""
    return _profile(neutral_profiles.read(reading(request, "staff"), person))


@api.put("/neutrals/{person}/profile", response=dict, tags=_TAGS)
def save_profile(request: HttpRequest, person: str, body: schemas.NeutralProfileIn) -> dict:
    """Say what a neutral works on from now on; what is left out is not limited."""
    ctx, _key, _head = acting(request, "staff")
    return _profile(neutral_profiles.save(ctx, person, **body.model_dump()))


@api.post("/neutrals/{person}/stakes", response={201: dict}, tags=_TAGS)
def declare(request: HttpRequest, person: str, body: schemas.StakeIn) -> Status:
    """Declare a stake in a shop or a person; said again, it has the newest reason."""
    ctx, _key, _head = acting(request, "staff")
    return Status(201, _profile(neutral_profiles.declare(ctx, person, body.party, body.reason)))


@api.post("/neutrals/{person}/stakes/{party}/end", response={201: dict}, tags=_TAGS)
def end_stake(request: HttpRequest, person: str, party: str) -> Status:
    """A stake is no more."""
    ctx, _key, _head = acting(request, "staff")
    return Status(201, _profile(neutral_profiles.take_back(ctx, person, party)))


@api.post("/neutrals/{person}/hand-over", response={201: dict}, tags=_TAGS)
def hand_over_all(request: HttpRequest, person: str, body: schemas.ReasonIn) -> Status:
    """Move all open cases of a neutral, a hundred at once; for operators, as when he has left."""
    ctx, key, _head = acting(request, "staff")
    came = handing_over.hand_over_all(ctx, person, body.reason, key=key)
    refused = [{"case": case, "code": code} for case, code in came.refused]
    return Status(201, {"moved": list(came.moved), "refused": refused, "more": came.more})


def _work(work: Work) -> dict:
    found, turn = work.figures, work.turn
    return {
        "id": work.person,
        "name": work.name,
        "open": work.open,
        "most_open": work.profile.most_open,
        "away_until": work.away,
        "waiting": turn.waiting,
        "overdue": turn.overdue,
        "next_deadline": clock.text(clock.from_milliseconds(turn.next_ms)) if turn.next_ms else None,
        "decided": found.decided,
        "median_days": found.median_days,
        "median_counts": found.median_counts,
        "favoured": {"buyer": found.buyer, "seller": found.seller, "split": found.split, "counts": found.shares_count},
        "votes": _votes(work),
        "appealed": {"upheld": found.upheld, "changed": found.changed, "counts": found.appeals_count},
    }


def _votes(work: Work) -> dict:
    """Votes on panels that are over, by the own side of trade; `flag`: beyond chance, to be looked at."""
    found = work.votes
    return {
        "group": work.profile.group,
        "counted": found.votes,
        "own_group": found.own,
        "interval": [f"{found.low:.4f}", f"{found.high:.4f}"],
        "p": f"{found.p:.4f}",
        "flag": found.beyond_chance,
    }


def _profile(view: ProfileView) -> dict:
    one = view.profile
    return {
        "id": view.person,
        "languages": one.languages,
        "reasons": one.reasons,
        "categories": one.categories,
        "most_open": one.most_open,
        "away_until": one.away_until,
        "group": one.group,
        "stakes": [{"party": party, "reason": reason} for party, reason in sorted(one.conflicts.items())],
        "shops": [shop for shop, _name in view.shops],
    }
