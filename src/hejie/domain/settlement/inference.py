"""The most probable part-worths of a party, given what it reported and what it did (MAP by Newton's method).

A part-worth is (what was expected of it) × (1 + how much more its issue matters) + (how much better its value is
liked). Both corrections have a normal prior; the likelihoods of `evidence` are concave, so there is one maximum. Values
of which nothing was ever said are alike, and share one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hejie.domain.settlement.evidence import OFFER_SHARPNESS, Choice, Evidence
from hejie.domain.settlement.scenario import Package

_ROUNDS, _ENOUGH = 40, 1e-9
_MOST_CLASSES = 400


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected before anything has happened; the span of the whole is about 1.

    means        part-worth of each value of each issue
    weight_sds   how far each issue's weight may be off, as a share of it
    value_sds    how far each part-worth may be off for itself
    asked        how much a party's own offers count beside this
    """

    means: tuple[np.ndarray, ...]
    weight_sds: tuple[float, ...]
    value_sds: tuple[np.ndarray, ...]
    asked: float = 1.0


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed after all of it.

    means       part-worth of each value of each issue
    variances   of each part-worth
    """

    means: tuple[np.ndarray, ...]
    variances: tuple[np.ndarray, ...]
    _space: "_Space"
    _covariance: np.ndarray

    def difference(self, package: Package, other: Package) -> float:
        """Variance of how much more the one package is worth than the other."""
        one = self._space.row(package) - self._space.row(other)
        return float(one @ self._covariance @ one)


def posterior(prior: Prior, evidence: Evidence) -> Posterior:
    """The belief about one party."""
    evidence = _within_measure(evidence)
    space = _Space(prior, evidence)
    point, curvature = space.maximum(evidence)
    covariance = np.linalg.inv(curvature)
    return Posterior(*space.unfolded(point, covariance), space, covariance)


def _within_measure(evidence: Evidence) -> Evidence:
    """So few events that the numbers to find stay few, whatever the number of issues: the oldest and the newest."""
    issues = max((len(package) for package in evidence.packages()), default=1)
    most = max(2, _MOST_CLASSES // (2 * issues))
    asked, choices = evidence.asked, evidence.choices
    if len(asked) + 2 * len(choices) > 2 * most:
        asked = (*asked[: most // 2], *asked[-(most // 2) :]) if len(asked) > most else asked
        choices = choices[-(most // 2) :]
    return Evidence(asked, choices, evidence.refused)


class _Space:
    """The numbers to be found: for each issue one of its weight, then one for each value spoken of, one for the rest."""

    def __init__(self, prior: Prior, evidence: Evidence) -> None:
        self._prior = prior
        mentioned: list[dict[int, int]] = [{} for _ in prior.means]
        for package in evidence.packages():
            for issue, value in enumerate(package):
                mentioned[issue].setdefault(value, len(mentioned[issue]))
        self._mentioned = mentioned
        self._begins, size = [], 0
        precisions: list[float] = []
        self._tables = []
        for means, known, weight_sd, sds in zip(prior.means, mentioned, prior.weight_sds, prior.value_sds, strict=True):
            rest = np.ones(len(means), bool)
            rest[list(known)] = False
            left = int(rest.sum())
            counts = np.array([1.0] * len(known) + ([float(left)] if left else []))
            table = np.array([means[value] for value in known] + ([float(means[rest].mean())] if left else []))
            self._tables.append((table, np.log(counts)))
            self._begins.append(size)
            size += 1 + len(counts)
            precisions.append(1 / max(weight_sd, 1e-6) ** 2)
            exact = 1 / np.maximum(sds, 1e-9) ** 2
            precisions += [float(exact[value]) for value in known] + ([float(exact[rest].sum())] if left else [])
        self._precisions = np.array(precisions)
        self._middle = self._average()

    def _average(self) -> tuple[np.ndarray, float]:
        row, offset = np.zeros(len(self._precisions)), 0.0
        for begin, (table, logs) in zip(self._begins, self._tables, strict=True):
            shares = np.exp(logs) / np.exp(logs).sum()
            row[begin] = shares @ table
            row[begin + 1 : begin + 1 + len(table)] = shares
            offset += float(shares @ table)
        return row, offset

    def _class(self, issue: int, value: int) -> int:
        return self._mentioned[issue].get(value, len(self._mentioned[issue]))

    def row(self, package: Package | None) -> np.ndarray:
        """How a package's worth changes with each number."""
        if package is None:
            return self._middle[0]
        row = np.zeros(len(self._precisions))
        for issue, value in enumerate(package):
            begin = self._begins[issue]
            row[begin] = self._prior.means[issue][value]
            row[begin + 1 + self._class(issue, value)] = 1.0
        return row

    def _offset(self, package: Package | None) -> float:
        if package is None:
            return self._middle[1]
        return float(sum(self._prior.means[issue][value] for issue, value in enumerate(package)))

    def maximum(self, evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
        """Where the posterior is greatest, and its curvature there."""
        terms = [self._choice(choice) for choice in evidence.choices] + self._asked(evidence)
        point = np.zeros(len(self._precisions))
        height, slope, curvature = self._measured(point, terms)
        for _ in range(_ROUNDS):
            step = np.linalg.solve(curvature, slope)
            if float(step @ slope) < _ENOUGH:
                break
            for _ in range(_ROUNDS):
                found = self._measured(point + step, terms)
                if found[0] >= height:
                    break
                step = step / 2
            else:
                break
            point = point + step
            height, slope, curvature = found
        return point, curvature

    def _choice(self, choice: Choice) -> tuple:
        rows = np.array([self.row(package) for package in choice.packages])
        offsets = np.array([self._offset(package) for package in choice.packages])
        counts = np.zeros(len(rows))
        counts[0] = choice.weight
        return rows * choice.sharpness, offsets * choice.sharpness, counts

    def _asked(self, evidence: Evidence) -> list[tuple]:
        """Each issue as one repeated choice among its values."""
        terms = []
        for issue, (table, logs) in enumerate(self._tables):
            begin = self._begins[issue]
            rows = np.zeros((len(table), len(self._precisions)))
            rows[:, begin] = table
            rows[np.arange(len(table)), begin + 1 + np.arange(len(table))] = 1.0
            counts = np.zeros(len(table))
            for package, weight in evidence.asked:
                counts[self._class(issue, package[issue])] += weight * self._prior.asked
            if counts.any():
                terms.append((rows * OFFER_SHARPNESS, table * OFFER_SHARPNESS + logs, counts))
        return terms

    def _measured(self, point: np.ndarray, terms: Sequence[tuple]) -> tuple[float, np.ndarray, np.ndarray]:
        height = -0.5 * float(self._precisions @ (point * point))
        slope = -self._precisions * point
        spread = []
        for rows, offsets, counts in terms:
            worths = rows @ point + offsets
            worths = worths - worths.max()
            shares = np.exp(worths)
            whole = float(shares.sum())
            shares /= whole
            total = float(counts.sum())
            height += float(counts @ worths) - total * float(np.log(whole))
            slope += rows.T @ (counts - total * shares)
            spread.append(np.sqrt(total * shares)[:, None] * (rows - shares @ rows))
        curvature = np.diag(self._precisions)
        if spread:
            stacked = np.concatenate(spread)
            curvature += stacked.T @ stacked
        return height, slope, curvature

    def unfolded(self, point: np.ndarray, covariance: np.ndarray) -> tuple[tuple, tuple]:
        """Part-worths and their variances, value by value."""
        means, variances = [], []
        for issue, expected in enumerate(self._prior.means):
            begin = self._begins[issue]
            where = np.full(len(expected), begin + 1 + len(self._mentioned[issue]), np.int64)
            for value, number in self._mentioned[issue].items():
                where[value] = begin + 1 + number
            means.append(expected * (1 + point[begin]) + point[where])
            middle = expected - expected.mean()
            alone = np.diag(covariance)[where]
            rest = where == begin + 1 + len(self._mentioned[issue])
            alone[rest] = self._prior.value_sds[issue][rest] ** 2
            weighed = middle**2 * covariance[begin, begin] + 2 * middle * covariance[begin][where]
            variances.append(np.maximum(weighed + alone, 0.0))
        return tuple(means), tuple(variances)
