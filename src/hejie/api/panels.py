"""A panel over HTTP: a member's file and vote; what came of it stands in the case's document."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.api.documents import case_document
from hejie.domain.cases.paneling import CastVote
from hejie.domain.kernel import clock
from hejie.usecases import panels


class VoteIn(schemas.Strict):
    """A member's vote. `share`: of a split, whole per cent of what was paid, 1 to 99; left out otherwise."""

    vote: Literal["for", "against", "split"]
    reasons: schemas.Text
    share: Annotated[int, Field(ge=0, le=99)] = 0


@api.post("/cases/{case_id}/votes", response=OK, tags=["decision"])
def votes(request: HttpRequest, case_id: str, body: VoteIn) -> HttpResponse:
    """Seal your vote as a member of the panel that decides this case, once. `not_found` for everybody else."""
    ctx, key, head = acting(request)
    return done(panels.cast(ctx, CastVote(case_id, body.vote, body.reasons, body.share), key=key, if_match=head))


@api.get("/cases/{case_id}/votes", response=dict, tags=["decision"])
def ballot(request: HttpRequest, case_id: str) -> dict:
    """The joint file, your own vote and until when you have time, as a member of the panel that votes now; nothing of the others."""
    found = panels.read(reading(request), case_id)
    own = found.seat.vote
    return {
        "until": clock.text(found.wait.until) if found.wait else None,
        "vote": {"vote": own.vote, "share": own.share or None, "reasons": found.words} if own else None,
        "case": case_document(found.view),
    }
