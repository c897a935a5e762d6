"""Deals over HTTP: terms of a sale that both sides confirm before it, and the order that is placed with them."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading, zipped
from hejie.api.shapes import Strict
from hejie.domain.deals import commands
from hejie.domain.kernel import clock
from hejie.usecases import deals, orders, own_dossiers, own_streams

_OK = {201: schemas.Receipt}
_Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class GoodIn(Strict):
    """Goods of a deal; `price` in minor units for all pieces together, `product` the shop's own number."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    price: Annotated[int, Field(ge=0, le=10**13)]
    product: Annotated[str, Field(max_length=120)] = ""
    details: Annotated[str, Field(max_length=2000)] = ""


class TermsIn(Strict):
    """What a deal says. What is left out, the law says; `return_days: 0` is kept and marked where the law gives more."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    goods: Annotated[list[GoodIn], Field(min_length=1, max_length=50)]
    freight: Annotated[int, Field(ge=0, le=10**13)] = 0
    freight_by: Literal["buyer", "seller"] = "buyer"
    deliver_by: _Day = ""
    return_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    return_freight: Literal["", "buyer", "seller"] = ""
    repair_months: Annotated[int, Field(ge=0, le=120)] | None = None
    replace_months: Annotated[int, Field(ge=0, le=120)] | None = None
    price_match_days: Annotated[int, Field(ge=0, le=365)] | None = None
    clauses: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=20)] = []


class DealIn(Strict):
    """A deal to be put to the other side: a shop names the `buyer`, a buyer the `seller`. `business`: the buyer's own word."""

    seller: Annotated[str, Field(max_length=120)] = ""
    buyer: Annotated[str, Field(max_length=254)] = ""
    terms: TermsIn
    note: Annotated[str, Field(max_length=1000)] = ""
    business: bool = False


class AmendmentIn(Strict):
    """Another version. `change`: of a deal that both have confirmed already; it counts once both confirm again."""

    terms: TermsIn
    note: Annotated[str, Field(max_length=1000)] = ""
    change: bool = False


class ConfirmationIn(Strict):
    """Which version is confirmed: its hash as `GET /deals/{id}` shows it."""

    hash: Annotated[str, Field(min_length=64, max_length=64)]


class DealOrderIn(Strict):
    """The order (its id here) that is to have the deal, and the hash of the version that both confirmed."""

    order: Annotated[str, Field(max_length=40)]
    hash: Annotated[str, Field(min_length=64, max_length=64)]


@api.post("/deals", response=_OK, tags=["deals"])
def propose(request: HttpRequest, body: DealIn) -> HttpResponse:
    """Put a deal to the other side; `created.deal` is its id. It binds nobody before both have confirmed one version.

    It lapses after 7 days without an answer. Terms below the law are kept and marked with the article. Refused:
    `deal_terms`, `deal_with_whom`, `too_many_deals`, `currency_unknown`, `text_too_long`.
    """
    ctx, key, _head = acting(request)
    receipt = deals.propose(
        ctx, seller=body.seller, buyer=body.buyer, written=_terms(body.terms), note=body.note, business=body.business, key=key
    )  # fmt: skip
    return done(receipt)


@api.post("/deals/{deal}/amendments", response=_OK, tags=["deals"])
def amend(request: HttpRequest, deal: str, body: AmendmentIn) -> HttpResponse:
    """Put another version on the table. What was confirmed before counts for the old one alone.

    Refused: `deal_confirmed` (send `change: true`), `deal_unchanged`, `deal_over`, `deal_in_order`, `deal_too_long`,
    `deal_terms`.
    """
    ctx, key, _head = acting(request)
    command = commands.AmendDeal(deal, _terms(body.terms), body.note, body.change)
    return done(deals.amend(ctx, command, key=key))


@api.post("/deals/{deal}/confirmation", response=_OK, tags=["deals"])
def confirm(request: HttpRequest, deal: str, body: ConfirmationIn) -> HttpResponse:
    """Confirm the version with this hash, in person. With both sides' word it is agreed and cannot be edited any more.

    Refused: `deal_version` (another one lies on the table; facts name it), `deal_confirmed_before`, `deal_over`,
    `deal_in_order`, `act_in_person`.
    """
    ctx, key, _head = acting(request)
    return done(deals.confirm(ctx, commands.ConfirmDeal(deal, body.hash), key=key))


