"""Products registered by their serial numbers over HTTP, and which end of a guarantee counts."""

from typing import Annotated, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import registrations as use

_TAGS = ["service"]
_MONTHS = Annotated[int, Field(ge=0, le=600)]


class RegistrationIn(Strict):
    """A thing by its serial number. A buyer names `order` and `line` alone; a shop may say the rest.

    `months` of guarantee from `began_on` (0: no end is known), `more_months` by which it was extended. The number itself is not
    kept: only its last signs, and a mark by which it is known again.
    """

    serial: Annotated[str, Field(min_length=1, max_length=120)]
    order: str = ""
    line: Annotated[int, Field(ge=1)] = 1
    seller: str = ""
    product: str = ""
    title: str = ""
    began_on: str = ""
    months: _MONTHS = 0
    more_months: _MONTHS = 0


class ChangeIn(Strict):
    """What is to be another one; what is not named stays as it is."""

    product: str | None = None
    title: str | None = None
    began_on: str | None = None
    months: _MONTHS | None = None
    more_months: _MONTHS | None = None


@api.post("/registrations", response={201: dict}, tags=_TAGS)
def register(request: HttpRequest, body: RegistrationIn) -> HttpResponse:
    """Register a thing. The same number of the same shop again changes nothing and answers with what stands there (200).

    Refused: `serial_wrong`, `serial_registered` (somebody else has registered it), `registration_wrong`, `not_found`."""
    ctx, _key, _head = acting(request)
    told = body.model_dump(exclude_defaults=True)
    row, new = use.register(ctx, told)
    return _answer(row, status=201 if new else 200)


@api.get("/registrations", response=dict, tags=_TAGS)
def list_registrations(
    request: HttpRequest,
    state: Literal["", "over", "soon", "active"] = "",
    coverage: Literal["", "standard", "extended"] = "",
    source: Literal["", "buyer", "shop", "program"] = "",
    seller: Annotated[str, Query(description="the shop, for the marketplace's own program")] = "",
    cursor: Annotated[int, Query(ge=0)] = 0,
) -> dict:
    """Your registrations. `state`: over, soon (it ends within 30 days), active; one without a known end is in none of them."""
    rows, after = use.listed(
        reading(request), state=state, coverage=coverage, source=source, seller=seller, after=cursor
    )
    return {"registrations": [_document(row) for row in rows], "next": after or None}


@api.get("/guarantee", response=dict, tags=_TAGS)
def guarantee(
    request: HttpRequest,
    serial: str = "",
    order: str = "",
    line: Annotated[int, Query(ge=1)] = 1,
    seller: str = "",
    bought_on: Annotated[str, Query(description="day of purchase, where there is no order")] = "",
) -> dict:
    """Which end of the shop's guarantee counts: by registration, then by the order, then by the shop's rule; `ends_on` null:
    unknown, which is never a guess. What the law gives besides is told by `POST /entitlements`."""
    ctx = reading(request)
    cover = use.entitled(ctx, seller=seller, serial=serial, order=order, line=line, bought_on=bought_on)
    if cover is None:
        return {"source": None, "ends_on": None, "holds": None}
    return {**cover.as_data(), "holds": cover.holds(use.today_of(ctx))}


@api.get("/registrations/{int:number}", response=dict, tags=_TAGS)
def read_registration(request: HttpRequest, number: int) -> HttpResponse:
    """One registration, with its version as ETag."""
    return _answer(use.one(reading(request), number))


@api.patch("/registrations/{int:number}", response=dict, tags=_TAGS)
def change_registration(request: HttpRequest, number: int, body: ChangeIn) -> HttpResponse:
    """Change one, by its shop. `If-Match`: the version that you have read; without it 428.

    Refused: `registration_changed` (412, another version stands there), `registration_wrong`."""
    ctx, _key, head = acting(request)
    if not head.isdecimal():
        raise Refusal("version_missing")
    return _answer(use.change(ctx, number, body.model_dump(exclude_none=True), over=int(head)))


def _answer(row: object, status: int = 200) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(_document(row)),
        status=status,
        headers={"ETag": f'"{row.version}"'},
        content_type="application/json; charset=utf-8",
    )


def _document(row: object) -> dict:
    return {
        "id": row.pk,
        "version": row.version,
        "seller": row.seller,
        "serial_ends": row.tail,
        "product": row.product or None,
        "title": row.title or None,
        "order": row.root or None,
        "source": row.source,
        "coverage": row.coverage,
        "began_on": row.began_on.isoformat(),
        "months": row.months,
        "more_months": row.more_months,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "line": row.line or None,
        "saved_at": clock.text(row.saved_at),
    }
