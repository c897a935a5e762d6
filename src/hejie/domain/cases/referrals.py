"""Going to an outside body: that a side has done so, with which letter, and what came back. Nothing here waits for it.

It stops no clock, freezes no money and ends no case; an agreement here stays possible all the while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

RESULTS = ("accepted", "rejected", "settled", "decided", "no_answer")


@dataclass(frozen=True, slots=True)
class ReferCase:
    """Turn to an outside body with a letter; `language`: in which it is written (ISO 639-1)."""

    case_id: str
    body: str
    language: str
    letter: str


@dataclass(frozen=True, slots=True)
class AnswerReferral:
    """Say what came back from an outside body: one of RESULTS, with a word if wished."""

    case_id: str
    referral: str
    result: str
    note: str = ""


def refer_case(world: World, command: ReferCase, *, by: Actor, now: datetime, body: Mapping) -> tuple[Event, ...]:
    """Put on the file that a side turns to an outside body, with its letter.

    body      what the directory says of it: id, names by language, and the file it stands in (id, version, digest)
    Refuses   text_missing, text_too_long
    """
    draft = Draft(world, by, now)
    draft.add(
        "CaseReferred",
        referral=f"x{len(world.case.referrals) + 1}",
        side=access.side_of(by, world.case),
        body=dict(body),
        language=command.language,
        letter=Private(text_of(command.letter)),
    )
    return draft.events()


def answer_referral(world: World, command: AnswerReferral, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put on the file what came back. A later answer stands beside an earlier one: taken up first, decided then.

    Refuses   referral_unknown, referral_not_yours, bad_result, text_too_long
    """
    side = access.side_of(by, world.case)
    referral = world.case.referral(command.referral)
    if referral is None:
        raise Refusal("referral_unknown", referral=command.referral)
    if referral.side != side:
        raise Refusal("referral_not_yours", referral=command.referral)
    if command.result not in RESULTS:
        raise Refusal("bad_result", given=command.result)
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft = Draft(world, by, now)
    draft.add("ReferralAnswered", referral=referral.id, side=side, result=command.result, **note)
    return draft.events()
