"""Standings over HTTP: what counts against a shop or a buyer, what follows from it, and appeals."""

from django.http import HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands
from hejie.domain.standing.state import Counted, Sanction
from hejie.domain.standing.weigh import Weight
from hejie.usecases import standings
from hejie.usecases.standings import StandingView

_OK = {201: schemas.Receipt}
_TAGS = ["standing"]


@api.get("/sellers/{seller}/standing", response=dict, tags=_TAGS)
def seller_standing(request: HttpRequest, response: HttpResponse, seller: str) -> dict:
    """A shop's standing, for its own people (or a program on its behalf), operators and auditors. Neutrals get 404."""
    return _document(standings.read(reading(request), "seller", seller), response)


@api.get("/buyers/{buyer}/standing", response=dict, tags=_TAGS)
def buyer_standing(request: HttpRequest, response: HttpResponse, buyer: str) -> dict:
    """A buyer's standing, for himself, operators and auditors."""
    return _document(standings.read(reading(request), "buyer", buyer), response)


@api.post("/sellers/{seller}/standing/appeals", response=_OK, tags=_TAGS)
def seller_appeal(request: HttpRequest, seller: str, body: schemas.AppealSanctionIn) -> HttpResponse:
    """Appeal against a sanction of your shop, once, while the time for it runs."""
    return _act(request, standings.appeal, commands.AppealSanction("seller", seller, body.sanction, body.grounds))


@api.post("/buyers/{buyer}/standing/appeals", response=_OK, tags=_TAGS)
def buyer_appeal(request: HttpRequest, buyer: str, body: schemas.AppealSanctionIn) -> HttpResponse:
    """Appeal against a sanction against you, once, while the time for it runs."""
    return _act(request, standings.appeal, commands.AppealSanction("buyer", buyer, body.sanction, body.grounds))


@api.post("/sellers/{seller}/standing/appeals/{number}/decision", response=_OK, tags=_TAGS)
def seller_appeal_decision(
    request: HttpRequest, seller: str, number: str, body: schemas.SanctionAppealDecisionIn
) -> HttpResponse:
    """Decide an appeal as an operator who has had no part in it. `number`: 1 or `a1`."""
    return _decide(request, "seller", seller, number, body)


@api.post("/buyers/{buyer}/standing/appeals/{number}/decision", response=_OK, tags=_TAGS)
def buyer_appeal_decision(
    request: HttpRequest, buyer: str, number: str, body: schemas.SanctionAppealDecisionIn
) -> HttpResponse:
    """Decide an appeal as an operator who has had no part in it. `number`: 1 or `a1`."""
    return _decide(request, "buyer", buyer, number, body)


@api.post("/sellers/{seller}/standing/sanctions/{sanction}/lifting", response=_OK, tags=_TAGS)
def seller_lifting(request: HttpRequest, seller: str, sanction: str, body: schemas.ReasonsIn) -> HttpResponse:
    """End a sanction before its time, as an operator, with reasons."""
    return _act(request, standings.lift, commands.LiftSanction("seller", seller, sanction, body.reasons))


@api.post("/buyers/{buyer}/standing/sanctions/{sanction}/lifting", response=_OK, tags=_TAGS)
def buyer_lifting(request: HttpRequest, buyer: str, sanction: str, body: schemas.ReasonsIn) -> HttpResponse:
    """End a sanction before its time, as an operator, with reasons."""
    return _act(request, standings.lift, commands.LiftSanction("buyer", buyer, sanction, body.reasons))


@api.post("/sellers/{seller}/standing/findings", response=_OK, tags=_TAGS)
def seller_finding(request: HttpRequest, seller: str, body: schemas.FindingIn) -> HttpResponse:
    """Record, as an operator, that a shop has misused a closed case, with reasons that it reads."""
    return _act(request, standings.find_misuse, _finding("seller", seller, body))


@api.post("/buyers/{buyer}/standing/findings", response=_OK, tags=_TAGS)
def buyer_finding(request: HttpRequest, buyer: str, body: schemas.FindingIn) -> HttpResponse:
    """Record, as an operator, that a buyer has misused a closed case, with reasons that he reads."""
    return _act(request, standings.find_misuse, _finding("buyer", buyer, body))


def _act(request: HttpRequest, use_case, command: object) -> HttpResponse:
    ctx, key, _head = acting(request)
    return done(use_case(ctx, command, key=key))


def _decide(
    request: HttpRequest, side: str, of: str, number: str, body: schemas.SanctionAppealDecisionIn
) -> HttpResponse:
    ctx, key, _head = acting(request)
    written = number.removeprefix("a")
    if not (written.isascii() and written.isdecimal() and len(written) < 7):
        raise Refusal("sanction_unknown", sanction=number[:12])
    command = commands.DecideAppeal(side, of, int(written), body.granted, body.reasons)
    return done(standings.decide_appeal(ctx, command, key=key))


def _finding(side: str, of: str, body: schemas.FindingIn) -> commands.FindMisuse:
    return commands.FindMisuse(side, of, body.case, body.finding, body.text)


def _document(view: StandingView, response: HttpResponse) -> dict:
    state = view.state
    if state:
        response["ETag"] = f'"{state.head}"'
    return {
        "side": view.side,
        "id": view.of,
        "name": view.name,
        "policy": view.policy.pinned(),
        "counted": [_counted(row, view) for row in state.counted if row.what] if state else [],
        "sanctions": [_sanction(row, view) for row in state.sanctions] if state else [],
        "measures": [_measure(row) for row in view.weights],
        "sales": [{"within_days": days, "sales": count} for days, count in sorted(view.sales.items())],
        "head": state.head if state else None,
    }


def _counted(row: Counted, view: StandingView) -> dict:
    return {
        "id": row.id,
        "case": row.case,
        "what": row.what,
        "ground": row.ground,
        "reason": row.reason,
        "points": row.points,
        "on": clock.text(row.at),
        "until": clock.text(row.until),
        "text": view.text(row.text) if row.text else None,
    }


def _sanction(row: Sanction, view: StandingView) -> dict:
    window = view.state.waits("sanction_appeal", row.id)
    return {
        "id": row.id,
        "measure": row.measure,
        "does": list(row.does),
        "says": dict(row.says),
        "policy": dict(row.policy),
        "status": row.status,
        "why": row.why or None,
        "counted": list(row.items),
        "figures": dict(row.figures),
        "needed": dict(row.needed),
        "announced_at": clock.text(row.announced_at),
        "begins_at": clock.text(row.begins_at),
        "ends_at": clock.text(row.ends_at) if row.ends_at else None,
        "appeal_until": clock.text(window[0].until) if window else None,
        "appeal": _appeal(row, view),
    }


def _appeal(row: Sanction, view: StandingView) -> dict | None:
    if row.appeal is None:
        return None
    return {
        "id": row.appeal.id,
        "at": clock.text(row.appeal.at),
        "grounds": view.text(row.appeal.grounds),
        "result": row.appeal.result or None,
        "reasons": view.text(row.appeal.reasons) if row.appeal.reasons else None,
    }


def _measure(row: Weight) -> dict:
    return {
        "id": row.measure.id,
        "does": list(row.measure.does),
        "says": dict(row.measure.says),
        "within_days": row.measure.within.days,
        "figures": dict(row.figures),
        "needed": dict(row.needed),
        "running": row.running,
    }
