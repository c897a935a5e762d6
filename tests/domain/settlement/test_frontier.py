"""The frontier and the four solutions are exactly what listing and comparing every package gives."""

import functools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.settlement import brute
from tests.domain.settlement.anac import as_scenario, domains
from tests.domain.settlement.written import answered, issue_name, party, scenario, scenarios

_GRID = st.sampled_from([-1.0, -0.25, 0.0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.7, 0.75, 1.0])
_NEAR = st.builds(lambda whole, part: whole + part, _GRID, st.sampled_from([0.0, 1e-10, -7e-11, 1e-12]))
_ANY = st.floats(-100, 100, allow_nan=False)
_HUGE = st.integers(-(10**12), 10**12).map(float)
_WEIGHTS = st.sampled_from([0.0, 0.0, 0.1, 0.25, 0.3, 0.5, 1.0])


def _pairs(points: list[dict]) -> list[tuple[float, float]]:
    return [(point["utility"]["buyer"], point["utility"]["seller"]) for point in points]


def check(raw: dict, tolerance: float = brute.EQUAL) -> None:
    """Compare an answer with what brute force finds."""
    found = answered(raw)
    one, other = raw["parties"]
    assert found["outcomes"] == len(brute.packages(raw))
    every = brute.above(raw)
    points = _pairs(found["frontier"])
    assert points == sorted(points)
    assert found["zone_of_agreement"] == bool(every) == bool(points)
    expected = brute.undominated(every)
    assert len(points) == len(expected)
    for pair, wanted in zip(points, expected, strict=True):
        assert all(abs(a - b) < tolerance for a, b in zip(pair, wanted, strict=True))
    for point, pair in zip(found["frontier"], points, strict=True):
        again = (brute.utility(one, point["package"]), brute.utility(other, point["package"]))
        assert all(abs(a - b) < tolerance for a, b in zip(pair, again, strict=True))
        assert point["package"] in brute.packages(raw)
    if points:
        solved = brute.solutions(points, (one.get("reservation", 0), other.get("reservation", 0)))
        for name, index in solved.items():
            assert found[name] == found["frontier"][index], name
    else:
        names = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
        assert [found[name] for name in names] == [None] * 4 and found["proposals"] == []


@settings(max_examples=150, deadline=None)
@given(scenarios(_GRID, _WEIGHTS))
def test_ties_constraints_negative_values_and_weights_of_zero(raw):
    check(raw)


@settings(max_examples=100, deadline=None)
@given(scenarios(_NEAR, _WEIGHTS))
def test_utilities_that_differ_by_less_than_a_billionth_are_equal(raw):
    check(raw)


@settings(max_examples=100, deadline=None)
@given(scenarios(_ANY, st.floats(0, 10)))
def test_numbers_of_any_kind(raw):
    check(raw)


@settings(max_examples=60, deadline=None)
@given(scenarios(_HUGE, st.sampled_from([0.0, 1.0, 2.0, 3.0])))
def test_huge_whole_numbers_are_not_rounded(raw):
    found = answered(raw)
    assert _pairs(found["frontier"]) == brute.undominated(brute.above(raw))


def test_numbers_at_the_end_of_doubles_do_not_overflow():
    raw = scenario([3], party("buyer", [1.0], [[0, 1e300, 2e300]]), party("seller", [1.0], [[2e300, 1.5e300, 0]]))
    found = answered(raw)
    assert len(found["frontier"]) == 3 and found["nash"]["package"] == {"a": "1"}


def test_a_single_value_and_a_single_issue():
    check(scenario([1], party("buyer", [1.0], [[0.5]]), party("seller", [1.0], [[0.5]])))


def test_all_weights_zero_leaves_one_point():
    raw = scenario([3, 2], party("buyer", [0.0, 0.0], [[1, 2, 3], [1, 2]]), party("seller", [], []))
    check(raw)
    assert len(answered(raw)["frontier"]) == 1


def test_a_constraint_without_pairs_forbids_everything():
    raw = scenario([2], party("buyer", [1.0], [[0, 1]]), party("seller", [1.0], [[1, 0]]), constraints=[{"not": {}}])
    check(raw)
    assert answered(raw)["outcomes"] == 0


@pytest.mark.parametrize("seed", range(4))
def test_many_constraints_over_all_issues(seed):
    chance = random.Random(seed)  # noqa: S311
    sizes = [4, 3, 4, 3, 4]
    sides = [
        party(name, [chance.random() for _ in sizes], [[chance.randrange(9) / 8 for _ in range(n)] for n in sizes])
        for name in ("buyer", "seller")
    ]
    banned = []
    for length in (2, 2, 2, 3, 5) * 8:
        chosen = chance.sample(range(len(sizes)), length)
        banned.append({"not": {issue_name(one): str(chance.randrange(sizes[one])) for one in chosen}})
    check(scenario(sizes, *sides, constraints=banned))


