"""Open waits: who must act, until when, and what silence means; and how entries move them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.kernel import clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open wait.

    who        buyer, seller, both, neutral or platform
    about      the offer, question, obligation or ruling that it belongs to, or ""
    held       why its default is held back: unreachable (the side), paused (everything stands still), or ""
    credited   ids of outages and holidays whose time was already given back
    extended   whether it was made longer on somebody's wish; that happens once
    provisional  whether its end rests on days that no official calendar covered when it was set
    warn       percent of its time after which whoever it waits for is reminded
    """

    id: str
    wait: str
    who: str
    set_at: datetime
    until: datetime
    silence: str
    about: str = ""
    reminded: bool = False
    held: str = ""
    credited: tuple[str, ...] = ()
    extended: bool = False
    provisional: bool = False
    warn: int = 50

    @property
    def turn(self) -> tuple[datetime, int, str]:
        """Its place among those that run out: at one moment, that which began first comes first (d2 before d10)."""
        return self.until, len(self.id), self.id


Deadlines = tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A stretch of time that does not count: the pages were down, or the operator has announced a holiday.

    why      outage or holiday
    beside   other such stretches; time that a deadline got back for one of them is not given back a second time
    """

    id: str
    started_at: datetime
    ended_at: datetime
    why: str = "outage"
    beside: tuple["Lost", ...] = ()

    def of(self, row: Deadline) -> timedelta | None:
        """How much of it an open deadline still has to get back; None where it took nothing from it or was given back.

        Nothing (0) is an answer too: all of it has been given back for other stretches, and this one is settled with that.
        """
        begin = max(self.started_at, row.set_at)
        if self.id in row.credited or row.until <= self.started_at or self.ended_at <= begin:
            return None
        whole = self.ended_at - begin
        twice = sum((_common(begin, self.ended_at, one) for one in self.beside if one.id in row.credited), timedelta())
        return max(whole - twice, timedelta())


def lost_times(known: Iterable, now: datetime) -> tuple[datetime, tuple[Lost, ...]]:
    """(up to when silence counts, what is given back first), from times as a context names them, the earliest first.

    While one lasts (its `ended_at` is None), what has run out since it began is not due yet.
    """
    horizon, ended = now, []
    for one in known:
        if one.ended_at is None:
            horizon = one.started_at
        else:
            ended.append(Lost(one.id, one.started_at, one.ended_at, one.why))
    return horizon, tuple(replace(one, beside=tuple(ended)) for one in ended)


def _common(begin: datetime, end: datetime, other: Lost) -> timedelta:
    return max(min(end, other.ended_at) - max(begin, other.started_at), timedelta())


def evolve(rows: Deadlines, entry: Mapping) -> Deadlines:
    """The open waits after one more entry; entries about anything else change nothing."""
    kind, data = entry["kind"], entry["data"]
    if kind == "DeadlineSet":
        return (*rows, _set(entry, data))
    if kind == "DeadlineCleared":
        return tuple(row for row in rows if row.id != data["deadline"])
    if kind == "CasePaused":
        return tuple(replace(row, held=row.held or "paused") for row in rows)
    if kind in _CHANGES:
        change = _CHANGES[kind]
        return tuple(change(row, data) if row.id == data["deadline"] else row for row in rows)
    return rows


def _set(entry: Mapping, data: Mapping) -> Deadline:
    return Deadline(
        id=data["deadline"],
        wait=data["wait"],
        who=data["who"],
        set_at=clock.parse(entry["at"]),
        until=clock.parse(data["until"]),
        silence=data["silence"],
        about=data.get("about", ""),
        provisional=data.get("provisional", False),
        warn=data.get("warn", 50),
    )


def _moved(row: Deadline, data: Mapping) -> Deadline:
    credit = (data["outage"],) if data.get("outage") else ()
    runs = _RUNS_AGAIN.get(data["why"]) == row.held  # time given back alone lets nothing run again
    return replace(
        row,
        until=clock.parse(data["until"]),
        credited=row.credited + credit,
        held="" if runs else row.held,
        extended=row.extended or data["why"] == "extended",
        provisional=data.get("provisional", row.provisional),
    )


def _held(row: Deadline, data: Mapping) -> Deadline:
    return replace(row, held=data["why"])


def _reminded(row: Deadline, data: Mapping) -> Deadline:
    return replace(row, reminded=True)


_RUNS_AGAIN = {"reachable": "unreachable", "resumed": "paused"}
_CHANGES = {"DeadlineMoved": _moved, "DeadlineHeld": _held, "DeadlineReminded": _reminded}
