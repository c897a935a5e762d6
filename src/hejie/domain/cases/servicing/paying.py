"""A payment on top while a request is under way: the buyer asks for it, the worker asks the provider, its answer is put down.

Between the asking and the answer no clock of the buyer's runs, and nothing is asked a second time. Money that comes when nobody
waits for it any more (the request was taken back meanwhile) is given back at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.aftersales import on_top
from hejie.domain.aftersales.flow import wait_of
from hejie.domain.aftersales.service import STAGE, Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import exchanging, going_on, money
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, name_of, only, private_of, whole
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

_LEAST_SECONDS = 3600
"""So long at least a buyer has after a refusal, however little was left of his time when he asked."""
_NOT_TOLD = 300


@dataclass(frozen=True, slots=True)
class SettlePayment:
    """What the payment provider answered to a payment on top: it came, or it was refused for good (`why`: its own words)."""

    case_id: str
    payment: str
    ok: bool
    provider_ref: str = ""
    why: str = ""


def due(draft: Draft) -> int:
    """What the buyer has to pay on top now, in minor units: what a repair was quoted at, or the difference of an exchange."""
    return due_of(draft.order, draft.case.service)


def due_of(order: object, service: Service) -> int:
    """The same, for pages and answers."""
    if quoted := service.last("quote"):
        return quoted.data["minor"]
    return exchanging.difference(order, service, {piece.line: piece.counts for piece in service.pieces})


def settle(world: World, command: SettlePayment, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put down what the provider answered, once; a second answer to the same payment changes nothing.

    Refuses   not_found (nobody asked for this payment)
    """
    case, service = world.case, world.case.service
    asked = on_top.asked(service, command.payment) if service else None
    if asked is None:
        raise Refusal("not_found")
    if on_top.answered(service, command.payment):
        return ()
    draft = Draft(world, by, now)
    awaited = case.stage == STAGE and service.status == "approved" and awaits("pay_more")(service)
    told = {"payment": command.payment, "minor": asked.data["minor"]}
    ref = {"provider_ref": Private(command.provider_ref)} if command.provider_ref else {}
    if command.ok:
        money.hold_on_top(draft, asked.data["minor"], command.provider_ref)
        if awaited and on_top.under_way(service):
            _say(draft, "pay_more", **told, **ref)
            _go_on(draft)
        else:
            money.give_back_on_top(draft, asked.data["minor"], payment=command.payment)
    else:
        _say(draft, "pay_refused", payment=command.payment, over=False, **_why(command))
        if awaited and not draft.case.waits(wait_of("pay_more")):
            going_on.wait_seconds(draft, service.step("pay_more"), max(asked.data["rest"], _LEAST_SECONDS))
    return draft.events()


def _why(command: SettlePayment) -> dict:
    return {"why": Private(command.why.strip()[:_NOT_TOLD])} if command.why.strip() else {}


def _say(draft: Draft, step: str, **data: object) -> None:
    draft.add("ServiceStepTaken", step=step, side="system", **data)


def _pay(draft: Draft, told: Mapping) -> dict:
    """`minor`: what the buyer has seen that he pays. Refuses difference_is (it comes to another sum)."""
    minor, now_due = whole(only(told, "minor"), "minor", least=1), due(draft)
    if minor != now_due:
        raise Refusal("difference_is", due=now_due, given=minor, currency=draft.case.currency)
    number = 1 + sum(one.step == "pay" for one in draft.case.service.steps)
    clock = next(iter(draft.case.waits(wait_of("pay_more"))), None)
    rest = int((clock.until - draft.now).total_seconds()) if clock else 0
    return {"payment": f"p{number}", "minor": minor, "rest": max(rest, 0), "over": False}


def _asked(draft: Draft, told: Mapping) -> None:
    """The provider is asked by the worker (`after_effects`); until it answers the buyer's time stands still."""
    going_on.over(draft, "pay_more")


def _pay_more(draft: Draft, told: Mapping) -> dict:
    """The payment came another way. `minor`: how much; `provider_ref`: by what its provider knows it. Refuses difference_is."""
    only(told, "minor", "provider_ref")
    minor, now_due = whole(told, "minor", least=1), due(draft)
    if minor != now_due:
        raise Refusal("difference_is", due=now_due, given=minor, currency=draft.case.currency)
    return {"minor": minor, **private_of(told, "provider_ref")}


def _paid_more(draft: Draft, told: Mapping) -> None:
    money.hold_on_top(draft, told["minor"], name_of(told, "provider_ref"))
    _go_on(draft)


def _go_on(draft: Draft) -> None:
    going_on.over(draft, "pay_more")
    going_on.next_step(draft)


def _rather_refund(draft: Draft, told: Mapping) -> dict:
    """The exchange becomes a return, which the seller answers anew: he had agreed to another article, not to pay back."""
    only(told)
    flow = exchanging.flow_of_return(draft.case.service)
    return {"kind": "return", "flow": [step.as_data() for step in flow], "again": ["answer"], "over": False}


def _asked_anew(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "pay_more")
    going_on.next_step(draft)


def to_be_paid(service: Service) -> bool:
    """A payment is the next step, and none is under way."""
    return awaits("pay_more")(service) and on_top.under_way(service) is None


STEPS |= {
    "pay": Rule(("buyer",), _pay, _asked, turn=to_be_paid),
    "rather_refund": Rule(
        ("buyer",),
        _rather_refund,
        _asked_anew,
        turn=lambda service: service.kind == "exchange" and to_be_paid(service),
    ),
    "pay_more": Rule(("system", "platform"), _pay_more, _paid_more, turn=awaits("pay_more")),
}
