"""The pen of a decision: collects events and moves its own copy of the states along, so that later steps see earlier ones.

A Draft lives inside one pure decision and never leaves it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hejie.domain.cases import fold
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.orders import state as orders
from hejie.domain.procedure.rulebook import About, Procedure


class Draft:
    """Events of one decision, in order."""

    def __init__(self, world: World, by: Actor, now: datetime) -> None:
        self.world = world
        self.case: CaseState = world.case
        self.order = world.order
        self.by = by
        self.now = now
        self._stream = world.streams["case"]
        self._events: list[Event] = []

    @property
    def procedure(self) -> Procedure:
        """The case's procedure, with the clocks that are meant for a case like this."""
        case = self.case
        return self.world.procedure.for_case(About(case.reason, case.remedy, case.paid_minor, case.currency))

    def add(self, kind: str, **data: object) -> None:
        """Append an event to the case's own stream."""
        self._events.append(Event(self._stream, kind, data))
        self.case = fold.evolve(self.case, self._entry(kind, data))

    def add_order(self, events: Iterable[Event]) -> None:
        """Append events of the order's stream (money and freezing)."""
        for event in events:
            self._events.append(event)
            self.order = orders.evolve(self.order, self._entry(event.kind, event.data, event.stream))

    def wait(self, wait: str, who: str, about: str = "", days: int | None = None) -> None:
        """Set a deadline by the procedure (or of so many days, where an agreement says so)."""
        rule = self.procedure.waits[wait]
        until = self.procedure.until(wait, self.now) if days is None else _days_after(self.now, days)
        self.add(
            "DeadlineSet",
            deadline=f"d{self.case.deadline_count + 1}",
            wait=wait,
            who=who,
            until=clock.text(until),
            silence=rule.silence,
            about=about,
        )

    def clear(self, *waits: str, about: str | None = None, why: str = "acted") -> None:
        """Clear open deadlines of these kinds (all kinds without names)."""
        for deadline in self.case.waits(*waits, about=about):
            self.add("DeadlineCleared", deadline=deadline.id, why=why)

    def show_procedure(self, side: str) -> None:
        """Keep, before a side's first act, which procedure it was shown, what ends it, and that the courts stay open."""
        if side in ("buyer", "seller") and side not in self.case.shown_to:
            pinned = self.case.procedure
            self.add(
                "ProcedureShown",
                side=side,
                procedure={"id": pinned["id"], "digest": pinned["digest"]},
                final_stage=pinned["final_stage"],
                courts_open=True,
            )

    def events(self) -> tuple[Event, ...]:
        """All events so far."""
        return tuple(self._events)

    def _entry(self, kind: str, data: object, stream: str = "") -> dict:
        state = self.order if stream else self.case
        seq = (state.seq if state else 0) + 1
        by = {"role": self.by.role, "id": self.by.id}
        return {
            "kind": kind,
            "at": clock.text(self.now),
            "by": by,
            "data": data,
            "seq": seq,
            "hash": "",
            "stream": stream or self._stream,
        }


def _days_after(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)
