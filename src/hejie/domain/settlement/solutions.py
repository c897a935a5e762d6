"""The four points of a frontier that have a name (Nash 1950; Kalai and Smorodinsky 1975; Kalai 1977; Harsanyi 1955)."""

from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement.frontier import Frontier
from hejie.domain.settlement.scenario import EQUAL

_ROUNDING = 4 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Solutions:
    """Where on the frontier each solution is, by index."""

    nash: int
    kalai_smorodinsky: int
    egalitarian: int
    utilitarian: int


def gains_of(frontier: Frontier, reservations: tuple[float, float]) -> np.ndarray:
    """What each point gives each side over its reservation; never below 0, as "at the reservation" has a tolerance."""
    return np.maximum(frontier.utilities - np.array(reservations), 0.0)


def find(frontier: Frontier, reservations: tuple[float, float]) -> Solutions | None:
    """The four solutions, or None where the frontier is empty.

    Ties are broken by the greater smallest gain, then the greater sum of gains, then the first in the frontier.
    """
    if not len(frontier):
        return None
    gains = gains_of(frontier, reservations)
    least, total = gains.min(axis=1), gains.sum(axis=1)
    greatest = gains.max(axis=0)
    shares = np.divide(gains, greatest, out=np.ones_like(gains), where=greatest >= EQUAL)
    measures = (products(gains), shares.min(axis=1), least, total)
    return Solutions(*(_best(measure, least, total) for measure in measures))


def products(gains: np.ndarray) -> np.ndarray:
    """Own gain times the other's; both scaled down by powers of two where the product would be beyond doubles."""
    exponents = [max(0, int(np.frexp(greatest)[1]) - 500) for greatest in gains.max(axis=0)]
    return np.ldexp(gains[:, 0], -exponents[0]) * np.ldexp(gains[:, 1], -exponents[1])


def _best(*measures: np.ndarray) -> int:
    """The first index that is greatest by the first measure, among equals by the second, and so on."""
    left = np.arange(len(measures[0]))
    for measure in measures:
        values = measure[left]
        greatest = values.max()
        left = left[greatest - values < max(EQUAL, _ROUNDING * abs(greatest))]
    return int(left[0])
