"""The rooms of a complaint: what does not concern the complainant stands in streams of its own, beside the complaint's.

desk   `desk:<marketplace>:<id>`: internal notes and files, for those who handle it
word   `word:<marketplace>:<id>`: that whoever is complained about was asked, until when, and what he said and filed; for him
       and for those who handle it

Their root is the complaint's stream. In complaints from before rooms, such entries stand in the complaint's own stream.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hejie.domain.complaints.state import ITEMS, Item
from hejie.domain.kernel.own_stream import Handlers, Kind, OwnStream, folded

NAMES = ("desk", "word")


@dataclass(frozen=True, slots=True)
class Room(OwnStream):
    """One room. id: of its complaint."""

    root: str
    marketplace: str
    id: str
    items: tuple[Item, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased."""
        return self.left([*self.notes, *(one for item in self.items for one in item.texts())])

    def contents(self) -> tuple[str, ...]:
        """`texts`, and the references of files."""
        return (*self.texts(), *self.left(item.file for item in self.items))


def stream_of(name: str, marketplace: str, complaint: str) -> str:
    """The stream of a complaint's room."""
    return f"{name}:{marketplace}:{complaint}"


def evolve(state: Room | None, entry: Mapping) -> Room:
    """The room after one more entry of its stream."""
    if state is None:
        _name, marketplace, complaint = entry["stream"].split(":")
        state = Room(f"complaint:{marketplace}:{complaint}", marketplace, complaint)
    return folded(state, entry, _HANDLERS)


def _put(state: Room, entry: Mapping, data: Mapping) -> Room:
    name = f"{entry['stream'][0]}{len(state.items) + 1}"
    return replace(state, items=(*state.items, Item.of(name, entry, internal=True)))


def _go_on(draft: object, row: object) -> None:
    """Whoever it is about has said nothing; it goes on without his word."""


_HANDLERS: Handlers = dict.fromkeys(ITEMS, _put)
WITHOUT_WORD = {"go_without_word": _go_on}
DESK = Kind("desk", evolve)
WORD = Kind("word", evolve, WITHOUT_WORD)
