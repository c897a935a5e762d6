"""What terms are worth to a side: by role and problem at first, then by its own word; what it has without an agreement."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import preferences, space, values
from hejie.domain.settlement.terms.facts import Chance
from hejie.domain.settlement.terms.values import WHOLE, Likely
from tests.domain.settlement.terms.cases import BACK, BOOK, PAID, REPLACED, any_facts, any_word, facts, told

SPACE = space.of(facts("wrong_item"), BOOK)
NAMES = space.NAMES


def money(side: str, issue: str, value: str, reason: str = "not_as_described") -> float:
    found = space.of(facts(reason), BOOK)
    at = NAMES.index(issue)
    worths = values.in_money(side, found)[at]
    return worths[found.issues[at].values.index(value)] - worths[0]


def rating(word: preferences.Preferences | None, issue: str, value: str, side: str = "buyer") -> float:
    at = NAMES.index(issue)
    return values.told(side, SPACE, word).ratings[at][SPACE.issues[at].values.index(value)]


def weights(word: preferences.Preferences | None, side: str = "buyer") -> dict[str, float]:
    return dict(zip(NAMES, values.told(side, SPACE, word).weights, strict=True))


def test_money_is_worth_itself_and_what_one_side_gets_the_other_pays():
    assert (money("buyer", "refund", "5970"), money("seller", "refund", "5970")) == (5970, -5970)


def test_a_voucher_costs_the_seller_less_than_its_face_and_is_worth_less_to_the_buyer():
    face = int(SPACE.issues[4].values[-1])
    assert 0 < money("buyer", "voucher", str(face)) < face
    assert -face < money("seller", "voucher", str(face)) < 0


def test_points_cost_the_seller_what_is_used_of_them_and_are_worth_less_than_money_to_the_buyer():
    found = space.of(facts(points={"since": "", "points": 1, "minor": 1, "days": 365}), BOOK)
    worth, cost = (values.in_money(side, found)[-1][-1] for side in ("buyer", "seller"))
    face = int(found.issues[-1].values[-1])
    assert 0 < worth < -cost < face  # tied and ending; what stays unused goes home to the giver
    used = BOOK.measured(points=0.4)
    assert (used.roles["seller"].points, used.roles["seller"].voucher) == (0.4, BOOK.roles["seller"].voucher)
    assert used.roles["buyer"].points == pytest.approx(0.4 * BOOK.roles["buyer"].points / BOOK.roles["seller"].points)


def test_returned_goods_have_salvage_value_by_the_kind_of_problem():
    assert money("seller", "goods", "return", "not_as_described") > money("seller", "goods", "return", "counterfeit")
    assert money("buyer", "goods", "return", "none") < money("buyer", "goods", "return", "defective") < 0


def test_delay_costs_the_buyer_and_time_helps_the_seller():
    assert money("buyer", "days", "14") < 0 < money("seller", "days", "14")


def test_words_are_worth_more_than_they_cost_and_a_public_reply_helps_the_seller():
    assert money("buyer", "words", "both") > -money("seller", "words", "both") > 0
    assert money("seller", "public_reply", "yes") > 0


def test_everybody_in_a_role_has_the_same_priors():
    other = replace(facts("wrong_item"), category="jewellery")
    assert values.usual("buyer", space.of(other, BOOK)) == values.usual("buyer", SPACE)


def test_a_persons_points_become_weights_and_what_he_left_out_only_breaks_ties():
    found = weights(told(refund=("", "", 60), goods=("", "", 40)))
    assert found["refund"] / found["goods"] == pytest.approx(1.5, rel=0.05)
    assert 0 < found["days"] < 0.02
    assert sum(found.values()) == pytest.approx(1)


def test_best_and_worst_turn_an_issue_round():
    assert rating(None, "goods", "keep") == 1
    turned = told(goods=("return", "keep", 50))
    assert (rating(turned, "goods", "return"), rating(turned, "goods", "keep")) == (1, 0)
    served = told(service=("none", "replacement", 10))
    assert rating(served, "service", "none") == 1 and rating(served, "service", "replacement") == 0
    assert 0 < rating(served, "service", "redelivery") < 1


def test_between_best_and_worst_money_goes_straight_and_beyond_the_best_it_stays():
    word = told(refund=("5970", "0", 50))
    assert rating(word, "refund", "2985") == pytest.approx(0.5)
    assert rating(word, "refund", "11940") == 1
    assert rating(told(refund=("11940", "", 50)), "refund", "5970") == pytest.approx(0.5)
    assert rating(told(refund=("", "11940", 50)), "refund", "5970") == pytest.approx(0.5)


def test_ratings_stand_and_the_rest_is_filled_in_between():
    word = told(refund=("11940", "0", 50, {"5970": 9}), words=("", "", 10, {"apology": 10, "explanation": 0}))
    assert rating(word, "refund", "5970") == pytest.approx(0.9)
    assert rating(word, "refund", "2985") == pytest.approx(0.45)
    assert (rating(word, "words", "apology"), rating(word, "words", "explanation")) == (1, 0)


def test_a_word_about_a_grid_that_has_changed_since_is_still_read():
    word = told(refund=("7777", "33", 50, {"4444": 5}))
    assert rating(word, "refund", "11940") == 1
    assert rating(word, "refund", "0") == 0


def test_a_decision_gives_what_is_certain_and_what_is_open_by_who_must_prove_it():
    assert values.likely(facts(guarantees=(BACK,)), BOOK) == Likely(PAID, 1.0)
    proved = {
        one: values.likely(facts(chances=(Chance(PAID, "return", burden=one),)), BOOK) for one in ("buyer", "seller")
    }
    assert 0 < proved["buyer"].minor < proved["seller"].minor < PAID
    assert values.likely(facts(guarantees=(REPLACED,)), BOOK) == Likely(0, 0.0, "replacement", 1.0)
    usual = values.likely(facts("not_received"), BOOK).minor / PAID
    assert usual == pytest.approx(BOOK.problem("not_received").awarded)
    assert values.likely(facts(remedy="return_and_refund"), BOOK).returned == BOOK.problem("not_as_described").awarded
    assert values.likely(facts(extra_minor=700, extra_rule="x"), BOOK).minor == 700


def test_going_on_to_a_decision_costs_both_time_and_trouble():
    for side in ("buyer", "seller"):
        worths = values.in_money(side, SPACE)
        free = replace(BOOK, roles={side: replace(BOOK.roles[side], dispute=0.0, day=0.0)})
        easy = space.of(SPACE.facts, free)
        cost = values.without(side, easy, worths) - values.without(side, SPACE, worths)
        role = BOOK.roles[side]
        days = role.day * BOOK.decision_days if side == "buyer" else 0.0
        assert cost == pytest.approx(PAID * (role.dispute + days))


def test_the_disagreement_point_is_the_likely_decision_in_ones_own_numbers():
    seen = space.of(facts(guarantees=(BACK,)), BOOK)
    buyer = values.without("buyer", seen, values.in_money("buyer", seen))
    lost = PAID * (BOOK.roles["buyer"].dispute + BOOK.roles["buyer"].day * BOOK.decision_days)
    sent_back = -PAID * BOOK.roles["buyer"].way_back
    assert buyer == pytest.approx(PAID + sent_back - lost - 10 * PAID * BOOK.roles["buyer"].day)


@settings(max_examples=100)
@given(seen=any_facts(), data=st.data(), side=st.sampled_from(["buyer", "seller"]))
def test_part_worths_are_whole_numbers_that_sum_to_ten_thousand_whatever_was_told(seen, data, side):
    found = space.of(seen, BOOK)
    word = data.draw(st.none() | any_word(found))
    whole = values.integers(values.told(side, found, word).worths())
    tops = sum(max(one) for one in whole)
    several = any(len(issue.values) > 1 for issue in found.issues)
    assert tops == WHOLE if several else tops == 0
    assert all(min(one) == 0 and all(type(value) is int for value in one) for one in whole)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"weather": {"points": 10}}, "preferences_unknown_issue"),
        ({"refund": 10}, "preferences_unknown_issue"),
        ({"refund": {"point": 10}}, "preferences_unknown_issue"),
        ({"refund": {"points": 10, "best": "6000"}}, "preferences_unknown_value"),
        ({"goods": {"points": 10, "worst": ["keep"]}}, "preferences_unknown_value"),
        ({"goods": {"points": 10, "ratings": {"burn": 1}}}, "preferences_unknown_value"),
        ({"refund": {"points": -1}}, "preferences_bad_points"),
        ({"refund": {"points": 101}}, "preferences_bad_points"),
        ({"refund": {"points": "10"}}, "preferences_bad_points"),
        ({"refund": {"points": True}}, "preferences_bad_points"),
        ({"refund": {"points": float("nan")}}, "preferences_bad_points"),
        ({}, "preferences_no_points"),
        ({"refund": {"points": 0, "best": "11940"}}, "preferences_no_points"),
        ({"goods": {"points": 1, "ratings": {"keep": 11}}}, "preferences_bad_rating"),
        ({"goods": {"points": 1, "ratings": {"keep": 5.5}}}, "preferences_bad_rating"),
        ({"goods": {"points": 1, "ratings": [5]}}, "preferences_bad_rating"),
        ({"goods": {"points": 1, "best": "keep", "worst": "keep"}}, "preferences_same_best_worst"),
    ],
)
def test_preferences_that_cannot_be_meant_are_refused(raw, code):
    with pytest.raises(Refusal) as refusal:
        preferences.read(raw, SPACE)
    assert refusal.value.code == code


def test_preferences_are_read_whole_in_part_and_back():
    raw = {"refund": {"best": "11940", "worst": "0", "points": 70, "ratings": {"5970": 4}}, "words": {"points": 30}}
    word = preferences.read(raw, SPACE)
    assert word.issues["words"] == preferences.Told(points=30)
    assert preferences.read(word.said(), SPACE) == word


def test_one_outcome_is_best_and_worst_at_once_where_there_is_no_other():
    alone = space.of(facts("not_received"), BOOK)
    word = preferences.read({"goods": {"best": "keep", "worst": "keep", "points": 5}}, alone)
    assert word.issues["goods"].best == "keep"


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_a_person_chooses_on_the_page_is_read(data):
    word = data.draw(any_word(SPACE))
    if not any(one.points for one in word.issues.values()):
        return
    assert preferences.read(word.said(), SPACE) == word
