"""The pen of a decision about a stream of its own (`own_stream`), and what silence does to its waits.

A decision collects events and moves its own copy of the state along. The state has `seq`, `deadlines` and `deadline_count`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from hejie.domain.kernel import clock, deadlines
from hejie.domain.kernel.actor import Actor, system
from hejie.domain.kernel.deadlines import Deadline, Lost, lost_times
from hejie.domain.kernel.events import Event

Evolve = Callable[[object, Mapping], object]
SILENCE = "DefaultApplied"


class Pen:
    """Events of one decision, in order. `state`: as it stands after them."""

    def __init__(self, stream: str, state: object, evolve: Evolve, by: Actor, now: datetime) -> None:
        self.state, self.by, self.now = state, by, now
        self._stream, self._evolve = stream, evolve
        self._events: list[Event] = []

    def add(self, kind: str, **data: object) -> None:
        """Append an event."""
        self._events.append(Event(self._stream, kind, data))
        seq = self.state.seq if self.state else 0
        entry = {
            "kind": kind,
            "at": clock.text(self.now),
            "by": self.by.as_author(),
            "data": data,
            "stream": self._stream,
        }
        self.state = self._evolve(self.state, entry | {"seq": seq, "hash": ""})

    def wait(self, wait: str, who: str, until: datetime, silence: str, about: str = "") -> None:
        """Set a clock."""
        name = f"d{self.state.deadline_count + 1}"
        self.add(
            "DeadlineSet", deadline=name, wait=wait, who=who, until=clock.text(until), silence=silence, about=about
        )  # fmt: skip

    def clear(self, *waits: str, why: str = "acted") -> None:
        """Clear clocks of these kinds, or all."""
        for row in self.state.deadlines:
            if not waits or row.wait in waits:
                self.add("DeadlineCleared", deadline=row.id, why=why)

    def events(self) -> tuple[Event, ...]:
        """All that was decided."""
        return tuple(self._events)


def due(
    stream: str, state: object, evolve: Evolve, marketplace: str, now: datetime, outages: Callable,
    silences: Mapping[str, Callable[[Pen, Deadline], None]],
) -> tuple[Event, ...]:  # fmt: skip
    """Events of the clock that has run out first, or of the time that is given back before it; empty: nothing is due."""
    if state is None or not _ripe(state.deadlines, now):
        return ()
    pen = Pen(stream, state, evolve, system(marketplace, "deadline"), now)
    horizon, lost = lost_times(outages(), now)
    if any([give_back(pen, one) for one in lost]):
        return pen.events()
    ripe = _ripe(state.deadlines, horizon)
    if not ripe:
        return ()
    row = min(ripe, key=lambda one: one.turn)
    pen.add(SILENCE, deadline=row.id, wait=row.wait, who=row.who, silence=row.silence, about=row.about)
    silences[row.silence](pen, row)
    return pen.events()


def give_back(pen: Pen, lost: Lost) -> bool:
    """Move open waits on by the time that an outage or a holiday took from them; once for each."""
    moved = False
    for row in pen.state.deadlines:
        length = lost.of(row)
        if length is not None:
            pen.add(
                "DeadlineMoved", deadline=row.id, until=clock.text(row.until + length), why=lost.why, outage=lost.id
            )  # fmt: skip
            moved = True
    return moved


def remind(pen: Pen, deadline: str) -> None:
    """Record the half-time reminder of an open wait, once; for a wait that is gone, nothing."""
    row = next((one for one in pen.state.deadlines if one.id == deadline), None)
    if row is not None and not row.reminded:
        pen.add("DeadlineReminded", deadline=row.id, wait=row.wait, who=row.who, until=clock.text(row.until))


def moved_on(state: object, entry: Mapping) -> dict:
    """What every fold of such a stream keeps of an entry: its open waits, their count, its place and moment."""
    rows = deadlines.evolve(state.deadlines, entry)
    if entry["kind"] == SILENCE:
        rows = tuple(row for row in rows if row.id != entry["data"]["deadline"])
    return {
        "deadlines": rows,
        "deadline_count": state.deadline_count + (entry["kind"] == "DeadlineSet"),
        "seq": entry["seq"],
        "head": entry["hash"],
        "changed_at": entry["at"],
    }


def _ripe(rows: tuple[Deadline, ...], now: datetime) -> list[Deadline]:
    return [row for row in rows if row.until <= now and not row.held]
