"""What may happen to a question to a shop: asking, answering, appointments, making public. Pure.

Silence refuses nobody anything: when the shop's time is over, both are told, and the question stays open; how often a shop was
late is counted by its rows. Times that nobody took lapse, and the shop is asked for others.
"""

from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.own_stream import Events, Kind, private, words
from hejie.domain.kernel.pen import Pen
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions import commands
from hejie.domain.questions.state import (
    ABOUT,
    ANSWERED,
    CALLED_OFF,
    FIXED,
    SLOTS,
    WITHDRAWN,
    QuestionState,
    evolve,
)

LONGEST = 4000
MOST_SAID = 60
MOST_SLOTS = 6
FARTHEST = timedelta(days=60)
TAKE_WITHIN = timedelta(hours=48)
REPORT_WITHIN = timedelta(days=3)
"""So long after an appointment its buyer can say that nobody came; after that it counts as done."""
REMINDED = (timedelta(days=1), timedelta(hours=2))
HOURS = (1, 168)
ANSWER, TAKE, VISIT, REPORT = "shop_answer", "visit_choice", "visit_begins", "visit_report"


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    question: QuestionState | None


def ask(world: World, command: commands.AskShop, *, by: Actor, now: datetime) -> Events:
    """Put a question to a shop; its time to answer begins.

    Refuses   question_exists, question_about, visit_without_order, answer_hours, text_missing, text_too_long
    """
    if world.question is not None:
        raise Refusal("question_exists", question=command.question)
    if command.about not in ABOUT:
        raise Refusal("question_about", about=command.about[:20])
    if command.about == "installation" and not (command.order and command.line):
        raise Refusal("visit_without_order")
    checked_hours(command.hours)
    draft = QUESTION.pen(world, by, now)
    draft.add(
        "ShopAsked", question=command.question, marketplace=world.marketplace, buyer=by.id, seller=command.seller,
        about=command.about, order=command.order, line=command.line, product=command.product[:120], hours=command.hours,
        side="buyer", text=Private(words(command.text, LONGEST)),
        **private(500, title=command.title, place=command.place),
    )  # fmt: skip
    _await_shop(draft)
    return draft.events()


def checked_hours(hours: int) -> int:
    """Hours within which a shop answers. Refuses answer_hours."""
    if not HOURS[0] <= hours <= HOURS[1]:
        raise Refusal("answer_hours", least=HOURS[0], most=HOURS[1])
    return hours


def ask_again(world: World, command: commands.AskAgain, *, by: Actor, now: datetime) -> Events:
    """Ask on. Refuses question_over, question_long, question_waits (the shop has not answered yet), text_missing, text_too_long."""
    state = _going_on(world)
    _not_long(state)
    if state.status not in (ANSWERED, FIXED, SLOTS):
        raise Refusal("question_waits")
    draft = QUESTION.pen(world, by, now)
    if state.about == "goods":
        draft.clear()
        draft.add("ShopAskedAgain", side="buyer", text=Private(words(command.text, LONGEST)))
        _await_shop(draft)
    else:  # beside an appointment it is a word to the shop that moves nothing
        draft.add("VisitNoted", side="buyer", text=Private(words(command.text, LONGEST)))
    return draft.events()


def answer(world: World, command: commands.AnswerBuyer, *, by: Actor, now: datetime) -> Events:
    """Answer; what waits for an answer gets it, however much stands there. Refuses question_over, question_long, text_missing,
    text_too_long."""
    state = _going_on(world)
    if state.about != "goods" or state.status == ANSWERED:
        _not_long(state)
    draft = QUESTION.pen(world, by, now)
    draft.add("ShopAnswered", side="seller", text=Private(words(command.text, LONGEST)))
    if state.about == "goods":
        draft.clear(ANSWER)
    return draft.events()


def say_helped(world: World, command: commands.SayHelped, *, by: Actor, now: datetime) -> Events:
    """Say whether the answer helped. Refuses question_unanswered."""
    state = world.question
    if not any(one.what == "answered" for one in state.said):
        raise Refusal("question_unanswered")
    if state.helped == ("yes" if command.helped else "no"):
        return ()
    draft = QUESTION.pen(world, by, now)
    draft.add("AnswerRated", side="buyer", helped=command.helped)
    return draft.events()


def offer_times(world: World, command: commands.OfferTimes, *, by: Actor, now: datetime) -> Events:
    """Put times to the buyer, who takes one of them; also to move an appointment that stands.

    Refuses   question_over, question_long, visit_not_asked, visit_times (none, too many, in the past, too far, ending before
              they begin, or one within another), text_too_long
    """
    state = _going_on(world)
    if state.about != "installation":
        raise Refusal("visit_not_asked")
    if state.status in (SLOTS, FIXED):  # without times on the table, the buyer waits for some
        _not_long(state)
    slots = _slots(command.slots, now)
    draft = QUESTION.pen(world, by, now)
    draft.clear()
    note = private(LONGEST, text=command.note)
    draft.add("VisitTimesOffered", side="seller", slots=[list(slot) for slot in slots], **note)
    until = min(now + TAKE_WITHIN, max(clock.parse(slot[0]) for slot in slots))
    draft.wait(TAKE, "buyer", until, "lapse_times")
    return draft.events()


