"""Forgetting over HTTP, for those who run the marketplace: requests for erasure are listed and decided, legal holds set and lifted."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import legal_holds
from hejie.usecases.people import erasure_requests, erasure_times

_TAGS = ["people"]
_OK = {201: schemas.Receipt}


class ErasureDecisionIn(schemas.Strict):
    """What is answered. `reason`: why it is refused; the person reads it. Granting takes none."""

    result: Literal["granted", "refused"]
    reason: Annotated[str, Field(max_length=erasure_requests.LONGEST_REASON)] = ""


@api.get("/erasure-requests", response=dict, tags=_TAGS)
def listed(request: HttpRequest) -> dict:
    """Open requests, what is due first, and those that were answered, the newest first. Operators with a second factor."""
    ctx = _proved(reading(request))
    return {
        "waiting": [_document(one) for one in erasure_requests.waiting(ctx)],
        "answered": [_document(one) for one in erasure_requests.answered(ctx)],
    }


@api.get("/erasure-requests/{request_id}", response=dict, tags=_TAGS)
def one_request(request: HttpRequest, request_id: str) -> dict:
    """One request; `plan` says what granting it would erase and what stays (null: it is decided, or is for pieces)."""
    found = erasure_requests.read(_proved(reading(request)), request_id)
    return _document(found.request) | {"plan": found.plan.told() if found.plan else None}


@api.post("/erasure-requests/{request_id}/decision", response=dict, tags=_TAGS)
def decide(request: HttpRequest, request_id: str, body: ErasureDecisionIn) -> dict:
    """Grant a request (the person is told, then the worker erases) or refuse it with a reason that the person reads.

    The same answer given again gets the same document. Operators with a second factor, and nobody his own request.
    Refused: `second_factor_needed`, `not_your_own`, `erasure_decided`, `last_operator`, `text_missing`.
    """
    ctx, _key, _head = acting(request)
    try:
        if body.result == erasure_requests.GRANTED:
            return _document(erasure_requests.grant(ctx, request_id))
        return _document(erasure_requests.refuse(ctx, request_id, body.reason))
    except Refusal as refusal:
        if refusal.code != "erasure_decided":
            raise
        known = erasure_requests.read(ctx, request_id).request
        same_words = body.result == erasure_requests.GRANTED or known.answer == body.reason.strip()
        if (known.status, known.decided_by) != (body.result, ctx.actor.id) or not same_words:
            raise
        return _document(known)


class ErasureLongerIn(schemas.Strict):
    """Why the answer takes longer; the person reads it."""

    reason: Annotated[str, Field(min_length=1, max_length=erasure_requests.LONGEST_REASON)]


@api.post("/erasure-requests/{request_id}/longer", response=dict, tags=_TAGS)
def put_off(request: HttpRequest, request_id: str, body: ErasureLongerIn) -> dict:
    """Put the answer off, once and before its day, by as many days as the request's law allows; the person is told why.

    The same asked again gets the same document. Operators with a second factor, and nobody his own request. Refused:
    `second_factor_needed`, `not_your_own`, `erasure_decided`, `erasure_not_longer`, `erasure_longer_already`, `erasure_day_over`.
    """
    ctx, _key, _head = acting(request)
    try:
        return _document(erasure_times.put_off(ctx, request_id, body.reason))
    except Refusal as refusal:
        if refusal.code != "erasure_longer_already":
            raise
        known = erasure_requests.read(ctx, request_id).request
        if known.longer_why != body.reason.strip():
            raise
        return _document(known)


@api.post("/cases/{case_id}/legal-hold", response=_OK, tags=["cases"])
def set_hold(request: HttpRequest, case_id: str, body: schemas.ReasonsIn) -> HttpResponse:
    """Put a case under a legal hold: nothing of it is erased while it stands. Both sides are told and read the reasons.

    Operators and auditors with a second factor. Refused: `second_factor_needed`, `legal_hold` (it is under one).
    """
    ctx, key, head = acting(request, at_once=True)
    return done(legal_holds.set_hold(ctx, legal_holds.SetLegalHold(case_id, body.reasons), key=key, if_match=head))


@api.post("/cases/{case_id}/legal-hold/lifting", response=_OK, tags=["cases"])
def lift_hold(request: HttpRequest, case_id: str, body: schemas.ReasonsIn) -> HttpResponse:
    """Lift the legal hold of a case, with reasons that both sides read. Refused: `second_factor_needed`, `no_legal_hold`."""
    ctx, key, head = acting(request, at_once=True)
    return done(legal_holds.lift_hold(ctx, legal_holds.LiftLegalHold(case_id, body.reasons), key=key, if_match=head))


@api.post("/orders/{root}/legal-hold", response=_OK, tags=["orders"])
def hold_order(request: HttpRequest, root: str, body: schemas.ReasonsIn) -> HttpResponse:
    """Put an order under a legal hold: nothing of it, of its cases, and of the questions, complaints and deals that belong
    to it is erased while it stands. The buyer and its shops are told and read the reasons.

    Operators and auditors with a second factor. Refused: `second_factor_needed`, `order_held` (it is under one).
    """
    ctx, key, _head = acting(request, at_once=True)
    return done(legal_holds.hold_order(ctx, legal_holds.SetOrderHold(root, body.reasons), key=key))


@api.post("/orders/{root}/legal-hold/lifting", response=_OK, tags=["orders"])
def let_order_go(request: HttpRequest, root: str, body: schemas.ReasonsIn) -> HttpResponse:
    """Lift the legal hold of an order, with reasons that its buyer and its shops read. Refused: `second_factor_needed`,
    `order_not_held`."""
    ctx, key, _head = acting(request, at_once=True)
    return done(legal_holds.let_order_go(ctx, legal_holds.LiftOrderHold(root, body.reasons), key=key))


def _proved(ctx: object) -> object:
    """Let operators with a second factor pass, as the pages do. Refuses not_found, second_factor_needed."""
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="people")
    return ctx


def _document(one: object) -> dict:
    return {
        "id": one.pk,
        "person": one.person_id,
        "what": one.what,
        "pieces": one.pieces,
        "reason": one.reason,
        "status": one.status,
        "law": one.law,
        "asked_at": clock.text(clock.cut(one.asked_at)),
        "due_at": clock.text(clock.cut(one.due_at)),
        "longer": one.longer_why or None,
        "decided_at": clock.text(clock.cut(one.decided_at)) if one.decided_at else None,
        "answer": one.answer,
        "outcome": one.outcome or None,
    }
