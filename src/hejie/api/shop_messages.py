"""Messages of shops' own systems over HTTP: WooCommerce, Shopify and Medusa send an order, a refund, a parcel as they have it."""

import re
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status
from pydantic import Field

from hejie.api.app import Bearer, api
from hejie.api.calls import reading
from hejie.api.shapes import Strict
from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import shop_messages

_PING = re.compile(rb"webhook_id=\d{1,20}")


class TakenOut(Strict):
    """What became of a message.

    `outcome`: new (it brought the order), grown (it added to it), known (it, or a newer one, was here before). `order`: our id
    of the order, for the other calls. `open`: minor units of refunds that the shop has made and that stand on no line yet,
    because no payment is known that they could be of.
    """

    outcome: Literal["new", "grown", "known", "ready"]
    order: str = ""
    external_id: str = ""
    about: str = ""
    ref: str = ""
    open: int = 0


class WhoseSystem(Strict):
    """`shop`: your marketplace's name for the shop, where there are several. `held`: who has the money that the buyer paid:
    shop (it never comes to you; the usual) or custody (it is held by you, line by line). `order`: our id of the order, or the
    shop's own, for a message that names none. `currency`: of orders that name none."""

    shop: str = Field("", max_length=64)
    held: Literal["shop", "custody"] = "shop"
    order: str = Field("", max_length=128)
    currency: str = Field("", max_length=3)


def signed(request: HttpRequest) -> bool:
    """Let a webhook in that bears the signature of a shop in HEJIE_SHOPS, or that only asks whether anybody is there.

    Refuses shop_signature.
    """
    if request.headers.get("Authorization"):
        return False
    if _PING.fullmatch(request.body):
        request.shop_asks = True
        return True
    system, shop = request.path_info.rstrip("/").rpartition("/")[2], request.GET.get("shop", "")
    return context.settle_shop(request, system, shop)


@api.post(
    "/orders/imports/{system}",
    auth=[Bearer(), signed],
    response={200: TakenOut, 201: TakenOut},
    tags=["orders"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The message exactly as the shop's system has made it: an order, a refund, a fulfilment, a payment or a "
            "return, bare or in its wrapping.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
)
def take_in(request: HttpRequest, system: str, asked: Query[WhoseSystem]) -> HttpResponse:
    """Take in what a shop's own system (`woocommerce`, `shopify`, `medusa`) tells of an order; use it as the address of its
    webhooks. The order follows: later states over earlier ones, an older message changes nothing, the same one is taken once,
    so no Idempotency-Key is needed. What the shop has paid back itself counts here and is never paid once more. The whole
    message is kept as a file of the order's record. A message whose order has not come is told to wait (409 order_unknown)."""
    if getattr(request, "shop_asks", False):
        return Status(200, TakenOut(outcome="ready"))
    ctx = reading(request, "orders")
    found = shop_messages.messages(request.body)
    if len(found) != 1:
        raise Refusal("shop_one_message", count=len(found))
    held = context.held_by(request, asked.held)
    of = shop_messages.From(system, asked.shop, held, asked.order, asked.currency)
    taken = shop_messages.take_in(ctx, of, found[0])
    body = TakenOut(
        outcome=taken.outcome,
        order=taken.root,
        external_id=taken.external_id,
        about=taken.about,
        ref=taken.ref,
        open=taken.open,
    )
    return Status(201 if taken.outcome == shop_messages.NEW else 200, body)