def take_time(world: World, command: commands.TakeTime, *, by: Actor, now: datetime) -> Events:
    """Take one of the times. Refuses question_over, visit_no_times, visit_slot (no such, or it has begun)."""
    state = _going_on(world)
    if state.status != SLOTS:
        raise Refusal("visit_no_times")
    if not 1 <= command.slot <= len(state.slots) or clock.parse(state.slots[command.slot - 1][0]) <= now:
        raise Refusal("visit_slot", slot=command.slot)
    begins, ends = state.slots[command.slot - 1]
    draft = QUESTION.pen(world, by, now)
    draft.clear()
    draft.add("VisitFixed", side="buyer", begins=begins, ends=ends)
    at = clock.parse(begins)
    ahead = next((span for span in REMINDED if at - span > now), None)
    if ahead is not None:
        draft.wait(VISIT, "platform", at - ahead, "remind_visit")
    draft.wait(REPORT, "platform", clock.parse(ends) + REPORT_WITHIN, "count_as_come")
    return draft.events()


def ask_other_times(world: World, command: commands.AskOtherTimes, *, by: Actor, now: datetime) -> Events:
    """None of the times fits, or the fixed one no longer does. Refuses question_over, question_long, visit_no_times, visit_begun,
    text_missing."""
    state = _going_on(world)
    if state.status not in (SLOTS, FIXED):
        raise Refusal("visit_no_times")
    _not_long(state)
    _not_begun(state, now)
    draft = QUESTION.pen(world, by, now)
    draft.clear()
    draft.add("VisitOtherTimesAsked", side="buyer", text=Private(words(command.note, LONGEST)))
    _await_shop(draft)
    return draft.events()


def call_off(world: World, command: commands.CallOff, *, by: Actor, now: datetime) -> Events:
    """Call an appointment off (either side), or take a question back (the buyer). Refuses question_over, visit_begun,
    visit_not_asked (a shop cannot take back what it was asked)."""
    state = _going_on(world)
    side = "buyer" if by.role == "buyer" else "seller"
    if side == "seller" and state.about != "installation":
        raise Refusal("visit_not_asked")
    _not_begun(state, now)
    draft = QUESTION.pen(world, by, now)
    note = private(LONGEST, text=command.note)
    status = CALLED_OFF if state.about == "installation" else WITHDRAWN
    draft.clear(why=status)
    draft.add("ShopQuestionEnded", side=side, status=status, **note)
    return draft.events()


def say_came(world: World, command: commands.SayCame, *, by: Actor, now: datetime) -> Events:
    """Say whether it took place. Refuses question_over, visit_not_fixed, visit_not_begun, text_too_long."""
    state = _going_on(world)
    if state.status != FIXED:
        raise Refusal("visit_not_fixed")
    if clock.parse(state.slot[0]) > now:
        raise Refusal("visit_not_begun", begins=state.slot[0])
    draft = QUESTION.pen(world, by, now)
    draft.clear()
    note = private(LONGEST, text=command.note)
    draft.add("VisitReported", side="buyer", came=command.came, **note)
    return draft.events()


def make_public(world: World, command: commands.MakePublic, *, by: Actor, now: datetime) -> Events:
    """Record the article. Refuses question_unanswered."""
    if not any(one.what == "answered" for one in world.question.said):
        raise Refusal("question_unanswered")
    draft = QUESTION.pen(world, by, now)
    draft.add("AnswerMadePublic", side="seller", article=command.article)
    return draft.events()


def _tell(draft: Pen, row: Deadline) -> None:
    """Both are told; nothing else changes."""


def _lapse_times(draft: Pen, row: Deadline) -> None:
    _await_shop(draft)


def _remind_visit(draft: Pen, row: Deadline) -> None:
    draft.add("VisitReminded", begins=draft.state.slot[0], ends=draft.state.slot[1])


def _count_as_come(draft: Pen, row: Deadline) -> None:
    draft.add("VisitReported", side="system", came=True)


QUESTION = Kind(
    "question",
    evolve,
    {
        "tell_silence": _tell,
        "lapse_times": _lapse_times,
        "remind_visit": _remind_visit,
        "count_as_come": _count_as_come,
    },
)


def _await_shop(draft: Pen) -> None:
    draft.wait(ANSWER, "seller", draft.now + timedelta(hours=draft.state.hours), "tell_silence")


def _going_on(world: World) -> QuestionState:
    state = world.question
    if state.over:
        raise Refusal("question_over", status=state.status)
    return state


def _not_long(state: QuestionState) -> None:
    """No more words than that. What ends a question, and an answer that is waited for, is never refused for its length."""
    if len(state.said) >= MOST_SAID:
        raise Refusal("question_long", most=MOST_SAID)


def _not_begun(state: QuestionState, now: datetime) -> None:
    if state.status == FIXED and clock.parse(state.slot[0]) <= now:
        raise Refusal("visit_begun", begins=state.slot[0])


def _slots(given: tuple[tuple[str, str], ...], now: datetime) -> list[tuple[str, str]]:
    try:
        slots = sorted((clock.parse(begins), clock.parse(ends)) for begins, ends in given)
    except (ValueError, TypeError):
        raise Refusal("visit_times", most=MOST_SLOTS) from None
    apart = all(one[1] <= other[0] for one, other in zip(slots, slots[1:], strict=False))
    fits = all(
        now < begins < ends <= begins + timedelta(hours=12) and begins < now + FARTHEST for begins, ends in slots
    )
    if not 1 <= len(slots) <= MOST_SLOTS or not fits or not apart:
        raise Refusal("visit_times", most=MOST_SLOTS)
    return [(clock.text(begins), clock.text(ends)) for begins, ends in slots]