@api.post("/deals/{deal}/rejection", response=_OK, tags=["deals"])
def leave(request: HttpRequest, deal: str, body: schemas.WhyIn | None = None) -> HttpResponse:
    """Decline what the other side has put forward, or take back your own; of a change, only the change is gone.

    Refused: `deal_confirmed`, `deal_over`, `deal_in_order`.
    """
    ctx, key, _head = acting(request)
    return done(deals.leave(ctx, commands.LeaveDeal(deal, body.why if body else ""), key=key))


@api.post("/deals/{deal}/order", response=_OK, tags=["deals"])
def attach(request: HttpRequest, deal: str, body: DealOrderIn) -> HttpResponse:
    """Give an order that stands already, and is not paid, the deal that was confirmed for it; or name it in `POST /orders`.

    Refused: `deal_not_confirmed`, `deal_version`, `deal_in_order`, `deal_of_others`, `deal_over`, `already_paid`.
    """
    ctx, key, _head = acting(request)
    return done(orders.attach_deal(ctx, body.order, deal, body.hash, key=key))


@api.get("/deals", response=dict, tags=["deals"])
def list_deals(request: HttpRequest, status: str = "", cursor: str = "") -> dict:
    """Your deals, the last moved first. `status`: open, agreed, ordered, declined, withdrawn or lapsed."""
    page, titles, names = deals.listed(reading(request), status=status, after=cursor)
    rows = [
        {
            "id": row["id"],
            "status": row["status"],
            "title": titles.get(row["title_ref"]),
            "seller": {"id": row["seller"], "name": names.get(row["seller"], "")},
            "buyer": {"id": row["buyer"], "name": names.get(row["buyer"], "")},
            "total": {"minor": row["total"], "currency": row["currency"]},
            "turn": row["turn"] or None,
            "until": clock.text(clock.from_milliseconds(row["due_ms"])) if row["due_ms"] else None,
            "order": row["order_root"] or None,
        }
        for row in page.rows
    ]
    return {"deals": rows, "next": page.after or None}


@api.get("/deals/{deal}", response=dict, tags=["deals"])
def read_deal(request: HttpRequest, response: HttpResponse, deal: str) -> dict:
    """A deal with all its versions, what each changed, who has confirmed which, and what the law says of its terms.
    `legal_hold`: since when its order is under one, so that nothing of it is erased."""
    view = deals.read(reading(request), deal)
    found = view.deal
    response["ETag"] = f'"{found.head}"'
    wait = min(found.deadlines, key=lambda row: row.turn, default=None)
    return {
        "id": found.id,
        "status": found.status,
        "seller": {"id": found.seller, "name": view.names.get(found.seller, "")},
        "buyer": {"id": found.buyer, "name": view.names.get(found.buyer, "")},
        "business": found.business,
        "your_side": view.side or None,
        "on_table": found.on_table,
        "agreed": {"version": found.agreed, "hash": found.frozen.hash, "at": found.agreed_at} if found.frozen else None,
        "confirmed": dict(found.confirmed or {}),
        "turn": {"who": wait.who, "until": clock.text(wait.until), "silence": wait.silence} if wait else None,
        "order": {"id": found.order, "differs": [dict(one) for one in found.differs]} if found.order else None,
        "legal_hold": own_streams.held_document(found),
        "versions": [_version(one) for one in view.versions],
        "head": found.head,
    }


@api.get(
    "/deals/{deal}/dossier", tags=["deals"], openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}}
)
def deal_dossier(request: HttpRequest, deal: str, language: str = "") -> StreamingHttpResponse:
    """The deal's record as a ZIP that proves itself: terms, every version, both confirmations with the hash, the order. `language`
    of the PDF: `zh`, `en` or `ru`; left out, your own. Refused: `not_found`."""
    return zipped(own_dossiers.of_deal(reading(request), deal, language=language[:2]), f"deal-{deal}")


def _version(one: deals.VersionView) -> dict[str, Any]:
    kept = one.version
    return {
        "version": kept.number,
        "hash": kept.hash,
        "by": kept.side,
        "at": kept.at,
        "terms": dict(one.terms),
        "note": one.note or None,
        "changes": [{"where": row.where, "before": row.before, "after": row.after} for row in one.changes],
        "marks": [dict(row) for row in kept.marks],
    }


def _terms(body: TermsIn) -> dict[str, Any]:
    """The terms as a plain object; what was left empty is not said."""
    found = {name: value for name, value in body.model_dump().items() if value not in (None, "", [])}
    found["goods"] = [{name: value for name, value in one.items() if value != ""} for one in found["goods"]]
    return found
