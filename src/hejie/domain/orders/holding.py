"""Legal hold on an order: while it stands, nothing of the order, of its cases and of the questions, complaints and deals that
belong to it is erased, on request or by time.

A hold on a case is about that case alone (`cases.legal_hold`); one on the order is there before any case is, and for all of them.
Operators and auditors set and lift it, each with a second factor and with a reason that buyer and shops read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hejie.domain.kernel import holding
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.holding import KINDS, evolve
from hejie.domain.kernel.refusal import Refusal

__all__ = ["KINDS", "LiftOrderHold", "SetOrderHold", "evolve", "lift_hold", "no_hold", "set_hold"]


@dataclass(frozen=True, slots=True)
class SetOrderHold:
    """Let nothing of an order be erased from now on. root: its id here; reason: why, for both sides."""

    root: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftOrderHold:
    """Let an order go its usual way again. root: its id here; reason: why, for both sides."""

    root: str
    reason: str


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def set_hold(world: World, command: SetOrderHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put the order under a legal hold. Refuses order_held (it is under one), text_missing, text_too_long."""
    no_hold(world.order)
    return (_event(world, "LegalHoldSet", command.reason, by),)


def lift_hold(world: World, command: LiftOrderHold, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take the order out of its legal hold. Refuses order_not_held, text_missing, text_too_long."""
    if world.order.held is None:
        raise Refusal("order_not_held", order=world.order.external_id)
    return (_event(world, "LegalHoldLifted", command.reason, by),)


def no_hold(order: object) -> None:
    """Let pass what a legal hold on the order forbids, where there is none. Refuses order_held (facts: order, since)."""
    if order.held is not None:
        raise Refusal("order_held", order=order.external_id, since=order.held["at"])


def _event(world: World, kind: str, reason: str, by: Actor) -> Event:
    return Event(f"order:{world.root}", kind, holding.said(reason, by))
