"""What offers alone say: constant issues matter, offered values are liked, what the other side wants is liked less."""

import numpy as np
import pytest

from hejie.domain.settlement import wishes

_SPREAD = 0.7


def test_what_never_changes_matters_more_and_what_is_offered_is_liked_best():
    offers = [(0, 0, 3), (0, 1, 3), (0, 2, 3), (0, 1, 3)]
    found = wishes.of(offers, None, [4, 3, 4], _SPREAD)
    spans = [float(np.ptp(one.means)) for one in found]
    assert spans[0] > 2 * spans[1] and spans[2] > 2 * spans[1]
    assert int(found[0].means.argmax()) == 0 and int(found[2].means.argmax()) == 3


def test_values_between_the_one_that_is_offered_and_the_far_end_fall():
    means = wishes.of([(4, 0)] * 5, None, [5, 2], _SPREAD)[0].means
    assert (np.diff(means) > 0).all()


def test_the_first_offers_say_more_than_what_was_conceded_later():
    means = wishes.of([(0, 0), (0, 0), (1, 0), (1, 0)], None, [3, 2], _SPREAD)[0].means
    assert means[0] > means[1] > means[2]


def test_what_the_other_side_wants_is_liked_less():
    means = wishes.of([], [np.array([0.0, 0.0, 1.0]), np.array([0.5, 0.5])], [3, 2], _SPREAD)[0].means
    assert means[2] < means[1] and means[2] < means[0]


def test_nothing_said_prefers_nothing():
    for one in wishes.of([], None, [5, 2, 1, 7], _SPREAD):
        assert np.ptp(one.means) < 1e-9 and (one.variances >= 0).all() and one.shares.sum() == pytest.approx(1)


def test_more_offers_leave_less_doubt():
    few, many = (wishes.of([(4, 0)] * count, None, [5, 3], _SPREAD)[0] for count in (1, 8))
    shares = [one.difference(4, 0) / float(one.means[4] - one.means[0]) ** 2 for one in (few, many)]
    assert shares[1] < shares[0]  # beside what it is worth, which more offers for the same raise


@pytest.mark.parametrize("size", [1, 2, 3, 40, 1000])
def test_the_same_offers_always_say_the_same(size):
    offers = [(size - 1, 0), (size // 2, 1)]
    first = wishes.of(offers, None, [size, 2], _SPREAD)
    wishes._table.cache_clear()
    second = wishes.of(offers, None, [size, 2], _SPREAD)
    for one, other in zip(first, second, strict=True):
        assert (one.means == other.means).all() and np.isfinite(one.means).all()
