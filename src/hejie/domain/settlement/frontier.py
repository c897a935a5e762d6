"""The exact Pareto frontier of two additive utilities, by merging issue by issue: no list of all packages is ever made.

A partial package that another of the same issues exceeds or equals on both sides can be left out, because whatever is
added to both keeps them in that order, also in rounded doubles. What is left grows with the frontier, not with the
number of packages (a Minkowski sum with pruning, as in multi-objective dynamic programming; Ehrgott, Multicriteria
Optimization, 2005, chapter 9).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement.constraints import Step, steps
from hejie.domain.settlement.scenario import EQUAL

_ROUNDING = 8 * float(np.finfo(float).eps)
_MANY, _HUGE = 4_000, 1e150
_DIRECTIONS = (0.5, 0.25, 0.75, 0.1, 0.9)
_SIZES, _LAST, _BLOCKED = (64, 16, 4, 2), 4, 20_000

Worths = tuple[Sequence[np.ndarray], Sequence[np.ndarray]]
"""For each party, for each issue, the weight × rating of each value."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The Pareto set above both reservations, by the first party's utility, ascending.

    utilities   one row for each point, one column for each party
    packages    one row for each point, one column for each issue: the index of the value
    """

    utilities: np.ndarray
    packages: np.ndarray

    def __len__(self) -> int:
        return len(self.utilities)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Partial packages after some issue: their sums, where each came from in the layer before, the value it took."""

    sums: tuple[np.ndarray, np.ndarray]
    parents: np.ndarray
    values: np.ndarray
    states: dict[int, slice]


def find(worths: Worths, reservations: tuple[float, float], constraints: Sequence[dict[int, int]] = ()) -> Frontier:
    """The exact frontier; empty where nothing is above both reservations.

    Only constraints that the frontier would break without them are followed: where it breaks none, it is the frontier
    under all of them.
    """
    if not all(constraints):
        return _none(len(worths[0]))
    followed: list[dict[int, int]] = []
    left = list(constraints)
    while True:
        stairs = _stairs(worths, reservations, followed)
        broken = [one for one in left if _breaks(stairs.packages, one)]
        if not broken:
            chosen = _distinct(*stairs.utilities.T)
            return Frontier(stairs.utilities[chosen], stairs.packages[chosen])
        followed += broken
        left = [one for one in left if one not in broken]


def _breaks(packages: np.ndarray, pairs: dict[int, int]) -> bool:
    return bool(np.all([packages[:, issue] == value for issue, value in pairs.items()], axis=0).any())


def _stairs(worths: Worths, reservations: tuple[float, float], constraints: Sequence[dict[int, int]]) -> Frontier:
    """Packages above both reservations that no other exceeds or equals, by the first party's utility, ascending."""
    zero, start = np.zeros(1), np.zeros(1, np.int64)
    layers = [_Layer((zero, zero), start, start, {0: slice(0, 1)})]
    bounds = _bounds(worths, reservations)
    merger = _Merger(worths, _noise(worths))
    for issue, step in enumerate(steps([len(one) for one in worths[0]], constraints)):
        layers.append(merger.merged(layers[-1], issue, step, bounds[issue]))
        if not len(layers[-1].parents):
            return _none(len(worths[0]))
    first, second = layers[-1].sums
    chosen = np.flatnonzero((reservations[0] - first < EQUAL) & (reservations[1] - second < EQUAL))
    return Frontier(np.column_stack((first[chosen], second[chosen])), _traced(layers, chosen))


