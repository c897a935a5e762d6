"""What a decision returns: facts to be appended to a stream, and the private texts in them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Private:
    """Text that people wrote, or their names. The writer stores it apart and puts its salted digest into the entry."""

    text: str
    type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact for one stream, in the past tense. `data` is plain JSON (integers, no floats) with `Private` leaves."""

    stream: str
    kind: str
    data: Mapping
