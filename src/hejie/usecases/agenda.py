"""What a person has to do until when, and what he waits for: over all his roles, as the gate lets him see it in lists.

Facts alone, from the record: codes, ids and moments, never anything that people wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hejie.domain.cases import access
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.standing.state import stream_of
from hejie.store import agenda as store
from hejie.store import queries, story
from hejie.store.models import Person
from hejie.usecases import past_deadlines
from hejie.usecases.people import roles

MOST = 200
APPEALS = "sanction_appeal_decide"
_SIDES = {"buyer": "buyer", "seller": "seller", "agent": "seller", "neutral": "neutral"}


@dataclass(frozen=True, slots=True)
class Appointment:
    """A deadline that concerns a person.

    id         the same as long as the deadline is there, whatever happens to it
    stream     what it belongs to: `case:<id>`, `order:<root>`, or `standing:<marketplace>:<side>:<id>`
    order_ref  number of the order in its own system, or ""
    procedure  (id, digest) of the case's procedure, which may have waits of its own; None without a case
    wait       what is waited for; who: from whom; silence: what happens if nothing comes
    own        whether he must act himself
    until      its end; half_at: when half of it is over, or None if that has passed
    set_at     when it began; changed_at: when it last moved; moves: how often it has moved
    """

    id: str
    stream: str
    order_ref: str
    procedure: tuple[str, str] | None
    wait: str
    who: str
    silence: str
    own: bool
    until: datetime
    half_at: datetime | None
    set_at: datetime
    changed_at: datetime
    moves: int


def of(person: Person) -> list[Appointment]:
    """The person's deadlines, the first to run out first; of more than 200, those that he must meet himself come first."""
    found: dict[tuple[str, str], tuple[store.Running, bool]] = {}
    for row, own in _running(person):
        known = found.get((row.stream, row.id))
        found[row.stream, row.id] = (row, own or (known is not None and known[1]))
    chosen = sorted(found.values(), key=lambda one: (not one[1], one[0].until_ms, one[0].stream))[:MOST]
    kinds = ("CaseOpened", *past_deadlines.KINDS)
    entries = story.of_streams(((row.root, row.stream) for row, _own in chosen), kinds)
    made = [_appointment(row, own, entries[row.root, row.stream]) for row, own in chosen]
    return sorted(made, key=lambda one: (one.until, one.id))


def _running(person: Person) -> Iterable[tuple[store.Running, bool]]:
    """Running deadlines in each of his roles, and whether he must meet them. An auditor has none."""
    for name in roles.of(person):
        actor = replace(roles.acting(person, name), through="calendar", personal=False)
        if actor.role == "operator" or (actor.role == "agent" and not actor.seller):
            about = APPEALS if actor.role == "operator" else ""
            yield from ((row, True) for row in store.of_platform(actor.marketplace, about, MOST))
        elif actor.role in _SIDES:
            yield from _of_side(actor)


def _of_side(actor: Actor) -> Iterable[tuple[store.Running, bool]]:
    side = _SIDES[actor.role]
    page = queries.cases(actor, state="open", sort="due", limit=MOST)
    yield from ((row, row.who in (side, "both")) for row in store.of_cases(page.rows))
    if side == "buyer":
        yield from ((row, row.who == "buyer") for row in store.of_orders(actor, MOST))
    of = actor.seller or actor.id
    if access.is_own_standing(actor, side, of):
        yield from ((row, True) for row in store.of_standing(stream_of(actor.marketplace, side, of), side))


def _appointment(row: store.Running, own: bool, entries: list[dict]) -> Appointment:
    mine = [entry for entry in entries if entry["data"].get("deadline") == row.id]
    pinned = next((entry["data"]["procedure"] for entry in entries if entry["kind"] == "CaseOpened"), None)
    ends = [entry["data"]["until"] for entry in mine]
    moved = [
        entry for before, entry in zip(ends, mine[1:], strict=False) if entry["data"]["until"] != before
    ]  # what was counted anew and ends when it did has not moved
    return Appointment(
        id=f"{row.stream.replace(':', '-')}-{row.id}",
        stream=row.stream,
        order_ref=row.order_ref,
        procedure=(pinned["id"], pinned["digest"]) if pinned else None,
        wait=row.wait,
        who=row.who,
        silence=mine[0]["data"]["silence"],
        own=own,
        until=clock.from_milliseconds(row.until_ms),
        half_at=clock.from_milliseconds(row.remind_ms) if row.remind_ms else None,
        set_at=clock.parse(mine[0]["at"]),
        changed_at=clock.parse((moved or mine[:1])[-1]["at"]),
        moves=len(moved),
    )
