"""Sealed bids: nouns below a case. No answer repeats a limit, and no refusal of these is logged."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api, problem
from hejie.api.calls import acting, done, reading
from hejie.domain.cases import access
from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import bidding
from hejie.usecases import reading as cases


class BiddingIn(schemas.Strict):
    """The terms for which bids are asked: those of an open offer (`offer`: its number), or `package`. What a package says of a
    refund is left out: that is what is bid for."""

    offer: Annotated[str, Field(max_length=12)] = ""
    package: schemas.Package | None = None


class BidIn(schemas.Strict):
    """One's own limit: the least that the buyer takes back, the most that the seller gives, in whole minor units.

    `bidding`: the one that it is for, as `GET /cases/{id}/bidding` names it; it never counts in another. `currency`: that of
    the case. `waives`: the buyer knows that he may get less than the rules give him. Sealing it is the signature below the
    agreement that comes of bids that meet.
    """

    bidding: Annotated[str, Field(min_length=1, max_length=12)]
    minor: Any
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    waives: bool = False


class Bidding(schemas.Strict):
    """What the caller may know. `sealed`: whether his own side has; nothing says whether the other has.

    `state`: `none`, `open`, `closed` (the time is over, what came of it is said next), `void` (what was sealed is lost: open it
    anew), `ended`. `result` of the last one that ended: `agreed`, `none`, `unfunded` (the
    shop cannot give the voucher or points of the terms), `void`, `over`. `step`: the money grid, minor units.
    """

    state: Literal["none", "open", "closed", "void", "ended"]
    bidding: str = ""
    package: dict[str, Any] | None = None
    commitment: str = ""
    until: str | None = None
    sealed: bool = False
    result: str = ""
    left: int
    most: int
    step: int
    currency: str


def quiet(call: Callable) -> Callable:
    """A call whose refusals are not logged: that somebody was refused to seal again says that he has sealed."""

    @wraps(call)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return call(request, *args, **kwargs)
        except Refusal as refusal:
            answer = problem(request, refusal.code, refusal.facts)
            answer._has_been_logged = True  # what django.utils.log.log_response looks at
            return answer

    return answered


@api.post("/cases/{case_id}/bidding", response=OK, tags=["settlement"])
def open_bidding(request, case_id: str, body: BiddingIn) -> HttpResponse:
    """Ask both sides for sealed bids on terms of which the refund alone is open, in person. A case can have three biddings.

    Refused: `bidding_is_open`, `biddings_used_up`, `agreement_waits`, `already_settled`, `offer_not_open`,
    `bidding_without_money`.
    """
    package = (
        {name: value for name, value in body.package.terms().items() if name != "refund"} if body.package else None
    )
    return carry_out(request, bidding.open_, OpenBidding(case_id, body.offer, package))


@api.post("/cases/{case_id}/bids", response=OK, tags=["settlement"])
@quiet
def seal_bid(request, case_id: str, body: BidIn) -> HttpResponse:
    """Seal your own limit, in person; once in a bidding. The answer is the same whatever the other side has done.

    Nothing of it is kept in the record or the database. Once an agreement has come of it, the limit is destroyed: the same
    `Idempotency-Key` gets the first answer then, whatever limit stands beside it. A repeat after any other end is refused.
    Refused: `bidding_over` (`open`: the bidding that is open instead, if any), `stale_head`, `bidding_void`, `bid_sealed_before`,
    `bid_not_a_sum`, `bid_out_of_range`, `bid_above_promise`, `below_entitlement`, `currency_mismatch`, `act_in_person`.
    """
    ctx, key, head = acting(request)
    limit = bidding.Limit(body.bidding, body.minor, waives=body.waives, currency=body.currency)
    return done(bidding.seal(ctx, case_id, limit, key=key, if_match=head))


@api.get("/cases/{case_id}/bidding", response=Bidding, tags=["settlement"])
def read_bidding(request, case_id: str) -> Bidding:
    """The sealed bids of a case, as far as you may know of them. With `On-Behalf-Of`, `sealed` is false whatever was sealed."""
    ctx = reading(request)
    view = cases.read_case(ctx, case_id, what="bidding")
    seen = bidding.own(view)
    row = seen.bidding or seen.last
    state = "none" if row is None else row.status
    return Bidding(
        state="void" if seen.lost else state,
        bidding=row.id if row else "",
        package=dict(row.package) if row else None,
        commitment=row.commitment if row else "",
        until=clock.text(seen.until) if seen.until else None,
        sealed=seen.sealed and access.reads_own(ctx.actor),
        result=row.result if row else "",
        left=seen.left,
        most=seen.most,
        step=seen.step,
        currency=view.case.currency,
    )
