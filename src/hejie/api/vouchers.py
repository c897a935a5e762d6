"""Vouchers over HTTP: given in a case or at an order, shown to their buyer once, used at an order by the shop's program."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.escrow import vouchers as rules
from hejie.domain.kernel import clock
from hejie.usecases import vouchers

_OK = {201: schemas.Receipt}
_Name = Annotated[str, Field(max_length=160)]


class VoucherIn(schemas.Strict):
    """A voucher: its worth in minor units of the case's or order's currency, for how many days, and why.

    partial  what is not used at one order stays; least: what the goods must come to; note: words for the buyer
    """

    minor: schemas.Minor
    days: Annotated[int, Field(ge=1, le=1095)] = 180
    why: Literal["delay", "goodwill", "promise"] = "goodwill"
    partial: bool = False
    least: schemas.Minor = 0
    note: schemas.Text = ""


class RedemptionIn(schemas.Strict):
    """Where it is used: the order's id here, and how much of it (left out: as much as goes), in the order's currency."""

    order: Annotated[str, Field(max_length=16)]
    currency: Annotated[str, Field(max_length=3)]
    minor: schemas.Minor | None = None


class BudgetIn(schemas.Strict):
    """What vouchers may come to in a calendar month (UTC). who: "" the whole purse, "*" each agent, or an agent's id."""

    who: Annotated[str, Field(max_length=40)] = ""
    minor: schemas.Minor
    currency: Annotated[str, Field(max_length=3)]


@api.post("/cases/{case_id}/vouchers", response=_OK, tags=["vouchers"])
def give_in_case(request: HttpRequest, case_id: str, body: VoucherIn) -> HttpResponse:
    """Give the case's buyer a voucher out of your shop's deposit (or the marketplace's purse); its money is reserved at once.

    Refused: `voucher_no_budget`, `voucher_above_budget` and `voucher_not_funded` (both say what is left), `review_bought`.
    """
    ctx, key, _head = acting(request)
    return done(vouchers.give_in_case(ctx, case_id, **body.model_dump(), key=key))


@api.post("/orders/{root}/vouchers", response=_OK, tags=["vouchers"])
def give_at_order(request: HttpRequest, root: str, body: VoucherIn) -> HttpResponse:
    """Give the order's buyer a voucher, outside of any case. Refused as below a case."""
    ctx, key, _head = acting(request)
    return done(vouchers.give_at_order(ctx, root, **body.model_dump(), key=key))


@api.get("/vouchers", response=dict, tags=["vouchers"])
def own(request: HttpRequest, cursor: str = "") -> dict:
    """A buyer's own vouchers, newest first; `rest` is what each is still worth."""
    page = vouchers.mine(reading(request), cursor)
    return {"vouchers": [document(row) for row in page.rows], "next": page.after or None}


@api.get("/sellers/{seller}/vouchers", response=dict, tags=["vouchers"])
def given(request: HttpRequest, seller: str, cursor: str = "") -> dict:
    """What a shop (`platform`: the marketplace) has given, newest first, with what became of it: for its own people and operators."""
    page = vouchers.given(reading(request), seller, cursor)
    rows = [document(row) | {"buyer": row["buyer"], "agent": row["agent"] or None} for row in page.rows]
    return {"vouchers": rows, "next": page.after or None}


@api.post("/vouchers/{purse}/{voucher}/code", response={201: dict}, tags=["vouchers"])
def code(request: HttpRequest, purse: _Name, voucher: str) -> HttpResponse:
    """A code for its buyer, shown this once; one that was shown before ends. Refused: `code_shown_already` on a repeat."""
    ctx, key, _head = acting(request)
    root = f"purse:{ctx.actor.marketplace}:{purse}"
    made = vouchers.make_code(ctx, root, voucher, key=key)
    return api.create_response(request, {"code": made}, status=201)


@api.post("/vouchers/{code}/redemption", response={201: dict}, tags=["vouchers"])
def redemption(request: HttpRequest, code: str, body: RedemptionIn) -> HttpResponse:
    """Pay at an order with a code, before the rest is paid. Its money is held for the order's lines from then on.

    A voucher is used once, unless it says `partial`; of two calls at once one wins. Refused: `voucher_used`,
    `voucher_expired`, `voucher_not_his`, `voucher_other_shop`, `voucher_currency`, `voucher_least`, `voucher_nothing_left`.
    """
    ctx, key, _head = acting(request, "write")
    return done(vouchers.use_by_code(ctx, code, body.order, body.minor, body.currency, key=key))


@api.get("/sellers/{seller}/voucher-budgets", response=dict, tags=["vouchers"])
def budgets(request: HttpRequest, seller: str, currency: str) -> dict:
    """This month's budgets of a shop (`platform`: of the marketplace), what was given and what is left; minor units.

    `balance`: what the purse may give. `promises`: what agreements promise besides, `voucher` and `points` by their worth, and how
    much is set `aside` for them. It counts as given from the promise on.
    """
    found = vouchers.budgets(reading(request), seller, currency)
    rows = [{"who": who, "limit": limit, "given": spent, "left": left} for who, limit, spent, left in found.rows]
    promises = [
        {
            "case": one.case,
            "voucher": one.faces.get("voucher", 0),
            "points": one.faces.get("points", 0),
            "aside": one.minor,
        }
        for one in found.promises
    ]
    return {"funder": seller, "currency": currency, "balance": found.balance, "budgets": rows, "promises": promises}


@api.post("/sellers/{seller}/voucher-budgets", response=_OK, tags=["vouchers"])
def set_budget(request: HttpRequest, seller: str, body: BudgetIn) -> HttpResponse:
    """Set a month's budget, from now on. A seller sets his shop's, an operator any, with a second factor."""
    ctx, key, _head = acting(request)
    return done(vouchers.set_budget(ctx, rules.SetBudget(seller, body.who, body.minor, body.currency), key=key))


def document(row: dict) -> dict:
    """A row of vouchers as an answer has it."""
    moments = {name: clock.text(clock.from_milliseconds(row[f"{name}_ms"])) for name in ("at", "until")}
    return {
        "id": row["id"], "purse": row["funder"], "minor": row["minor"], "rest": row["rest"], "used": row["used"],
        "currency": row["currency"], "status": row["status"], "why": row["why"], "case": row["case_id"] or None,
        "order": row["order_root"] or None, **moments,
    }  # fmt: skip
