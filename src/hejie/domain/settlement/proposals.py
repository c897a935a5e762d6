"""Which packages of a frontier to propose: the best single one, the most equal one, the one that teaches most.

Nash of what is believed first, or what is nearly as good and bears errors and lies better; the egalitarian beside it,
because the two differ exactly where fairness is contested;
then, among those nearly as good as the best, the one on whose worth beliefs are least sure. Several equal offers raise
joint gain and the chance of agreement (Leonardelli, Gu, McRuer, Medvec and Galinsky 2019). More are spread over what is
left.
"""

import numpy as np

from hejie.domain.settlement.beliefs import Numbers
from hejie.domain.settlement.frontier import Frontier
from hejie.domain.settlement.scenario import EQUAL
from hejie.domain.settlement.solutions import Solutions, gains_of, products

_NEARLY = 0.95
_LEVELLED = 0.96
_MOST_TO_LEARN = 200


def chosen(
    frontier: Frontier,
    solutions: Solutions,
    parties: tuple[Numbers, Numbers],
    reservations: tuple[float, float],
    wanted: int,
) -> list[int]:
    """Indices into the frontier, as many as wanted or as there are; all are undominated and differ in worth."""
    count = min(wanted, len(frontier))
    gains = gains_of(frontier, reservations)
    worth = products(gains)
    order = [_single(solutions, parties, frontier.utilities, gains, worth), solutions.egalitarian]
    order += _teaching(frontier, parties, worth, set(order)) if wanted > 2 else []
    order += [solutions.nash, solutions.kalai_smorodinsky, solutions.utilitarian]
    found = list(dict.fromkeys(order))[:count]
    if len(found) < count:
        _spread(found, gains, worth, count)
    return found


def _single(
    solutions: Solutions, parties: tuple[Numbers, Numbers], utilities: np.ndarray, gains: np.ndarray, worth: np.ndarray
) -> int:
    """The one to make if only one could be made: the Nash point, or of reports that are off what bears that better."""
    errors = [one.error for one in parties if one.error is not None]
    if not all(one.reported for one in parties) or not any(one.weights or one.values for one in errors):
        return solutions.nash
    return _levelled(gains, worth) if any(one.values for one in errors) else _supported(utilities, worth)


def _supported(utilities: np.ndarray, worth: np.ndarray) -> int:
    """The greatest product at a corner of the frontier's convex hull.

    Such a package is the best for some pair of weights, and for all near them; one between two corners is overtaken when
    weights are a little off. With weights a quarter off, 3 % more of the packages for CaSiNo are Pareto-efficient.
    """
    corners: list[int] = []
    across, heights = (column.tolist() for column in utilities.T)
    for one in range(len(across)):
        while len(corners) > 1:
            before, last = corners[-2:]
            rise = (across[last] - across[before]) * (heights[one] - heights[before])
            if rise < (across[one] - across[before]) * (heights[last] - heights[before]):
                break
            corners.pop()
        corners.append(one)
    return max(corners, key=worth.__getitem__)


def _levelled(gains: np.ndarray, worth: np.ndarray) -> int:
    """Of what is nearly as good as the best, that which gives both sides the most equal share of what they can gain.

    Where ratings are off anyhow this comes nearer to the true Nash point for 0.4 % of the product, and takes from a side
    that knows everything a third of what it could win by a lie (measured on 35 families of ANAC domains, `bench settle`).
    """
    greatest = gains.max(axis=0)
    shares = np.divide(gains, greatest, out=np.ones_like(gains), where=greatest >= EQUAL).min(axis=1)
    return int(np.argmax(np.where(worth >= _LEVELLED * worth.max(), shares, -1.0)))


def _teaching(frontier: Frontier, parties: tuple[Numbers, Numbers], worth: np.ndarray, taken: set[int]) -> list[int]:
    if parties[0].posterior is None and parties[1].posterior is None:
        return []
    best = int(np.argmax(worth))
    nearly = [one for one in np.flatnonzero(worth >= _NEARLY * worth[best]).tolist() if one not in taken]
    nearly = sorted(nearly, key=lambda one: -worth[one])[:_MOST_TO_LEARN]
    if not nearly:
        return []
    packages = {one: tuple(frontier.packages[one].tolist()) for one in [*nearly, best]}

    def unsure(one: int) -> float:
        return sum(
            side.posterior.difference(packages[one], packages[best]) for side in parties if side.posterior is not None
        )

    return [max(nearly, key=unsure)]


def _spread(found: list[int], gains: np.ndarray, worth: np.ndarray, count: int) -> None:
    """Add points far from those that are there already, better ones rather."""
    span = np.ptp(gains, axis=0)
    places = gains / np.where(span > 0, span, 1.0)
    greatest = float(worth.max())
    merit = (worth / greatest if greatest > 0 else np.zeros(len(worth))) + 0.05
    far = np.full(len(places), np.inf)
    for one in found:
        far = np.minimum(far, np.hypot(*(places - places[one]).T))
    far[found] = -1.0
    while len(found) < count:
        one = int(np.argmax(far * merit))
        found.append(one)
        far = np.minimum(far, np.hypot(*(places - places[one]).T))
        far[one] = -1.0
