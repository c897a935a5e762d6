"""What a shop or the marketplace commits itself to at an order, outside of any case: a date, a reminder, kept or broken.

It needs nobody's consent, since it binds only whoever makes it. Silence past its date breaks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.escrow.holds import KEEP_PROMISE
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

KEEP, BREAK = KEEP_PROMISE, "break_promise"
MOST_DAYS, MOST_OPEN = 90, 20
OBJECT_WITHIN = timedelta(days=14)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class OrderPromise:
    """One of them. side: seller or platform; by: who has made it; status: open, kept, broken; why: silence or buyer, if broken."""

    id: str
    side: str
    seller: str
    by: str
    text: Mapping
    at: str
    due: str
    status: str = "open"
    note: Mapping | None = None
    ended_at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class MakeOrderPromise:
    """Commit oneself to something within so many days. seller: the shop whose it is, "" for the marketplace itself."""

    root: str
    text: str
    days: int
    seller: str = ""


@dataclass(frozen=True, slots=True)
class KeepOrderPromise:
    """Say that it is done, and how that can be seen."""

    root: str
    promise: str
    note: str


@dataclass(frozen=True, slots=True)
class ContestOrderPromise:
    """The buyer says that it was not kept, and why."""

    root: str
    promise: str
    note: str


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def make(world: World, command: MakeOrderPromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Make it. Refuses promise_days (1 to 90), too_many_promises, text_missing, text_too_long, not_found (a shop of another order)."""
    order = world.order
    if not 1 <= command.days <= MOST_DAYS:
        raise Refusal("promise_days", given=command.days, most=MOST_DAYS)
    if sum(one.status == "open" for one in order.promises) >= MOST_OPEN:
        raise Refusal("too_many_promises", most=MOST_OPEN)
    if by.seller and by.seller not in order.sellers():
        raise Refusal("not_found")
    name, side = f"op{len(order.promises) + 1}", "seller" if by.seller else "platform"
    until = clock.text(clock.cut(now + timedelta(days=command.days)))
    text = Private(_text(command.text))
    made = {"promise": name, "side": side, "seller": by.seller, "text": text, "due": until}
    wait = {"deadline": f"d{order.deadline_count + 1}", "wait": KEEP, "who": side, "until": until, "silence": BREAK}
    return (_event(world, "PromiseMade", **made), _event(world, "DeadlineSet", **wait, about=name))


def keep(world: World, command: KeepOrderPromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Say that it is kept. Refuses promise_not_open, not_found (another's), text_missing (nothing shows it)."""
    promise = _promise(world, command.promise)
    if promise.status != "open":
        raise Refusal("promise_not_open", promise=promise.id)
    if by.seller != promise.seller:
        raise Refusal("not_found")
    cleared = [
        _event(world, "DeadlineCleared", deadline=row.id, why="acted")
        for row in world.order.waits(KEEP)
        if row.about == promise.id
    ]
    return (*cleared, _event(world, "PromiseKept", promise=promise.id, note=Private(_text(command.note))))


def contest(world: World, command: ContestOrderPromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Say within two weeks that it was not kept. Refuses promise_not_open (not said to be kept, or too long ago), text_missing."""
    promise = _promise(world, command.promise)
    if promise.status != "kept" or now > clock.parse(promise.ended_at) + OBJECT_WITHIN:
        raise Refusal("promise_not_open", promise=promise.id)
    return (_event(world, "PromiseBroken", promise=promise.id, why="buyer", note=Private(_text(command.note))),)


def due(order: object, row: Deadline) -> tuple[Event, ...]:
    """Its date has passed in silence: it is broken."""
    stream = f"order:{order.root}"
    said = {"deadline": row.id, "wait": row.wait, "who": row.who, "silence": row.silence, "about": row.about}
    return (
        Event(stream, "DefaultApplied", said),
        Event(stream, "DeadlineCleared", {"deadline": row.id, "why": "silence"}),
        Event(stream, "PromiseBroken", {"promise": row.about, "why": "silence"}),
    )


def made(order: object, entry: Mapping) -> tuple[OrderPromise, ...]:
    """The promises of an order after one more entry about them."""
    kind, data = entry["kind"], entry["data"]
    if kind == "PromiseMade":
        own = (data["promise"], data["side"], data["seller"], entry["by"]["id"], data["text"], entry["at"], data["due"])
        return (*order.promises, OrderPromise(*own))
    status = {"PromiseKept": "kept", "PromiseBroken": "broken"}[kind]
    ended = {"status": status, "note": data.get("note"), "ended_at": entry["at"], "why": data.get("why", "")}
    return tuple(replace(one, **ended) if one.id == data["promise"] else one for one in order.promises)


KINDS = ("PromiseMade", "PromiseKept", "PromiseBroken")


def _promise(world: World, name: str) -> OrderPromise:
    found = next((one for one in world.order.promises if one.id == name), None)
    if found is None:
        raise Refusal("not_found")
    return found


def _text(text: str) -> str:
    cleaned = text.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > _LONGEST:
        raise Refusal("text_too_long", most=_LONGEST, given=len(cleaned))
    return cleaned


def _event(world: World, kind: str, **data: object) -> Event:
    return Event(f"order:{world.root}", kind, data)
