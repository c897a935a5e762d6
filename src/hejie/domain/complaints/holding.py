"""Legal hold on a complaint: while it stands, nothing of it and of its rooms is erased, whether or not it belongs to an order.

Operators and auditors set and lift it, each with a second factor and with a reason that the complainant reads. A hold on its order
covers it as well (`orders.holding`); this one is for complaints that belong to none, and for those that are held alone.
"""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.complaints.state import ComplaintState
from hejie.domain.kernel import holding
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SetComplaintHold:
    """Let nothing of a complaint be erased from now on. reason: why, for the complainant too."""

    complaint: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftComplaintHold:
    """Let it go its usual way again. reason: why, for the complainant too."""

    complaint: str
    reason: str


def set_hold(world: object, command: SetComplaintHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put it under a legal hold. Refuses complaint_held (it is under one), text_missing, text_too_long."""
    no_hold(world.complaint)
    return (Event(world.root, "LegalHoldSet", holding.said(command.reason, by)),)


def lift_hold(world: object, command: LiftComplaintHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take it out of its legal hold. Refuses complaint_not_held, text_missing, text_too_long."""
    if world.complaint.held is None:
        raise Refusal("complaint_not_held")
    return (Event(world.root, "LegalHoldLifted", holding.said(command.reason, by)),)


def no_hold(state: ComplaintState) -> None:
    """Let pass what a legal hold on the complaint forbids, where there is none. Refuses complaint_held (facts: since)."""
    if state.held is not None:
        raise Refusal("complaint_held", since=state.held["at"])
