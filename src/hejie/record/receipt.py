"""The answer to an act, given once and given again to every equal repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act was answered: where its entries stand, the new head, and what it created.

    repeated   True when this is the first answer given again to an equal repeat
    """

    root: str
    stream: str
    first_seq: int
    last_seq: int
    head: str
    created: Mapping[str, str] = field(default_factory=dict)
    repeated: bool = False
