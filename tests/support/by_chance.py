"""A market made up by chance from a seed: cases as a database would give them, without one.

People offer, accept, refuse, file, are silent or go to a neutral, each after hours or days, under the standard procedure.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.insight.rehearsal import Claim, Order, Rehearsal
from hejie.rulebooks import procedures

_SEED = 20261127
_BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_LONGEST = 14


def recorded(number: int) -> Iterator[list[dict]]:
    """The entries of so many cases, as a database gives them: each time the same cases."""
    chance = random.Random(_SEED)
    for count in range(number):
        entries = [entry for entry in _life(chance) if entry["stream"].startswith("case:")]
        entries[0]["data"]["case"] = f"bench{count:011d}-{count:08d}"
        yield json.loads(json.dumps(entries))


def _life(chance: random.Random) -> list[dict]:
    """One case from its opening to its end."""
    paid = chance.randrange(2_000, 200_000)
    delivered = _BEGIN + timedelta(minutes=chance.randrange(200 * 24 * 60))
    dates = {"shipped": clock.text(delivered - timedelta(days=3)), "delivered": clock.text(delivered)}
    reason = chance.choice(("not_as_described", "defective", "wrong_item"))
    played = Rehearsal(
        procedures.load("procedures/standard"), Order(paid, "CNY", dates, status="delivered"), Claim("buyer", reason),
        delivered + timedelta(hours=chance.randrange(1, 140)),
    )  # fmt: skip
    for _ in range(chance.randrange(_LONGEST)):
        played.pass_to(played.now + timedelta(minutes=chance.randrange(30, 60 * 60)))
        if played.case.closed:
            break
        who, act, terms = _wish(chance, played.case.stage, paid)
        try:
            played.act(who, act, **terms)
        except Refusal:
            continue
    while not played.case.closed:
        played.pass_to(played.next_end())
    return played.entries


def _wish(chance: random.Random, stage: str, paid: int) -> tuple[str, str, dict]:
    """What somebody thinks of doing at a stage, whether or not he may."""
    side = chance.choice(("buyer", "seller"))
    refund = {"refund": chance.randrange(paid + 1)}
    talk = [("message", {}), ("statement", {}), ("evidence", {}), ("offer", refund), ("offer", refund), ("accept", {}),
            ("reject", {}), ("sign", {}), ("escalate", {})]  # fmt: skip
    neutral = [("assign", {}), ("propose", refund), ("to_decision", {}), ("decide", refund), ("decide", refund)]
    if stage in ("mediation", "decision") and chance.random() < 0.5:
        act, terms = chance.choice(neutral)
        return ("platform" if act == "assign" else "neutral"), act, terms
    if stage == "appeal":
        return "platform", "assign", {"neutral": "other_neutral"}
    act, terms = chance.choice([*talk, ("sign", {}), ("appeal", {}), ("withdraw", {})])
    return side, act, terms
