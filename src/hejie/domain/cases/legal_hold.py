"""Legal hold: while it stands, nothing of a case is erased, neither on anybody's request nor because its time is over.

Operators and auditors set and lift it, each with a second factor and with a reason that both sides read.
"""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import opening
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SetLegalHold:
    """Let nothing of a case be erased from now on. reason: why, for whoever reads the case."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftLegalHold:
    """Let the case go its usual way again. reason: why, for whoever reads the case."""

    case_id: str
    reason: str


def set_hold(world: World, command: SetLegalHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put the case under a legal hold. Refuses legal_hold (it is under one), text_missing, text_too_long."""
    no_hold(world.case)
    return (_event(world, "LegalHoldSet", command.reason, by),)


def lift_hold(world: World, command: LiftLegalHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take the case out of its legal hold. Refuses no_legal_hold, text_missing, text_too_long."""
    if world.case.held is None:
        raise Refusal("no_legal_hold")
    return (_event(world, "LegalHoldLifted", command.reason, by),)


def no_hold(case: CaseState) -> None:
    """Let pass what a legal hold forbids, where there is none. Refuses legal_hold (facts: since)."""
    if case.held is not None:
        raise Refusal("legal_hold", since=case.held["at"])


def _event(world: World, kind: str, reason: str, by: Actor) -> Event:
    side = "auditor" if by.role == "auditor" else "platform"
    return Event(f"case:{world.case.id}", kind, {"side": side, "reason": Private(opening.text_of(reason))})
