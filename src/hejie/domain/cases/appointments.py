"""Talks at an agreed time: proposed, accepted, fixed, moved or called off, and their result written down and confirmed.

Both sides take part, and the neutral where there is one. No clock of the procedure is stopped by a talk; who needs the
time agrees on a standstill. Nothing is fetched: a link to a video talk is only text.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hejie.domain.cases import access
from hejie.domain.cases.appointed import Proposal, Result, Talk
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import SIDES, CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

HOW = ("phone", "video", "writing")
MOST_MOMENTS = 5
LENGTHS = (5, 480)
LONGEST_AHEAD = timedelta(days=90)
MOST_TALKS = 50


@dataclass(frozen=True, slots=True)
class ProposeTalk:
    """Put forward moments for a talk. `talk`: for which one other moments are meant, "" for a new one.

    moments   up to five, each in the record's form; length: in minutes; how: phone, video or writing
    words     what the others need, as a number or a link
    """

    case_id: str
    moments: tuple[str, ...]
    length: int
    how: str
    words: str = ""
    talk: str = ""


@dataclass(frozen=True, slots=True)
class AcceptTalk:
    """Say which of the proposed moments suit; the earliest that suits everybody is the one."""

    case_id: str
    talk: str
    moments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallOffTalk:
    """Call off a talk before it begins, or take back or decline moments that were proposed."""

    case_id: str
    talk: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordTalk:
    """Write down what came of a talk, once it has begun."""

    case_id: str
    talk: str
    text: str


@dataclass(frozen=True, slots=True)
class ConfirmTalk:
    """Confirm what was written down, or (`right` false) say what is wrong with it."""

    case_id: str
    talk: str
    right: bool = True
    text: str = ""


def propose(world: World, command: ProposeTalk, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put forward moments; new ones for the same talk take the place of those before. A fixed moment holds meanwhile.

    Refuses   talk_moments (one to five, different, ahead, within 90 days), talk_length (5 to 480 minutes), talk_how,
              talk_not_open (over or called off), talk_waits (another one is being arranged), too_many_talks
    """
    case = world.case
    moments = _checked(command, now)
    talk = _running(case, command.talk, now) if command.talk else None
    if talk is None:
        if any(is_ahead(one, now) for one in case.talks):
            raise Refusal("talk_waits")
        if len(case.talks) >= MOST_TALKS:
            raise Refusal("too_many_talks", most=MOST_TALKS)
    draft, side = _begun(world, by, now)
    words = {"words": Private(text_of(command.words))} if command.words.strip() else {}
    draft.add(
        "TalkProposed",
        talk=talk.id if talk else f"t{len(case.talks) + 1}",
        side=side,
        moments=moments,
        length=command.length,
        how=command.how,
        **words,
    )
    return draft.events()