def undominated(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which points no other exceeds or equals on both sides, by the first number, ascending; of equal ones, one."""
    if len(first) <= _MANY:
        return _swept(first, second)
    candidates = _promising(first, second)
    return candidates[_swept(first[candidates], second[candidates])]


def _swept(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    order = np.argsort(first)[::-1]
    heights = second[order]
    best = np.maximum.accumulate(heights)
    rises = np.empty(len(order), bool)
    rises[:1] = True
    np.greater(heights[1:], best[:-1], out=rises[1:])
    kept = order[rises][::-1]
    across = first[kept]
    last = np.empty(len(kept), bool)  # of points that are equal on the first side, the best stands first here
    last[:1] = True
    np.not_equal(across[1:], across[:-1], out=last[1:])
    return kept[last]


def _promising(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """All undominated points and few others: what one good compromise after the other does not dominate."""
    left = np.arange(len(first))
    for share in _DIRECTIONS:
        xs, ys = first[left], second[left]
        wide, high = float(np.ptp(xs)), float(np.ptp(ys))
        if not (0 < wide < _HUGE and 0 < high < _HUGE):
            break
        best = int(np.argmax(xs * (share / wide) + ys * ((1 - share) / high)))
        kept = (xs > xs[best]) | (ys > ys[best])
        kept[best] = True
        if kept.all():
            continue
        before = len(left)
        left = left[kept]
        if len(left) < _MANY or len(left) > 0.9 * before:
            break
    return left


class _Merger:
    """Adds one issue to a layer."""

    def __init__(self, worths: Worths, noise: float) -> None:
        self._worths = worths
        self._noise = noise

    def merged(self, layer: _Layer, issue: int, step: Step, bound: tuple[float, float]) -> _Layer:
        """The layer with this issue added, each state pruned; what cannot reach `bound` any more is left out."""
        gathered: dict[int, list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]] = {}
        groups = [(group, self._values(issue, group.values)) for group in step.groups]
        for state, place in layer.states.items():
            for group, values in groups:
                after = group.after(state, step.begun, step.concerned)
                if after is not None:
                    gathered.setdefault(after, []).append(self._added(layer, place, issue, values))
        states, parts, begin = {}, [], 0
        for state, pieces in gathered.items():
            part = (
                pieces[0] if len(pieces) == 1 else tuple(np.concatenate(column) for column in zip(*pieces, strict=True))
            )
            part = self._pruned(part, bound)
            if len(part[0]):
                states[state] = slice(begin, begin + len(part[0]))
                begin += len(part[0])
                parts.append(part)
        if not parts:
            nothing = np.zeros(0)
            return _Layer((nothing, nothing), np.zeros(0, np.int64), np.zeros(0, np.int64), {})
        first, second, parents, values = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        return _Layer((first, second), parents, values, states)

    def _values(self, issue: int, values: tuple[int, ...]) -> np.ndarray:
        kept = np.array(values, np.int64)
        return kept[undominated(self._worths[0][issue][kept], self._worths[1][issue][kept])]

    def _added(self, layer: _Layer, place: slice, issue: int, values: np.ndarray) -> tuple:
        begun = (layer.sums[0][place], layer.sums[1][place])
        more = (self._worths[0][issue][values], self._worths[1][issue][values])
        if len(begun[0]) * len(more[0]) > _BLOCKED:
            left, right = _combinations(begun, more) or _by_parts(begun, more)
            first, second = begun[0][left] + more[0][right], begun[1][left] + more[1][right]
            return first, second, left + place.start, values[right]
        first, second = (np.add.outer(one, other).ravel() for one, other in zip(begun, more, strict=True))
        parents = np.repeat(np.arange(place.start, place.stop), len(values))
        return first, second, parents, np.tile(values, len(begun[0]))

    def _pruned(self, part: tuple, bound: tuple[float, float]) -> tuple:
        first, second, parents, values = part
        kept = undominated(first, second)
        first, second = first[kept], second[kept]
        good = (first >= bound[0]) & (second >= bound[1])
        if self._noise and len(kept) > 1:
            good &= _beyond_noise(first, second, self._noise)
        if not good.all():
            kept, first, second = kept[good], first[good], second[good]
        return first, second, parents[kept], values[kept]


def _combinations(one: tuple, other: tuple) -> tuple[np.ndarray, np.ndarray] | None:
    """Which points of two staircases, by index, may be undominated when added; None where that spares little.

    Blocks of neighbours go as a whole where a sum that has been tried is better than the best corner of the block; those
    that are left are split, until they are small.
    """
    lengths = len(one[0]), len(other[0])
    sizes = _SIZES if min(lengths) >= 6 * _SIZES[0] else (_LAST,)
    rows, columns = (np.arange(0, length, sizes[0]) for length in lengths)
    rows, columns = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
    for size, part in zip(sizes, (*sizes[1:], 1), strict=True):
        kept = _hopeful(one, other, rows, columns, size)
        if size >= _LAST and len(kept) * size**2 > (0.5 if size == _LAST else 0.85) * lengths[0] * lengths[1]:
            return None
        within = np.arange(0, size, part)
        rows = (rows[kept, None, None] + within[:, None] + 0 * within).ravel()
        columns = (columns[kept, None, None] + within + 0 * within[:, None]).ravel()
        there = (rows < lengths[0]) & (columns < lengths[1])
        rows, columns = rows[there], columns[there]
    return rows, columns


def _hopeful(one: tuple, other: tuple, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """Which of these blocks may have an undominated sum in them; a block begins at a row and a column."""
    firsts = one[0][rows] + other[0][columns]
    high = one[1][rows] + other[1][columns]
    stairs = undominated(firsts, high)
    across, heights = firsts[stairs], np.append(high[stairs], -np.inf)
    far = (
        one[0][np.minimum(rows + size - 1, len(one[0]) - 1)]
        + other[0][np.minimum(columns + size - 1, len(other[0]) - 1)]
    )
    worse = heights[np.searchsorted(across, far, "right")] >= high
    worse |= heights[np.searchsorted(across, far, "left")] > high
    return np.flatnonzero(~worse)


def _by_parts(one: tuple, other: tuple) -> tuple[np.ndarray, np.ndarray]:
    """The same, by pruning part after part of the first: what has many ties shrinks before it is put together."""
    rows, lefts, rights = max(1, _BLOCKED // len(other[0])), [], []
    for begin in range(0, len(one[0]), rows):
        first, second = (np.add.outer(one[axis][begin : begin + rows], other[axis]).ravel() for axis in (0, 1))
        row, column = np.divmod(_swept(first, second), len(other[0]))
        lefts.append(row + begin)
        rights.append(column)
    return np.concatenate(lefts), np.concatenate(rights)


def _beyond_noise(first: np.ndarray, second: np.ndarray, noise: float) -> np.ndarray:
    """Which points of a staircase differ from their neighbours by more than how doubles were rounded on the way.

    The right one of two goes where only the left is better by more than that, and the other way round, so that
    whatever goes has a neighbour that stays.
    """
    across, down = np.diff(first) <= noise, -np.diff(second) <= noise
    kept = np.ones(len(first), bool)
    kept[1:] &= ~across
    kept[:-1] &= ~down | across
    return kept


def _noise(worths: Worths) -> float:
    """The rounding of sums of this size; 0 where it is not far below what counts as equal, or where sums are exact."""
    scale = max(sum(float(np.abs(one).max()) for one in side) for side in worths)
    noise = _ROUNDING * scale
    return noise if noise < EQUAL / 1000 else 0.0


def _bounds(worths: Worths, reservations: tuple[float, float]) -> list[tuple[float, float]]:
    """What a partial package must have after each issue to reach both reservations with the best of what is left."""
    sides = []
    for side, reservation in zip(worths, reservations, strict=True):
        scale = sum(float(np.abs(one).max()) for one in side)
        slack = EQUAL + 1e-12 * (scale + abs(reservation))
        bounds, rest = [], 0.0
        for one in reversed(side):
            bounds.append(reservation - rest - slack)
            rest += float(one.max())
        sides.append(bounds[::-1])
    return list(zip(*sides, strict=True))


def _distinct(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which points of a staircase are undominated and distinct when utilities that differ by less than EQUAL are equal."""
    close = (np.diff(first) < 2 * EQUAL) | (-np.diff(second) < 2 * EQUAL)
    if not close.any():
        return np.arange(len(first))
    xs, ys = first.tolist(), second.tolist()
    suspects = np.zeros(len(xs), bool)
    suspects[1:] |= close
    suspects[:-1] |= close
    kept: list[int] = []
    for one, suspect in enumerate(suspects.tolist()):
        if suspect:
            if _exceeded(xs, ys, one, 1) or _exceeded(ys, xs, one, -1):
                continue
            if kept and xs[one] - xs[kept[-1]] < EQUAL and ys[kept[-1]] - ys[one] < EQUAL:
                continue
        kept.append(one)
    return np.array(kept, np.int64)


def _exceeded(along: list[float], against: list[float], one: int, way: int) -> bool:
    """Whether a neighbour in this direction, equal on one side, is better on the other."""
    other = one + way
    while 0 <= other < len(along) and against[one] - against[other] < EQUAL:
        if along[other] - along[one] >= EQUAL:
            return True
        other += way
    return False


def _traced(layers: list[_Layer], chosen: np.ndarray) -> np.ndarray:
    packages = np.empty((len(chosen), len(layers) - 1), np.int64)
    at = chosen
    for issue in range(len(layers) - 1, 0, -1):
        packages[:, issue - 1] = layers[issue].values[at]
        at = layers[issue].parents[at]
    return packages


def _none(issues: int) -> Frontier:
    return Frontier(np.zeros((0, 2)), np.zeros((0, issues), np.int64))
