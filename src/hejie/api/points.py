"""Points over HTTP: given in a case or at an order, kept by the marketplace's program for an order, paid there, or let go."""

from collections.abc import Mapping
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime, Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.escrow import points_book
from hejie.domain.escrow import points_commands as rules
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import points

_OK = {201: schemas.Receipt}
_Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
_Currency = Annotated[str, Field(max_length=3)]
_Person = Annotated[str, Field(max_length=120)]
_Root = Annotated[str, Field(max_length=16)]


class WorthIn(schemas.Strict):
    """So many points are worth so many minor units from `since` on (left out: from now on), and are good for so many days.

    `minor` 0 stops giving them. Points that were given already keep what they were given with.
    """

    points: Annotated[int, Field(ge=1, le=1_000_000)]
    minor: schemas.Minor
    currency: _Currency
    days: Annotated[int, Field(ge=1, le=1095)] = 365
    since: AwareDatetime | None = None


class PointsIn(schemas.Strict):
    """How many points, why, and a word to the buyer."""

    points: _Count
    why: Literal["delay", "goodwill", "promise"] = "goodwill"
    note: schemas.Text = ""


class ReservationIn(schemas.Strict):
    """Whose points are kept (`buyer`: the shop's id of the buyer, or a person id), in which currency, and how many.

    `points`: so many; or `minor`: as many as pay so much; neither: as many as there are, or as the order can still take.
    `order`: the order's id here where it is known already. `minutes`: after them they are let go by themselves.
    """

    buyer: _Person
    currency: _Currency
    points: _Count | None = None
    minor: schemas.Minor | None = None
    order: _Root = ""
    minutes: Annotated[int, Field(ge=1, le=1440)] = rules.KEPT_FOR


class SpendingIn(schemas.Strict):
    """At which order what is kept is paid: the order's id here."""

    order: _Root


@api.get("/points/worth", response=dict, tags=["points"])
def worth(request: HttpRequest) -> dict:
    """What a point is worth now: `points` are worth `minor` minor units of `currency`; null where none are given."""
    found = points.worth_now(reading(request))
    return {"worth": _worth(found) if found else None}


@api.post("/points/worth", response=_OK, tags=["points"])
def set_worth(request: HttpRequest, body: WorthIn) -> HttpResponse:
    """Say what a point is worth from a moment on. Operators, with a second factor.

    Refused: `points_since` (a moment that is over), `currency_unknown`.
    """
    ctx, key, _head = acting(request)
    return done(points.set_worth(ctx, rules.SetWorth(**body.model_dump()), key=key))


@api.post("/cases/{case_id}/points", response=_OK, tags=["points"])
def give_in_case(request: HttpRequest, case_id: str, body: PointsIn) -> HttpResponse:
    """Give the case's buyer points out of your shop's deposit (or the marketplace's purse); their money is set aside at once.

    They count against the budgets of vouchers. Refused: `points_not_offered`, `voucher_no_budget`, `voucher_above_budget` and
    `voucher_not_funded` (both say what is left), `review_bought`.
    """
    ctx, key, _head = acting(request)
    return done(points.give_in_case(ctx, case_id, number=body.points, why=body.why, note=body.note, key=key))


@api.post("/orders/{root}/points", response=_OK, tags=["points"])
def give_at_order(request: HttpRequest, root: str, body: PointsIn) -> HttpResponse:
    """Give the order's buyer points, outside of any case. Refused as below a case."""
    ctx, key, _head = acting(request)
    return done(points.give_at_order(ctx, root, number=body.points, why=body.why, note=body.note, key=key))


@api.get("/points", response=dict, tags=["points"])
def account(request: HttpRequest, buyer: str = "", currency: str = "") -> dict:
    """A buyer's points (his own; the marketplace's program and operators name him): how many, what they are worth, what ends when."""
    ctx = reading(request)
    found = points.account(ctx, points.buyer_called(ctx, buyer), currency or request.marketplace.currency)
    lots = [
        {"lot": lot.id, "points": lot.rest, "minor": lot.left, "until": lot.until, "why": lot.why, "giver": lot.giver}
        for lot in found.lots
    ]
    whole = {"buyer": found.buyer, "points": found.points, "minor": found.minor, "currency": found.currency}
    return {**whole, "lots": lots, "reservations": [_kept(found.buyer, use) for use in found.kept]}


@api.get("/sellers/{seller}/points", response=dict, tags=["points"])
def given(request: HttpRequest, seller: str, cursor: str = "") -> dict:
    """What a shop (`platform`: the marketplace) has given, newest first, with what is left of it: for its own people and operators."""
    page = points.given(reading(request), seller, cursor)
    return {"points": [_given(row) for row in page.rows], "next": page.after or None}


