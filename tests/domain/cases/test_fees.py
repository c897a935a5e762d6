"""Fees of those who were asked in: advanced by the asker, borne by the loser, to the cent, with books that balance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.cases import fees
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, NOTHING, PAID, REFUND, SELLER, Scene

FEE = 3000
ACTOR = {"buyer": BUYER, "seller": SELLER}


def advanced(*by: str, fee: int = FEE) -> Scene:
    """A case before its decision in which these sides have each asked somebody in and paid him."""
    scene = Scene().open().act(BUYER, moves.file())
    for number, side in enumerate(by, start=1):
        scene.act(ACTOR[side], moves.ask_in(fee=fee), moves.fee_paid(f"k{number}"))
    return stages.before_decision(scene)


def ruled(scene: Scene, refund: int) -> Scene:
    """Decided, final, and everything paid."""
    scene.act(NEUTRAL, moves.decide({"refund": refund, "currency": "CNY"}))
    scene.pass_time(days=7)
    return scene.post_all().cover_all().post_all()


def test_the_seller_who_loses_gives_back_what_the_buyer_has_advanced():
    scene = ruled(advanced("buyer"), PAID)
    assert scene.case.ruling.data["fees"] == {"buyer": 0, "seller": FEE, "to_buyer": FEE}
    assert scene.paid_out()["buyer"] == PAID + FEE and scene.case.closed


def test_of_a_part_each_bears_his_part_and_the_left_over_unit_is_the_buyers_gain():
    scene = ruled(advanced("buyer", fee=1001), PAID // 2)
    part = scene.case.ruling.data["fees"]
    assert part["buyer"] + part["seller"] == 1001 and part["buyer"] <= part["seller"]
    assert scene.paid_out() == {"buyer": PAID // 2 + part["to_buyer"], "seller": PAID - PAID // 2 - part["to_buyer"]}


def test_what_the_seller_has_advanced_is_set_off_against_the_award():
    scene = ruled(advanced("seller"), PAID // 2)
    part = scene.case.ruling.data["fees"]
    assert part["to_buyer"] < 0 and scene.paid_out()["buyer"] == PAID // 2 + part["to_buyer"]


def test_the_buyer_who_loses_owes_the_seller_the_fee_with_a_date():
    scene = ruled(advanced("seller"), 0)
    duty = scene.case.obligations[0]
    assert (duty.what, duty.side, duty.minor) == ("fee", "buyer", FEE) and scene.case.waits("perform", about=duty.id)
    assert not scene.case.closed
    scene.act(BUYER, moves.perform(duty.id)).act(SELLER, moves.confirm(duty.id))
    assert scene.case.closed and scene.paid_out() == {"buyer": 0, "seller": PAID}


def test_silence_about_a_fee_that_is_owed_breaks_it_and_the_case_ends():
    scene = ruled(advanced("seller"), 0)
    scene.pass_time(days=90)
    assert scene.case.obligations[0].status == "broken" and scene.case.closed


def test_each_has_borne_his_own_and_nothing_moves_when_both_asked_for_as_much_and_parted_evenly():
    scene = ruled(advanced("buyer", "seller"), PAID // 2)
    assert abs(scene.case.ruling.data["fees"]["to_buyer"]) <= 1


def test_an_agreement_leaves_the_fees_where_they_are():
    scene = advanced("buyer").act(SELLER, moves.offer(REFUND))
    scene.act(BUYER, moves.accept(scene.case.offers[-1].id), moves.sign()).act(SELLER, moves.sign()).post_all()
    assert scene.case.outcome == "agreed" and scene.paid_out()["buyer"] == PAID


def test_a_second_look_parts_them_anew():
    scene = (
        advanced("buyer").act(NEUTRAL, moves.decide({"refund": PAID, "currency": "CNY"})).act(SELLER, moves.appeal())
    )
    from tests.domain.cases.scene import OPERATOR, OTHER_NEUTRAL

    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id)).act(BUYER, moves.answer_appeal())
    scene.act(OTHER_NEUTRAL, moves.change(NOTHING)).post_all()
    assert scene.case.ruling.data["fees"] == {"buyer": FEE, "seller": 0, "to_buyer": 0}
    assert scene.paid_out() == {"buyer": 0, "seller": PAID}


def test_where_nobody_has_advanced_anything_a_ruling_says_nothing_of_fees():
    assert "fees" not in ruled(stages.before_decision(), PAID).case.ruling.data


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["buyer", "seller"]), max_size=3), st.integers(1, PAID // 3), st.integers(0, PAID))
def test_whatever_is_advanced_and_ruled_the_books_balance(by, fee, refund):
    scene = ruled(advanced(*by, fee=fee), refund)
    data = scene.case.ruling.data.get("fees")
    paid = scene.paid_out()
    assert paid["buyer"] == fees.award(scene.case.ruling.package, data)
    assert paid["buyer"] + paid["seller"] >= PAID
    if data:
        assert data["buyer"] + data["seller"] == fee * len(by) and min(data["buyer"], data["seller"]) >= 0
        advanced_by_seller = fee * by.count("seller")
        owed = fees.owed_by_buyer(scene.case.ruling.package, data)
        assert data["seller"] - advanced_by_seller == data["to_buyer"]
        assert (owed > 0) == any(duty.what == "fee" for duty in scene.case.obligations)


@pytest.mark.parametrize("outcome", ["decided_buyer", "defaulted_seller"])
def test_who_wins_bears_nothing(outcome):
    case = advanced("buyer").case
    assert fees.borne(case, outcome, case.offers[0].package).buyer == 0
