"""What may happen to a complaint. Pure; whom the gate lets in stands in `cases.access`.

Nobody handles a complaint about himself, or about a shop for which he works. Silence of the marketplace closes nothing: it is
escalated, operators are told, and told again, until somebody answers. Silence of the complainant closes it after a while, as that.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.complaints import commands
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
    evolve,
)
from hejie.domain.kernel import clock, erasing, pen
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline, Lost
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.pen import Pen
from hejie.domain.kernel.refusal import Refusal

Events = tuple[Event, ...]
LONGEST = 20_000
MOST_ITEMS = 200
MOST_FILES = 20
ASSIGN_WITHIN = timedelta(days=1)
ANSWER_WITHIN = timedelta(days=7)
WORD_WITHIN = timedelta(days=3)
AGAIN_WITHIN = timedelta(days=2)
RATE_WITHIN = timedelta(days=14)
ASSIGN, ANSWER, WORD, RATE = "complaint_assign", "complaint_answer", "complaint_word", "complaint_rate"
WAITS: Mapping[str, timedelta] = {ASSIGN: ASSIGN_WITHIN, ANSWER: ANSWER_WITHIN, WORD: WORD_WITHIN, RATE: RATE_WITHIN}


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    complaint: ComplaintState | None


def receive(world: World, command: commands.ReceiveComplaint, *, by: Actor, now: datetime) -> Events:
    """Take a complaint in; somebody has to be named for it within a day.

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
    draft = _pen(world, by, now)
    private = {"contact": command.contact.strip()[:320], "subject": " ".join(command.subject.split())[:300]}
    draft.add(
        "ComplaintReceived", complaint=command.complaint, marketplace=world.marketplace, against=command.against,
        whom=command.whom, role=command.role, channel=command.channel, complainant=command.complainant, order=command.order,
        message=command.message, side=COMPLAINANT, text=Private(_text(command.text)),
        **{name: Private(text) for name, text in private.items() if text},
    )  # fmt: skip
    for one in command.files:
        draft.add(
            "ComplaintFiled", side=COMPLAINANT, internal=False, file=dict(one["file"]), name=Private(one["name"][:200])
        )
    draft.wait(ASSIGN, PLATFORM, now + ASSIGN_WITHIN, "escalate_complaint")
    return draft.events()


def assign(world: World, command: commands.AssignComplaint, *, by: Actor, now: datetime) -> Events:
    """Name who handles it. Refuses complaint_over, complaint_handler (it is about him, or about a shop for which he works)."""
    state = _going_on(world)
    if command.handler in ("", state.whom, state.complainant) or state.whom in command.serves:
        raise Refusal("complaint_handler")
    if state.handler == command.handler:
        return ()
    draft = _pen(world, by, now)
    draft.clear(ASSIGN)
    draft.add("ComplaintAssigned", side=PLATFORM, handler=command.handler)
    if state.status != ANSWERED and not state.waits(ANSWER):
        draft.wait(ANSWER, PLATFORM, now + ANSWER_WITHIN, "escalate_complaint")
    return draft.events()


def say(world: World, command: commands.SayInComplaint, *, by: Actor, now: datetime) -> Events:
    """Write to the other side. Refuses complaint_over, text_missing, text_too_long."""
    state = _going_on(world)
    draft = _pen(world, by, now)
    draft.add("ComplaintSaid", side=_side(state, by), text=Private(_text(command.text)))
    return draft.events()


def note(world: World, command: commands.NoteOnComplaint, *, by: Actor, now: datetime) -> Events:
    """An internal note, also afterwards. Refuses text_missing, text_too_long."""
    _not_long(world.complaint)
    draft = _pen(world, by, now)
    draft.add("ComplaintNoted", side=PLATFORM, text=Private(_text(command.text)))
    return draft.events()


