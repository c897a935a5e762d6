"""The random walks of `tests.domain.cases` through the real writer: what is written equals what is decided, and the
tables written anew from the record equal the live ones.
"""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from hejie.domain.cases import access
from hejie.domain.escrow import accounts
from hejie.domain.escrow.purse import Deposit
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import story
from hejie.usecases import acts, money
from tests.domain.cases import walk

STEPS, DAYS = 45, 260


@pytest.fixture
def cast(people, disputes, ctx):
    """Everybody who walks through a case, by name; and the case. The guarantee fund has enough for whatever comes."""
    buyer, seller = people("buyer"), people("seller")
    dispute = disputes(buyer=buyer, seller=seller)
    found = {
        "buyer": buyer, "seller": seller, "agent": people("agent", shop=seller.shop), "neutral": people("neutral"),
        "other": people("neutral"), "third": people("neutral"), "operator": people("operator"),
        "auditor": people("auditor"), "stranger": people("buyer"),
    }  # fmt: skip
    money.deposit(ctx(found["operator"]), Deposit(accounts.FUND, 100_000, "CNY"), key="fund")
    return {name: somebody.actor for name, somebody in found.items()}, dispute.case


def carry_out(context, move, key: str) -> None:
    """A move as the use cases bring it to the writer."""
    decide, command, action = move
    room = "internal" if action == "note" else getattr(command, "room", "joint")
    if action in ("prefer", "rank"):
        case = reader.case(command.case_id)
        room = access.own_room(context.actor, case, "pref")
    acts.in_room(context, command, room=room, key=key, decide=decide, action=action)


@pytest.mark.parametrize("seed", range(5))
def test_a_random_case_is_recorded_as_it_was_decided_and_ends_in_silence(seed, cast, ctx, clock, run_worker):
    actors, case_id = cast
    random, done = Random(seed), Counter()
    for number in range(STEPS):
        step = walk.drawn(random)
        clock.move(hours=walk.hours(step))
        if step.nth % 7 == 0:
            run_worker()
        world = reader.world(ctx(), case_id)
        if world.case.closed:
            break
        actor, move = walk.choose(step, actors, world, f"word {number}")
        heads = _heads(case_id)
        try:
            carry_out(ctx(actor), walk.in_case(move, case_id), key=str(number))
        except Refusal as refusal:
            done[refusal.code] += 1
            assert _heads(case_id) == heads or "DefaultApplied" in _new_kinds(case_id, heads)
        else:
            done[move[2]] += 1
    days = _silence(case_id, clock, run_worker)
    assert reader.case(case_id).closed, (seed, days, reader.case(case_id).deadlines)
    assert sum(done.values())
    assert not replay.check().faults
    assert replay.rebuild().ok
    assert not replay.check().faults


def _silence(case_id: str, clock, run_worker) -> int:
    """Nobody says a word any more; in how many days the case is closed."""
    for day in range(DAYS):
        case = reader.case(case_id)
        if case.closed:
            return day
        until = min((row.until for row in case.deadlines), default=clock.now)
        clock.move(seconds=max((until - clock.now) / timedelta(seconds=1), 3600))
        run_worker()
    return DAYS


def _heads(case_id: str) -> dict:
    root = case_id[:16]
    streams = (
        f"case:{case_id}",
        f"order:{root}",
        *(f"room:{case_id}:{room}" for room in ("buyer", "seller", "internal")),
    )
    return {stream: getattr(reader.state(root, stream), "seq", 0) for stream in streams}


def _new_kinds(case_id: str, before: dict) -> set[str]:
    stream = f"case:{case_id}"
    entries = story.newest(case_id[:16], stream, limit=500)
    return {entry["kind"] for entry in entries if entry["seq"] > before[stream]}
