"""What was promised in talk: binding once both agree, with a clock of its own, kept, confirmed or broken."""

from datetime import timedelta

from tests.domain.cases import moves, stages
from tests.domain.cases.scene import AGENT, BUYER, CASE, PART, REFUND, SELLER, Scene


def promised(**terms) -> Scene:
    """The seller has promised something; the buyer has agreed."""
    return Scene().open().act(SELLER, moves.promise(**terms)).act(BUYER, moves.promised())


def test_a_promise_binds_when_the_other_side_agrees_whoever_keeps_it():
    for by, other in ((SELLER, BUYER), (BUYER, SELLER)):
        scene = Scene().open().act(by, moves.promise("seller", days=5))
        assert not scene.case.obligations and scene.no(by, moves.promised()) == "promise_not_yours"
        scene.act(other, moves.promised())
        (duty,) = scene.case.obligations
        assert (duty.what, duty.side, duty.promise) == ("promise", "seller", "p1")
        assert scene.until("keep_promise") == scene.now + timedelta(days=5)
        assert scene.case.promise("p1").status == "agreed"


def test_it_may_name_the_message_in_which_it_was_said():
    scene = Scene().open().act(SELLER, moves.say("I will send you a voucher."))
    scene.act(BUYER, moves.promise("seller", message="m1"))
    assert scene.case.promise("p1").message == "m1"
    assert scene.no(BUYER, moves.promise("seller", message="m9")) == "unknown_message"


def test_it_is_declined_or_taken_back_and_then_binds_nobody():
    scene = Scene().open().act(SELLER, moves.promise()).act(BUYER, moves.unpromised())
    assert scene.case.promise("p1").status == "declined"
    assert scene.no(BUYER, moves.promised()) == "promise_not_open"


def test_what_cannot_be_promised_is_refused():
    scene = Scene().open()
    assert scene.no(SELLER, moves.promise("moon")) == "bad_side"
    assert scene.no(SELLER, moves.promise(days=0)) == "promise_days"
    assert scene.no(SELLER, moves.promise(minor=-1)) == "amount_negative"
    assert scene.no(AGENT, moves.promise(minor=6000)) == "promise_above_limit"
    for _ in range(20):
        scene.act(SELLER, moves.promise())
    assert scene.no(SELLER, moves.promise()) == "too_many_promises"


def test_it_is_kept_with_a_proof_and_confirmed_by_the_other():
    scene = promised().act(SELLER, moves.file("voucher.png"), moves.perform("b1"))
    assert not scene.case.waits("keep_promise") and [row.who for row in scene.case.waits("confirm_promise")] == [
        "buyer"
    ]
    scene.act(BUYER, moves.confirm("b1"))
    assert scene.case.obligation("b1").status == "kept" and not scene.case.closed


def test_silence_of_whoever_should_confirm_counts_as_kept():
    scene = promised().act(SELLER, moves.tell(), moves.perform("b1")).act(BUYER, moves.say())
    assert scene.pass_time(days=7).case.obligation("b1").status == "kept"


def test_a_broken_promise_ends_the_talk():
    scene = promised(days=2)
    scene.pass_time(days=2)
    assert scene.case.obligation("b1").status == "broken" and scene.case.stage == "mediation"


def test_the_other_side_may_say_that_it_was_not_kept():
    scene = promised().act(SELLER, moves.tell(), moves.perform("b1"))
    assert scene.no(BUYER, moves.dispute("b1", "")) == "text_missing"
    scene.act(BUYER, moves.dispute("b1"))
    assert scene.case.obligation("b1").status == "broken" and scene.case.stage == "negotiation"


def test_it_outlives_an_agreement_about_the_rest_and_the_case_closes_after_it():
    scene = promised(days=20)
    scene.act(SELLER, moves.offer(PART)).act(BUYER, moves.accept("o2"), moves.sign()).act(SELLER, moves.sign())
    scene.post_all()
    assert scene.case.outcome == "agreed" and not scene.case.closed and scene.case.waits("keep_promise")
    scene.act(SELLER, moves.perform("b1")).act(BUYER, moves.confirm("b1"))
    assert scene.case.closed


def test_it_outlives_a_ruling_and_a_dispute_about_what_was_ruled():
    scene = stages.signed({**REFUND, "goods": "return"}, promised(days=80))
    scene.act(BUYER, moves.perform("b2")).act(SELLER, moves.dispute("b2"))
    assert scene.case.waits("keep_promise")
    scene.act(SELLER, moves.perform("b1")).act(BUYER, moves.confirm("b1"))
    assert scene.case.obligation("b1").status == "kept"


def test_who_withdraws_does_not_let_a_promise_to_himself_fall_unawares():
    scene = promised()
    assert scene.no(BUYER, moves.withdraw()) == "promise_runs"
    scene.act(SELLER, moves.perform("b1")).act(BUYER, moves.confirm("b1"), moves.withdraw())
    assert scene.case.closed


def test_with_the_case_everything_ends_that_waits_for_an_answer():
    scene = Scene().open().act(SELLER, moves.promise()).act(BUYER, moves.withdraw())
    assert scene.case.promise("p1").status == "lapsed" and not scene.case.deadlines
    assert CASE in scene.case.id


def test_proof_is_something_on_the_file():
    decide, command, action = moves.perform("b1")
    scene = promised()
    assert scene.no(SELLER, (decide, type(command)(CASE, "b1", "", ("e7",)), action)) == "unknown_evidence"
