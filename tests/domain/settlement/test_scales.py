"""Ratings that were reported with an error: what a scale from 0 to 1 means brings them nearer to the truth."""

import math

import numpy as np
import pytest

from hejie.domain.settlement import scales

_SD = 0.1


def _reported(truth: list[float], chance: np.random.Generator) -> np.ndarray:
    return np.clip(np.array(truth) + _SD * chance.standard_normal(len(truth)), 0, 1)


@pytest.mark.parametrize(
    "truth",
    [[0, 0.25, 0.5, 0.75, 1], [1, 0.5, 0], [0, 0.6, 0.7, 0.9, 1], [0.3, 1, 0, 0.6], [1, 0], [0.2, 0.9, 1, 0, 0.4, 0.1]],
)
def test_what_is_read_is_nearer_to_the_truth_than_the_report(truth):
    chance = np.random.default_rng(20261127)
    off = {"reported": 0.0, "read": 0.0}
    for _ in range(200):
        rated = _reported(truth, chance)
        off["reported"] += float(((rated - truth) ** 2).sum())
        off["read"] += float(((scales.read([rated], _SD)[0].means - truth) ** 2).sum())
    assert off["read"] < 0.95 * off["reported"]


def test_variances_are_as_large_as_the_errors_that_are_made():
    chance = np.random.default_rng(20261128)
    errors, expected = [], []
    for _ in range(400):
        truth = chance.random(5)
        truth[chance.permutation(5)[:2]] = 0, 1
        found = scales.read([_reported(truth.tolist(), chance)], _SD)[0]
        errors.append(float(((found.means - truth) ** 2).mean()))
        expected.append(float(found.variances.mean()))
    assert 0.7 < np.mean(expected) / np.mean(errors) < 1.4


def test_a_person_who_never_marks_a_worst_value_is_not_given_one():
    chance = np.random.default_rng(20261129)
    rated = [np.clip(np.array([0.5, 0.7, 1.0, 0.6]) + 0.03 * chance.standard_normal(4), 0, 1) for _ in range(5)]
    assert all(one.means.min() > 0.4 for one in scales.read(rated, _SD))
    assert all(one.means.max() > 0.95 for one in scales.read(rated, _SD))


@pytest.mark.parametrize(
    ("rated", "sd"),
    [([[0, 5, 10]], 0.1), ([[0.1, 0.4]], 0.1), ([[0, 0.5, 1]], 0.0), ([[0, 0.5, 1]], 1e300), ([[-1e300, 1e300]], 0.1)],
)
def test_what_does_not_look_like_such_a_scale_stays_as_it_is(rated, sd):
    rated = [np.array(one, float) for one in rated]
    found = scales.read(rated, sd)
    assert all((one.means == other).all() for one, other in zip(found, rated, strict=True))
    assert all(np.isfinite(one.variances).all() for one in found)


@pytest.mark.parametrize("size", [1, 2, 3, 20, 250, 1000])
def test_issues_of_every_size_are_read(size):
    rated = np.linspace(0, 1, size) if size > 1 else np.ones(1)
    found = scales.read([rated, np.zeros(4)], _SD)
    assert found[0].means.shape == (size,) and (found[1].means == 0).all()
    assert math.isfinite(float(found[0].means.sum())) and (found[0].variances >= 0).all()
    assert np.abs(found[0].means - rated).max() < 2 * _SD