def ask_for_word(world: World, command: commands.AskForWord, *, by: Actor, now: datetime) -> Events:
    """Ask whoever it is about. Refuses complaint_over, complaint_word_asked, complaint_nobody (it is about the marketplace itself)."""
    state = _going_on(world)
    if state.role == "platform":
        raise Refusal("complaint_nobody")
    if state.waits(WORD):
        raise Refusal("complaint_word_asked")
    draft = _pen(world, by, now)
    draft.add("ComplaintWordAsked", side=PLATFORM)
    draft.wait(WORD, WHOM, now + WORD_WITHIN, "go_without_word")
    return draft.events()


def give_word(world: World, command: commands.GiveWord, *, by: Actor, now: datetime) -> Events:
    """The word of whoever it is about; also late, until it is over. Refuses complaint_over, text_missing, text_too_long."""
    _going_on(world)
    draft = _pen(world, by, now)
    draft.add("ComplaintWordGiven", side=WHOM, text=Private(_text(command.text)))
    draft.clear(WORD)
    return draft.events()


def file(world: World, command: commands.FileInComplaint, *, by: Actor, now: datetime) -> Events:
    """Put a piece of evidence in. Refuses complaint_over, complaint_files_many."""
    state = _going_on(world)
    side = _side(state, by)
    if sum(item.what == "evidence" and item.side == side for item in state.items) >= MOST_FILES:
        raise Refusal("complaint_files_many", most=MOST_FILES)
    draft = _pen(world, by, now)
    internal = command.internal or side == WHOM
    draft.add(
        "ComplaintFiled",
        side=side,
        internal=internal,
        file=dict(command.file),
        name=Private(command.name[:200] or "file"),
    )
    return draft.events()


def answer(world: World, command: commands.AnswerComplaint, *, by: Actor, now: datetime) -> Events:
    """Answer it. Whoever is complained about has been asked before, or it is about no person.

    Refuses   complaint_over, complaint_answered, complaint_outcome, complaint_unheard, text_missing, text_too_long
    """
    state = _going_on(world)
    if state.status == ANSWERED:
        raise Refusal("complaint_answered")
    if command.outcome not in OUTCOMES:
        raise Refusal("complaint_outcome", outcome=command.outcome[:20])
    if state.against == "person" and command.outcome != "not_upheld" and not _heard(state):
        raise Refusal("complaint_unheard")
    draft = _pen(world, by, now)
    draft.clear()
    draft.add("ComplaintAnswered", side=PLATFORM, outcome=command.outcome, text=Private(_text(command.text)))
    draft.wait(RATE, COMPLAINANT, now + RATE_WITHIN, "close_complaint")
    return draft.events()


def rate(world: World, command: commands.RateAnswer, *, by: Actor, now: datetime) -> Events:
    """The complainant's own word: satisfied, and it closes; not, with a reason, and it is opened once more; the second time it
    closes as that. Refuses complaint_over, complaint_unanswered, text_missing, text_too_long."""
    state = _going_on(world)
    if state.status != ANSWERED:
        raise Refusal("complaint_unanswered")
    said = {"text": Private(_text(command.text))} if command.text.strip() or not command.satisfied else {}
    draft = _pen(world, by, now)
    draft.clear()
    draft.add("ComplaintRated", side=COMPLAINANT, satisfied=command.satisfied, **said)
    if command.satisfied or state.reopened:
        draft.add("ComplaintClosed", side="system", how="satisfied" if command.satisfied else "unsatisfied")
    else:
        draft.add("ComplaintReopened", side="system")
        draft.wait(ANSWER, PLATFORM, now + ANSWER_WITHIN, "escalate_complaint")
    return draft.events()


def withdraw(world: World, command: commands.WithdrawComplaint, *, by: Actor, now: datetime) -> Events:
    """Take it back. Refuses complaint_over, text_too_long."""
    _going_on(world)
    said = {"text": Private(_text(command.text))} if command.text.strip() else {}
    draft = _pen(world, by, now)
    draft.clear(why="withdrawn")
    draft.add("ComplaintClosed", side=COMPLAINANT, how="withdrawn", **said)
    return draft.events()


