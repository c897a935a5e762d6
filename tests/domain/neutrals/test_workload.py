"""A neutral's work in numbers, and which of them are too small to mean anything."""

import pytest

from hejie.domain.neutrals.workload import DAY_MS, MEDIAN_FROM, SHARES_FROM, Decided, figures


def decided(days: float, verdict: str = "buyer", appealed: str = "") -> Decided:
    return Decided(1_000, 1_000 + int(days * DAY_MS), verdict, appealed)


def test_nothing_decided_is_no_median():
    none = figures([])
    assert (none.decided, none.median_days, none.appealed) == (0, None, 0)
    assert not (none.median_counts or none.shares_count or none.appeals_count)


@pytest.mark.parametrize(("days", "median"), [([3], 3.0), ([1, 9, 2], 2.0), ([1, 2, 3, 10], 2.5), ([0.04], 0.0)])
def test_the_median_is_the_one_in_the_middle(days, median):
    assert figures(decided(one) for one in days).median_days == median


def test_decisions_are_counted_by_whom_they_favoured_and_what_a_second_look_came_to():
    rows = [decided(1), decided(1, "seller", "changed"), decided(1, "seller", "upheld"), decided(1, "split", "upheld")]
    found = figures(rows)
    assert (found.buyer, found.seller, found.split) == (1, 2, 1)
    assert (found.upheld, found.changed, found.appealed) == (2, 1, 3)


def test_small_numbers_are_told_apart_from_those_that_mean_something():
    few, more = figures([decided(1)] * (MEDIAN_FROM - 1)), figures([decided(1)] * MEDIAN_FROM)
    assert not few.median_counts and more.median_counts
    assert not figures([decided(1)] * (SHARES_FROM - 1)).shares_count
    enough = figures([decided(1, appealed="upheld")] * SHARES_FROM)
    assert enough.shares_count and enough.appeals_count
