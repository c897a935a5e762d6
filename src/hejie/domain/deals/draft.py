"""The pen of a decision about a deal: collects events and moves its own copy of the state along."""

from datetime import datetime
from typing import Protocol

from hejie.domain.deals.state import DealState, evolve
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    deal: DealState | None


class Draft:
    """Events of one decision, in order."""

    def __init__(self, world: World, by: Actor, now: datetime) -> None:
        self.state = world.deal
        self.by, self.now = by, now
        self.marketplace = world.marketplace
        self._root = world.root
        self._events: list[Event] = []

    def add(self, kind: str, **data: object) -> None:
        """Append an event."""
        self._events.append(Event(self._root, kind, data))
        seq = self.state.seq if self.state else 0
        entry = {
            "kind": kind,
            "at": clock.text(self.now),
            "by": self.by.as_author(),
            "data": data,
            "stream": self._root,
        }
        self.state = evolve(self.state, entry | {"seq": seq, "hash": ""})

    def wait(self, wait: str, who: str, until: datetime, silence: str) -> None:
        """Set a clock."""
        number = self.state.deadline_count + 1
        self.add(
            "DeadlineSet", deadline=f"d{number}", wait=wait, who=who, until=clock.text(until), silence=silence, about=""
        )  # fmt: skip

    def clear(self, why: str = "acted") -> None:
        """Clear every clock."""
        for row in self.state.deadlines:
            self.add("DeadlineCleared", deadline=row.id, why=why)

    def events(self) -> tuple[Event, ...]:
        """All that was decided."""
        return tuple(self._events)
