"""A mediation over HTTP: its opening, what may be used in a decision or told, the single text, and the map for the mediator."""

from collections.abc import Mapping
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.cases import mediating as decided
from hejie.usecases import mediating
from hejie.usecases import reading as reads


class OpeningIn(schemas.Strict):
    """The digest of the statement that was read (`mediation.opening.digest` of the case)."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class AllowanceIn(schemas.Strict):
    """What of one's own may be used: ids (`m3`, `s2`, `o4`), or `all`; `allow` false takes it back."""

    items: Annotated[list[Annotated[str, Field(min_length=1, max_length=12)]], Field(min_length=1, max_length=200)]
    allow: bool = True


class TellingIn(schemas.Strict):
    """What the neutral may tell the other side: words, terms, or both."""

    text: schemas.Text = ""
    package: schemas.Package | None = None


class DraftIn(schemas.Strict):
    """A version of the settlement text: the words round the terms, and the terms."""

    text: schemas.Text
    package: schemas.Package


@api.post("/cases/{case_id}/mediation/opening", response=OK, tags=["mediation"])
def opening(request: HttpRequest, case_id: str) -> HttpResponse:
    """The neutral puts the opening statement to both sides. From then on what is said stays out of a decision.

    Refused: `opening_made`, `agreement_waits`.
    """
    ctx, key, head = acting(request, at_once=True)
    return done(mediating.open_mediation(ctx, case_id, key=key, if_match=head))


@api.post("/cases/{case_id}/mediation/opening/confirmation", response=OK, tags=["mediation"])
def opening_confirmation(request: HttpRequest, case_id: str, body: OpeningIn) -> HttpResponse:
    """Confirm the opening statement. Refused: `opening_not_made`, `opening_changed`, `opening_confirmed`."""
    return carry_out(request, mediating.confirm_opening, decided.ConfirmOpening(case_id, body.digest))


@api.post("/cases/{case_id}/mediation/allowances", response=OK, tags=["mediation"])
def allowances(request: HttpRequest, case_id: str, body: AllowanceIn) -> HttpResponse:
    """Let what you have said in mediation be used in the decision; until a ruling is made that can be taken back.

    Refused: `nothing_said_there`, `allowance_stands`.
    """
    command = decided.AllowInDecision(case_id, tuple(body.items), body.allow)
    return carry_out(request, mediating.allow_in_decision, command)


@api.post("/cases/{case_id}/tellings", response=OK, tags=["mediation"])
def tellings(request: HttpRequest, case_id: str, body: TellingIn) -> HttpResponse:
    """Say, in your own room with the neutral, what he may tell the other side."""
    ctx, key, _head = acting(request)
    command = decided.LetTell(case_id, body.text, body.package.terms() if body.package else None)
    return done(mediating.let_tell(ctx, command, key=key))


@api.post("/cases/{case_id}/texts", response=OK, tags=["mediation"])
def texts(request: HttpRequest, case_id: str, body: DraftIn) -> HttpResponse:
    """The neutral puts a version of the settlement text to both sides for comment. It binds nobody."""
    return carry_out(request, mediating.put_text, decided.PutText(case_id, body.text, body.package.terms()))


@api.post("/cases/{case_id}/texts/drafts", response=OK, tags=["mediation"])
def text_drafts(request: HttpRequest, case_id: str, body: DraftIn) -> HttpResponse:
    """The neutral keeps a version where neither side reads it."""
    ctx, key, _head = acting(request)
    return done(mediating.keep_text(ctx, decided.KeepText(case_id, body.text, body.package.terms()), key=key))


@api.get("/cases/{case_id}/settlement-map", response=dict, tags=["mediation"])
def settlement_map(request: HttpRequest, case_id: str) -> dict:
    """What was offered and what could be, by each side's gain over no agreement, in part-worths of 10,000.

    For the neutral of the case alone, while he mediates; `not_found` for everybody else.
    """
    ctx = reading(request)
    found = mediating.map_of(ctx, reads.read_case(ctx, case_id, what="settlement map api"))
    return {
        "points": [{"of": label, "buyer": buyer, "seller": seller} for buyer, seller, label in found.points],
        "frontier": [{"buyer": buyer, "seller": seller} for buyer, seller in found.frontier],
        "solutions": {name: _point(*one) for name, one in found.solutions.items()},
        "proposals": [_point(*one) for one in found.proposals],
        "confidence": dict(found.confidence),
    }


def _point(buyer: int, seller: int, package: Mapping) -> dict:
    return {"buyer": buyer, "seller": seller, "package": dict(package)}
