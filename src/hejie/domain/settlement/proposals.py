"""Which packages of a frontier to propose: the best single one, the most equal one, the one that teaches most.

Nash of what is believed first; the egalitarian beside it, because the two differ exactly where fairness is contested;
then, among those nearly as good as the best, the one on whose worth beliefs are least sure. Several equal offers raise
joint gain and the chance of agreement (Leonardelli, Gu, McRuer, Medvec and Galinsky 2019). More are spread over what is
left.
"""

import numpy as np

from hejie.domain.settlement.beliefs import Numbers
from hejie.domain.settlement.frontier import Frontier
from hejie.domain.settlement.solutions import Solutions, gains_of, products

_NEARLY = 0.95
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
    order = [solutions.nash, solutions.egalitarian]
    order += _teaching(frontier, parties, worth, set(order)) if wanted > 2 else []
    order += [solutions.kalai_smorodinsky, solutions.utilitarian]
    found = list(dict.fromkeys(order))[:count]
    if len(found) < count:
        _spread(found, gains, worth, count)
    return found


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
