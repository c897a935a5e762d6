"""What a decision returns: facts to be appended to a stream, and the private texts in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.kernel import canonical


@dataclass(frozen=True, slots=True)
class Private:
    """Text that people wrote, or their names. The writer stores it apart and puts its salted digest into the entry."""

    text: str
    type: str = "text/plain"


class PrivateJson(Private):
    """A value (plain JSON, integers, no floats), kept as its canonical text; the writer writes it in its own way."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping) -> None:
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "type", "application/json")

    @property
    def text(self) -> str:
        """The canonical text. Refuses CanonicalError."""
        return canonical.dumps(self.value).decode()


@dataclass(frozen=True, slots=True)
class Event:
    """One fact for one stream, in the past tense. `data` is plain JSON (integers, no floats) with `Private` leaves."""

    stream: str
    kind: str
    data: Mapping
