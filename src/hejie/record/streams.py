"""Which kinds of stream there are, how each folds, and a cache of folded states.

A cached state is used only after the database has shown that its last entry stands there with the same hash, so the
cache can never be wrong; it only spares reading a long record again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable

import orjson
from django.db import connection

from hejie.domain.cases import fold, rooms
from hejie.domain.cases.own_streams import KINDS
from hejie.domain.cases.state import RoomState
from hejie.domain.escrow import purse
from hejie.domain.orders import state as orders
from hejie.domain.standing import state as standing
from hejie.store import log

_EVOLVE: dict[str, Callable] = {
    "case": fold.evolve,
    "order": orders.evolve,
    "purse": purse.evolve,
    "room": rooms.evolve,
    "standing": standing.evolve,
    **{name: kind.evolve for name, kind in KINDS.items()},
}
_KEEP = 4096
_A_MOMENT = 10.0  # seconds; where several processes serve one case in turn, expecting for longer fails too often


class _States:
    """Least recently used folded states by stream, shared by the threads of a process."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Hashable, tuple[object, float]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, stream: Hashable, since: float = 0.0) -> object | None:
        with self._lock:
            state, seen_at = self._rows.get(stream, (None, 0.0))
            if state is not None:
                self._rows.move_to_end(stream)
            return state if seen_at >= since else None

    def drop(self, stream: Hashable) -> None:
        with self._lock:
            self._rows.pop(stream, None)

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()

    def put(self, stream: Hashable, state: object) -> None:
        with self._lock:
            self._rows[stream] = (state, time.monotonic())
            self._rows.move_to_end(stream)
            if len(self._rows) > _KEEP:
                self._rows.popitem(last=False)


_states = _States()


def kind_of(stream: str) -> str:
    """order, case, room, purse, standing, or the name of a stream of its own (`cases.own_streams`): what stands before the first colon."""
    return stream.partition(":")[0]


def evolve(stream: str, state: object | None, entry: dict) -> object:
    """The state of a stream after one more entry."""
    if state is None and kind_of(stream) == "room":
        state = RoomState(stream)
    return _EVOLVE[kind_of(stream)](state, entry)


def parsed(stream: str, seq: int, digest: str, body: str) -> dict:
    """An entry as folds take it."""
    entry = orjson.loads(body)
    entry["seq"] = seq
    entry["hash"] = digest
    entry["stream"] = stream
    return entry


def load(cursor, root: str, stream: str) -> object | None:
    """The folded state of a stream as it stands in this transaction, or None when it has no entries."""
    state = known(stream)
    return brought_up(cursor, root, stream, state, log.entries(cursor, root, stream, read_after(state)))


def known(stream: str) -> object | None:
    """The state that is remembered of a stream; worth something only once `brought_up`."""
    return _states.get(stream)


def just_seen(stream: str, within: float = _A_MOMENT) -> object | None:
    """The state of a stream if this process has seen it standing a moment ago, so that it stands most likely still.

    within   seconds
    """
    return _states.get(stream, time.monotonic() - within)


def read_after(state: object | None) -> int:
    """From behind which seq a stream is to be read: its last known entry too, as proof that it stands there."""
    return state.seq - 1 if state is not None else 0


def brought_up(cursor, root: str, stream: str, state: object | None, rows: list[tuple[int, str, str]]) -> object | None:
    """A remembered state moved on by the rows that were read behind `read_after`; a state that they belie is dropped."""
    if state is not None:
        if rows and rows[0][1] == state.head:
            rows = rows[1:]
        else:
            state, rows = None, log.entries(cursor, root, stream)
    for seq, digest, body in rows:
        state = evolve(stream, state, parsed(stream, seq, digest, body))
    return state


def read_ahead(places: Iterable[tuple[str, str]], *, within: float = _A_MOMENT) -> None:
    """Remember how streams (root, stream) stand now, all read in one go, for acts that are about to begin.

    No lock is taken: the acts make sure of it as they do of all that is remembered.
    within   seconds: what has been seen so lately is not read again
    """
    unseen = {place: known(place[1]) for place in places if just_seen(place[1], within) is None}
    with connection.cursor() as cursor:
        rows = log.entries_of(cursor, [(*place, read_after(state)) for place, state in unseen.items()])
        for (root, stream), state in unseen.items():
            try:
                remember(stream, brought_up(cursor, root, stream, state, rows[stream]))
            except Exception:
                continue  # the act itself meets the same fault, and fails alone


def read_entries(places: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str, int], dict]:
    """Single entries by (root, stream, seq), read in one go."""
    wanted = list(dict.fromkeys(places))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        rows = log.single_entries(cursor, wanted)
    return {(root, stream, seq): parsed(stream, seq, digest, body) for root, stream, seq, digest, body in rows}


def remember(stream: str, state: object | None) -> None:
    """Keep a state for the next reader; called once its transaction is committed or only read.

    state   None: nothing stands there, so that what was remembered of it (before a restore, say) is dropped
    """
    if state is None:
        _states.drop(stream)
    else:
        _states.put(stream, state)


def forget() -> None:
    """Drop all that is remembered; the next reader of each stream folds it anew."""
    _states.clear()
