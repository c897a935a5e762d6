"""Streams of their own, played on pure decisions: what a decision answers is folded as the writer would fold it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private


def folded(evolve: Callable, state: object, events: tuple[Event, ...], *, by: Actor, now: datetime) -> object:
    """A state after events; private words become references, as in the record."""
    for event in events:
        seq = (state.seq if state else 0) + 1
        entry = {
            "seq": seq,
            "hash": f"h{seq}",
            "kind": event.kind,
            "at": clock.text(now),
            "by": by.as_author(),
            "data": _referred(event.data, seq),
            "stream": event.stream,
        }
        state = evolve(state, entry)
    return state


def _referred(data: Mapping, seq: int) -> dict:
    return {name: {"ref": f"{name}{seq}"} if isinstance(value, Private) else value for name, value in data.items()}
