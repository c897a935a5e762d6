"""What one row of the outbox is to be."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """One row for the outbox; (topic, stream, seq, target) is its stable key, also towards providers.

    due_ms   when it is to be carried out, in milliseconds; 0: at once
    """

    topic: str
    stream: str
    seq: int
    target: str
    payload: Mapping
    due_ms: int = 0
