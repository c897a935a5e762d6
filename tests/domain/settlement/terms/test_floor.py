"""What is certain is the floor: one remedy in full gives up nothing, less than each of them gives up the least difference."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.settlement.terms import floor, space
from hejie.domain.settlement.terms.facts import Guarantee
from tests.domain.settlement.terms.cases import BACK, BOOK, PAID, REPLACED, any_facts, any_package, facts, package

RETURN = {"goods": "return", "return_freight": {"payer": "seller", "minor": 0}}
REDUCED = Guarantee("price_reduction", 2000, "law.less")


def below(made: dict, *guarantees: Guarantee, **more: object) -> int:
    return floor.below_floor(made, facts(guarantees=guarantees, **more))


def test_without_anything_certain_there_is_no_floor():
    assert below(package(0)) == 0
    assert (facts().floor_minor, facts().floor_rule) == (0, "")


def test_money_is_counted_and_goods_that_are_kept_are_not_where_something_is_wrong_with_them():
    assert below(package(PAID), BACK) == below(package(PAID, **RETURN), BACK) == 0
    assert below(package(5000), BACK) == PAID - 5000
    assert below(package(5000, voucher={"minor": PAID - 5000}), BACK) == PAID - 5000


def test_who_keeps_faultless_goods_has_what_he_paid_for():
    seen = facts("none", guarantees=(Guarantee("withdrawal", PAID, "law.withdraw", "return"),))
    assert floor.below_floor(package(0), seen) == 0
    assert floor.below_floor(package(PAID - 1000, goods="return"), seen) == 1000


def test_it_is_told_where_less_money_stands_beside_goods_that_are_kept_instead_of_sent_back():
    wrong = facts(guarantees=(BACK,))
    assert floor.keeps_instead(package(refund=PAID // 2), wrong)
    assert not floor.keeps_instead(package(refund=PAID // 2, goods="return"), wrong)
    assert not floor.keeps_instead(package(refund=PAID), wrong)
    assert not floor.keeps_instead(package(refund=0), facts(guarantees=()))


def test_freight_that_is_the_sellers_is_part_of_it():
    buyer_pays = package(PAID, goods="return")
    assert below(buyer_pays, BACK) == PAID // 20
    assert below(buyer_pays, replace(BACK, freight=False)) == 0
    assert below(buyer_pays, replace(BACK, goods="keep", freight=False)) == PAID // 20


def test_of_several_remedies_one_in_full_is_enough():
    assert below(package(0, service="replacement"), BACK, REPLACED) == 0
    assert below(package(2000), BACK, REDUCED) == 0
    assert below(package(1500), BACK, REDUCED) == 500
    assert floor.rule_of(package(1500), facts(guarantees=(BACK, REDUCED))) == "law.less"
    assert floor.rule_of(package(PAID), facts(guarantees=(BACK, REDUCED))) == ""


def test_sending_goods_back_for_what_is_due_to_who_keeps_them_gives_up_the_rest_of_their_price():
    assert below(package(2000), REDUCED) == 0
    assert below(package(2000, **RETURN), REDUCED) == PAID - 2000
    assert below(package(2000, **RETURN), BACK, REDUCED) == PAID - 2000
    assert below(package(PAID, **RETURN), REDUCED) == 0
    assert below(package(2000, **RETURN), REDUCED, goods_present=False) == 0


def test_a_service_that_is_due_alone_is_worth_what_was_paid():
    assert below(package(1000), REPLACED) == PAID - 1000
    assert below(package(PAID), REPLACED) == 0


def test_what_comes_on_top_comes_on_top_of_each_and_never_makes_more_than_was_paid():
    assert below(package(2000), REDUCED, extra_minor=700, extra_rule="law.more") == 700
    assert below(package(0, service="replacement"), REPLACED, extra_minor=700) == 700
    assert below(package(100), extra_minor=700, extra_rule="law.more") == 600
    assert floor.rule_of(package(100), facts(extra_minor=700, extra_rule="law.more")) == "law.more"
    assert below(package(PAID, **RETURN), BACK, extra_minor=700) == 0


def test_the_least_money_is_that_of_the_least_remedy_in_money():
    assert facts(guarantees=(BACK, REDUCED, REPLACED)).floor_minor == 2000
    assert facts(guarantees=(REPLACED,)).floor_minor == 0
    assert facts(guarantees=(BACK,), extra_minor=500).floor_minor == PAID


@settings(max_examples=150)
@given(seen=any_facts(), data=st.data())
def test_more_money_never_gives_up_more_and_nothing_is_given_up_without_a_rule(seen, data):
    made = data.draw(any_package(seen.paid_minor))
    gap = floor.below_floor(made, seen)
    assert 0 <= gap <= seen.paid_minor + seen.freight_minor
    more = {**made, "refund": data.draw(st.integers(made["refund"], seen.paid_minor))}
    assert floor.below_floor(more, seen) <= gap
    if gap and seen.guarantees:
        assert floor.rule_of(made, seen)


@settings(max_examples=60)
@given(seen=any_facts())
def test_some_package_of_the_space_is_never_below(seen):
    found = space.of(seen, BOOK)
    whole = package(seen.paid_minor, paid=seen.paid_minor)
    assert floor.below_floor(found.package(found.values(whole)), seen) == 0
