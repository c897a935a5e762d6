"""Promises made in talk: put forward by either side, binding once the other agrees; nouns below a case."""

from django.http import HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.domain.cases import commands
from hejie.usecases import promises


@api.post("/cases/{case_id}/promises", response=OK, tags=["settlement"])
def propose(request: HttpRequest, case_id: str, body: schemas.PromiseIn) -> HttpResponse:
    """Ask that something said become binding, in person: who keeps it, what, and within how many days.

    It binds nobody until the other side agrees; then it stands among the case's `obligations`, and its time runs from
    there. `minor` is what it is worth where it is a sum (a voucher), in the case's currency. Refused: `promise_days`,
    `unknown_message`, `text_missing`, `too_many_promises`, `promise_above_limit`.
    """
    command = commands.ProposePromise(case_id, body.keeper, body.text, body.days, body.message, body.minor)
    return carry_out(request, promises.propose_promise, command)


@api.post("/cases/{case_id}/promises/{promise}/acceptance", response=OK, tags=["settlement"])
def acceptance(request: HttpRequest, case_id: str, promise: str) -> HttpResponse:
    """Agree that the promise be binding, in person.

    Refused: `promise_not_open`, `promise_not_yours` (one's own side has put it forward), `promise_above_limit`.
    """
    return carry_out(request, promises.accept_promise, commands.AcceptPromise(case_id, promise))


@api.post("/cases/{case_id}/promises/{promise}/rejection", response=OK, tags=["settlement"])
def rejection(request: HttpRequest, case_id: str, promise: str) -> HttpResponse:
    """Decline what the other side has put forward, or take back your own, while it binds nobody. Refused: `promise_not_open`."""
    return carry_out(request, promises.decline_promise, commands.DeclinePromise(case_id, promise))
