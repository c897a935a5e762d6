"""What can be agreed: the grid of money, the terms that make sense, what does not go together, there and back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.cases import credit, packages
from hejie.domain.escrow.points_book import Worth
from hejie.domain.settlement.terms import space
from tests.domain.settlement.terms.cases import BACK, BOOK, PAID, REPLACED, any_facts, any_package, facts, package


def values(found: space.Space) -> dict[str, tuple[str, ...]]:
    return {issue.name: issue.values for issue in found.issues}


def test_money_goes_in_steps_of_five_hundredths_with_the_exact_amounts_of_claim_offers_and_floor():
    offered = package(7777), package(3000, voucher={"minor": 1234}, days=21)
    seen = replace(facts(guarantees=(replace(BACK, minor=9999),)), packages=offered)
    found = values(space.of(seen, BOOK))
    grid = {round(PAID * step / 20) for step in range(21)}
    assert {int(one) for one in found["refund"]} == grid | {7777, 3000, 9999}
    assert found["refund"] == tuple(sorted(found["refund"], key=int))
    assert "1234" in found["voucher"] and "21" in found["days"]


@pytest.mark.parametrize(("paid", "amounts"), [(0, ("0",)), (1, ("0", "1")), (7, tuple("01234567"))])
def test_small_sums_have_no_step_twice(paid, amounts):
    assert values(space.of(facts(paid=paid), BOOK))["refund"] == amounts


def test_where_nothing_came_nothing_goes_back():
    found = values(space.of(facts("not_received"), BOOK))
    assert (found["goods"], found["return_freight"]) == (("keep",), ("buyer",))
    assert found["service"] == ("none", "redelivery")
    asked = values(space.of(facts("not_received", packages=(package(goods="return"),)), BOOK))
    assert asked["goods"] == ("keep", "return")  # somebody speaks of goods after all


def test_services_that_make_sense_that_were_offered_and_that_are_certain_can_be_chosen():
    assert values(space.of(facts("late"), BOOK))["service"] == ("none",)
    seen = facts("late", packages=(package(service="repair"),), guarantees=(REPLACED,))
    assert values(space.of(seen, BOOK))["service"] == ("none", "repair", "replacement")


def test_what_does_not_go_together_is_excluded():
    found = space.of(facts(), BOOK)
    assert found.allows(found.values(package(PAID, goods="return", return_freight={"payer": "seller", "minor": 0})))
    assert not found.allows(found.values(package(PAID, service="replacement")))
    assert found.allows(found.values(package(PAID // 4, service="replacement")))
    keeps = dict(zip(space.NAMES, found.values(package(PAID)), strict=True))
    keeps["return_freight"] = found.issues[2].values.index("seller")
    assert not found.allows(tuple(keeps.values()))


def test_old_packages_have_their_place():
    old = {
        name: value for name, value in package(5970, apology=True).items() if name not in ("voucher", "public_reply")
    }
    found = space.of(facts(), BOOK)
    assert found.package(found.values(old)) == package(5970, apology=True)


def test_the_freight_that_somebody_has_named_stays_named():
    named = package(PAID, goods="return", return_freight={"payer": "seller", "minor": 900})
    found = space.of(facts(packages=(named,)), BOOK)
    assert found.package(found.values(named)) == named


def test_a_voucher_that_somebody_has_offered_stays_good_for_as_long():
    offered = package(1000, voucher={"minor": 1500, "days": 30})
    found = space.of(facts(packages=(package(), offered)), BOOK)
    assert found.package(found.values(offered)) == offered
    other = package(1000, voucher={"minor": round(PAID * 0.1)})
    assert found.package(found.values(other))["voucher"]["days"] == BOOK.voucher_days


def test_points_can_be_agreed_where_there_are_some_and_those_of_an_offer_stay_as_they_were_fixed():
    assert space.POINTS not in values(space.of(facts(), BOOK))
    worth = {"since": "2026-11-01", "points": 100, "minor": 30, "days": 365}
    fixed = credit.at_worth(700, Worth("2026-01-01", 1, 1, "CNY", 60))
    found = space.of(facts(points=worth, packages=(package(), package(1000, points=fixed))), BOOK)
    assert values(found)[space.POINTS] == ("0", "597", "700", "1194", "1791", "2388")
    assert found.package(found.values(package(1000, points=fixed)))["points"] == fixed
    other = found.package((*found.values(package())[:-1], 1))["points"]
    assert (other["number"], other["minor"], other["worth"]["since"]) == (1990, 597, "2026-11-01")


def test_money_is_refined_between_neighbours():
    found = space.of(facts(), BOOK)
    finer = found.refined(5970)
    amounts = [int(one) for one in values(finer)["refund"]]
    assert set(map(int, values(found)["refund"])) < set(amounts)
    near = [one for one in amounts if 5373 <= one <= 6567]
    assert max(high - low for low, high in zip(near, near[1:], strict=False)) <= round(PAID * 0.01)
    assert [one for one in amounts if one < 5373] == [int(one) for one in values(found)["refund"] if int(one) < 5373]
    assert len(finer.refined(1).issues[0].values) > len(amounts)
    assert space.of(facts(paid=0), BOOK).refined(0).issues[0].values == ("0",)


@settings(max_examples=80)
@given(seen=any_facts(), data=st.data())
def test_a_package_of_the_grid_comes_back_as_it_was_and_is_a_valid_one(seen, data):
    found = space.of(seen, BOOK)
    chosen = tuple(data.draw(st.integers(0, len(issue.values) - 1)) for issue in found.issues)
    made = found.package(chosen)
    assert packages.checked(made, "CNY", max(seen.paid_minor, made["voucher"]["minor"])) == made
    again = found.values(made)
    assert found.package(again) == made
    if made["goods"] == "return" or found.issues[2].values[chosen[2]] == "buyer":
        assert again == chosen


@settings(max_examples=80)
@given(seen=any_facts(), data=st.data())
def test_every_offer_so_far_lies_on_the_grid_but_for_the_sum_of_its_freight(seen, data):
    found = space.of(seen, BOOK)
    for offer in seen.packages:
        made = found.package(found.values(offer))
        same = {name for name in made if made[name] == offer[name]}
        assert set(made) - same <= {"return_freight", "voucher", "points"}
        for form in credit.FORMS:
            assert credit.of(made, form)["minor"] == credit.of(offer, form)["minor"]
    other = data.draw(any_package(seen.paid_minor))
    assert abs(found.package(found.values(other))["refund"] - other["refund"]) <= -(-seen.paid_minor // 20)
