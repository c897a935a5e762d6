"""A shop's own desk over HTTP: who of it looks after a case, and how often its buyer has asked before. None of it is on the record."""

import orjson
from django.http import HttpRequest, HttpResponse

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import shop_desk
from hejie.usecases.shop_desk import Desk

_TAGS = ["service"]


class ChargeIn(Strict):
    """Who is to look after a case. `person`: the id of one of the shop's people, `me`, or "" to leave it to nobody; `seen`: who was
    in charge when you looked, "" for nobody."""

    person: str
    seen: str = ""


@api.get("/cases/{case_id}/charge", response=dict, tags=_TAGS)
def read_charge(request: HttpRequest, case_id: str) -> dict:
    """Who of your shop looks after a case, since when, and who may. For the shop's people alone; the buyer never reads it."""
    return _document(shop_desk.read(reading(request), case_id))


@api.post("/cases/{case_id}/charge", response={201: dict}, tags=_TAGS)
def give_charge(request: HttpRequest, case_id: str, body: ChargeIn) -> HttpResponse:
    """Take a case on, hand it to a colleague, or give it back. Said once more it changes nothing. A colleague who is handed
    it is told.

    Refused: `charge_changed` (409, somebody else took it on since you looked), `not_of_the_shop`."""
    ctx, _key, _head = acting(request)
    told = _document(shop_desk.give(ctx, case_id, body.person, over=body.seen))
    return HttpResponse(orjson.dumps(told), status=201, content_type="application/json; charset=utf-8")


def desk_document(actor: Actor, case: CaseState) -> dict:
    """What a shop's people read of a case besides: `in_charge`, and `asked_before` (of its buyer with this shop: open, all, last_at).

    Nothing for everybody else. Figures are counted up to 100, and decide nothing."""
    try:
        asked = shop_desk.asked_before(actor, case)
        charge = shop_desk.of_case(actor, case).charge
    except Refusal:
        return {}
    last = clock.text(clock.from_milliseconds(asked.last_ms)) if asked.last_ms else None
    figures = {"open": asked.open, "all": asked.all, "last_at": last}
    return {"in_charge": charge.person if charge else None, "asked_before": figures}


def _document(desk: Desk) -> dict:
    charge = desk.charge
    return {
        "in_charge": {
            "person": charge.person,
            "name": desk.colleagues.get(charge.person, ""),
            "given_by": charge.given_by,
            "since": clock.text(clock.from_milliseconds(charge.since_ms)),
        }
        if charge
        else None,
        "colleagues": [{"person": one, "name": name} for one, name in desk.colleagues.items()],
    }
