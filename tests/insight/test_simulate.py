"""Recorded cases played again: under their own rules the same comes out, under others what those rules bring."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from hejie.insight import recorded, simulate
from hejie.rulebooks import procedures
from tests.domain.cases import moves, stages, walk
from tests.domain.cases.scene import BUYER, NEUTRAL, NOTHING, OPERATOR, OTHER_NEUTRAL, PAID, PART, REFUND, SELLER, Scene
from tests.domain.cases.test_random_cases import live
from tests.domain.procedure import written
from tests.support import by_chance

STANDARD = procedures.load("procedures/standard")
SHORT = written.procedure(
    stages=["negotiation", "decision", "closed"],
    final_stage="decision",
    waits={"answer": {"within": {"hours": 24}, "final": True}, "settle": {"silence": "enter_next"}},
    acts={"mediation": None, "appeal": None},
)


def of(scene: Scene) -> recorded.Recorded:
    """The scene's case as the record would tell it."""
    return recorded.read([entry for entry in scene.entries if entry["stream"].startswith("case:")])


def agreed() -> Scene:
    scene = Scene().open()
    scene.pass_time(hours=30)
    scene.act(SELLER, moves.offer(PART))
    scene.pass_time(hours=5)
    return scene.act(BUYER, moves.accept("o2"), moves.sign()).act(SELLER, moves.sign()).post_all()


def silent() -> Scene:
    return Scene().open().pass_time(days=3).pass_time(days=7).post_all()


def decided() -> Scene:
    scene = stages.decided({"refund": 500, "currency": "CNY"})
    return scene.pass_time(days=7).post_all()


def appealed() -> Scene:
    scene = stages.appealed(REFUND).act(BUYER, moves.answer_appeal())
    return scene.act(OTHER_NEUTRAL, moves.change(NOTHING)).post_all()


def returned() -> Scene:
    scene = stages.signed({**REFUND, "goods": "return"}).act(BUYER, moves.perform())
    return scene.act(SELLER, moves.confirm()).post_all()


def promised() -> Scene:
    scene = Scene().open().act(SELLER, moves.promise(days=3)).act(BUYER, moves.promised())
    scene.pass_time(days=1)
    scene.act(SELLER, moves.perform("b1")).act(BUYER, moves.confirm("b1"), moves.withdraw())
    return scene


ENDED = [promised, agreed, silent, decided, appealed, returned, lambda: Scene().open().act(BUYER, moves.withdraw())]


@pytest.mark.parametrize("make", ENDED)
def test_under_its_own_rules_a_case_ends_as_it_did(make):
    case = of(make())
    before, after = simulate.as_recorded(case), simulate.under(STANDARD, case)
    assert (after.outcome, after.to_buyer, after.defaults, after.neutrals) == (
        before.outcome, before.to_buyer, before.defaults, before.neutrals,
    )  # fmt: skip
    assert after.duration == before.duration and not after.left_out


def test_a_shorter_time_to_answer_turns_a_slow_seller_into_a_silent_one():
    case = of(agreed())
    after = simulate.under(SHORT, case)
    assert (after.outcome, after.defaults, after.to_buyer) == ("defaulted_seller", ("seller",), PAID)
    assert after.duration == timedelta(hours=24)


def test_where_a_neutral_would_have_to_decide_nobody_knows_how():
    scene = Scene().open()
    scene.pass_time(hours=1)
    scene.act(SELLER, moves.tell()).act(BUYER, moves.say())
    scene.pass_time(days=1)
    rules = written.procedure(waits={"settle": {"within": {"hours": 2}}})
    scene.act(SELLER, moves.offer(PART)).act(BUYER, moves.withdraw())
    after = simulate.under(rules, of(scene))
    assert after.outcome in (simulate.UNDECIDED, "withdrawn") and after.neutrals <= 1


def test_what_the_other_rules_do_not_let_people_do_is_counted():
    after = simulate.under(written.procedure(waits={"answer": {"ends": [{"rejected": "respondent"}]}}), of(decided()))
    assert after.left_out["answer_first"] == 1 and after.outcome == "defaulted_seller"


def test_a_case_that_could_not_be_opened_says_why():
    rules = written.procedure(openings=[{"since": "delivered", "within": {"hours": 1}}])
    assert simulate.under(rules, of(silent())).refused == "too_late_to_open"


def test_a_comparison_adds_up_to_its_cases():
    found = simulate.compare(SHORT, [of(make()) for make in ENDED]).summary()
    assert found["cases"] == len(ENDED) == sum(found["moves"].values())
    assert sum(found["outcomes"]["after"].values()) + sum(found["not_opened"].values()) == len(ENDED)
    assert found["defaults"]["after"] != found["defaults"]["before"]


@pytest.mark.parametrize("seed", range(25))
def test_whatever_people_did_it_can_be_played_again(seed):
    random = Random(seed)
    life = live(seed % 9, [walk.drawn(random) for _ in range(60)])
    for rules in (STANDARD, SHORT):
        ending = simulate.under(rules, of(life.scene))
        assert ending.outcome or ending.refused
        assert ending.duration is None or ending.duration >= timedelta(0)


def test_a_whole_market_under_its_own_rules_comes_out_as_it_did_to_the_minute():
    cases = [recorded.read(entries) for entries in by_chance.recorded(400)]
    found = simulate.compare(STANDARD, cases)
    assert len({one.result for one in found.before}) > 5 and any(case.acts for case in cases)
    for before, after in zip(found.before, found.after, strict=True):
        assert after == before and not after.left_out


def test_whoever_acted_after_a_silence_acts_after_it_again():
    scene = Scene().open().pass_time(days=3)
    scene.pass_time(hours=30)
    scene.act(SELLER, moves.appeal())
    case = of(scene)
    assert (case.acts[-1].silences, case.acts[-1].after) == (("answer",), timedelta(hours=30))
    longer = written.procedure(waits={"answer": {"within": {"days": 6}}})
    assert simulate.under(longer, case).defaults[0] == "seller"


def test_a_case_that_was_handed_over_or_objected_to_is_played_on_by_whoever_followed():
    scene = stages.before_decision().act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    scene.pass_time(hours=5)
    third = replace(NEUTRAL, id="pthird")
    scene.act(BUYER, moves.to_another()).act(OPERATOR, moves.assign(third.id)).act(third, moves.decide(REFUND))
    scene.pass_time(days=7).post_all()
    case = of(scene)
    ending = simulate.under(STANDARD, case)
    assert ending == simulate.as_recorded(case) and not ending.left_out
    assert ending.neutrals == 3


def test_neutrals_are_told_apart_by_the_order_in_which_they_came():
    names = [did.who for did in of(appealed()).acts if did.act in ("decide", "change")]
    assert names == ["neutral", "other_neutral"]
