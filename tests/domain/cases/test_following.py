"""After the end: whom a case asks, once for each closing, and what it does not take for an answer."""

from hejie.domain.cases import committing, following
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, CASE, SELLER, Scene


def answer(kept="yes", satisfied=4, again="unsure", words=""):
    return following.answer, following.AnswerFollowUp(CASE, kept, satisfied, again, words), "follow_up"


def test_each_side_answers_once_when_the_case_is_closed():
    scene = Scene().open()
    assert scene.no(BUYER, answer()) == "case_still_open"
    scene.act(BUYER, moves.withdraw()).act(BUYER, answer(words="It was mended."))
    for wrong in (
        answer(kept="maybe"),
        answer(again="never"),
        answer(satisfied=0),
        answer(satisfied=6),
        answer(satisfied=True),
    ):
        assert scene.no(SELLER, wrong) == "follow_up_answer"
    scene.act(SELLER, answer("no", 1, "no"))
    assert scene.no(BUYER, answer()) == "followed_up_already"
    assert [row[2] for row in following.rows(scene.case)] == ["buyer", "seller"]


def test_who_binds_himself_alone_breaks_it_without_ending_the_talk():
    scene = (
        Scene().open().act(SELLER, (committing.make, committing.MakePromise(CASE, "The lid by Friday.", 2), "commit"))
    )
    assert scene.no(BUYER, (committing.make, committing.MakePromise(CASE, "I pay.", 2), "commit")) == "not_allowed_now"
    scene.pass_time(days=2, minutes=1)
    assert (scene.case.obligations[0].status, scene.case.stage) == ("broken", "negotiation")
    assert [row[7:8] for row in committing.rows(scene.case)] == [("broken",)]
