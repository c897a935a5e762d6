"""Reading the record outside of an act: states as they stand, and simple facts about orders that an edge needs.

Whoever shows anything of it to a person goes through the gate (`domain.cases.access`); see `usecases.reading`.
"""

import time
from collections.abc import Iterable

from django.db import connection

from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.kernel.refusal import Refusal
from hejie.record import streams
from hejie.record.context import Context
from hejie.store import statements


def state(root: str, stream: str) -> object | None:
    """The folded state of a stream as it stands now, or None."""
    with connection.cursor() as cursor:
        found = streams.load(cursor, root, stream)
    streams.remember(stream, found)
    return found


LATELY = 1.0
"""Seconds: at most so long, what a worker has read for all that it is about to carry out counts as how it stands (`lately`)."""
_read_ahead_at = 0.0
_entries: dict[tuple[str, str, int], dict] = {}


def read_ahead(places: Iterable[tuple[str, str]]) -> None:
    """Read how some streams (root, stream) stand now, all in one go, for `lately`."""
    global _read_ahead_at
    _read_ahead_at = time.monotonic()
    streams.read_ahead(places, within=0.0)


def read_entries(places: Iterable[tuple[str, str, int]]) -> None:
    """Read single entries (root, stream, seq) in one go, for `entry`, until `forget_entries`."""
    _entries.update(streams.read_entries(places))


def forget_entries() -> None:
    """Read entries anew from now on; at the end of what they were read for."""
    _entries.clear()


def entry(root: str, stream: str, seq: int) -> dict:
    """One entry as folds take it; it must be there."""
    place = (root, stream, seq)
    return _entries.get(place) or streams.read_entries([place])[place]


def lately(root: str, stream: str) -> object | None:
    """The folded state of a stream as it stood at most a second ago and not before `read_ahead`, or None.

    For what is told of it, never for what is decided.
    """
    within = min(LATELY, time.monotonic() - _read_ahead_at)
    return streams.just_seen(stream, within) or state(root, stream)


def ask(ctx: Context, *questions: statements.Statement) -> list[list[tuple]]:
    """The rows of several queries, for an act of somebody whose credential is looked at along with them. Refuses as it says."""
    with connection.cursor() as cursor:
        if not ctx.credential:
            return statements.ask(cursor, questions)
        standing, *rows = statements.ask(cursor, [ctx.credential.question, *questions])
    if not standing:
        raise ctx.credential.refusal()
    return rows


def case(case_id: str) -> CaseState | None:
    """The case as it stands now, or None."""
    return state(case_id[:16], f"case:{case_id}")


def order(root: str) -> object | None:
    """The order as it stands now, or None."""
    return state(root, f"order:{root}")


def remembered_order(root: str) -> object | None:
    """The order as this process remembers it: maybe not its newest state, but one that it had; without any statement."""
    return streams.known(f"order:{root}")


def room(case_id: str, name: str) -> RoomState | None:
    """A private or internal room as it stands now, or None when nothing was said in it."""
    return state(case_id[:16], f"room:{case_id}:{name}")


def world(ctx: Context, case_id: str) -> World:
    """What a decision about this case would look at, for asking the gate which acts are open. Refuses not_found."""
    found = case(case_id)
    if found is None:
        raise Refusal("not_found")
    names = {"case": f"case:{case_id}", "order": f"order:{found.root}"}
    procedure = ctx.procedure(found.procedure["id"], found.procedure["digest"])
    return World(found.root, found.marketplace, names, case=found, order=order(found.root), procedure=procedure)


def lines_by_seller(order: object, lines: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The chosen lines of an order by the seller who answers for them. Refuses unknown_line."""
    groups: dict[str, list[int]] = {}
    for line in sorted(set(lines)):
        groups.setdefault(order.seller_of(line), []).append(line)
    return {seller: tuple(own) for seller, own in groups.items()}


def share_by_paid(order: object, groups: dict[str, tuple[int, ...]], minor: int) -> dict[str, int]:
    """An amount wanted, shared over sellers by what was paid for their lines (largest remainder)."""
    paid = [holds.paid_for(order, lines) for lines in groups.values()]
    if len(groups) == 1 or not sum(paid):
        return dict.fromkeys(groups, minor)
    shares = allocate(Money(minor, order.currency), paid)
    return {seller: share.minor for seller, share in zip(groups, shares, strict=True)}
