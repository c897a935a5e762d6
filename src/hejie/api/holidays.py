"""Announced holidays over HTTP: for operators alone."""

from django.http import HttpRequest
from ninja import Status

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.domain.kernel import clock
from hejie.store.holidays import Holiday
from hejie.usecases import holidays

_TAGS = ["time"]


@api.get("/holidays", response=dict, tags=_TAGS)
def listed(request: HttpRequest) -> dict:
    """Holidays of the marketplace, the latest first, and how many running deadlines each has moved. Operators, auditors."""
    found = holidays.announced(reading(request))
    return {"holidays": [_document(row.holiday) | {"running_deadlines_moved": row.running} for row in found]}


@api.post("/holidays", response={201: dict}, tags=_TAGS)
def announce(request: HttpRequest, body: schemas.HolidayIn) -> Status:
    """Announce time that does not count here: every open deadline that runs over it is moved, each once, with notice.

    Also ahead of time: deadlines that are set later get it as well. Operators with a second factor only. The same said
    again gets the same answer. Refused: `bad_holiday`, `holiday_known` (it shares time with another), `text_missing`.
    """
    ctx, _key, _head = acting(request)
    return Status(201, _document(holidays.announce(ctx, body.name, body.starts_at, body.ends_at)))


def _document(holiday: Holiday) -> dict:
    return {
        "id": holiday.id,
        "name": holiday.name,
        "starts_at": clock.text(clock.from_milliseconds(holiday.started_ms)),
        "ends_at": clock.text(clock.from_milliseconds(holiday.ended_ms)),
        "announced_at": clock.text(clock.from_milliseconds(holiday.announced_ms)),
    }
