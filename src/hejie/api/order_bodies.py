"""What a shop tells of an order that it places."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from hejie.api.shapes import Minor, Strict


class LineIn(Strict):
    """A line of an order; `price` for all its pieces; `category`: your word for the kind of goods; `way`: how it is delivered,
    by which the procedure says how long the buyer may look at it; `tax`: in the price. A gift names the line that it came with
    (`gift_for`) and what it is `worth` to a buyer who keeps it; lines of one set have the same `bundle`. `line` left out: the number
    after the highest before it."""

    line: Annotated[int, Field(ge=0, le=10_000)] = 0
    seller: str = ""
    title: Annotated[str, Field(max_length=2000)] = ""
    product: Annotated[str, Field(max_length=200)] = ""
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    price: Minor | None = None
    freight: Minor | None = 0
    category: Annotated[str, Field(max_length=80)] = ""
    way: Literal["", "digital", "virtual", "express", "surface"] = ""
    tax: Minor | None = None
    gift_for: Annotated[int, Field(ge=0, le=10_000)] = 0
    worth: Minor = 0
    bundle: Annotated[str, Field(max_length=80)] = ""


class OrderDealIn(Strict):
    """The deal that an order is placed with, and the hash of the version that both sides confirmed."""

    id: Annotated[str, Field(min_length=16, max_length=16)]
    hash: Annotated[str, Field(min_length=64, max_length=64)]


class OfferOfOrderIn(Strict):
    """Free shipping from a sum of goods on (`free_from`); `freight`: what shipping would have cost, taken off a refund with which
    a buyer who changed his mind falls below that sum."""

    free_from: Minor
    freight: Minor


class OrderIn(Strict):
    """An order as the shop knows it. `id`: the shop's own; `buyer`: the shop's id of the buyer, or a person id.

    `confirm_days`, `confirm_since`: in how many days since shipment or delivery the buyer's silence pays the seller; left
    out, the procedure in force says so. `deal`: what both sides confirmed before; where the order says otherwise, both are
    told and both texts stand. `accept_hours`: in how many hours a shop must take a paid order on or send it, else the buyer is
    paid back; 0: no such time. `offer`: the promise of free shipping under which it was placed.
    """

    id: Annotated[str, Field(min_length=1, max_length=200)]
    buyer: str = ""
    buyer_email: str = ""
    buyer_name: str = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=1000)]
    freight: Minor = 0
    paid: Minor | None = None
    status: Annotated[str, Field(max_length=40)] = "placed"
    dates: dict[str, datetime] = {}
    confirm_days: Annotated[int, Field(ge=1, le=365)] | None = None
    confirm_since: Literal["", "shipped", "delivered"] = ""
    accept_hours: Annotated[int, Field(ge=0, le=8760)] | None = None
    deal: OrderDealIn | None = None
    offer: OfferOfOrderIn | None = None
