"""What a shop has set for after-sales service, over HTTP: read with its version, saved only over the version that was read."""

from typing import Annotated, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import service_settings
from hejie.usecases.service_settings import Settings

_TAGS = ["returns"]


class ServiceSettingsIn(Strict):
    """Settings to save; what is not named stays as it is.

    `auto_minor`: up to this sum (minor units of `currency`) a request is approved without anybody's word, 0 for none.
    `keep_minor`: up to this sum goods need not come back; the refund is provisional, and the shop has 72 hours to object.
    `reasons`: for which the two count, [] for all. `warn`: percent of a clock after which whoever it waits for is reminded.
    `held`: grades of returned goods that are kept apart. `guarantee_months`: your guarantee on everything, where neither a
    registration nor the order says more; 0: unknown. `only_guaranteed`: the limit counts only for what is under guarantee.
    """

    auto_minor: Annotated[int, Field(ge=0)] | None = None
    keep_minor: Annotated[int, Field(ge=0)] | None = None
    currency: Annotated[str, Field(max_length=3)] | None = None
    reasons: Annotated[list[str], Field(max_length=50)] | None = None
    warn: Annotated[int, Field(ge=1, le=99)] | None = None
    held: list[Literal["A", "B", "C", "D"]] | None = None
    guarantee_months: Annotated[int, Field(ge=0)] | None = None
    only_guaranteed: bool | None = None


@api.get("/service-settings", response=dict, tags=_TAGS)
def read(request: HttpRequest) -> HttpResponse:
    """What counts for requests to your shop (an operator: to the marketplace itself), with the version as ETag; and the hours
    that each step has by the rulebook, which nobody sets. While nothing was saved: nothing is approved by itself, 48 hours to
    answer, a reminder at 75 % of each clock."""
    return _answer(service_settings.read(reading(request)))


@api.put("/service-settings", response=dict, tags=_TAGS)
def save(request: HttpRequest, body: ServiceSettingsIn) -> HttpResponse:
    """Save them. `If-Match`: the version that you have read, "0" for none; without it 428. A second factor is needed.

    Refused: `settings_changed` (412, another version stands there), `limit_half` (a sum without a currency, or the reverse),
    `setting_not_understood`, `second_factor_needed`."""
    ctx, _key, head = acting(request)
    if not head.isdecimal():
        raise Refusal("version_missing")
    told = {name: value for name, value in body.model_dump().items() if value is not None}
    return _answer(service_settings.save(ctx, told, over=int(head)))


def _answer(settings: Settings) -> HttpResponse:
    hours = {one.name: one.hours for one in service_settings.usual_steps()}
    told = service_settings.as_data(settings) | {"hours": hours}
    headers = {"ETag": f'"{settings.version}"'}
    return HttpResponse(orjson.dumps(told), headers=headers, content_type="application/json; charset=utf-8")