def test_opposed_parties_with_rounding_keep_every_step_once():
    steps = [n / 30 for n in range(31)]
    weights = [0.1, 0.2, 0.7]
    raw = scenario(
        [31, 31, 5], party("buyer", weights, [steps, steps, steps[::7]]),
        party("seller", weights, [steps[::-1], steps[::-1], steps[::-1][::7]]),
    )  # fmt: skip
    points = _pairs(answered(raw)["frontier"])
    assert all(b[0] - a[0] >= brute.EQUAL for a, b in zip(points, points[1:], strict=False))
    assert len(points) == len({round(pair[0], 6) for pair in brute.above(raw)})


@pytest.mark.parametrize("rise", [1.0, 0.5, 1.5, 2.0])
def test_large_merges_are_what_listing_all_packages_gives(rise):
    sizes = [170, 3, 170]
    rising = [[(value / size) ** rise for value in range(size)] for size in sizes]
    falling = [[1 - value / size for value in range(size)] for size in sizes]
    raw = scenario(sizes, party("buyer", [0.5, 0.3, 0.2], rising), party("seller", [0.2, 0.3, 0.5], falling))
    points, expected = _pairs(answered(raw)["frontier"]), _listed(raw)
    assert len(points) == len(expected)
    assert np.abs(np.array(points) - np.array(expected)).max() < brute.EQUAL


@pytest.mark.parametrize("seed", range(3))
def test_two_issues_of_very_many_values_are_what_comparing_all_packages_gives(seed):
    chance = np.random.default_rng(seed)
    rated = [[np.sort(chance.random(size))[:: 1 - 2 * side] for size in (450, 400)] for side in (0, 1)]
    buyer, seller = (
        party(name, [0.5, 0.25], [one.tolist() for one in side])
        for name, side in zip(("buyer", "seller"), rated, strict=True)
    )
    points = np.array(_pairs(answered(scenario([450, 400], buyer, seller))["frontier"]))
    first, second = (np.add.outer(0.5 * one, 0.25 * other).ravel() for one, other in rated)
    order = np.argsort(-first)
    best = np.maximum.accumulate(second[order])
    stands = order[np.concatenate(([True], second[order][1:] > best[:-1] + brute.EQUAL))][::-1]
    assert len(points) == len(stands)
    assert np.abs(points - np.column_stack((first[stands], second[stands]))).max() < 3 * brute.EQUAL


def test_two_hundred_options_and_ten_million_outcomes_take_no_list_of_them():
    sizes = [200, 200, 250]
    rising = [[(value / size) ** 2 for value in range(size)] for size in sizes]
    falling = [one[::-1] for one in rising]
    raw = scenario(sizes, party("buyer", [0.5, 0.3, 0.2], rising), party("seller", [0.2, 0.3, 0.5], falling))
    found = answered(raw)
    assert found["outcomes"] == 10_000_000
    assert found["frontier"][0]["utility"]["seller"] > found["frontier"][-1]["utility"]["seller"]


@pytest.mark.parametrize("scaled", [False, True])
def test_the_additive_scenarios_of_anac_are_exact(scaled):
    small = [one for one in domains() if math.prod(len(issue["values"]) for issue in one["issues"]) <= 1_300]
    assert len(small) > 30
    for domain in small:
        check(as_scenario(domain, scaled))


def test_the_large_additive_scenarios_of_anac_are_exact():
    for domain in domains():
        raw = as_scenario(domain, True)
        found = answered(raw)
        points, expected = _pairs(found["frontier"]), _listed(raw)
        assert len(points) == len(expected), domain["id"]
        assert np.abs(np.array(points) - np.array(expected)).max() < brute.EQUAL, domain["id"]
        nash = found["nash"]["utility"]
        recorded = math.prod(domain["reference_first_two"]["nash"])
        assert math.isclose(nash["buyer"] * nash["seller"], recorded, abs_tol=2e-5), domain["id"]


def _listed(raw: dict) -> list[tuple[float, float]]:
    """The frontier by listing all packages: those that stand out in sorted order, then compared in pairs."""
    sums = []
    for side in raw["parties"]:
        rated = [[one["weight"] * rating for rating in one["values"].values()] for one in side["utilities"]]
        sums.append(functools.reduce(np.add.outer, [np.array(one) for one in rated]).ravel())
    order = np.lexsort((-sums[1], -sums[0]))
    first, second = sums[0][order], sums[1][order]
    best = np.maximum.accumulate(second)
    stands = np.concatenate(([True], second[1:] > best[:-1]))
    return brute.undominated(list(zip(first[stands].tolist(), second[stands].tolist(), strict=True)))
