"""What may happen to a complaint. Pure; whom the gate lets in stands in `cases.access`.

Nobody handles a complaint about himself, or about a shop for which he works. Silence of the marketplace closes nothing: it is
escalated, operators are told, and told again, until somebody answers. Silence of the complainant closes it after a while, as that.
What is not for the complainant is written in rooms of its own (`rooms`), never in the complaint's stream.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hejie.domain.complaints import commands
from hejie.domain.complaints.clocks import Calendars, ends, no_calendars
from hejie.domain.complaints.rooms import DESK, WITHOUT_WORD, WORD, Room
from hejie.domain.complaints.state import (
    AGAINST,
    ANSWERED,
    CHANNELS,
    COMPLAINANT,
    OUTCOMES,
    PLATFORM,
    ROLES,
    WHOM,
    ComplaintState,
    Item,
    evolve,
)
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.own_stream import Events, Kind, private, words
from hejie.domain.kernel.pen import Pen
from hejie.domain.kernel.refusal import Refusal

LONGEST = 20_000
MOST_ITEMS = 200
MOST_FILES = 20
ASSIGN, ANSWER, RATE = "complaint_assign", "complaint_answer", "complaint_rate"
ASKED = "complaint_word"


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    complaint: ComplaintState | None
    desk: Room | None
    word: Room | None


def _escalate(draft: Pen, row: Deadline) -> None:
    draft.add("ComplaintEscalated", side="system", wait=row.wait)
    draft.wait(row.wait, PLATFORM, ends(draft.state.clocks, "again", draft.now), "escalate_complaint")


def _close(draft: Pen, row: Deadline) -> None:
    draft.add("ComplaintClosed", side="system", how="silent")


COMPLAINT = Kind("complaint", evolve, {"escalate_complaint": _escalate, "close_complaint": _close, **WITHOUT_WORD})


def receive(
    world: World, command: commands.ReceiveComplaint, *, by: Actor, now: datetime, calendars: Calendars = no_calendars,
    clocks: Mapping | None = None,
) -> Events:  # fmt: skip
    """Take a complaint in; somebody has to be named for it in time.

    clocks    how long whoever has to act has (`clocks`), with the rulebook and the setting that say so; it keeps them
    Refuses   complaint_exists (a letter that came before), complaint_against, complaint_channel, complaint_of_oneself, text_missing,
              text_too_long, complaint_files_many
    """
    if world.complaint is not None:
        raise Refusal("complaint_exists", complaint=command.complaint)
    if command.against not in AGAINST or command.role not in ROLES or not command.whom:
        raise Refusal("complaint_against")
    if command.channel not in CHANNELS:
        raise Refusal("complaint_channel", channel=command.channel[:20])
    if command.complainant and command.complainant == command.whom:
        raise Refusal("complaint_of_oneself")
    if len(command.files) > MOST_FILES:
        raise Refusal("complaint_files_many", most=MOST_FILES)
    draft = COMPLAINT.pen(world, by, now)
    short = {"contact": command.contact.strip()[:320], "subject": " ".join(command.subject.split())[:300]}
    draft.add(
        "ComplaintReceived", complaint=command.complaint, marketplace=world.marketplace, against=command.against,
        whom=command.whom, role=command.role, channel=command.channel, complainant=command.complainant, order=command.order,
        message=command.message, side=COMPLAINANT, text=Private(words(command.text, LONGEST)),
        **private(320, **short), **private(LONGEST, left_out=command.left_out), **({"clocks": dict(clocks)} if clocks else {}),
    )  # fmt: skip
    for one in command.files:
        draft.add(
            "ComplaintFiled", side=COMPLAINANT, internal=False, file=dict(one["file"]), name=Private(one["name"][:200])
        )
    draft.wait(ASSIGN, PLATFORM, ends(draft.state.clocks, "assign", now, calendars), "escalate_complaint")
    return draft.events()


def assign(
    world: World, command: commands.AssignComplaint, *, by: Actor, now: datetime, calendars: Calendars = no_calendars
) -> Events:
    """Name who handles it. Refuses complaint_over, complaint_handler (it is about him, or about a shop for which he works)."""
    state = _going_on(world)
    if command.handler in ("", state.whom, state.complainant) or state.whom in command.serves:
        raise Refusal("complaint_handler")
    if state.handler == command.handler:
        return ()
    draft = COMPLAINT.pen(world, by, now)
    draft.clear(ASSIGN)
    draft.add("ComplaintAssigned", side=PLATFORM, handler=command.handler)
    if state.status != ANSWERED and not state.waits(ANSWER):
        draft.wait(ANSWER, PLATFORM, ends(state.clocks, "answer", now, calendars), "escalate_complaint")
    return draft.events()


def say(world: World, command: commands.SayInComplaint, *, by: Actor, now: datetime) -> Events:
    """Write to the other side. Refuses complaint_over, complaint_long, text_missing, text_too_long."""
    state = _going_on(world)
    _not_long(state)
    draft = COMPLAINT.pen(world, by, now)
    draft.add("ComplaintSaid", side=_side(state, by), text=Private(words(command.text, LONGEST)))
    return draft.events()


def note(world: World, command: commands.NoteOnComplaint, *, by: Actor, now: datetime) -> Events:
    """An internal note, also afterwards. Refuses complaint_long, text_missing, text_too_long."""
    _not_long(world.desk)
    draft = DESK.pen(world, by, now)
    draft.add("ComplaintNoted", side=PLATFORM, text=Private(words(command.text, LONGEST)))
    return draft.events()


def ask_for_word(
    world: World, command: commands.AskForWord, *, by: Actor, now: datetime, calendars: Calendars = no_calendars
) -> Events:
    """Ask whoever it is about.

    Refuses   complaint_over, complaint_word_asked, complaint_nobody (it is about the marketplace itself), complaint_long
    """
    state = _going_on(world)
    if state.role == "platform":
        raise Refusal("complaint_nobody")
    if _awaited(world):
        raise Refusal("complaint_word_asked")
    _not_long(world.word)
    draft = WORD.pen(world, by, now)
    draft.add("ComplaintWordAsked", side=PLATFORM)
    draft.wait(ASKED, WHOM, ends(state.clocks, "word", now, calendars), "go_without_word")
    return draft.events()


def give_word(world: World, command: commands.GiveWord, *, by: Actor, now: datetime) -> Events:
    """The word of whoever it is about; also late, until it is over. What he was asked for he can say, however much stands there.

    Refuses   complaint_over, complaint_long, text_missing, text_too_long
    """
    _going_on(world)
    if not _awaited(world):
        _not_long(world.word)
    draft = WORD.pen(world, by, now)
    draft.add("ComplaintWordGiven", side=WHOM, text=Private(words(command.text, LONGEST)))
    draft.clear(ASKED)
    return (*draft.events(), *_cleared_before_rooms(world, by, now))


def file(world: World, command: commands.FileInComplaint, *, by: Actor, now: datetime) -> Events:
    """Put a piece of evidence in. Refuses complaint_over, complaint_long, complaint_files_many."""
    state = _going_on(world)
    side = _side(state, by)
    kind = WORD if side == WHOM else DESK if command.internal else COMPLAINT
    _not_long(kind.state(world))
    items = kind.state(world).items if kind.state(world) else ()
    if sum(item.what == "evidence" and item.side == side for item in items) >= MOST_FILES:
        raise Refusal("complaint_files_many", most=MOST_FILES)
    draft = kind.pen(world, by, now)
    name = Private(command.name[:200] or "file")
    draft.add("ComplaintFiled", side=side, internal=kind is not COMPLAINT, file=dict(command.file), name=name)
    return draft.events()


def answer(
    world: World, command: commands.AnswerComplaint, *, by: Actor, now: datetime, calendars: Calendars = no_calendars
) -> Events:
    """Answer it. Whoever is complained about has been asked before, or it is about no person.

    Refuses   complaint_over, complaint_answered, complaint_outcome, complaint_unheard, text_missing, text_too_long
    """
    state = _going_on(world)
    if state.status == ANSWERED:
        raise Refusal("complaint_answered")
    if command.outcome not in OUTCOMES:
        raise Refusal("complaint_outcome", outcome=command.outcome[:20])
    if state.against == "person" and command.outcome != "not_upheld" and not _heard(world):
        raise Refusal("complaint_unheard")
    draft = COMPLAINT.pen(world, by, now)
    draft.clear()
    text = Private(words(command.text, LONGEST))
    draft.add("ComplaintAnswered", side=PLATFORM, outcome=command.outcome, text=text)
    draft.wait(RATE, COMPLAINANT, ends(state.clocks, "rate", now, calendars), "close_complaint")
    return (*draft.events(), *_nobody_asked(world, by, now))


def rate(
    world: World, command: commands.RateAnswer, *, by: Actor, now: datetime, calendars: Calendars = no_calendars
) -> Events:
    """The complainant's own word: satisfied, and it closes; not, with a reason, and it is opened once more; the second time it
    closes as that. Refuses complaint_over, complaint_unanswered, text_missing, text_too_long."""
    state = _going_on(world)
    if state.status != ANSWERED:
        raise Refusal("complaint_unanswered")
    said = private(LONGEST, text=command.text)
    if not said and not command.satisfied:
        raise Refusal("text_missing")
    draft = COMPLAINT.pen(world, by, now)
    draft.clear()
    draft.add("ComplaintRated", side=COMPLAINANT, satisfied=command.satisfied, **said)
    if command.satisfied or state.reopened:
        draft.add("ComplaintClosed", side="system", how="satisfied" if command.satisfied else "unsatisfied")
    else:
        draft.add("ComplaintReopened", side="system")
        draft.wait(ANSWER, PLATFORM, ends(state.clocks, "answer", now, calendars), "escalate_complaint")
    return draft.events()


def withdraw(world: World, command: commands.WithdrawComplaint, *, by: Actor, now: datetime) -> Events:
    """Take it back. Refuses complaint_over, text_too_long."""
    _going_on(world)
    draft = COMPLAINT.pen(world, by, now)
    draft.clear(why="withdrawn")
    draft.add("ComplaintClosed", side=COMPLAINANT, how="withdrawn", **private(LONGEST, text=command.text))
    return (*draft.events(), *_nobody_asked(world, by, now))


def turn_into_case(world: World, command: commands.TurnIntoCase, *, by: Actor, now: datetime) -> Events:
    """It goes on as a case of an order. Refuses complaint_over."""
    _going_on(world)
    draft = COMPLAINT.pen(world, by, now)
    draft.clear(why="case")
    draft.add("ComplaintTurnedIntoCase", side=PLATFORM, case=command.case, order=command.order)
    return (*draft.events(), *_nobody_asked(world, by, now))


def _nobody_asked(world: World, by: Actor, now: datetime) -> Events:
    """Whoever it is about need not say anything any more."""
    if world.word is None:
        return ()
    draft = WORD.pen(world, by, now)
    draft.clear()
    return draft.events()


def _cleared_before_rooms(world: World, by: Actor, now: datetime) -> Events:
    draft = COMPLAINT.pen(world, by, now)
    draft.clear(ASKED)
    return draft.events()


def _word_items(world: World) -> tuple[Item, ...]:
    return (*world.complaint.items, *(world.word.items if world.word else ()))


def _awaited(world: World) -> bool:
    return world.complaint.waits(ASKED) or (world.word is not None and world.word.waits(ASKED))


def _heard(world: World) -> bool:
    """Whether whoever it is about has been asked and has answered, or has let his time go by."""
    known = {item.what for item in _word_items(world)}
    return "word_asked" in known and ("word" in known or not _awaited(world))


def _side(state: ComplaintState, by: Actor) -> str:
    if by.id == state.complainant and state.complainant:
        return COMPLAINANT
    shop = by.role in ("seller", "agent") and by.seller == state.whom and bool(by.seller)
    return WHOM if by.id == state.whom or shop else PLATFORM


def _going_on(world: World) -> ComplaintState:
    state = world.complaint
    if state.over:
        raise Refusal("complaint_over", status=state.status)
    return state


def _not_long(state: ComplaintState | Room | None) -> None:
    """No more words and files than that. What ends a complaint or brings it on is never refused for its length: whoever writes
    much would otherwise keep it from ever being answered."""
    if state is not None and len(state.items) >= MOST_ITEMS:
        raise Refusal("complaint_long", most=MOST_ITEMS)
