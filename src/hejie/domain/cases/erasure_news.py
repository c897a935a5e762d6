"""Who is told that something was erased, and what of it: numbers of pieces, never what they held.

Whoever received data hears of its erasure (GDPR, art. 19). That a time of keeping is over is told to nobody case by case:
the rule stands on the pages from the beginning, and what the notices hold goes with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hejie.domain.cases.state import CaseState, RoomState

_READERS = {"joint": ("buyer", "seller", "neutral"), "buyer": ("buyer", "neutral"), "seller": ("seller", "neutral")}
_OWN_REQUEST = "erasure"  # how the program acts for a person whose request was granted; he hears of it as such


@dataclass(frozen=True, slots=True)
class Named:
    """What an erasure took: numbers of pieces of evidence, and how many other texts."""

    pieces: tuple[str, ...]
    others: int


def told(case: CaseState, entry: Mapping) -> list[str]:
    """The sides that hear of an erasure: those who could read the room, but for a buyer who asked for it himself."""
    if entry["data"].get("why") == "retention":
        return []
    own = entry["by"].get("through") == _OWN_REQUEST
    return [
        side
        for side in _READERS.get(room_of(entry["stream"]), ())
        if not (side == "neutral" and not case.neutral) and not (own and side == "buyer")
    ]


def named(state: CaseState | RoomState, erased: Iterable[str]) -> Named:
    """What these references belong to. A piece whose file stays and of which only words have gone is named too."""
    left, pieces = set(erased), []
    for item in state.of_kind("evidence"):
        refs = set(_refs(item.data))
        if refs & left:
            pieces.append(item.id)
        left -= refs
    return Named(tuple(pieces), len(left))


def askings(case: CaseState, entry: Mapping) -> list[str]:
    """Requests to somebody asked in that are not over and of whose chosen pieces and texts something was erased."""
    if entry["stream"] != f"case:{case.id}" or entry["data"].get("why") == "retention":
        return []
    gone = set(entry["data"]["erased"])
    touched = {item.id for item in case.said if gone.intersection(_refs(item.data))}
    touched |= {"claim"} if gone.intersection(_refs(case.story)) else set()
    return [one.id for one in case.askings if one.status in ("open", "answered") and one.shown & touched]


def room_of(stream: str) -> str:
    """The room of a case's stream; `joint` for the case's own."""
    return stream.rpartition(":")[2] if stream.startswith("room:") else "joint"


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.keys() == {"ref", "size", "type"}:
            yield value["ref"]
        else:
            for one in value.values():
                yield from _refs(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _refs(one)
