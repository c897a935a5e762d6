"""A panel that decides instead of one neutral: what the case's own record knows of it, and what the room of a seat holds.

Until it is over the case's record says only that a panel votes and until when. Who sits where, and what was voted, stands in
one room for each seat (`room:<case>:seat-<panel>-<seat>`), which is that member's alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.frozen import changed

VOTES = ("for", "against", "split")


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's vote: for the claim, against it, or a split.

    member    number of the seat, in the order in which members were drawn
    share     of a split, whole per cent of what was paid; 0 otherwise
    reasons   reference of the member's own words
    counted   False for the vote that is left out, so that an odd number decides; dissent: it was for something else
    """

    member: int
    vote: str
    share: int = 0
    reasons: Mapping | None = None
    counted: bool = True
    dissent: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as the case knows it.

    id        p1, p2 …; members: how many seats; at: when it was drawn
    status    open, closed (its time is over, the votes are about to be counted), decided, dismissed (nobody voted), or ended
    votes     all that were cast, once decided; how: majority or median
    """

    id: str
    members: int
    at: str
    status: str = "open"
    ended_at: str = ""
    votes: tuple[Vote, ...] = ()
    how: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a panel, as its own room holds it. group: on which side of trade the member himself mostly is, or none."""

    root: str
    case: str
    marketplace: str
    panel: str
    number: int
    member: str
    group: str
    at: str
    vote: Vote | None = None
    voted_at: str = ""


def room_of(panel: str, seat: int) -> str:
    """The name of a seat's room within its case."""
    return f"seat-{panel.removeprefix('p')}-{seat}"


def _drawn(state: object, entry: Mapping, data: Mapping) -> object:
    panel = Panel(data["panel"], data["members"], entry["at"])
    return changed(state, panels=(*state.panels, panel))


def _not_drawn(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(state, panel_failed=True)


def _last(state: object, **fields: object) -> object:
    return changed(state, panels=(*state.panels[:-1], replace(state.panels[-1], **fields)))


def _closed(state: object, entry: Mapping, data: Mapping) -> object:
    return _last(state, status="closed")


def _decided(state: object, entry: Mapping, data: Mapping) -> object:
    votes = tuple(
        Vote(one["member"], one["vote"], one["share"], one["reasons"], one["counted"], one["dissent"])
        for one in data["votes"]
    )
    return _last(state, status="decided", ended_at=entry["at"], votes=votes, how=data["how"])


def _dismissed(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(_last(state, status="dismissed", ended_at=entry["at"]), replacements=state.replacements + 1)


def over(state: object, at: str) -> object:
    """The case is closed, and a panel that still voted with it."""
    return (
        _last(state, status="ended", ended_at=at) if state.panel and state.panel.status in ("open", "closed") else state
    )


HANDLERS: dict[str, Callable] = {
    "PanelDrawn": _drawn,
    "PanelNotDrawn": _not_drawn,
    "PanelClosed": _closed,
    "PanelDecided": _decided,
    "PanelDismissed": _dismissed,
}


def seated(entry: Mapping) -> Seat:
    """The seat that the first entry of its room gives."""
    data = entry["data"]
    return Seat(
        data["root"],
        data["case"],
        data["marketplace"],
        data["panel"],
        data["seat"],
        data["member"],
        data["group"],
        entry["at"],
    )


def voted(seat: Seat, entry: Mapping) -> Seat:
    """The seat after its vote."""
    data = entry["data"]
    return replace(seat, vote=Vote(seat.number, data["vote"], data["share"], data["reasons"]), voted_at=entry["at"])
