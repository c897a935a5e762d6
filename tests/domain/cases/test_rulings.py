"""Decisions, appeals, withdrawal: heard before ruled, once more by another, then final."""

import pytest

from hejie.domain.cases import commands, rulings
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import (
    BUYER,
    CASE,
    NEUTRAL,
    NOTHING,
    OPERATOR,
    OTHER_NEUTRAL,
    PAID,
    PART,
    REFUND,
    SELLER,
    Scene,
)  # fmt: skip


def test_a_neutral_decides_only_when_it_is_his_turn():
    assert stages.decided().no(NEUTRAL, moves.decide()) == "not_your_turn"
    assert stages.agreed(scene=stages.before_decision()).no(NEUTRAL, moves.decide()) == "agreement_waits"


def test_a_decision_rests_on_evidence_that_was_filed_and_says_why():
    scene = stages.before_decision().act(BUYER, moves.file())
    assert scene.no(NEUTRAL, moves.decide(evidence=("e1", "e2"))) == "unknown_evidence"
    silent = rulings.decide_case, commands.DecideCase(CASE, " ", "Rule 3", NOTHING, why=moves.WHY)
    assert scene.refused(*silent, NEUTRAL, "decide") == "text_missing"
    assert scene.act(NEUTRAL, moves.decide(REFUND, evidence=("e1",))).case.ruling.data["evidence"] == ["e1"]


def test_evidence_filed_after_a_ruling_is_marked_late():
    scene = stages.before_decision().act(BUYER, moves.file())
    scene.act(NEUTRAL, moves.decide()).act(SELLER, moves.file())
    assert [piece.data["late"] for piece in scene.case.of_kind("evidence")] == [False, True]


@pytest.mark.parametrize("who", [BUYER, SELLER])
def test_nobody_appeals_where_nothing_was_ruled(who):
    assert stages.before_decision().no(who, moves.appeal()) == "appeal_not_open"


def test_there_is_one_appeal_and_only_while_its_time_runs():
    late = stages.decided().pass_time(days=7)
    assert late.no(SELLER, moves.appeal()) == "appeal_not_open"
    scene = stages.appealed()
    assert scene.no(BUYER, moves.appeal()) == "not_allowed_now"


def test_only_the_other_side_answers_an_appeal_once():
    scene = stages.appealed()
    assert scene.no(SELLER, moves.answer_appeal()) == "appeal_not_open"
    scene.act(BUYER, moves.answer_appeal())
    assert scene.no(BUYER, moves.answer_appeal()) == "appeal_not_open"


def test_no_appeal_is_decided_before_the_other_side_was_heard_or_let_its_time_pass():
    scene = stages.appealed()
    assert scene.no(OTHER_NEUTRAL, moves.uphold()) == "unheard"
    scene.pass_time(days=3).act(OTHER_NEUTRAL, moves.uphold())
    assert scene.case.outcome == "appealed_upheld"


def test_an_appeal_is_decided_once():
    scene = stages.appealed().act(BUYER, moves.answer_appeal()).act(OTHER_NEUTRAL, moves.uphold())
    assert scene.no(OTHER_NEUTRAL, moves.change(PART)) == "appeal_not_open"


def test_the_money_of_a_ruling_is_reserved_and_replaced_by_that_of_the_appeal():
    scene = stages.decided(REFUND)
    assert [(row.amount, row.status) for row in scene.order.custody.transfers] == [(PAID, "pending")]
    scene.act(SELLER, moves.appeal()).act(OPERATOR, moves.assign(OTHER_NEUTRAL.id)).act(BUYER, moves.answer_appeal())
    scene.act(OTHER_NEUTRAL, moves.change(PART))
    assert [(row.amount, row.status) for row in scene.order.custody.transfers] == [
        (PAID, "voided"), (11940, "released"), (PAID - 11940, "released"),
    ]  # fmt: skip


def test_a_silent_second_neutral_is_replaced_once_and_then_the_first_ruling_stands():
    scene = stages.appealed(PART).pass_time(days=7)
    assert scene.case.waits("assign")
    scene.act(OPERATOR, moves.assign("pthird")).pass_time(days=7).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "appealed_upheld")
    assert scene.paid_out() == {"buyer": 11940, "seller": PAID - 11940}


def test_a_default_may_be_appealed_by_the_side_that_was_silent():
    scene = Scene().open().pass_time(days=3).act(SELLER, moves.appeal("I was in hospital."))
    scene.act(OPERATOR, moves.assign()).act(BUYER, moves.answer_appeal())
    scene.act(NEUTRAL, moves.change(NOTHING)).post_all()
    assert (scene.case.outcome, scene.paid_out()) == ("appealed_changed", {"buyer": 0, "seller": PAID})


def test_a_lapsed_claim_that_is_upheld_on_appeal_lets_the_trade_go_its_ordinary_way():
    scene = stages.answered().pass_time(days=5)
    assert scene.case.outcome == "defaulted_buyer"
    scene.act(BUYER, moves.appeal("I was away.")).act(OPERATOR, moves.assign()).act(SELLER, moves.answer_appeal())
    scene.act(NEUTRAL, moves.uphold()).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "appealed_upheld")
    assert scene.paid_out() == {"buyer": 0, "seller": 0}
    assert scene.order.deadlines  # the buyer's time to confirm receipt runs again


@pytest.mark.parametrize("package", [NOTHING, PART, REFUND])
def test_a_claim_given_up_closes_at_once_and_is_not_taken_up_again(package):
    scene = Scene().open(package).act(BUYER, moves.withdraw("It fits after all."))
    assert (scene.case.stage, scene.case.outcome) == ("closed", "withdrawn")
    assert scene.no(BUYER, moves.withdraw()) == "not_allowed_now"
    assert not scene.case.open_offers() and not scene.case.deadlines


def test_only_the_claimant_gives_a_claim_up():
    assert Scene().open().no(SELLER, moves.withdraw()) == "not_allowed_now"


def test_a_seller_who_claims_and_hears_nothing_gets_his_claim_by_default():
    scene = Scene().open({"refund": 0}, by=SELLER, reason="none", remedy="apology").pass_time(days=3)
    assert scene.case.outcome == "defaulted_buyer"
    assert scene.pass_time(days=7).post_all().case.stage == "closed"
    assert scene.paid_out() == {"buyer": 0, "seller": PAID}
