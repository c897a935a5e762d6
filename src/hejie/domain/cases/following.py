"""After the end: each side is asked once whether it was kept, how it was, and whether it would buy (or sell) again."""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

KEPT = ("yes", "partly", "no")
AGAIN = ("yes", "unsure", "no")
MOST_SATISFIED = 5


@dataclass(frozen=True, slots=True)
class AnswerFollowUp:
    """Say how it was. kept: one of KEPT; satisfied: 1 (not at all) to 5; again: one of AGAIN; words: may be empty."""

    case_id: str
    kept: str
    satisfied: int
    again: str
    words: str = ""


def answer(world: World, command: AnswerFollowUp, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a side's answer on the file, once for each closing.

    Refuses   case_still_open, followed_up_already, follow_up_answer (facts: field), text_too_long
    """
    case, side = world.case, access.side_of(by, world.case)
    if not case.closed:
        raise Refusal("case_still_open", case=case.id)
    if answered(case, side):
        raise Refusal("followed_up_already")
    if command.kept not in KEPT:
        raise Refusal("follow_up_answer", field="kept", known=", ".join(KEPT))
    if command.again not in AGAIN:
        raise Refusal("follow_up_answer", field="again", known=", ".join(AGAIN))
    if type(command.satisfied) is not int or not 1 <= command.satisfied <= MOST_SATISFIED:
        raise Refusal("follow_up_answer", field="satisfied", known="1, 2, 3, 4, 5")
    words = Private(text_of(command.words)) if command.words.strip() else None
    draft = Draft(world, by, now)
    told = {"kept": command.kept, "satisfied": command.satisfied, "again": command.again, "words": words}
    draft.add("FollowUpAnswered", side=side, **told)
    return draft.events()


def answered(case: CaseState, side: str) -> bool:
    """Whether a side has answered since the case was closed last."""
    return any(row["side"] == side and row["closing"] == case.closed_at for row in case.follow_ups)


def rows(case: CaseState) -> list[tuple]:
    """The rows of `follow_up_row` for a folded case: the last answer of each side."""
    last = {row["side"]: row for row in case.follow_ups}
    return [
        (
            case.root, case.id, side, case.marketplace, case.seller, row["kept"], row["satisfied"], row["again"],
            (row["words"] or {}).get("ref", ""), clock.milliseconds(clock.parse(row["at"])),
        )
        for side, row in last.items()
    ]  # fmt: skip
