"""A case whose award the shop has paid itself: nothing is left to pay, so that it goes on to its end."""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases.draft import Draft
from hejie.domain.cases.performance import finish_money
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event


@dataclass(frozen=True, slots=True)
class LookAtMoney:
    """See whether all money of a case is through."""

    case_id: str


def look(world: World, command: LookAtMoney, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Keep the refund and close, once no transfer and no debt of the case is left; otherwise nothing."""
    draft = Draft(world, by, now)
    if not draft.case.closed and any(
        duty.what == "refund" and duty.status == "open" for duty in draft.case.obligations
    ):
        finish_money(draft)
    return draft.events()
