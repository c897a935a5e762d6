"""Offers, counter-offers, proposals, agreements: what may be answered by whom, and when it is over."""

from datetime import timedelta

import pytest

from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, NOTHING, PAID, PART, REFUND, SELLER, Scene


def status(scene: Scene, offer: str) -> str:
    return scene.case.offer(offer).status


def offered() -> Scene:
    return Scene().open().act(SELLER, moves.offer(PART, note="Half of it was worn."))


@pytest.mark.parametrize(
    "move", [moves.accept("o9"), moves.reject("o9"), moves.take_back("o9")], ids=lambda move: move[2]
)
def test_an_offer_that_was_never_made_is_not_open(move):
    assert offered().no(BUYER, move) == "offer_not_open"


@pytest.mark.parametrize(
    "end", [moves.reject("o2"), moves.offer(NOTHING, in_reply_to="o2")], ids=["rejected", "countered"]
)
def test_an_offer_is_answered_once(end):
    scene = offered().act(BUYER, end)
    assert scene.no(BUYER, moves.accept("o2")) == "offer_not_open"
    assert scene.no(BUYER, moves.reject("o2")) == "offer_not_open"
    assert scene.no(BUYER, moves.offer(NOTHING, in_reply_to="o2")) == "offer_not_open"
    assert not scene.case.waits("offer", about="o2")


def test_an_offer_taken_back_is_gone_for_the_other_side():
    scene = offered().act(SELLER, moves.take_back("o2"))
    assert status(scene, "o2") == "withdrawn"
    assert scene.no(BUYER, moves.accept("o2")) == "offer_not_open"


def test_only_who_made_an_offer_takes_it_back_and_the_claim_itself_is_no_offer_to_take_back():
    scene = offered()
    assert scene.no(BUYER, moves.take_back("o2")) == "offer_not_yours"
    assert scene.no(BUYER, moves.take_back("o1")) == "offer_not_yours"


def test_nobody_answers_his_own_offer():
    scene = offered()
    assert scene.no(SELLER, moves.accept("o2")) == "not_yours_to_answer"
    assert scene.no(SELLER, moves.reject("o2")) == "not_yours_to_answer"
    assert scene.no(BUYER, moves.accept("o1")) == "not_yours_to_answer"


def test_a_side_has_one_offer_at_a_time_and_the_other_side_its_own_beside_it():
    scene = offered().act(BUYER, moves.offer({"refund": 15000})).act(SELLER, moves.offer({"refund": 14000}))
    assert [status(scene, offer) for offer in ("o1", "o2", "o3", "o4")] == ["open", "withdrawn", "open", "open"]


def test_an_offer_may_be_accepted_in_the_last_millisecond_and_not_in_the_next():
    scene = offered()
    until = scene.until("offer")
    scene.now = until - timedelta(milliseconds=1)
    scene.act(BUYER, moves.accept("o2"))
    late = offered()
    late.now = until
    assert late.no(BUYER, moves.accept("o2")) == "offer_not_open"
    assert status(late, "o2") == "lapsed"


def test_with_an_agreement_all_other_offers_lapse_and_only_signatures_are_waited_for():
    scene = Scene().open().act(SELLER, moves.offer(PART)).act(BUYER, moves.offer({"refund": 15000}))
    scene.act(BUYER, moves.accept("o2"))
    assert [offer.status for offer in scene.case.offers] == ["lapsed", "accepted", "lapsed"]
    assert [(wait.wait, wait.who) for wait in scene.case.deadlines] == [("sign", "buyer"), ("sign", "seller")]


def test_while_an_agreement_waits_for_signatures_nothing_else_is_agreed():
    scene = stages.agreed()
    assert scene.no(BUYER, moves.offer(PART)) == "agreement_waits"
    assert scene.no(SELLER, moves.accept("o1")) == "agreement_waits"
    assert scene.no(BUYER, moves.escalate()) == "agreement_waits"


def test_a_signature_is_given_once_and_only_where_something_is_to_be_signed():
    scene = Scene().open()
    assert scene.no(BUYER, moves.sign()) == "nothing_to_sign"
    scene = stages.agreed().act(BUYER, moves.sign())
    assert scene.no(BUYER, moves.sign()) == "already_signed"
    scene.act(SELLER, moves.sign())
    assert scene.no(SELLER, moves.sign()) == "nothing_to_sign"


def test_one_signature_binds_nobody():
    scene = stages.agreed().act(SELLER, moves.sign()).pass_time(days=3)
    assert scene.case.agreement is None
    assert not scene.order.custody.transfers
    assert scene.case.stage == "negotiation" and scene.case.outcome == ""


def test_after_the_agreement_is_in_effect_nothing_is_offered_accepted_or_withdrawn():
    scene = stages.signed()
    assert scene.no(SELLER, moves.offer(PART)) == "already_settled"
    assert scene.no(SELLER, moves.accept("o1")) == "already_settled"
    assert scene.no(BUYER, moves.withdraw()) == "already_settled"
    assert scene.no(BUYER, moves.escalate()) == "agreement_waits"


def test_after_a_ruling_talks_are_over_too():
    scene = stages.decided()
    assert scene.no(SELLER, moves.offer(PART)) == "already_settled"
    assert scene.no(BUYER, moves.withdraw()) == "already_settled"


def test_a_proposal_is_accepted_by_each_side_once():
    scene = stages.mediated().act(NEUTRAL, moves.propose(PART))
    scene.act(BUYER, moves.accept("o2"))
    assert scene.no(BUYER, moves.accept("o2")) == "already_accepted"
    assert scene.no(BUYER, moves.reject("o2")) == "already_accepted"
    assert scene.act(SELLER, moves.reject("o2")).case.offer("o2").status == "rejected"


def test_what_an_offer_promises_is_at_most_what_was_paid():
    assert Scene().open().no(SELLER, moves.offer({"refund": PAID + 1})) == "refund_above_paid"


def test_an_offer_of_the_respondent_answers_the_claim():
    scene = offered()
    assert not scene.case.waits("answer") and not scene.case.waits("reply")
    assert Scene().open().act(SELLER, moves.reject("o1")).case.waits("reply")


def test_accepting_the_whole_claim_gives_what_was_asked_for():
    scene = Scene().open(REFUND).act(SELLER, moves.accept("o1"), moves.sign()).act(BUYER, moves.sign()).post_all()
    assert (scene.case.outcome, scene.paid_out()) == ("agreed", {"buyer": PAID, "seller": 0})
