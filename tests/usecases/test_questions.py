"""Questions to shops: in time or late, made public, evidence in a case; appointments taken, moved, called off, reminded."""

from datetime import timedelta

import pytest

from hejie.domain.guidance.articles import Written
from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions import commands as c
from hejie.record import reader
from hejie.store import queries
from hejie.store import questions as rows
from hejie.usecases import cases, guidance, questions


class Asked:
    """A buyer, a shop, an order, and a question about its first line."""

    def __init__(self, people, ctx, orders, clock, about="goods", **more):
        self._ctx, self.clock = ctx, clock
        self.buyer, self.seller = people("buyer"), people("seller")
        self.root = orders(self.buyer, self.seller)
        receipt = questions.ask(
            ctx(self.buyer),
            seller="",
            text="Does it turn on by itself?",
            about=about,
            order=self.root,
            line=1,
            key="ask",
            **more,
        )
        self.id = receipt.created["question"]

    def do(self, who, command, *more, key="", **named):
        """One act."""
        return questions.act(
            self._ctx(who), command(self.id, *more, **named), key=key or f"k{command.__name__}{more}{named}"
        )

    @property
    def state(self):
        """As it stands."""
        return questions.read(self._ctx(self.buyer), self.id).state

    def slots(self, *days):
        """Times of two hours in so many days."""
        at = [self.clock.now + timedelta(days=day) for day in days]
        return tuple((moments.text(one), moments.text(one + timedelta(hours=2))) for one in at)


@pytest.fixture
def asked(people, ctx, orders, clock):
    """Puts a question: `asked()`."""
    return lambda **more: Asked(people, ctx, orders, clock, **more)


def test_an_answer_in_time_is_on_the_orders_record_and_in_a_later_case(asked, ctx, work):
    one = asked()
    assert (one.state.status, one.state.turn.who, one.state.hours) == ("open", "seller", 24)
    one.do(one.seller, c.AnswerBuyer, "Press the knob.")
    assert (one.state.status, one.state.in_time) == ("answered", True)
    work()
    (record,) = [row for row in reader.order(one.root).records if row.kind == "question"]
    assert (record.facts["messages"], record.lines) == (2, (1,))
    one.do(one.buyer, c.AskAgain, "It does not.")
    one.do(one.seller, c.AnswerBuyer, "Pull the strip.", key="again")
    work()
    kept = [row for row in reader.order(one.root).records if row.kind == "question"]
    assert [row.facts["first"] for row in kept] == [1, 3]
    (opened,) = cases.open_cases(
        ctx(one.buyer), root=one.root, lines=(1,), reason="defective", remedy="refund",
        package={"refund": 19900, "currency": "CNY"}, story="Dead.",
        shown=ctx(one.buyer).in_force().digest, key="open",
    )  # fmt: skip
    work()
    case = reader.case(opened.created["case"])
    assert [item.data["record"]["kind"] for item in case.of_kind("evidence") if item.data.get("record")].count(
        "question"
    ) == 2


def test_no_answer_buys_a_review(asked):
    one = asked()
    with pytest.raises(Refusal) as refused:
        one.do(one.seller, c.AnswerBuyer, "5 stars and you get a discount.")
    assert refused.value.code == "review_bought"


def test_silence_is_told_to_both_counted_and_stops_no_answer(asked, work, clock):
    one = asked()
    clock.move(hours=13)
    work()
    assert [row.reminded for row in one.state.deadlines] == [True]
    clock.move(hours=12)
    work()
    assert one.state.status == "late"
    for who in (one.buyer, one.seller):
        assert "DefaultApplied" in [row["kind"] for row in queries.notices(who.actor).rows]
    assert rows.figures(one.state.marketplace, one.seller.shop) == (1, 0, 1)
    assert reader.order(one.root).records[0].facts["messages"] == 1
    one.do(one.seller, c.AnswerBuyer, "Sorry. Press the knob.")
    assert (one.state.status, one.state.in_time) == ("answered", False)


def test_an_answer_is_made_public_without_the_askers_name(asked, ctx, people):
    one = asked()
    text = Written("seller", "", "en", "How does it turn on?", "Press the knob.")
    with pytest.raises(Refusal, match="question_unanswered"):
        questions.make_public(ctx(one.seller), one.id, text, key="p")
    one.do(one.seller, c.AnswerBuyer, "Press the knob.")
    article = questions.make_public(ctx(one.seller), one.id, text, key="p")
    assert one.state.article == article
    found, version, _shop = guidance.read(one.state.marketplace, article, "en")
    assert found.question == one.id
    assert one.buyer.person.name not in version.title + version.body
    with pytest.raises(Refusal, match="not_found"):
        questions.make_public(ctx(people("seller")), one.id, text, key="p")
    one.do(one.buyer, c.SayHelped, True)
    assert one.state.helped == "yes"


