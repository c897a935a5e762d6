"""Own data over HTTP: all of it as one file, and requests to be forgotten."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Status
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading, zipped
from hejie.api.schemas import Strict
from hejie.domain.kernel import clock
from hejie.usecases.people import erasure_requests, own_data


class ErasureRequestIn(Strict):
    """What is to be erased: `all`, or `pieces` by the references of what you wrote or filed. `reason` is yours to give."""

    what: Literal["all", "pieces"] = "all"
    refs: Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]], Field(max_length=2000)] = []
    reason: Annotated[str, Field(max_length=erasure_requests.LONGEST_REASON)] = ""


@api.get("/me/data", tags=["people"], openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}})
def everything(request: HttpRequest) -> StreamingHttpResponse:
    """All that is kept of you, as a ZIP of JSON with the files that you filed; it leaves while it is put together."""
    name, pieces = own_data.take(reading(request))
    return zipped(pieces, name.removesuffix(".zip"))


@api.get("/me/erasure-requests", response=dict, tags=["people"])
def requests(request: HttpRequest) -> dict:
    """Your requests to be forgotten, the newest first, with what was answered, what went and what stays."""
    return {"requests": [_document(one) for one in erasure_requests.of_person(reading(request))]}


@api.post("/me/erasure-requests", response={201: dict}, tags=["people"])
def ask(request: HttpRequest, body: ErasureRequestIn) -> Status:
    """Ask to be forgotten. An operator of the marketplace answers by `due_at`, the time that its law gives.

    Refused: `act_in_person`, `erasure_asked_already`, `erasure_names_nothing`.
    """
    ctx, key, _head = acting(request)
    made = erasure_requests.ask(ctx, what=body.what, refs=body.refs, reason=body.reason, key=key)
    return Status(201, _document(made))


@api.delete("/me/erasure-requests/{request_id}", response={204: None}, tags=["people"])
def take_back(request: HttpRequest, request_id: str) -> Status:
    """Take your open request back. Refused: `erasure_decided`."""
    erasure_requests.take_back(reading(request, "write"), request_id)
    return Status(204, None)


def _document(one: object) -> dict:
    return {
        "id": one.pk,
        "what": one.what,
        "status": one.status,
        "law": one.law,
        "asked_at": _moment(one.asked_at),
        "due_at": _moment(one.due_at),
        "longer": one.longer_why or None,
        "decided_at": _moment(one.decided_at),
        "answer": one.answer if one.status == erasure_requests.REFUSED else "",
        "outcome": one.outcome or None,
    }


def _moment(at: datetime | None) -> str | None:
    return clock.text(clock.cut(at)) if at else None
