"""A stream of its own: what deals, questions, complaints and the rooms of a complaint have in common.

None of them belongs to a case, and the way of an act through each is the same: a command asks (`commands`), a decision
answers with events (`decide`, written with a `Pen`), the fold of its entries is its state (`state`, an `OwnStream`), and its
row in lists is a function of that state (`store/own_rows`). What the program itself does with every one of them stands here,
once: it reminds, carries out what silence means, gives time back, records where notices went, and erases. The use cases for
that are in `usecases/own_streams`; which kinds there are, in `domain/cases/own_streams`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hejie.domain.kernel import clock, erasing, pen
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline, Lost
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.pen import Evolve, Pen
from hejie.domain.kernel.refusal import Refusal

Events = tuple[Event, ...]
Handlers = Mapping[str, Callable[[object, Mapping, Mapping], object]]
"""By kind of entry: the state after (state, entry, the entry's data)."""


@dataclass(frozen=True, slots=True)
class EraseTexts:
    """Erase private texts and files by reference; why, note as `kernel.erasing.said` has them."""

    refs: tuple[str, ...]
    why: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemindOfWait:
    """Record the half-time reminder of an open wait."""

    deadline: str


@dataclass(frozen=True, slots=True)
class CarryOutClocks:
    """Carry out whatever has come due."""


@dataclass(frozen=True, slots=True)
class GiveBackWaits:
    """Give the time of an outage or a holiday (why) back to open waits; moments as written."""

    outage: str
    started_at: str
    ended_at: str
    why: str = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStream:
    """What every such state keeps beside what it is about.

    erased   references that were erased; notes: private words beside erasures
    head     hash of the newest entry, which is the `seq`-th; changed_at: its moment
    """

    erased: frozenset[str] = frozenset()
    notes: tuple[Mapping, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    seq: int = 0
    head: str = ""
    changed_at: str = ""

    @property
    def turn(self) -> Deadline | None:
        """The wait that runs out first."""
        return min(self.deadlines, key=lambda row: row.turn, default=None)

    def waits(self, wait: str) -> bool:
        """Whether such a wait is open."""
        return any(row.wait == wait for row in self.deadlines)

    def left(self, found: Iterable[Mapping | None]) -> tuple[str, ...]:
        """Of these references, those that are there and were not erased, in order."""
        return tuple(one["ref"] for one in found if one and one["ref"] not in self.erased)

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased."""
        return self.left(self.notes)

    def contents(self) -> tuple[str, ...]:
        """The same with references of files: all that can be erased."""
        return self.texts()


def folded(state: OwnStream, entry: Mapping, handlers: Handlers) -> OwnStream:
    """The state after one more entry: what its kind changes, what is erased, and the open waits."""
    kind, data = entry["kind"], entry["data"]
    if kind in handlers:
        state = handlers[kind](state, entry, data)
    elif kind == "ContentErased":
        notes = (*state.notes, data["note"]) if data.get("note") else state.notes
        state = replace(state, erased=state.erased | frozenset(data["erased"]), notes=notes)
    return replace(state, **pen.moved_on(state, entry))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of stream of its own, and what the program decides in all of them alike.

    name       what its streams' ids begin with, and under which a `World` has its state
    silences   what silence brings about, by the name that a wait gives it
    """

    name: str
    evolve: Evolve
    silences: Mapping[str, Callable[[Pen, Deadline], None]] = field(default_factory=dict)

    def state(self, world: object) -> OwnStream | None:
        """The state that a decision looks at; None where nothing stands there yet."""
        return getattr(world, self.name)

    def pen(self, world: object, by: Actor, now: datetime) -> Pen:
        """The pen of a decision about it."""
        return Pen(self._stream(world), self.state(world), self.evolve, by, now)

    def due(self, world: object, *, now: datetime, outages: Callable) -> Events:
        """Events of the one thing that silence has brought due first; empty: nothing is due."""
        return pen.due(
            self._stream(world), self.state(world), self.evolve, world.marketplace, now, outages, self.silences
        )

    def carry_out_clocks(self, world: object, command: CarryOutClocks, *, by: Actor, now: datetime) -> Events:
        """Nothing of its own: the writer has carried out what was due before it asked."""
        return ()

    def remind(self, world: object, command: RemindOfWait, *, by: Actor, now: datetime) -> Events:
        """The half-time reminder of a wait, once; for a wait that is gone, nothing."""
        draft = self.pen(world, by, now)
        pen.remind(draft, command.deadline)
        return draft.events()

    def give_back_time(
        self, world: object, command: GiveBackWaits, *, by: Actor, now: datetime, beside: tuple[Lost, ...] = ()
    ) -> Events:
        """Move open waits on by the time that an outage or a holiday took from them; nothing where it was done before."""
        times = clock.parse(command.started_at), clock.parse(command.ended_at)
        draft = self.pen(world, by, now)
        pen.give_back(draft, Lost(command.outage, *times, command.why, beside))
        return draft.events()

    def record_notice(self, world: object, command: object, *, by: Actor, now: datetime) -> Events:
        """Record where a notice went and how it fared."""
        data = {name: getattr(command, name) for name in ("notice", "to", "kind", "channel", "result")}
        return (Event(self._stream(world), "NoticeSent", {"side": "system", **data}),)

    def erase(self, world: object, command: EraseTexts, *, by: Actor, now: datetime) -> Events:
        """Erase private texts and files; the entries stay and say that something was erased. Refuses nothing_to_erase."""
        here = frozenset(self.state(world).contents())
        refs = [ref for ref in dict.fromkeys(command.refs) if ref in here]
        if not refs:
            raise Refusal("nothing_to_erase")
        return (Event(self._stream(world), "ContentErased", erasing.said(refs, command.why, command.note)),)

    def _stream(self, world: object) -> str:
        return world.streams.get(self.name, world.root)


def words(text: str, most: int) -> str:
    """What somebody wrote, without what is no word. Refuses text_missing, text_too_long."""
    cleaned = words_if_any(text, most)
    if not cleaned:
        raise Refusal("text_missing")
    return cleaned


def words_if_any(text: str, most: int) -> str:
    """The same where nothing may be written: then "". Refuses text_too_long."""
    cleaned = text.strip().replace("\x00", "")
    if len(cleaned) > most:
        raise Refusal("text_too_long", most=most, given=len(cleaned))
    return cleaned


def private(most: int, **texts: str) -> dict[str, Private]:
    """Of these texts, those that were written, as the data of an entry. Refuses text_too_long."""
    found = {name: words_if_any(text, most) for name, text in texts.items()}
    return {name: Private(text) for name, text in found.items() if text}
