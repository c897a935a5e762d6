"""Sending over HTTP beside the shop's own program: a parcel put right, and parcels of many orders in one call."""

from typing import Annotated, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.adapters import refusal_texts
from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import done, sending
from hejie.api.shapes import Strict
from hejie.usecases import shipping, shop_desk
from hejie.usecases.shipping import Sent

_TAGS = ["orders"]
_Short = Annotated[str, Field(max_length=120)]


class ParcelIn(Strict):
    """Who carries a parcel, under which number; `sure`: you have looked at the number again."""

    carrier: _Short = ""
    waybill: _Short = ""
    sure: bool = False


class ParcelRowIn(Strict):
    """A parcel of one order. `order`: your own number of it; `lines`: left out, all that is left of your lines to be sent; `on`: a day
    (2026-11-27, whole days of `zone`) or a moment, left out: now."""

    order: _Short
    carrier: _Short = ""
    waybill: _Short = ""
    lines: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=1000)] = []
    on: Annotated[str, Field(max_length=40)] = ""


class ParcelRowsIn(Strict):
    """Parcels of many orders; `zone`: of days, by its IANA name; `sure`: you have looked at all numbers again."""

    rows: Annotated[list[ParcelRowIn], Field(min_length=1, max_length=500)]
    zone: Annotated[str, Field(max_length=60)] = "UTC"
    sure: bool = False


class _Row:
    """A row as the use case reads it."""

    def __init__(self, body: ParcelRowIn) -> None:
        self.order, self.carrier, self.waybill, self.on = body.order, body.carrier, body.waybill, body.on
        self.lines = " ".join(map(str, body.lines))


@api.post("/orders/{root}/parcels/{parcel}/correction", response={201: schemas.Receipt}, tags=_TAGS)
def correct(request: HttpRequest, root: str, parcel: str, body: ParcelIn) -> HttpResponse:
    """Put right who carries a parcel, or its number, until it has arrived. The buyer is told; what was said before stays on the
    record, and no day or clock moves. `parcel`: its id in `parcels` of the order.

    Refused: `parcel_unknown`, `already_delivered`, `waybill_missing`, `waybill_wrong`; without `sure` also `waybill_check` (the check
    figure of a number of the post says otherwise) and `waybill_used` (it stands in another order)."""
    ctx, key, _head = sending(request)
    return done(shipping.correct(ctx, root, parcel, Sent(body.carrier, body.waybill, sure=body.sure), key=key))


@api.post("/shipments", response={200: dict}, tags=_TAGS)
def many(request: HttpRequest, body: ParcelRowsIn, language: Literal["zh", "en", "ru"] = "en") -> HttpResponse:
    """Say of many orders at once that parcels are on their way. Each row stands on its own: a bad one stops none of the others, and the
    same call made again changes nothing. The answer has for each row, in order, `outcome` (done, known, refused) and of a refused
    one its `code` and sentences."""
    ctx, _key, _head = sending(request)
    zone = shop_desk.zone_of(body.zone)
    outcomes = list(shipping.send_many(ctx, [_Row(one) for one in body.rows], zone, sure=body.sure))
    rows = [_told(one, language) for one in outcomes]
    count = {how: sum(one.how == how for one in outcomes) for how in (shipping.DONE, shipping.KNOWN, shipping.REFUSED)}
    return HttpResponse(orjson.dumps({**count, "rows": rows}), content_type="application/json; charset=utf-8")


def _told(one: shipping.Outcome, language: str) -> dict:
    found = {"order": one.order, "outcome": one.how, "id": one.root if one.how != shipping.REFUSED else None}
    if one.refusal is None:
        return found
    told = refusal_texts.sentences(one.refusal, language)
    return found | {"code": one.refusal.code, "title": told.what, "detail": told.why, "do": told.do}
