"""Live pages: who may be told that something changed, and what has changed.

A page carries a token that names the streams its reader may read (the gate has decided that when the page was made)
and a version of what he saw. The live stream tells him that the version is another now, and nothing else: no count, no
kind, no room. A token opens a connection for ten minutes, and a connection lives no longer, so that whoever may no
longer read a room soon hears nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.core import signing

from hejie.domain.cases import access
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import changes
from hejie.store.changes import Place
from hejie.usecases.reading import CaseView

VALID = timedelta(minutes=10)
_SALT = "hejie.live"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token allows: to hear of changes in these streams (a case) or in this list of cases.

    version    what the reader has seen; for a list where the log ended before it was read
    """

    places: tuple[Place, ...] = ()
    list_name: str = ""
    version: str = ""


def token(ctx: Context, view: CaseView) -> str:
    """The token of a case page: the case's own stream and the rooms that its reader sees, as far as he saw them."""
    root = view.case.root
    seen = {f"case:{view.case.id}": view.case.seq}
    for name, room in view.rooms.items():
        seen[access.room_stream(view.case.id, name)] = room.seq if room else 0
    return signing.dumps({"r": root, "s": sorted(seen), "v": version(seen)}, salt=_SALT, compress=True)


def list_token(ctx: Context) -> str:
    """The token of a list of cases: a buyer's own, a shop's, a neutral's, or all of the marketplace for its staff.

    Made before the list is read, so that nothing is missed that is written meanwhile.
    Refuses   not_found (roles that have no list)
    """
    return signing.dumps({"l": _list_of(ctx.actor), "v": str(changes.end_of_log())}, salt=_SALT, compress=True)


def ticket(written: str) -> Ticket:
    """What a token allows. Refuses live_token_not_valid (forged, ended, or not ours)."""
    try:
        found = signing.loads(written, salt=_SALT, max_age=VALID)
        if "l" in found:
            return Ticket(list_name=found["l"], version=found["v"])
        return Ticket(places=tuple((found["r"], stream) for stream in found["s"]), version=found["v"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise Refusal("live_token_not_valid") from None


def version(seen: Mapping[str, int]) -> str:
    """An opaque name of how far some streams have come: equal exactly when they have come equally far."""
    written = "\n".join(f"{stream} {seen[stream]}" for stream in sorted(seen))
    key = blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    return blake2b(written.encode(), key=key, digest_size=9).hexdigest()


class Watch:
    """What one process has seen of the log; asked again and again by one thread, whatever the number of pages."""

    def __init__(self) -> None:
        self._end: int | None = None
        self._last: dict[Place, int] = {}

    def begin(self) -> None:
        """Say from where on the next look is to see everything; nothing happens while a look has gone before."""
        if self._end is None:
            self._last, self._end = changes.since(changes.end_of_log())

    def forget(self) -> None:
        """Nobody is listening: the next one begins afresh."""
        self._end, self._last = None, {}

    def look(self) -> dict[Place, int]:
        """Streams that have come further since the last look (or `begin`), with their newest seq."""
        self.begin()
        found, self._end = changes.since(self._end)
        moved = {place: seq for place, seq in found.items() if seq > self._last.get(place, 0)}
        self._last = found
        return moved

    @staticmethod
    def heads(places: Iterable[Place]) -> dict[Place, int]:
        """How far these streams have come now; for pages that have just connected."""
        return changes.heads(places)

    @staticmethod
    def lists(moved: Iterable[Place]) -> set[str]:
        """The lists in which the cases among these streams stand."""
        cases = [(root, stream.removeprefix("case:")) for root, stream in moved if stream.startswith("case:")]
        return changes.lists_of(cases) if cases else set()

    @staticmethod
    def lists_since(end: int) -> set[str] | None:
        """Lists that may have changed since the log ended here; None when any may have."""
        return changes.lists_changed_since(end)


def _list_of(actor: Actor) -> str:
    names = changes.list_names(actor.marketplace, actor.seller, actor.id, actor.id)
    everything, seller, buyer, neutral = names
    if actor.role == "buyer":
        return buyer
    if actor.role in ("seller", "agent") and actor.seller:
        return seller
    if actor.role == "neutral":
        return neutral
    if actor.role in ("operator", "auditor", "agent"):
        return everything
    raise Refusal("not_found")
