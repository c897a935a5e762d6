"""A thing lent to the buyer while his own is repaired, and its way back before the request ends."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on
from hejie.domain.cases.servicing.steps import STEPS, Rule, name_of, only, private_of, waybill_of

NOT_WHILE: dict[str, Callable[[Service], bool]] = {}
"""When of a kind nothing is lent, though it is not over; filled by the kind's own module."""


def _loan(draft: Draft, told: Mapping) -> dict:
    only(told, "what", "serial")
    return {**private_of(told, "what", needed=True), **private_of(told, "serial"), "over": False}


def _give_back(draft: Draft, told: Mapping) -> dict:
    """The buyer gives back what was lent: by a carrier, under a number; or by hand, then neither is told."""
    only(told, "carrier", "waybill", "sure")
    carrier = name_of(told, "carrier")
    more = {} if _back_is_due(draft.case.service) else {"over": False}
    return {**({"carrier": carrier} if carrier else {}), **waybill_of(told), **more}


def _given_back(draft: Draft, told: Mapping) -> None:
    if draft.case.waits(flows.wait_of("give_back")):
        going_on.over(draft, "give_back")
        going_on.next_step(draft)


def _loan_back(draft: Draft, told: Mapping) -> dict:
    """It is here again; where the request waits for nothing else, it goes on."""
    only(told)
    if not _back_is_due(draft.case.service):
        return {"over": False}
    loan = ("give_back", "loan_back")
    steps = [replace(one, aside=one.aside or one.name in loan) for one in draft.case.service.flow]
    return {"over": False, "flow": [step.as_data() for step in steps]}


def _is_back(draft: Draft, told: Mapping) -> None:
    if any(draft.case.waits(flows.wait_of(name)) for name in ("give_back", "loan_back")):
        going_on.over(draft, "give_back", "loan_back")
        going_on.next_step(draft)


def _back_is_due(service: Service) -> bool:
    step = service.step("loan_back")
    return step is not None and not step.aside


def _may_lend(service: Service) -> bool:
    """While a repair goes on; not while the buyer chooses whether there is to be one more."""
    waits = NOT_WHILE.get(service.kind)
    return service.kind == "repair" and not lent(service) and not (waits and waits(service))


def _not_given_back(service: Service) -> bool:
    given, sent = service.last("loan"), service.last("give_back")
    return lent(service) and (sent is None or sent.seq < given.seq)


def with_loan(service: Service, *names: str) -> list[dict]:
    """The flow with these steps of it in their order, what is over before them, and then the way back of what was lent."""
    steps = service.flow
    wanted = [*(one.name for one in steps if not one.aside), *names, "give_back", "loan_back"]
    order = [flows.named(steps, name) for name in dict.fromkeys(wanted)]
    beside = [one for one in steps if one.name not in wanted]
    return [replace(one, aside=False).as_data() for one in order if one] + [one.as_data() for one in beside]


def first(service: Service) -> tuple[str, ...]:
    """Steps by which something that was lent comes back; none where nothing is lent."""
    return ("give_back", "loan_back") if lent(service) and service.step("give_back") is not None else ()


def lent(service: Service) -> bool:
    """Whether the buyer has a loan device that has not come back."""
    given, back = service.last("loan"), service.last("loan_back")
    return given is not None and (back is None or back.seq < given.seq)


STEPS |= {
    "loan": Rule(
        ("seller",),
        _loan,
        lambda draft, told: None,
        turn=_may_lend,
    ),
    "give_back": Rule(("buyer",), _give_back, _given_back, turn=_not_given_back),
    "loan_back": Rule(("seller",), _loan_back, _is_back, turn=lent),
}
