"""Open waits: who must act, until when, and what silence means; and how entries move them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

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


Deadlines = tuple[Deadline, ...]


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
