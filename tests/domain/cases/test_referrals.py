"""Going to an outside body: a right of both sides at every stage, with what came back; nothing here waits for it."""

from functools import partial

import pytest

from hejie.domain.cases import referrals
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import (
    AGENT,
    AUDITOR,
    BUYER,
    CASE,
    NEUTRAL,
    OPERATOR,
    PART,
    PLATFORM_AGENT,
    SELLER,
    Move,
    Scene,
)

BODY = {"id": "cn_12315", "names": {"en": "12315", "zh": "12315", "ru": "12315"}, "directory": {"id": "referral/cn"}}
STAGES = {
    "negotiation": lambda: Scene().open(),
    "mediation": stages.mediated,
    "decision": stages.before_decision,
    "appeal": stages.appealed,
    "closed": lambda: Scene().open().act(BUYER, moves.withdraw()),
}


def refer(letter: str = "Dear 12315, …") -> Move:
    decide = partial(referrals.refer_case, body=BODY)
    return decide, referrals.ReferCase(CASE, BODY["id"], "zh", letter), "refer"


def answer(result: str = "accepted", referral: str = "x1", note: str = "") -> Move:
    return referrals.answer_referral, referrals.AnswerReferral(CASE, referral, result, note), "refer_result"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("who", [BUYER, SELLER, AGENT], ids=lambda who: who.role)
def test_both_sides_go_outside_at_every_stage(stage, who):
    scene = STAGES[stage]().act(who, refer(), answer())
    assert scene.case.stage == stage
    (row,) = scene.case.referrals
    assert (row.side, row.body, row.result) == ("buyer" if who is BUYER else "seller", "cn_12315", "accepted")


@pytest.mark.parametrize("who", [NEUTRAL, OPERATOR, PLATFORM_AGENT, AUDITOR], ids=lambda who: who.role)
def test_nobody_else_does(who):
    scene = stages.mediated()
    assert scene.no(who, refer()) == "not_allowed_now"
    assert scene.act(BUYER, refer()).no(who, answer()) == "not_allowed_now"


def test_clocks_offers_and_money_stay_as_they_are():
    scene = Scene().open().act(SELLER, moves.offer(PART))
    before = scene.case
    after = scene.act(BUYER, refer()).case
    assert (after.deadlines, after.offers, after.answered, after.shown_to) == (
        before.deadlines, before.offers, before.answered, before.shown_to,
    )  # fmt: skip


def test_referrals_are_numbered_and_answers_stand_beside_each_other():
    scene = Scene().open().act(BUYER, refer(), refer()).act(SELLER, refer())
    assert [row.id for row in scene.case.referrals] == ["x1", "x2", "x3"]
    scene.act(BUYER, answer(referral="x2"), answer("decided", "x2", "half"))
    row = scene.case.referral("x2")
    assert [one["result"] for one in row.answers] == ["accepted", "decided"] and row.result == "decided"
    assert scene.case.referral("x1").result == ""


def test_only_who_went_there_says_what_came_back():
    scene = Scene().open().act(BUYER, refer())
    assert scene.no(SELLER, answer()) == "referral_not_yours"
    assert scene.no(BUYER, answer(referral="x9")) == "referral_unknown"
    assert scene.no(BUYER, answer("won")) == "bad_result"


def test_a_letter_must_say_something_and_fit():
    scene = Scene().open()
    assert scene.no(BUYER, refer(" ")) == "text_missing"
    assert scene.no(BUYER, refer("x" * 20_001)) == "text_too_long"
