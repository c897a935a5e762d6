"""A repair at the buyer's place: the seller says when he comes, the buyer may ask for another time, until somebody was there."""

from collections.abc import Mapping
from datetime import timedelta

from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on
from hejie.domain.cases.servicing.steps import STEPS, Rule, name_of, only
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal

_MOST_TIMES = 5
_FURTHEST = timedelta(days=366)


def _visit(draft: Draft, told: Mapping) -> dict:
    """The seller says when he comes; until he has been there he may change it, and the buyer may ask for another time."""
    return {"at": _time(draft, told)}


def _time(draft: Draft, told: Mapping) -> str:
    """A moment that is still to come, and within a year. Refuses step_told."""
    at = name_of(only(told, "at"), "at", needed=True)
    try:
        moment = clock.parse(at)
    except ValueError:
        raise Refusal("step_told", name="at") from None
    if not draft.now < moment < draft.now + _FURTHEST:
        raise Refusal("step_told", name="at")
    return at


def _visiting(service: Service) -> bool:
    """Nobody has been there yet: a time is to be said, or was said and is still to come."""
    step = service.next_step()
    if step is None or service.step("visit") is None or service.step("visit").aside:
        return False
    return step.name == "visit" or (step.name == "diagnose" and "visit" in service.finished)


def _arranged(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "visit", "diagnose")
    going_on.next_step(draft)


def _look(draft: Draft) -> None:
    """The time to say what is broken begins with the visit, not with the day on which it was arranged."""
    service = draft.case.service
    visit = service.last("visit")
    if service.wish.get("where") == "on_site" and visit is not None:
        ahead = max(clock.parse(visit.data["at"]) - draft.now, timedelta())
        step = service.step("diagnose")
        going_on.wait(draft, step, hours=step.hours + -(-int(ahead.total_seconds()) // 3600))


def _other_time(draft: Draft, told: Mapping) -> dict:
    """The buyer cannot at that time and names another; the seller says a time anew."""
    return {"at": _time(draft, told), "over": False, "again": ["visit"]}


def _may_ask_time(service: Service) -> bool:
    step = service.next_step()
    asked = sum(one.step == "other_time" for one in service.steps)
    return step is not None and step.name == "diagnose" and _visiting(service) and asked < _MOST_TIMES


going_on.BEGINS["diagnose"] = _look
STEPS |= {
    "visit": Rule(("seller",), _visit, _arranged, turn=_visiting),
    "other_time": Rule(("buyer",), _other_time, _arranged, turn=_may_ask_time),
}
