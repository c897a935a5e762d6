"""Money that comes into a shop's deposit, the guarantee fund or the marketplace's own purse, over HTTP."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done
from hejie.domain.escrow import accounts, purse
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases import money
from hejie.usecases.people import shops

_TAGS = ["orders"]
_OK = {201: schemas.Receipt}
_OURS = (accounts.FUND, "platform")


class DepositIn(schemas.Strict):
    """What has come in, and by which payment: its reference stays in the record."""

    minor: schemas.Minor
    currency: Annotated[str, Field(max_length=3)]
    reference: Annotated[str, Field(max_length=120)] = ""


@api.post("/sellers/{seller}/deposits", response=_OK, tags=_TAGS)
def deposit(request: HttpRequest, seller: str, body: DepositIn) -> HttpResponse:
    """Put down money that has come in: a shop's deposit, or `fund` (the guarantee fund), or `platform` (the marketplace's own purse, out
    of which it gives vouchers and points). A deposit that was short is looked at again at once.

    Operators with a second factor. Refused: `second_factor_needed`, `seller_unknown`.
    """
    ctx, key, _head = _proved(request)
    owner = seller if seller in _OURS else shops.named(ctx, seller).id
    command = purse.Deposit(owner, body.minor, body.currency, body.reference)
    return done(money.deposit(ctx, command, key=key))


@api.post("/sellers/{seller}/repayments", response=_OK, tags=_TAGS)
def repayment(request: HttpRequest, seller: str, body: DepositIn) -> HttpResponse:
    """Put down that a shop has paid back to the guarantee fund what it gave for him; at most that.

    Operators with a second factor. Refused: `second_factor_needed`, `seller_unknown`.
    """
    ctx, key, _head = _proved(request)
    command = purse.Repay(shops.named(ctx, seller).id, body.minor, body.currency, body.reference)
    return done(money.repay(ctx, command, key=key))


def _proved(request: HttpRequest) -> tuple[Context, str, str]:
    """Let operators with a second factor pass, as the page does. Refuses not_found, second_factor_needed."""
    ctx, key, head = acting(request)
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="deposit")
    return ctx, key, head
