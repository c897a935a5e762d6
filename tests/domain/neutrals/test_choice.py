"""Who takes a case: what keeps somebody from it, the order of the others, and a lot that anybody can draw again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hejie.domain.neutrals import choice
from hejie.domain.neutrals.choice import Candidate, Wanted

TODAY = date(2026, 11, 2)
CASE = Wanted(
    buyer="pbuyer", seller="sshop", former=("pformer",), reason="defective", category="shoes",
    buyer_languages=frozenset({"ru"}), seller_languages=frozenset({"zh", "en"}), seed="5" * 64,
)  # fmt: skip


def neutral(name: str = "pone", **known) -> Candidate:
    return replace(Candidate(name, frozenset({"ru", "zh"})), **known)


def first(*candidates: Candidate) -> str:
    return choice.judged(CASE, candidates, TODAY)[0].candidate.id


HINDERED = {
    "not_a_neutral": neutral(is_neutral=False),
    "party": neutral("pbuyer"),
    "shop_member": neutral(is_member=True),
    "declared": neutral(declared=frozenset({"sshop"})),
    "former": neutral("pformer"),
    "away": neutral(away_until=date(2026, 11, 3)),
    "full": neutral(most_open=4, open=4),
}


@pytest.mark.parametrize("hindrance", HINDERED)
def test_whoever_has_a_stake_is_away_or_full_cannot_take_it(hindrance):
    (one,) = choice.judged(CASE, [HINDERED[hindrance]], TODAY)
    assert one.hindrance == hindrance


def test_a_stake_in_the_buyer_counts_like_one_in_the_shop():
    (one,) = choice.judged(CASE, [neutral(declared=frozenset({"pbuyer", "sother"}))], TODAY)
    assert one.hindrance == "declared"


def test_what_is_declared_about_others_keeps_from_nothing_and_neither_does_a_day_that_has_come():
    (one,) = choice.judged(
        CASE, [neutral(declared=frozenset({"sother"}), away_until=TODAY, most_open=4, open=3)], TODAY
    )
    assert one.hindrance == ""


def test_who_meets_a_shop_out_of_proportion_cannot_take_its_case():
    busy = neutral("pbusy", with_seller=11, cases=40)
    others = [neutral(f"p{number}", with_seller=4, cases=100) for number in range(3)]
    judged = {one.candidate.id: one.hindrance for one in choice.judged(CASE, [busy, *others], TODAY)}
    assert judged == {"pbusy": "often_seller", "p0": "", "p1": "", "p2": ""}


def test_ten_cases_of_a_shop_are_nothing_and_three_of_a_buyer():
    others = [neutral(f"p{number}", cases=1000) for number in range(3)]
    seldom = neutral("pseldom", with_seller=10, with_buyer=3, cases=10)
    assert {one.hindrance for one in choice.judged(CASE, [seldom, *others], TODAY)} == {""}
    often = replace(seldom, with_buyer=4)
    hindrances = {one.candidate.id: one.hindrance for one in choice.judged(CASE, [often, *others], TODAY)}
    assert hindrances["pseldom"] == "often_buyer"


def test_a_marketplace_of_one_shop_has_somebody_left():
    everyday = [neutral(f"p{number}", with_seller=500, cases=500) for number in range(3)]
    assert {one.hindrance for one in choice.judged(CASE, everyday, TODAY)} == {""}


@given(some.lists(some.tuples(some.integers(0, 300), some.integers(0, 300)), min_size=1, max_size=8))
def test_meeting_a_party_often_never_keeps_everybody_away(counts):
    pool = [
        neutral(f"p{number}", with_seller=shared, cases=shared + more) for number, (shared, more) in enumerate(counts)
    ]
    assert not choice.judged(CASE, pool, TODAY)[0].hindrance


def test_the_languages_of_both_sides_come_first_then_skill_then_load():
    one_language = neutral("pa", languages=frozenset({"zh"}), reasons=frozenset({"defective"}))
    busy = neutral("pb", open=9, reasons=frozenset({"defective"}))
    idle = neutral("pc", open=0)
    both_skills = neutral("pd", open=20, reasons=frozenset({"defective"}), categories=frozenset({"shoes"}))
    order = [one.candidate.id for one in choice.judged(CASE, [one_language, busy, idle, both_skills], TODAY)]
    assert order == ["pd", "pb", "pc", "pa"]
    assert first(neutral("pe", open=2), neutral("pf", open=1)) == "pf"


def test_any_language_of_the_shop_will_do_and_an_unknown_one_is_no_obstacle():
    (one,) = choice.judged(CASE, [neutral(languages=frozenset({"en"}))], TODAY)
    assert one.speaks == ("seller",)
    nobody_known = replace(CASE, buyer_languages=frozenset())
    (one,) = choice.judged(nobody_known, [neutral(languages=frozenset({"en"}))], TODAY)
    assert one.speaks == ("buyer", "seller")


def test_equals_draw_lots_that_depend_on_the_case_and_not_on_who_else_stands_for_choice():
    equals = [neutral(f"p{number}") for number in range(6)]
    chosen = first(*equals)
    assert chosen == first(*reversed(equals))
    assert chosen == min((one.id for one in equals), key=lambda one: choice.lot(CASE.seed, one))
    assert first(*(one for one in equals if one.id != chosen)) != chosen
    winners = {
        choice.judged(replace(CASE, seed=f"{number:064x}"), equals, TODAY)[0].candidate.id for number in range(60)
    }
    assert winners == {one.id for one in equals}


def test_what_the_record_says_of_a_choice_tells_nothing_of_earlier_cases():
    equals = [neutral(f"p{number}", reasons=frozenset({"defective"}), open=2, with_buyer=1) for number in range(3)]
    judged = choice.judged(CASE, [*equals, neutral("pfull", most_open=1, open=1)], TODAY)
    told = choice.why(judged, judged[0], "lot", CASE.seed)
    assert told == {
        "how": "lot", "speaks": ["buyer", "seller"], "skills": ["defective"], "open": 2, "free": 3, "equals": 3,
        "seed": CASE.seed,
    }  # fmt: skip
    assert "seed" not in choice.why(judged, judged[1], "operator", CASE.seed)
