"""After the end: asking both sides once how it was, and taking their answers."""

from collections.abc import Mapping
from datetime import timedelta

from hejie.domain.aftersales.service import SERVED
from hejie.domain.cases import following
from hejie.domain.kernel import clock
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import after_the_end
from hejie.store import outbox
from hejie.store.outbox import Row
from hejie.usecases import acts

TOPIC = "follow_up"


def answer(ctx: Context, command: following.AnswerFollowUp, *, key: str, if_match: str = "") -> Receipt:
    """Say whether it was kept, how it was, and whether one would buy or sell again."""
    return acts.in_case(ctx, command, key=key, decide=following.answer, action="follow_up", if_match=if_match)


def deliver(ctx: Context, row: Row, post: object) -> None:
    """Queue the question to both sides for some days later, where the case ended in something that can be kept."""
    case, rules = reader.lately(row.root, f"case:{row.payload['case']}"), after_the_end.load()
    closed_at = row.payload["closed_at"]
    if case is None or case.closed_at != closed_at or not _is_asked_of(case, rules):
        return
    due = clock.parse(closed_at) + timedelta(days=rules.ask_after)
    for side in ("buyer", "seller"):
        payload = {
            "root": row.root, "case": case.id, "kind": "FollowUpAsked", "to": side, "stream": f"case:{case.id}", "seq": 0,
            "head": case.head, "facts": {"closed_at": closed_at},
        }  # fmt: skip
        name = f"notice:follow_up:{case.id}:{closed_at}:{side}"
        outbox.put(
            row.root, name, "notice", row.marketplace, payload, clock.milliseconds(ctx.now), clock.milliseconds(due)
        )


def _is_asked_of(case: object, rules: object) -> bool:
    """Whether its outcome is one that is asked about; a request that was dealt with counts alike, however it ended."""
    return ("served" if case.outcome in SERVED else case.outcome) in rules.outcomes


def wants(case: object, side: str, now: object) -> bool:
    """Whether a side may still be asked on its page: the case has ended, not long ago, and it has not answered."""
    if side not in ("buyer", "seller") or not case.closed:
        return False
    rules = after_the_end.load()
    recent = now < clock.parse(case.closed_at) + timedelta(days=rules.again_within)
    return recent and _is_asked_of(case, rules) and not following.answered(case, side)


def facts(case: object, payload: Mapping) -> dict | None:
    """What the question says to a side that has not answered yet about this very closing; None: there is nothing to ask.

    A buyer who wrote a review of these goods is told that he may change it, and need not.
    """
    if case.closed_at != payload["facts"]["closed_at"] or following.answered(case, payload["to"]):
        return None
    reviewed = payload["to"] == "buyer" and any(one.line in case.lines for one in reader.order(case.root).reviews)
    told = {"actor": "", "closed": False, "turn": None, "follow_up": True}
    return {"case": case.id, "to": payload["to"], **told, "reviewed": reviewed}
