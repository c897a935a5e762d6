"""Given choices between packages, when they are read, then the issues that they hang on are known better."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.settlement import answers, wishes
from hejie.domain.settlement.evidence import Choice

_SPREAD = 0.7
_SIZES = [3, 2]


def _before(sizes=_SIZES):
    return wishes.of([], None, sizes, _SPREAD)


def _better(first, other, sharpness=20.0, weight=1.0):
    return Choice((first, other), sharpness, weight)


def test_without_choices_nothing_changes():
    for one, before in zip(answers.read(_before(), []), _before(), strict=True):
        assert (one.shares == before.shares).all()


def test_what_was_preferred_is_worth_more():
    first, second = answers.read(_before(), [_better((2, 0), (0, 0)), _better((2, 0), (1, 0))])
    assert first.means[2] > first.means[0] and first.means[2] > first.means[1]
    assert np.ptp(second.means) == pytest.approx(0, abs=1e-9)  # no choice hung on it


def test_an_issue_for_which_the_other_is_given_up_weighs_more():
    told = [_better((2, 0), (0, 0)), _better((0, 1), (0, 0)), _better((2, 0), (0, 1))]
    first, second = answers.read(_before(), told)
    assert np.ptp(first.means) > np.ptp(second.means)


def test_contradictions_bend_a_belief_and_break_nothing():
    told = [_better((2, 0), (0, 0)), _better((0, 0), (2, 0))] * 3
    first, _second = answers.read(_before(), told)
    assert abs(first.means[2] - first.means[0]) < 0.1 * first.means.max()


def test_a_package_of_average_worth_stands_between():
    first, second = answers.read(_before(), [_better((0, 0), None)] * 3)
    assert first.means[0] > first.means[1:].mean() and second.means[0] > second.means[1]


def test_of_three_the_first_is_better_than_both():
    first, _second = answers.read(_before(), [Choice(((1, 0), (0, 0), (2, 0)), 20.0)])
    assert int(np.argmax(first.means)) == 1


def test_of_very_many_choices_the_newest_count():
    told = [_better((0, 0), (2, 0))] * 100 + [_better((2, 0), (0, 0))] * 100
    first, _second = answers.read(_before(), told)
    assert first.means[2] > first.means[0]


def test_it_agrees_with_summing_over_all_that_is_possible():
    """Two issues of two values have so few weights and shapes that the posterior can be summed outright."""
    before = _before([2, 2])
    told = [_better((1, 0), (0, 1)), _better((1, 1), (0, 0)), _better((1, 0), (0, 0), 8.0, 0.5)]
    found = answers.read(before, told)
    cells = [
        [(float(share), weight * shape) for row, weight in zip(one.shares, one.weights, strict=True)
         for share, shape in zip(row, one.shapes, strict=True)]
        for one in before
    ]  # fmt: skip
    whole, means = 0.0, [np.zeros(2), np.zeros(2)]
    for (share, first), (other_share, second) in itertools.product(*cells):
        likely = share * other_share
        for choice in told:
            (a, b), (c, d) = choice.packages
            apart = choice.sharpness * (first[a] + second[b] - first[c] - second[d])
            likely *= (1 / (1 + math.exp(-apart))) ** choice.weight
        whole += likely
        means = [means[0] + likely * first, means[1] + likely * second]
    for one, exact in zip(found, means, strict=True):
        assert np.ptp(one.means) == pytest.approx(float(np.ptp(exact / whole)), abs=0.06)


@given(st.lists(st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 1))] * 2), max_size=12), st.floats(0.1, 200))
def test_shares_are_shares_whatever_was_chosen(pairs, sharpness):
    told = [_better(one, other, sharpness) for one, other in pairs]
    for one in answers.read(_before(), told):
        assert np.isfinite(one.shares).all() and one.shares.sum() == pytest.approx(1) and (one.variances >= 0).all()
