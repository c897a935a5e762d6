"""Three packages to propose: undominated, above both disagreement points, never below the floor; points from one's own numbers."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hejie.domain.settlement.scenario import Offer, Ranked
from hejie.domain.settlement.terms import bargain, floor, proposals, space
from hejie.domain.settlement.terms.bargain import Bargain
from hejie.domain.settlement.terms.book import SIDES
from hejie.domain.settlement.terms.facts import Chance, Facts
from tests.domain.settlement.terms.cases import BACK, BOOK, PAID, REPLACED, any_facts, any_word, facts, package, told

HONEST = {
    "buyer": told(refund=("11940", "0", 60), goods=("keep", "return", 20), words=("apology", "none", 20)),
    "seller": told(refund=("0", "11940", 50), goods=("return", "keep", 45), voucher=("0", "2388", 5)),
}


def of(seen: Facts, words: dict | None = None, history: tuple = ()) -> Bargain:
    return bargain.of(seen, BOOK, space.of(seen, BOOK), words, history)


def small(**more: object) -> Facts:
    """So few amounts that every package can be looked at."""
    return facts(paid=6, **more)


def everything(found: Bargain) -> list[tuple[int, ...]]:
    """All packages that constraints and floor allow, by trying each."""
    sizes = [range(len(issue.values)) for issue in found.space.issues]
    return [
        one
        for one in product(*sizes)
        if found.space.allows(one)
        and floor.below_floor(found.space.package(one), found.facts) <= found.facts.waived_minor
    ]


def worth(found: Bargain, one: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sum(row[value] for row, value in zip(found.believed[side], one, strict=True)) for side in SIDES)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"guarantees": (replace(BACK, minor=6),)},
        {"guarantees": (replace(BACK, minor=4), REPLACED)},
        {"guarantees": (replace(BACK, minor=6),), "waived_minor": 2},
    ],
)
def test_the_frontier_is_that_of_all_packages_tried_one_by_one(more):
    found = of(small(**more))
    allowed = {worth(found, one) for one in everything(found)}
    above = {one for one in allowed if all(have >= need for have, need in zip(one, found.solved.without, strict=True))}
    best = {
        one for one in above if not any(other != one and other[0] >= one[0] and other[1] >= one[1] for other in above)
    }
    assert {tuple(map(int, row)) for row in found.solved.frontier.utilities} == best
    assert {worth(found, tuple(row)) for row in found.solved.frontier.packages.tolist()} == best


@pytest.mark.parametrize("guarantees", [(), (replace(BACK, minor=6),), (replace(BACK, minor=4), REPLACED), (REPLACED,)])
def test_the_scenario_for_the_engine_excludes_just_what_is_below_the_floor_or_makes_no_sense(guarantees):
    found = of(small(guarantees=guarantees))
    allowed = set(everything(found))
    sizes = [range(len(issue.values)) for issue in found.space.issues]
    left = {
        one
        for one in product(*sizes)
        if not any(all(one[issue] == value for issue, value in pairs.items()) for pairs in found.scenario.constraints)
    }
    assert left == allowed


def test_three_packages_are_proposed_that_differ_and_are_better_for_both_than_none():
    found = of(facts(), HONEST)
    three = proposals.three(found)
    assert len(three) == 3 and len({str(one) for one in three}) == 3
    assert all(found.gain(side, one) >= 0 for side in SIDES for one in three)
    gains = [(found.gain("buyer", one), found.gain("seller", one)) for one in three]
    assert all(not (other[0] >= one[0] and other[1] >= one[1]) for one in gains for other in gains if other != one)
    best = max(a * b for a, b in found.solved.frontier.utilities - found.solved.without)
    assert gains[0][0] * gains[0][1] >= 0.96 * best  # reports are off: nearly the best, and more equal
    least = max(min(a, b) for a, b in found.solved.frontier.utilities - found.solved.without)
    assert max(min(one) for one in gains) >= least - proposals.MATTERS
    far = [max(abs(a - c), abs(b - d)) for (a, b), (c, d) in combinations(gains, 2)]
    assert min(far) >= proposals.MATTERS


def test_each_gets_what_matters_to_it():
    first = proposals.three(of(facts(), HONEST))[0]
    assert first["goods"] == "return" and first["apology"] and first["refund"] > PAID // 3


def test_below_the_floor_nothing_is_proposed_unless_the_buyer_has_gone_there_himself():
    seen = facts(guarantees=(BACK,))
    assert all(floor.below_floor(one, seen) == 0 for one in proposals.three(of(seen, HONEST)))
    waived = replace(seen, waived_minor=PAID // 2)
    three = proposals.three(of(waived, HONEST))
    assert max(floor.below_floor(one, waived) for one in three) > 0
    assert all(floor.below_floor(one, waived) <= PAID // 2 for one in three)


def test_one_option_no_money_and_two_hundred_offers_break_nothing():
    single = replace(BOOK, days=(7,), vouchers=(0.05,))
    seen = facts("late", paid=0, goods_present=False)
    assert len(proposals.three(bargain.of(seen, single, space.of(seen, single)))) <= 3
    many = facts(packages=tuple(package(37 * one, days=1 + one % 90) for one in range(200)))
    found = of(many)
    assert len(proposals.three(found)) == 3
    amounts = {int(value) for value in found.space.issues[0].values}
    assert {0, *(37 * one for one in range(170, 200))} < amounts and len(
        amounts
    ) < 60  # the newest have their exact place
    finer = space.of(facts(), BOOK, tuple(range(0, PAID, 60)))
    assert len(proposals.three(bargain.of(finer.facts, BOOK, finer))) == 3


def test_where_nothing_is_better_for_both_than_a_decision_nothing_is_proposed():
    free = {side: replace(BOOK.roles[side], dispute=0.0, day=0.0, apology=0.0, explanation=0.0) for side in SIDES}
    calm = replace(BOOK, roles=free, proof={**BOOK.proof, "seller": 1.0}, vouchers=(0.05,))
    seen = facts(chances=(Chance(PAID, service="replacement", burden="seller"),))
    word = {side: told(refund=("11940", "0", 50), service=("replacement", "none", 50)) for side in SIDES}
    found = bargain.of(seen, calm, space.of(seen, calm), word)
    assert found.solved.found is None and not len(found.solved.frontier)
    assert proposals.three(found) == ()
    assert found.gain("buyer", package(PAID)) < 0


def test_a_sides_points_and_words_rest_on_its_own_numbers_alone():
    seen = facts()
    alone = of(seen, {"buyer": HONEST["buyer"]})
    others = [
        of(seen, HONEST),
        of(seen, {"buyer": HONEST["buyer"], "seller": told(goods=("keep", "return", 100))}),
        of(seen, {"buyer": HONEST["buyer"]}, (Offer(1, alone.space.values(package(100)), "rejected"),)),
    ]
    for one in (package(), package(PAID), package(3000, service="repair", voucher={"minor": 597}, apology=True)):
        assert {str(alone.points("buyer", one))} == {str(other.points("buyer", one)) for other in others}
    assert all(alone.worths("buyer") == other.worths("buyer") for other in others)


def test_points_say_what_is_got_and_given_out_of_a_hundred():
    found = of(facts(), HONEST).points("buyer", package(5970, goods="return"))
    assert found.total == round(sum(term.points for term in found.gets)) and 0 < found.total < 100
    assert found.gets[0].issue == "refund" and found.gets[0].value == "5970"
    assert {term.issue for term in found.gives} >= {"refund", "goods", "words"}
    assert all(0.5 <= term.points <= term.of for term in (*found.gets, *found.gives))
    best = of(facts(), HONEST).points("buyer", package(PAID, apology=True))
    assert best.total > found.total


def test_what_happens_changes_beliefs_and_not_ones_own_points():
    seen = facts()
    quiet = of(seen)
    wants = quiet.space.values(package(0, apology=True, goods="return", days=3))
    history = tuple(Offer(1, wants, "rejected") for _ in range(4)) + (
        Ranked((wants, quiet.space.values(package(PAID))), ((1, 0), (0, 1))),
    )
    heard = of(seen, None, history)
    assert heard.believed["seller"] != quiet.believed["seller"]
    assert heard.worths("seller") == quiet.worths("seller")
    assert 0 <= quiet.confidence("seller") <= 1


def test_what_a_side_has_told_makes_the_belief_surer():
    seen = facts()
    assert of(seen, HONEST).confidence("buyer") > of(seen).confidence("buyer")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seen=any_facts(), data=st.data())
def test_whatever_a_case_is_no_proposal_is_below_the_floor_or_worse_than_none(seen, data):
    found = space.of(seen, BOOK)
    words = {side: data.draw(st.none() | any_word(found)) for side in SIDES}
    offers = tuple(
        Offer(data.draw(st.integers(0, 1)), found.values(one), data.draw(st.sampled_from([None, "rejected"])))
        for one in seen.packages
    )
    made = bargain.of(seen, BOOK, found, words, offers)
    three = proposals.three(made)
    assert len(three) <= 3
    for one in three:
        assert floor.below_floor(one, seen) <= seen.waived_minor
        assert all(made.gain(side, one) >= 0 for side in SIDES)
        assert found.allows(found.values(one))
    gains = [(made.gain("buyer", one), made.gain("seller", one)) for one in three]
    assert all(not (other[0] >= one[0] and other[1] >= one[1]) for one in gains for other in gains if other is not one)
    for side in SIDES:
        points = made.points(side, found.package(tuple(0 for _ in found.issues)))
        assert 0 <= points.total <= 100 and 0 <= points.without <= 100
        whole = sum(max(row) for row in made.believed[side])
        assert whole in (0, 10_000)
