"""What a party's own offers say of it: how much each issue matters, how each value is rated.

Offers are read as choices among all packages, each the more probable the more it is worth to who makes it (a law of
maximum entropy, as in the Bayesian models of Hindriks and Tykhonov 2008), sharply at first and less so as the party
concedes; how sharply, and how fast it concedes, is told from the offers themselves and from nothing of the other side.
Such a choice falls apart into one choice for each issue. So an issue's weight and ratings are summed over a table of
weights and of shapes: values anywhere between worst and best, rising or falling in some way, rising or falling evenly.
All is laid out beforehand and nothing is drawn by chance at the time, so that the same offers always say the same.

The shares of the shapes are those of `scales`; the sharpness and paces were laid out, not fitted; how much one side
dislikes what the other wants was chosen on all 35 families of ANAC domains, on whose even and odd ones it helps alike.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from hejie.domain.settlement.scenario import Package

_FREE, _RISING, _EVEN = 0.45, 0.3, 0.25
_SHARPNESS, _KEPT = (12.0, 24.0, 48.0), (0.8, 0.9, 1.0)
_STEPS = np.arange(-5, 6)
_HALF = math.log(2) / 2
_LEAST, _MOST = -12, 20
_FADED = 12
_OPPOSED = 2.0
_SHAPES, _CELLS = 160, 4_000
_SEED = 20261127


@dataclass(frozen=True)
class Wish:
    """How probable each weight and each shape of one issue is.

    weights   weights on the grid; the whole of all issues is worth about 1
    shapes    one row for each shape, one column for each value, ratings from 0 to 1
    shares    of each weight (row) and shape (column) together; they sum to 1
    """

    weights: np.ndarray
    shapes: np.ndarray
    shares: np.ndarray

    @cached_property
    def means(self) -> np.ndarray:
        """The expected part-worth of each value."""
        return self._weighed @ self.shapes

    @cached_property
    def variances(self) -> np.ndarray:
        """The variance of each part-worth."""
        return np.maximum(self._squared @ self.shapes**2 - self.means**2, 0.0)

    def difference(self, value: int, other: int) -> float:
        """Variance of how much more the one value is worth than the other."""
        apart = self.shapes[:, value] - self.shapes[:, other]
        return max(float(self._squared @ apart**2 - (self._weighed @ apart) ** 2), 0.0)

    @cached_property
    def _weighed(self) -> np.ndarray:
        return self.weights @ self.shares

    @cached_property
    def _squared(self) -> np.ndarray:
        return self.weights**2 @ self.shares


@dataclass(frozen=True, slots=True)
class _Table:
    """Shapes that the ratings of an issue can have.

    shapes    one row for each shape, one column for each value
    logs      logarithm of how probable each is beforehand
    wholes    for each sharpness on the grid, for each shape: logarithm of Σ exp(sharpness × rating) over the values
    """

    shapes: np.ndarray
    logs: np.ndarray
    wholes: np.ndarray


def of(
    offers: Sequence[Package], wanted: Sequence[np.ndarray] | None, sizes: Sequence[int], spread: float
) -> list[Wish]:
    """What a party's offers, oldest first, say of each issue; the whole is worth about 1.

    `wanted` are, for each issue, shares that sum to 1 of what the other side would have, if that is known: what one side
    wants the other rather dislikes. On 35 families of ANAC domains, values that the other side likes best are rated 0.21
    by a side that likes another best, and the rest 0.29. `spread` is the standard deviation of weights' logarithms before anything is known.
    """
    prior = -0.5 * (_STEPS * _HALF / spread) ** 2
    weights = np.exp(_STEPS * _HALF)
    weights /= len(sizes) * (np.exp(prior) @ weights / np.exp(prior).sum())
    paces = [(sharp, kept) for sharp in _SHARPNESS for kept in _KEPT]
    read = [
        _issue(
            [one[issue] for one in offers], wanted[issue] if wanted else None, _table(size), (len(sizes), paces, prior)
        )
        for issue, size in enumerate(sizes)
    ]
    logs = np.sum([[one[0] for one in issue] for issue in read], axis=0)
    shares = np.exp(logs - logs.max())
    shares /= shares.sum()
    return [_wish(issue, shares, weights, table) for issue, table in zip(read, map(_table, sizes), strict=True)]


def _issue(
    offered: Sequence[int], wanted: np.ndarray | None, table: _Table, outline: tuple
) -> list[tuple[float, np.ndarray]]:
    """For each pace: logarithm of how probable the offers are on this issue; then how probable each weight and shape."""
    issues, paces, prior = outline
    size, found = table.shapes.shape[1], []
    logs = table.logs
    if wanted is not None:
        logs = logs - _OPPOSED * (table.shapes @ wanted)
        logs = logs - math.log(float(np.exp(logs).sum()))
    for sharp, kept in paces:
        start = math.log(sharp / issues) / _HALF
        fade = math.log(kept) / _HALF
        levels = [round(start + max(fade * turn, -_FADED)) for turn in range(len(offered))]
        joint = np.tile(logs, (len(_STEPS), 1)) + prior[:, None]
        for level in sorted(set(levels)):
            counts = np.bincount(
                [one for one, own in zip(offered, levels, strict=True) if own == level], minlength=size
            )
            at = np.clip(level + _STEPS, _LEAST, _MOST)
            joint += np.exp(at * _HALF)[:, None] * (table.shapes @ counts)
            joint -= counts.sum() * table.wholes[at - _LEAST]
        top = float(joint.max())
        shares = np.exp(joint - top)
        whole = float(shares.sum())
        found.append((top + math.log(whole), shares / whole))
    return found


def _wish(issue: list[tuple[float, np.ndarray]], shares: np.ndarray, weights: np.ndarray, table: _Table) -> Wish:
    joint = sum(share * one for share, (_, one) in zip(shares.tolist(), issue, strict=True))
    return Wish(weights, table.shapes, joint / joint.sum())


@lru_cache(maxsize=64)
def _table(size: int) -> _Table:
    shapes, logs = _shapes(size)
    grid = np.exp(np.arange(_LEAST, _MOST + 1) * _HALF)
    wholes = np.array([np.log(np.exp(sharp * (shapes - 1)).sum(axis=1)) + sharp for sharp in grid])
    return _Table(shapes, logs, wholes)


def _shapes(size: int) -> tuple[np.ndarray, np.ndarray]:
    """The shapes of an issue of this size, the same at each call, and logarithms of their shares."""
    even = np.linspace(0, 1, size) if size > 1 else np.ones(1)
    if size < 3:
        return np.array([even, even[::-1]]), np.log(np.full(2, 0.5))
    chance = np.random.default_rng(_SEED + size)
    count = max(4, min(_SHAPES, _CELLS // size) // 8)
    free = chance.random((4 * max(1, count // size), size))
    order = np.argsort(free, axis=1)
    np.put_along_axis(free, order[:, :1], 0.0, axis=1)
    np.put_along_axis(free, order[:, -1:], 1.0, axis=1)
    free = np.concatenate([np.roll(free, turn, axis=1) for turn in range(size if 4 * count > size else 1)])
    free = np.concatenate((free, 1 - free))
    rising = np.sort(chance.random((count, size)), axis=1)
    rising[:, 0], rising[:, -1] = 0.0, 1.0
    rising = np.concatenate((rising, 1 - rising[:, ::-1]))
    kinds = [(free, _FREE), (np.concatenate((rising, rising[:, ::-1])), _RISING), (np.array([even, even[::-1]]), _EVEN)]
    logs = [np.full(len(one), math.log(share / len(one))) for one, share in kinds]
    return np.concatenate([one for one, _ in kinds]), np.concatenate(logs)
