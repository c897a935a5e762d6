"""Steps that are for the time of a wait alone, and which of several waits runs out first."""

from hejie.domain.cases import opening
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, PAID, REFUND, SELLER, Scene
from tests.domain.procedure import written


def test_a_step_may_be_for_the_time_of_a_wait_alone_and_be_taken_anew():
    paid = {
        "who": "respondent", "within": {"days": 2}, "silence": "grant_claim",
        "starts": [{"offered": "claimant"}], "ends": [{"step": "paying"}],
    }  # fmt: skip
    step = {"by": ["respondent"], "stages": ["negotiation"], "during": ["paid"]}
    scene = Scene(procedure=written.procedure(waits={"paid": paid}, steps={"paying": step})).open()
    for _again in range(2):
        assert scene.no(SELLER, moves.step("paying")) == "step_unknown"
        scene.act(BUYER, moves.offer(REFUND))
        assert scene.case.waits("paid")
        scene.act(SELLER, moves.step("paying"))
        assert not scene.case.waits("paid")


def test_a_sellers_claim_may_end_with_all_the_money_going_back():
    pays = {"who": "claimant", "within": {"days": 7}, "silence": "refund_buyer", "final": True, "starts": ["opened"]}
    scene = Scene(procedure=written.procedure(waits={"fee": pays, "answer": {"within": {"days": 9}}}))
    scene.do(opening.open_case, scene.claim({"refund": 0, "currency": "CNY"}), SELLER, "open")
    scene.pass_time(days=7).post_all()
    assert (scene.case.outcome, scene.case.closed) == ("defaulted_seller", True)
    assert scene.paid_out() == {"buyer": PAID, "seller": 0}


def test_of_waits_that_end_at_one_moment_the_one_that_began_first_comes_first():
    pays = {"within": {"days": 7}, "starts": [{"entered": "decision"}]}
    rules = written.procedure(
        waits={
            "claimant_pays": {**pays, "who": "claimant", "silence": "deny_claim"},
            "respondent_pays": {**pays, "who": "respondent", "silence": "grant_claim"},
        }
    )
    scene = Scene(procedure=rules).open()
    for _ in range(3):
        scene.act(BUYER, moves.offer(REFUND))
    scene = stages.before_decision(scene)
    numbers = [scene.case.waits(name)[0].id for name in ("claimant_pays", "respondent_pays")]
    assert numbers == ["d9", "d10"]
    assert scene.pass_time(days=7).case.outcome == "defaulted_buyer"
