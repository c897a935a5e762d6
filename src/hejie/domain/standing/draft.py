"""The pen of a decision about a standing: collects events and moves its own copy of the state along."""

from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.standing.state import Sanction, StandingState, evolve


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    standing: StandingState | None


class Draft:
    """Events of one decision, in order."""

    def __init__(self, world: World, by: Actor, now: datetime) -> None:
        self.state = world.standing
        self.by = by
        self.now = now
        self._root = world.root
        self._marketplace = world.marketplace
        self._events: list[Event] = []

    def open(self, side: str, of: str) -> None:
        """A standing opens with the first thing that counts."""
        if self.state is None:
            self.add("StandingOpened", marketplace=self._marketplace, side=side, of=of)

    def add(self, kind: str, **data: object) -> None:
        """Append an event."""
        self._events.append(Event(self._root, kind, data))
        seq = self.state.seq if self.state else 0
        by = self.by.as_author()
        entry = {"kind": kind, "at": clock.text(self.now), "by": by, "data": data, "stream": self._root}
        self.state = evolve(self.state, entry | {"seq": seq, "hash": ""})

    def wait(self, wait: str, who: str, until: datetime, silence: str, about: str) -> None:
        """Set a clock."""
        number = self.state.deadline_count + 1
        self.add(
            "DeadlineSet", deadline=f"d{number}", wait=wait, who=who, until=clock.text(until), silence=silence, about=about
        )  # fmt: skip

    def clear(self, about: str, *waits: str, why: str = "acted") -> None:
        """Clear clocks about a sanction: those of these kinds, or all."""
        for row in self.state.deadlines:
            if row.about == about and (not waits or row.wait in waits):
                self.add("DeadlineCleared", deadline=row.id, why=why)

    def begin(self, sanction: Sanction) -> None:
        """A sanction takes effect now."""
        until = self.now + sanction.lasts
        self.add(
            "SanctionInEffect", sanction=sanction.id, does=list(sanction.does), says=dict(sanction.says),
            until=clock.text(until),
        )  # fmt: skip
        self.wait("sanction_ends", "platform", until, "end_sanction", sanction.id)

    def end(self, sanction: Sanction, why: str, **more: object) -> None:
        """A sanction ends; nothing of it runs any more."""
        self.clear(sanction.id, why="ended")
        self.add(
            "SanctionEnded", sanction=sanction.id, does=list(sanction.does), says=dict(sanction.says), why=why,
            was=sanction.status, **more,
        )  # fmt: skip

    def announce(self, sanction: str, until: timedelta, **data: object) -> None:
        """Announce a sanction; without a notice period it takes effect at once."""
        begins = self.now + until
        self.add("SanctionAnnounced", sanction=sanction, begins=clock.text(begins), **data)
        if until > timedelta(0):
            self.wait("sanction_begins", "platform", begins, "begin_sanction", sanction)
        else:
            self.begin(self.state.sanction(sanction))

    def events(self) -> tuple[Event, ...]:
        """All of it."""
        return tuple(self._events)
