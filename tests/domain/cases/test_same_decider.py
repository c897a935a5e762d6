"""Appeals that go back to whoever ruled, and silence about what has been settled already."""

from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, OPERATOR, PART, SELLER, Scene
from tests.domain.procedure import written


def appealed(**changes: object) -> Scene:
    scene = stages.before_decision(Scene(procedure=written.procedure(appeal_to="same", **changes)).open())
    return scene.act(NEUTRAL, moves.decide(PART)).act(SELLER, moves.appeal())


def test_an_appeal_to_the_same_neutral_keeps_him_and_his_time_begins_at_once():
    scene = appealed()
    assert scene.case.neutral and not scene.case.waits("assign") and scene.case.waits("appeal_decide", "appeal_answer")
    scene.act(BUYER, moves.answer_appeal()).act(NEUTRAL, moves.uphold())
    assert scene.case.outcome == "appealed_upheld"


def test_a_default_that_nobody_has_ruled_is_looked_at_by_whoever_is_assigned():
    scene = Scene(procedure=written.procedure(appeal_to="same")).open().pass_time(days=3).act(SELLER, moves.appeal())
    assert scene.case.waits("assign") and not scene.case.waits("appeal_decide")


def test_the_same_neutral_who_is_silent_on_an_appeal_is_replaced():
    scene = appealed().pass_time(days=7)
    assert scene.case.waits("assign") and not scene.case.neutral
    assert scene.act(OPERATOR, moves.assign("psecond")).case.waits("appeal_decide")


LATE = {
    "waits": {
        "late": {
            "who": "respondent",
            "within": {"hours": 1},
            "silence": "grant_claim",
            "starts": ["agreed"],
            "ends": [],
        },
        "question": {"silence": "grant_claim"},
    }
}


def test_silence_does_not_decide_what_has_been_agreed():
    scene = stages.agreed(PART, Scene(procedure=written.procedure(**LATE)).open())
    scene.pass_time(hours=1)
    assert scene.case.agreement and not scene.case.ruling and scene.case.waits("sign")
    assert not scene.case.waits("late")