def turn_into_case(world: World, command: commands.TurnIntoCase, *, by: Actor, now: datetime) -> Events:
    """It goes on as a case of an order. Refuses complaint_over."""
    _going_on(world)
    draft = _pen(world, by, now)
    draft.clear(why="case")
    draft.add("ComplaintTurnedIntoCase", side=PLATFORM, case=command.case, order=command.order)
    return draft.events()


def erase(world: World, command: commands.EraseComplaintTexts, *, by: Actor, now: datetime) -> Events:
    """Erase private texts; the entries stay and say that something was erased. Refuses nothing_to_erase."""
    here = frozenset(world.complaint.contents())
    refs = [ref for ref in dict.fromkeys(command.refs) if ref in here]
    if not refs:
        raise Refusal("nothing_to_erase")
    return (Event(world.root, "ContentErased", erasing.said(refs, command.why, command.note)),)


def remind(world: World, command: commands.RemindOfComplaint, *, by: Actor, now: datetime) -> Events:
    """The half-time reminder of a wait."""
    draft = _pen(world, by, now)
    pen.remind(draft, command.deadline)
    return draft.events()


def carry_out_clocks(world: World, command: commands.ComplaintClocks, *, by: Actor, now: datetime) -> Events:
    """Nothing of its own: the writer has carried out what was due before it asked."""
    return ()


def record_notice(world: World, command: object, *, by: Actor, now: datetime) -> Events:
    """Record where a notice went and how it fared."""
    data = {name: getattr(command, name) for name in ("notice", "to", "kind", "channel", "result")}
    return (Event(world.root, "NoticeSent", {"side": "system", **data}),)


def give_back_time(
    world: World, command: commands.GiveBackComplaintTime, *, by: Actor, now: datetime, beside: tuple[Lost, ...] = ()
) -> Events:
    """Give time back to open waits."""
    draft = _pen(world, by, now)
    pen.give_back(
        draft, Lost(command.outage, clock.parse(command.started_at), clock.parse(command.ended_at), command.why, beside)
    )
    return draft.events()


def due(world: World, *, now: datetime, outages: Callable) -> Events:
    """What silence brings about."""
    return pen.due(world.root, world.complaint, evolve, world.marketplace, now, outages, _SILENCE)


def _escalate(draft: Pen, row: Deadline) -> None:
    draft.add("ComplaintEscalated", side="system", wait=row.wait)
    draft.wait(row.wait, PLATFORM, draft.now + AGAIN_WITHIN, "escalate_complaint")


def _without_word(draft: Pen, row: Deadline) -> None:
    """Whoever it is about has said nothing; it goes on without his word."""


def _close(draft: Pen, row: Deadline) -> None:
    draft.add("ComplaintClosed", side="system", how="silent")


_SILENCE: Mapping[str, Callable[[Pen, Deadline], None]] = {
    "escalate_complaint": _escalate,
    "go_without_word": _without_word,
    "close_complaint": _close,
}


def _heard(state: ComplaintState) -> bool:
    """Whether whoever it is about has been asked and has answered, or has let his time go by."""
    asked = any(item.what == "word_asked" for item in state.items)
    return asked and (any(item.what == "word" for item in state.items) or not state.waits(WORD))


def _side(state: ComplaintState, by: Actor) -> str:
    if by.id == state.complainant and state.complainant:
        return COMPLAINANT
    shop = by.role in ("seller", "agent") and by.seller == state.whom and bool(by.seller)
    return WHOM if by.id == state.whom or shop else PLATFORM


def _pen(world: World, by: Actor, now: datetime) -> Pen:
    return Pen(world.root, world.complaint, evolve, by, now)


def _going_on(world: World) -> ComplaintState:
    state = world.complaint
    if state.over:
        raise Refusal("complaint_over", status=state.status)
    _not_long(state)
    return state


def _not_long(state: ComplaintState) -> None:
    if len(state.items) >= MOST_ITEMS:
        raise Refusal("complaint_long", most=MOST_ITEMS)


def _text(words: str) -> str:
    cleaned = words.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > LONGEST:
        raise Refusal("text_too_long", most=LONGEST, given=len(cleaned))
    return cleaned
