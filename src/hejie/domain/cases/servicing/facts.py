"""A seller who cannot answer yet asks for facts: his time stands still until the buyer has told them; objections too."""

from collections.abc import Mapping

from hejie.domain.aftersales.flow import ANSWER
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, nothing, only
from hejie.domain.kernel.refusal import Refusal


def _ask(draft: Draft, told: Mapping) -> dict:
    """What is left of the answer's time is kept to the second. Refuses step_not_now where no answer is waited for."""
    only(told)
    waits = draft.case.waits(ANSWER)
    if not waits:
        raise Refusal("step_not_now", step="ask_facts", status=draft.case.service.status)
    left = waits[0].until - draft.now
    return {"left": max(int(left.total_seconds()), 1), "over": False, "again": ["facts"]}


def _asked(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "answer")
    going_on.wait(draft, draft.case.service.step("facts"))


def _tell(draft: Draft, told: Mapping) -> dict:
    return {**nothing(draft, told), "left": 0}


def _told(draft: Draft, told: Mapping) -> None:
    """The answer's clock goes on with what was left of it."""
    going_on.over(draft, "facts")
    asked = draft.case.service.last("ask_facts")
    going_on.wait_seconds(draft, draft.case.service.step("answer"), asked.data["left"])


def _objected(draft: Draft, told: Mapping) -> None:
    going_on.escalate(draft, "objection")


def _facts_are_due(service: Service) -> bool:
    return service.left > 0


STEPS |= {
    "ask_facts": Rule(("seller",), _ask, _asked, of=("asked",), turn=lambda service: not service.left, note=True),
    "facts": Rule(("buyer",), _tell, _told, of=("asked",), turn=_facts_are_due, note=True),
    "object": Rule(("seller",), nothing, _objected, turn=awaits("object"), note=True),
}
