"""One step of a service, taken: who may, whether its turn has come, what belongs to it, and what follows.

Each module of steps fills `STEPS` with its own; this one knows none by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.aftersales.service import Service
from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.servicing import going_on
from hejie.domain.cases.servicing.commands import TakeServiceStep
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import waybills

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """How a step is taken.

    by       sides that may; of: statuses of the request at which it may be taken
    read     what belongs to it, as its entry holds it; refuses what is wrong
    after    what follows; it has the command's own words too
    turn     whether it must be in the flow and not over yet; `also` then says of a step outside of it whether it may be taken
    note     a word is needed with it; proof: a piece of evidence is
    """

    by: tuple[str, ...]
    read: Callable[[Draft, Mapping], dict]
    after: Callable[[Draft, Mapping], None]
    of: tuple[str, ...] = ("approved",)
    turn: Callable[[Service], bool] = lambda service: True
    note: bool = False
    proof: bool = False


STEPS: dict[str, Rule] = {}
DEEMED: dict[str, Callable[[Draft], dict]] = {}
"""What a step tells that silence takes, where it tells anything; filled by the modules whose steps these are."""


def take(world: World, command: TakeServiceStep, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take one step.

    Refuses   service_not_open, service_step_unknown, step_not_yours, step_not_now (facts: step), text_missing,
              evidence_needed, unknown_evidence, step_told (facts: name; what belongs to it is missing or not as it should be)
    """
    case = world.case
    service = going_on.open_service(case)
    rule = STEPS.get(command.step)
    if rule is None:
        raise Refusal("service_step_unknown", given=command.step[:40])
    side = _side(by, world)
    if side not in rule.by:
        raise Refusal("step_not_yours", step=command.step)
    if service.status not in rule.of or not rule.turn(service):
        raise Refusal("step_not_now", step=command.step, status=service.status)
    filed = {item.id for item in case.of_kind("evidence")}
    for piece in command.evidence:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    data = {"step": command.step, "side": side, **rule.read(draft, command.told)}
    if (rule.proof or "deduction" in data or "contested" in data) and not command.evidence:
        raise Refusal("evidence_needed", step=command.step)
    if command.note.strip() or rule.note:
        data["note"] = Private(text_of(command.note))
    if command.evidence:
        data["evidence"] = list(dict.fromkeys(command.evidence))
    draft.add("ServiceStepTaken", **data)
    rule.after(draft, command.told)
    return draft.events()


def may_take(service: Service, side: str) -> tuple[str, ...]:
    """Steps that a side may take now, for pages and answers."""
    return tuple(
        name for name, rule in STEPS.items() if side in rule.by and service.status in rule.of and rule.turn(service)
    )


def _side(by: Actor, world: World) -> str:
    if by.role in ("integrator", "system"):
        return "system"
    return acting_as(access.side_of(by, world.case), world.case)


def acting_as(side: str, case: CaseState) -> str:
    """The side as which somebody takes steps: what the marketplace has sold itself, its own people answer for."""
    return "seller" if side == "platform" and case.seller == PLATFORM else side


def deemed(draft: Draft, step: str, side: str, **data: object) -> None:
    """A step that silence, or the carrier's message, takes in somebody's place."""
    draft.add("ServiceStepTaken", step=step, side=side, deemed=True, **data)


def awaits(*names: str) -> Callable[[Service], bool]:
    """Its turn is when one of these steps is the next one."""

    def turn(service: Service) -> bool:
        step = service.next_step()
        return step is not None and step.name in names

    return turn


def until(name: str) -> Callable[[Service], bool]:
    """It may be taken as long as this step of the flow is not over."""

    def turn(service: Service) -> bool:
        step = service.step(name)
        return step is not None and not step.aside and name not in service.finished

    return turn


def nothing(draft: Draft, told: Mapping) -> dict:
    """A step with which nothing is told. Refuses step_told."""
    only(told)
    return {}


def only(told: Mapping, *names: str) -> Mapping:
    """What was told, if nothing stands in it but these names. Refuses step_told."""
    for name in told:
        if name not in names:
            raise Refusal("step_told", name=str(name)[:40])
    return told


def name_of(told: Mapping, name: str, *, needed: bool = False) -> str:
    """A short word. Refuses step_told."""
    value = told.get(name) or ""
    if not isinstance(value, str) or len(value.strip()) > _LONGEST_NAME or (needed and not value.strip()):
        raise Refusal("step_told", name=name)
    return value.strip()


def private_of(told: Mapping, name: str, *, needed: bool = False) -> dict:
    """A short word of somebody's own, as a part of an entry; nothing where it is not told. Refuses step_told."""
    value = name_of(told, name, needed=needed)
    return {name: Private(value)} if value else {}


def waybill_of(told: Mapping) -> dict:
    """The number of a parcel, by the rule that holds for orders too; nothing where none is told. `sure` of what is told: it was
    looked at again. Refuses step_told, waybill_wrong, waybill_check."""
    number = waybills.typed(name_of(told, "waybill"), sure=flag(told, "sure", False))
    return {"waybill": Private(number)} if number else {}


def whole(told: Mapping, name: str, *, least: int = 0, most: int = 10**12) -> int:
    """A whole number. Refuses step_told."""
    value = told.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refusal("step_told", name=name)
    return value


def flag(told: Mapping, name: str, usual: bool) -> bool:
    """Yes or no. Refuses step_told."""
    value = told.get(name, usual)
    if not isinstance(value, bool):
        raise Refusal("step_told", name=name)
    return value


def rows(told: Mapping, name: str) -> Iterable[Mapping]:
    """A list of objects. Refuses step_told."""
    value = told.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise Refusal("step_told", name=name)
    return value
