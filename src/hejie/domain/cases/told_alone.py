"""What a side has told the program alone, and what was reckoned from it: which rooms hold it, how long it looks, how it is read.

An entry in such a room says that something was told and in which round; what was told is a private content: `told`, a JSON
object whose names stand in the entry's data once it is opened. Older entries hold rankings and answers in their data, and
their contents under other names; opened, both read alike.
"""

from collections.abc import Mapping
from dataclasses import replace

from hejie.domain.cases.state import Kept, RoomState

STEP = 4096
"""Contents of these rooms are filled up to a multiple of so many bytes, so that their length does not tell how much was told."""
_REFERENCE = frozenset({"ref", "size", "type"})
_NEWEST = "PreferencesTold"  # of these the newest counts alone


def is_alone(stream: str) -> bool:
    """Whether a stream holds what one side has told the program alone, or what the program has reckoned from it."""
    kind, _, rest = stream.partition(":")
    room = rest.partition(":")[2]
    return kind == "room" and (room == "engine" or room.startswith("pref-"))


def padded(content: bytes) -> bytes:
    """JSON filled up with spaces behind it, which mean nothing there."""
    return content + b" " * (-len(content) % STEP)


def references(room: RoomState | None) -> tuple[str, ...]:
    """Contents that are to be read before `opened` tells what stands in a room."""
    kept = room.kept if room is not None else ()
    newest = next((one for one in reversed(kept) if one.kind == _NEWEST), None)
    wanted = (one for one in kept if one.kind != _NEWEST or one is newest)
    return tuple(ref for one in wanted for ref in _of(one))


def opened(room: RoomState | None, found: Mapping[str, Mapping | None]) -> RoomState | None:
    """The room with what was told in place of its references.

    found   contents by reference. Without its content (erased, its key gone, or not asked for) an entry is left out
    """
    if room is None:
        return None
    readable = (one for one in room.kept if all(found.get(ref) is not None for ref in _of(one)))
    return replace(room, kept=tuple(replace(one, data=_data(one.data, found)) for one in readable))


def unread(room: RoomState | None, found: Mapping[str, Mapping | None], round_id: str) -> bool:
    """Whether something was told about a round that nobody has looked for yet: it came after `found` was read."""
    kept = room.kept if room is not None else ()
    return any(ref not in found for one in kept if one.data.get("round") == round_id for ref in _of(one))


def _of(one: Kept) -> list[str]:
    return [value["ref"] for value in one.data.values() if _is_reference(value)]


def _data(data: Mapping, found: Mapping[str, Mapping | None]) -> dict:
    told: dict = {}
    for name, value in data.items():
        if not _is_reference(value):
            told[name] = value
        elif name == "told":
            told |= found[value["ref"]]
        else:
            told[name] = found[value["ref"]]
    return told


def _is_reference(value: object) -> bool:
    return isinstance(value, Mapping) and value.keys() == _REFERENCE
