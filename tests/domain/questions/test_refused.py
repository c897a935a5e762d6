"""What a question to a shop refuses, and that its length keeps nobody from an answer or from calling a visit off."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.questions import commands as c
from hejie.domain.questions import decide
from hejie.domain.questions.state import ANSWERED, CALLED_OFF, FIXED, LATE, SLOTS, QuestionState, Said, evolve
from tests.support.folding import folded
from tests.support.refused import refuses

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BUYER, SHOP = Actor("buyer", "p1", "market"), Actor("seller", "p2", "market", seller="s1")
ROOT = "question:market:q1"


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    question: QuestionState | None = None
    root: str = ROOT
    marketplace: str = "market"
    streams: dict = field(default_factory=lambda: {"question": ROOT})

    def after(self, act, command, by) -> "World":
        """The world after an act."""
        events = act(self, command, by=by, now=NOW)
        return replace(self, question=folded(evolve, self.question, events, by=by, now=NOW))


def asked(about="goods") -> World:
    return World().after(decide.ask, c.AskShop("q1", "s1", "Is it loud?", about, "root", 1), BUYER)


def full(world: World, status: str = "") -> World:
    """As many messages as go in."""
    said = Said("asked", "buyer", clock.text(NOW), "p1", None, ())
    question = replace(world.question, said=(said,) * decide.MOST_SAID)
    return replace(world, question=replace(question, status=status or question.status))


def times(*days):
    at = [NOW + timedelta(days=day) for day in days]
    return c.OfferTimes("q1", tuple((clock.text(one), clock.text(one + timedelta(hours=2))) for one in at))


def test_a_question_is_put_once():
    refuses("question_exists", decide.ask, asked(), c.AskShop("q1", "s1", "Is it loud?"), by=BUYER, now=NOW)


def test_a_time_that_is_not_there_or_has_begun_cannot_be_taken():
    world = asked("installation").after(decide.offer_times, times(1, 2), SHOP)
    for slot, now in ((0, NOW), (3, NOW), (-1, NOW), (1, NOW + timedelta(days=1))):
        refuses("visit_slot", decide.take_time, world, c.TakeTime("q1", slot), by=BUYER, now=now)


def test_a_question_takes_so_many_messages_and_no_more():
    answered = asked().after(decide.answer, c.AnswerBuyer("q1", "No."), SHOP)
    refuses("question_long", decide.ask_again, full(answered), c.AskAgain("q1", "Really?"), by=BUYER, now=NOW)
    refuses("question_long", decide.answer, full(answered), c.AnswerBuyer("q1", "Really."), by=SHOP, now=NOW)
    visit = asked("installation").after(decide.offer_times, times(1), SHOP)
    refuses("question_long", decide.offer_times, full(visit), times(2), by=SHOP, now=NOW)
    refuses("question_long", decide.ask_other_times, full(visit), c.AskOtherTimes("q1", "No."), by=BUYER, now=NOW)
    refuses("question_long", decide.answer, full(visit), c.AnswerBuyer("q1", "Well."), by=SHOP, now=NOW)


def test_a_shop_can_answer_what_waits_for_it_in_time_or_late_however_long_the_question_is():
    for status in ("", LATE):
        world = full(asked(), status).after(decide.answer, c.AnswerBuyer("q1", "No."), SHOP)
        assert world.question.status == ANSWERED and not world.question.deadlines
        assert full(asked("installation"), status).after(decide.offer_times, times(1), SHOP).question.status == SLOTS


def test_a_visit_is_taken_called_off_and_told_of_however_long_the_question_is():
    world = full(asked("installation").after(decide.offer_times, times(1), SHOP))
    fixed = world.after(decide.take_time, c.TakeTime("q1", 1), BUYER)
    assert fixed.question.status == FIXED
    for who in (BUYER, SHOP):
        assert fixed.after(decide.call_off, c.CallOff("q1"), who).question.status == CALLED_OFF
    then = NOW + timedelta(days=1, hours=3)
    (*_, reported) = decide.say_came(fixed, c.SayCame("q1", True), by=BUYER, now=then)
    assert reported.kind == "VisitReported" and reported.data["came"]
