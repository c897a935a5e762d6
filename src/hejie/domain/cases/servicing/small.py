"""Steps of the small services: a paper, a parcel stopped or looked for on its way, a sum that is less than was asked for."""

from collections.abc import Mapping

from hejie.domain.aftersales.service import Service
from hejie.domain.cases import packages
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import answering, going_on
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, flag, only, private_of


def _document(draft: Draft, told: Mapping) -> dict:
    """The paper itself is a piece of evidence; its number, where it has one."""
    return private_of(only(told, "number"), "number")


def _papered(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "document")
    going_on.next_step(draft)


def _intercept(draft: Draft, told: Mapping) -> dict:
    return {"caught": flag(only(told, "caught"), "caught", True)}


def _intercepted(draft: Draft, told: Mapping) -> None:
    """Stopped, it comes back to the seller; not stopped, the request is over, and what arrives can be sent back."""
    going_on.over(draft, "intercept")
    if told.get("caught", True):
        going_on.next_step(draft)
    else:
        going_on.end(draft, "not_caught")


def _trace(draft: Draft, told: Mapping) -> dict:
    return {"found": flag(only(told, "found"), "found", False)}


def _traced(draft: Draft, told: Mapping) -> None:
    """Found, it goes on its way and the request is over; lost, the money goes back, or it is sent once more, as was wished."""
    going_on.over(draft, "trace")
    if told.get("found", False):
        going_on.end(draft, "found")
    else:
        give_up(draft, "")


def give_up(draft: Draft, rule: str) -> None:
    """The parcel counts as lost."""
    service = draft.case.service
    pieces = {piece.line: piece.quantity for piece in service.pieces}
    answering.approve(draft, pieces, rule=rule, freight="seller")


def _accept(draft: Draft, told: Mapping) -> dict:
    agreed = flag(only(told, "agreed"), "agreed", True)
    return {"agreed": agreed, **({} if agreed else {"over": False})}


def _accepted(draft: Draft, told: Mapping) -> None:
    """What was approved is less than was asked for: the buyer takes it, or it becomes a dispute with it as the seller's offer."""
    going_on.over(draft, "accept")
    if told.get("agreed", True):
        going_on.next_step(draft)
        return
    package = draft.case.service.package
    going_on.escalate(draft, "less_than_asked")
    draft.add(
        "OfferMade",
        offer=f"o{len(draft.case.offers) + 1}",
        side="seller",
        package=packages.checked(package, draft.case.currency, draft.case.paid_minor),
        in_reply_to="o1",
    )
    draft.wait("offer", "buyer", about=draft.case.offers[-1].id)


def _before_answer(service: Service) -> bool:
    step = service.next_step()
    return step is not None and step.name == "trace"


STEPS |= {
    "document": Rule(("seller",), _document, _papered, turn=awaits("document"), proof=True),
    "intercept": Rule(("seller",), _intercept, _intercepted, turn=awaits("intercept")),
    "trace": Rule(("seller",), _trace, _traced, of=("asked", "approved"), turn=_before_answer),
    "accept": Rule(("buyer",), _accept, _accepted, turn=awaits("accept")),
}