def accept(world: World, command: AcceptTalk, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Say which moments suit; fixed is the earliest one that suits all who take part.

    Refuses   talk_not_open, talk_moment_unknown (none chosen, not proposed, or over by now), talk_yours
    """
    case = world.case
    talk = _running(case, command.talk, now)
    proposal = talk.proposal
    if proposal is None:
        raise Refusal("talk_not_open", talk=talk.id)
    draft, side = _begun(world, by, now)
    if side == proposal.side:
        raise Refusal("talk_yours", talk=talk.id)
    chosen = [moment for moment in proposal.moments if moment in command.moments and clock.parse(moment) > now]
    if not chosen or not set(command.moments) <= set(proposal.moments):
        raise Refusal("talk_moment_unknown", talk=talk.id)
    draft.add("TalkAccepted", talk=talk.id, side=side, moments=chosen)
    proposal = _talk(draft.case, talk.id).proposal
    if at := suits_all(draft.case, proposal, now):
        draft.add("TalkFixed", talk=talk.id, side=side, at=at, length=proposal.length, how=proposal.how)
    return draft.events()


def call_off(world: World, command: CallOffTalk, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Call a talk off before it begins. Moments proposed for a fixed talk go with it. Refuses talk_not_open."""
    talk = _running(world.case, command.talk, now)
    draft, side = _begun(world, by, now)
    reason = {"reason": Private(text_of(command.reason))} if command.reason.strip() else {}
    draft.add("TalkCalledOff", talk=talk.id, side=side, why="wish", **reason)
    return draft.events()


def record(world: World, command: RecordTalk, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Write down what came of a talk that has begun; whoever writes it means it, the others are asked.

    What was written before stays on the file; once both sides have confirmed one, it is the last.
    Refuses   talk_not_over (not fixed, called off, or still ahead), talk_confirmed, text_missing
    """
    talk = _begun_talk(world.case, command.talk, now)
    if talk.result and talk.result.joint:
        raise Refusal("talk_confirmed", talk=talk.id)
    draft, side = _begun(world, by, now)
    text = Private(text_of(command.text))
    draft.add("TalkRecorded", talk=talk.id, result=f"{talk.id}r{len(talk.results) + 1}", side=side, text=text)
    return draft.events()


def confirm(world: World, command: ConfirmTalk, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Confirm what was written down last, in person, or say what is wrong. Silence confirms nothing.

    Refuses   talk_not_recorded, talk_confirmed (also: one's own side has confirmed it already), bad_side (the neutral
              writes, and does not confirm for a side), act_in_person, text_missing
    """
    case = world.case
    result = _talk(case, command.talk).result
    side = access.side_of(by, case)
    if side not in SIDES:
        raise Refusal("bad_side", given=side)
    if result is None:
        raise Refusal("talk_not_recorded", talk=command.talk)
    if side in result.confirmed_by:
        raise Refusal("talk_confirmed", talk=command.talk)
    if not by.personal:
        raise Refusal("act_in_person", act="talk")
    draft, side = _begun(world, by, now)
    about = {"talk": command.talk, "result": result.id, "side": side}
    if command.right:
        draft.add("TalkConfirmed", **about, joint={side, *result.confirmed_by} >= set(SIDES))
    else:
        draft.add("TalkContested", **about, text=Private(text_of(command.text)))
    return draft.events()


def end(draft: Draft) -> None:
    """With the case, talks that are still ahead are off."""
    for talk in draft.case.talks:
        if is_ahead(talk, draft.now):
            draft.add("TalkCalledOff", talk=talk.id, side="system", why="closed")


def takes_part(case: CaseState) -> tuple[str, ...]:
    """Whoever has to accept: both sides, and the neutral while there is one."""
    return (*SIDES, "neutral") if case.neutral else SIDES


def suits_all(case: CaseState, proposal: Proposal, now: datetime) -> str:
    """The earliest moment still ahead that suits all who take part, or ""."""
    named = [proposal.suits.get(side, ()) for side in takes_part(case)]
    return next((one for one in proposal.moments if clock.parse(one) > now and all(one in own for own in named)), "")


def is_ahead(talk: Talk, now: datetime) -> bool:
    """Whether it is still to come: its fixed moment, or while it has none, one that was proposed."""
    if talk.off:
        return False
    moments = (talk.at,) if talk.at else talk.proposal.moments
    return any(clock.parse(one) > now for one in moments)


def unconfirmed(result: Result) -> tuple[str, ...]:
    """Sides that have not confirmed it."""
    return tuple(side for side in SIDES if side not in result.confirmed_by)


def _begun(world: World, by: Actor, now: datetime) -> tuple[Draft, str]:
    side = access.side_of(by, world.case)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    return draft, side


def _checked(command: ProposeTalk, now: datetime) -> list[str]:
    """The moments in order and in the record's form."""
    if command.how not in HOW:
        raise Refusal("talk_how", given=command.how)
    least, most = LENGTHS
    if not least <= command.length <= most:
        raise Refusal("talk_length", least=least, most=most)
    moments = {clock.parse(one) for one in command.moments}
    fits = all(now < one <= now + LONGEST_AHEAD for one in moments)
    if not 1 <= len(command.moments) <= MOST_MOMENTS or len(moments) < len(command.moments) or not fits:
        raise Refusal("talk_moments", most=MOST_MOMENTS, days=LONGEST_AHEAD.days)
    return [clock.text(one) for one in sorted(moments)]


def _talk(case: CaseState, talk_id: str) -> Talk:
    found = next((talk for talk in case.talks if talk.id == talk_id), None)
    if found is None:
        raise Refusal("talk_not_open", talk=talk_id)
    return found


def _running(case: CaseState, talk_id: str, now: datetime) -> Talk:
    talk = _talk(case, talk_id)
    if not is_ahead(talk, now):
        raise Refusal("talk_not_open", talk=talk_id)
    return talk


def _begun_talk(case: CaseState, talk_id: str, now: datetime) -> Talk:
    talk = _talk(case, talk_id)
    if not talk.fixed or clock.parse(talk.at) > now:
        raise Refusal("talk_not_over", talk=talk_id)
    return talk