def test_an_appointment_is_offered_taken_moved_reminded_and_held(asked, work, clock):
    one = asked(about="installation", place="Harbour street 3")
    one.do(one.seller, c.OfferTimes, one.slots(2, 3), "Clear the wall.")
    one.do(one.buyer, c.AskOtherTimes, "Only later.")
    one.do(one.seller, c.OfferTimes, one.slots(5, 6), key="later")
    one.do(one.buyer, c.TakeTime, 2)
    assert (one.state.status, one.state.slot) == ("fixed", one.state.slots[1])
    clock.move(days=5, minutes=5)
    work()
    assert not [row for row in one.state.deadlines if row.wait == "visit_begins"]
    with pytest.raises(Refusal, match="visit_not_begun"):
        one.do(one.buyer, c.SayCame, True)
    clock.move(days=1)
    with pytest.raises(Refusal, match="visit_begun"):
        one.do(one.seller, c.CallOff, "Too late.")
    one.do(one.buyer, c.SayCame, False, note="Nobody rang.")
    assert one.state.status == "missed"


def test_times_that_nobody_takes_lapse_and_a_visit_that_nobody_complains_of_counts_as_held(asked, work, clock):
    one = asked(about="installation")
    one.do(one.seller, c.OfferTimes, one.slots(4))
    clock.move(hours=49)
    work()
    assert (one.state.status, one.state.turn.who) == ("open", "seller")
    one.do(one.seller, c.OfferTimes, one.slots(1), key="again")
    one.do(one.buyer, c.TakeTime, 1)
    clock.move(days=5)
    work()
    assert one.state.status == "done"


def test_what_may_not_be_is_refused_in_words(asked, ctx, people, clock):
    one = asked()
    buyer, seller, stranger = one.buyer, one.seller, people("buyer")
    for who, command, more, code in (
        (buyer, c.AskAgain, ("More?",), "question_waits"),
        (buyer, c.SayHelped, (True,), "question_unanswered"),
        (seller, c.AnswerBuyer, (" ",), "text_missing"),
        (seller, c.AnswerBuyer, ("x" * 4001,), "text_too_long"),
        (buyer, c.AnswerBuyer, ("I am not the shop",), "not_found"),
        (stranger, c.SayHelped, (True,), "not_found"),
        (seller, c.OfferTimes, (one.slots(1),), "visit_not_asked"),
        (seller, c.CallOff, (), "visit_not_asked"),
        (buyer, c.TakeTime, (1,), "visit_no_times"),
        (buyer, c.SayCame, (True,), "visit_not_fixed"),
    ):
        with pytest.raises(Refusal) as caught:
            one.do(who, command, *more)
        assert caught.value.code == code, command
    with pytest.raises(Refusal, match="not_found"):
        questions.read(ctx(stranger), one.id)
    for named, code in (
        ({"order": one.root, "line": 1, "about": "weather"}, "question_about"),
        ({"seller": one.seller.shop, "about": "installation"}, "visit_without_order"),
        ({"seller": "nobody"}, "not_found"),
    ):
        with pytest.raises(Refusal) as caught:
            questions.ask(ctx(buyer), **{"seller": "", "text": "x", "key": code} | named)
        assert caught.value.code == code
    with pytest.raises(Refusal, match="not_found"):
        questions.ask(ctx(stranger), seller="", text="x", order=one.root, line=1, key="y")
    one.do(buyer, c.CallOff)
    with pytest.raises(Refusal, match="question_over"):
        one.do(seller, c.AnswerBuyer, "Late.")


@pytest.mark.parametrize(
    "days", [(-1,), (), (61,), (1, 1), (1, 2, 3, 4, 5, 6, 7)], ids=["past", "none", "far", "within", "many"]
)
def test_times_that_cannot_be_are_refused(asked, days):
    one = asked(about="installation")
    with pytest.raises(Refusal, match="visit_times"):
        one.do(one.seller, c.OfferTimes, one.slots(*days))


def test_a_shop_promises_no_longer_than_the_marketplace_lets_it(asked, ctx, people):
    one = asked()
    questions.set_answer_time(ctx(one.seller), 6)
    assert questions.hours_of(one.state.marketplace, one.seller.shop) == 6
    with pytest.raises(Refusal, match="answer_hours"):
        questions.set_answer_time(ctx(one.seller), 25)
    questions.set_answer_time(ctx(people("operator")), 4)
    assert questions.hours_of(one.state.marketplace, one.seller.shop) == 4
    with pytest.raises(Refusal, match="answer_hours"):
        questions.set_answer_time(ctx(people("operator")), 0)