@api.get("/points/movements", response=dict, tags=["points"])
def movements(request: HttpRequest, buyer: str = "", cursor: str = "") -> dict:
    """What happened with a buyer's points, newest first.

    `what`: received, reserved (kept for an order), released (let go), spent, returned (with a refund) or ended. `points` is what
    that changed in what he can use: what is spent was kept before, so it changes nothing.
    """
    ctx = reading(request)
    found, following = points.moves(ctx, points.buyer_called(ctx, buyer), cursor)
    rows = [
        {
            "seq": one.seq, "what": one.what, "at": one.at, "points": one.change, "minor": one.minor, "currency": one.currency,
            "order": one.order or None, "case": one.case or None, "until": one.until or None,
        }
        for one in found
    ]  # fmt: skip
    return {"movements": rows, "next": following or None}


@api.post("/points/reservations", response={201: dict}, tags=["points"])
def reserve(request: HttpRequest, body: ReservationIn) -> HttpResponse:
    """Keep points for an order, those that end first: nothing else can spend them until they are spent or let go.

    For the buyer himself, and for the marketplace's program at its checkout. The answer says in `created.use` how the reservation
    is called, and what it pays; what the order comes to beside that is paid in money. Of two calls at once for the same points one
    wins. Refused: `points_too_few` (with what there is), `points_worth_nothing`, `voucher_nothing_left`, `currency_mismatch`.
    """
    ctx, key, _head = acting(request)
    buyer = points.buyer_called(ctx, body.buyer)
    receipt = points.reserve(ctx, rules.Reserve(**body.model_dump() | {"buyer": buyer}), key=key)
    kept = points.kept(ctx, buyer, receipt.created["use"])
    return done(receipt, reservation=_kept(buyer, kept))


@api.get("/points/reservations/{reservation}", response=dict, tags=["points"])
def reservation(request: HttpRequest, reservation: str) -> dict:
    """What is kept, or was: `status` is reserved, spent (on its way), paid or released."""
    buyer, use = _named(reservation)
    return _kept(buyer, points.kept(reading(request), buyer, use))


@api.post("/points/reservations/{reservation}/spending", response={201: dict}, tags=["points"])
def spend(request: HttpRequest, reservation: str, body: SpendingIn) -> HttpResponse:
    """Pay at an order with what is kept, exactly once. Its money is held for the order's lines from then on; a refund of them brings
    points back for what points have paid. `left` is what is still to be paid in money.

    Refused: `points_used`, `points_released`, `points_other_order`, `points_not_his`, `points_above_worth`, `order_cancelled`.
    """
    ctx, key, _head = acting(request)
    buyer, use = _named(reservation)
    receipt = points.spend(ctx, buyer, use, body.order, key=key)
    kept, left = points.kept(ctx, buyer, use), points.left_to_pay(ctx, body.order)
    return done(receipt, reservation=_kept(buyer, kept), left={"minor": left, "currency": kept.currency})


@api.post("/points/reservations/{reservation}/release", response=_OK, tags=["points"])
def release(request: HttpRequest, reservation: str) -> HttpResponse:
    """Let go what is kept. Refused: `points_used`: what is paid comes back with a refund of its order alone."""
    ctx, key, _head = acting(request)
    return done(points.release(ctx, *_named(reservation), key=key))


def _named(reservation: str) -> tuple[str, str]:
    """(buyer, use) of a reservation's name. Refuses not_found."""
    buyer, dot, use = reservation[:80].rpartition(".")
    if not dot:
        raise Refusal("not_found")
    return buyer, use


def _kept(buyer: str, use: points_book.Use) -> dict:
    whole = {"reservation": f"{buyer}.{use.id}", "status": use.status, "points": use.points, "minor": use.minor}
    return {
        **whole,
        "currency": use.currency,
        "order": use.order or None,
        "until": use.until,
        "back": use.minor - use.out,
    }


def _worth(one: points_book.Worth) -> dict:
    return {"points": one.points, "minor": one.minor, "currency": one.currency, "days": one.days, "since": one.since}


def _given(row: Mapping) -> dict:
    moments = {name: clock.text(clock.from_milliseconds(row[f"{name}_ms"])) for name in ("at", "until")}
    told = {name: row[name] for name in ("buyer", "points", "rest", "minor", "rest_minor", "currency", "why")}
    places = {"agent": row["agent"] or None, "case": row["case_id"] or None, "order": row["order_root"] or None}
    return {"lot": row["id"], **told, **places, **moments}
