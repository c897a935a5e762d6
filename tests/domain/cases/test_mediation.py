"""A neutral joins, asks, is objected to, is replaced, and goes on to decide."""

import pytest

from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, OPERATOR, OTHER_NEUTRAL, PART, REFUND, SELLER, Scene


def test_the_claimant_waits_for_the_answer_before_he_asks_for_a_neutral():
    assert Scene().open().no(BUYER, moves.escalate()) == "answer_first"
    assert Scene().open().act(SELLER, moves.escalate()).case.stage == "mediation"


def test_a_decision_is_asked_for_only_after_a_proposal_has_failed():
    scene = stages.mediated()
    assert scene.no(BUYER, moves.escalate()) == "mediation_not_tried"
    scene.act(NEUTRAL, moves.propose(PART)).act(SELLER, moves.reject("o2"))
    assert scene.act(BUYER, moves.escalate("Please decide.")).case.stage == "decision"


def test_a_case_has_one_neutral_at_a_time():
    assert stages.mediated().no(OPERATOR, moves.assign(OTHER_NEUTRAL.id)) == "neutral_already_there"


@pytest.mark.parametrize("who", [BUYER.id, NEUTRAL.id])
def test_a_neutral_has_no_stake_and_was_not_on_the_case_before(who):
    scene = stages.mediated().act(SELLER, moves.to_another())
    assert scene.no(OPERATOR, moves.assign(who)) == "neutral_not_impartial"


def test_each_side_gets_another_neutral_once():
    scene = stages.mediated().act(SELLER, moves.to_another())
    assert scene.no(BUYER, moves.to_another()) == "no_neutral"
    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    assert scene.no(SELLER, moves.to_another()) == "objected_before"
    assert scene.act(BUYER, moves.to_another()).case.neutral == ""


def test_nobody_objects_to_a_neutral_who_has_ruled():
    assert stages.decided().no(SELLER, moves.to_another()) == "ruling_made"


def test_the_second_neutral_may_be_objected_to_before_he_rules():
    scene = stages.appealed().act(BUYER, moves.to_another())
    assert scene.case.waits("assign")
    assert scene.no(OPERATOR, moves.assign(OTHER_NEUTRAL.id)) == "neutral_not_impartial"
    assert scene.no(OPERATOR, moves.assign(NEUTRAL.id)) == "neutral_not_impartial"


def test_with_the_neutral_his_proposals_go():
    scene = stages.mediated().act(NEUTRAL, moves.propose(PART)).act(SELLER, moves.to_another())
    assert scene.no(BUYER, moves.accept("o2")) == "offer_not_open"


def test_a_neutral_is_not_changed_while_an_agreement_waits_for_signatures():
    scene = stages.agreed(scene=stages.mediated())
    assert scene.no(BUYER, moves.to_another()) == "agreement_waits"
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.no(BUYER, moves.to_another()) == "agreement_waits"


def test_mediation_does_not_end_under_an_agreement():
    assert stages.agreed(scene=stages.mediated()).no(NEUTRAL, moves.to_decision()) == "agreement_waits"


def test_an_unsigned_agreement_gives_the_stage_its_own_clock_back():
    scene = stages.agreed(scene=stages.mediated()).pass_time(days=3)
    assert [wait.wait for wait in scene.case.deadlines] == ["mediate"]
    scene = stages.agreed(scene=stages.before_decision()).pass_time(days=3)
    assert [wait.wait for wait in scene.case.deadlines] == ["decide"]


def test_a_question_goes_to_one_side_and_is_answered_by_it_once():
    scene = stages.mediated()
    assert scene.no(NEUTRAL, moves.ask("everybody")) == "bad_side"
    scene.act(NEUTRAL, moves.ask("buyer"))
    assert scene.no(SELLER, moves.reply("q1")) == "question_not_yours"
    assert scene.no(BUYER, moves.reply("q7")) == "question_not_open"
    scene.act(BUYER, moves.reply("q1"))
    assert scene.no(BUYER, moves.reply("q1")) == "question_not_open"


def test_a_question_that_nobody_answers_holds_nothing_up():
    scene = stages.before_decision().act(NEUTRAL, moves.ask("seller")).pass_time(days=3)
    assert scene.case.of_kind("lapsed_question")[0].side == "seller"
    assert scene.no(SELLER, moves.reply("q1")) == "question_not_open"
    assert scene.act(NEUTRAL, moves.decide(REFUND)).case.outcome == "decided_buyer"


def test_where_no_neutral_is_found_in_time_the_platform_pays_for_it():
    scene = stages.answered().act(BUYER, moves.escalate()).pass_time(days=2).post_all()
    assert scene.paid_out() == {"buyer": 0, "seller": 19900}
    scene.cover_all().post_all()
    assert scene.paid_out() == {"buyer": 19900, "seller": 19900}
    assert (scene.case.stage, scene.case.outcome) == ("closed", "decided_buyer")


def test_a_silent_mediator_is_followed_by_a_decision():
    assert stages.mediated().pass_time(days=7).case.stage == "decision"


def test_a_neutral_asks_nothing_while_both_sides_may_sign():
    scene = stages.mediated().act(SELLER, moves.offer(PART))
    scene.act(BUYER, moves.accept(scene.case.offers[-1].id))
    assert scene.no(NEUTRAL, moves.ask()) == "agreement_waits"
