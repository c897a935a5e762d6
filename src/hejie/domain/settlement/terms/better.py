"""What is better for both by all that is believed: variants of a text that stands, an improvement of what has been agreed."""

from collections.abc import Mapping

import numpy as np

from hejie.domain.settlement.terms.bargain import Bargain
from hejie.domain.settlement.terms.book import SIDES

A_POINT = 100
"""One of a side's 100 points, in part-worths."""
HALF_A_POINT = A_POINT // 2
TWO_POINTS = 2 * A_POINT


def for_both(bargain: Bargain, package: Mapping, least: int) -> dict | None:
    """The package of the frontier that gives both the most beyond another one (the greatest product), or None.

    package   in its checked form; least: what either side has to gain by it at least (part-worths of 10,000)
    """
    frontier = bargain.solved.frontier
    if not len(frontier):
        return None
    more = frontier.utilities - np.array([bargain.worth(side, package) for side in SIDES], float)
    better = np.flatnonzero(more.min(axis=1) >= least)
    if not len(better):
        return None
    best = better[int(np.argmax(more[better].prod(axis=1)))]
    return bargain.space.package(tuple(frontier.packages[best].tolist()))


def most_tolerated(bargain: Bargain, packages: list[Mapping]) -> Mapping:
    """Of some packages the one whose smaller gain is the greatest; among equals the first. For a text to begin with."""
    return max(packages, key=lambda one: min(bargain.gain(side, one) for side in SIDES))
