"""What `bench settle` plays through: domains of ANAC and two corpora of human negotiations, with reports that are off.

Utilities are scaled so that the worst package is worth 0 and the best 1, and so are the forms that the sides fill in: the
worst value of each issue is rated 0, the best 1, and a weight is what the one is worth more than the other. (The domains'
own files give some worst values a third of the best; a report of those, off by as much, would tell less of what matters
and count from another point than quality does.) Quality is always reckoned on the true ones: the Nash product as a share
of the greatest possible, the distance to the Nash point, welfare as a share of the greatest.
"""

import gzip
import json
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench.ground import ROOT
from bench.results import Result
from hejie.domain.settlement import analysis, frontier, reading, solutions

NAMES = ("buyer", "seller")
WEIGHTS_OFF, RATINGS_OFF = 0.25, 0.1
Worths = list[list[np.ndarray]]


@dataclass(frozen=True, slots=True)
class Truth:
    """A domain's two true utilities, and what can be reached with them."""

    sizes: tuple[int, ...]
    weights: tuple[np.ndarray, np.ndarray]
    ratings: tuple[list[np.ndarray], list[np.ndarray]]
    worths: Worths
    nash: np.ndarray
    product: float
    welfare: float

    def quality(self, package: tuple[int, ...] | None) -> np.ndarray:
        """Nash product, distance to the Nash point, welfare; no package is worth nothing."""
        gains = self.gains(package) if package is not None else np.zeros(2)
        return np.array(
            [gains.prod() / self.product, float(np.hypot(*(gains - self.nash))), gains.sum() / self.welfare]
        )

    def gains(self, package: tuple[int, ...]) -> np.ndarray:
        """What both sides truly have of a package."""
        return np.array([sum(one[value] for one, value in zip(side, package, strict=True)) for side in self.worths])


def judged(
    name: str, unit: str, against: str, batches: Sequence[tuple[float, float]], *, goal: float, at_most: bool = False
) -> Result:
    """Quality by means over all draws, not by medians: as both sides of a batch are of the same draws, this judges in pairs."""
    ours, theirs = (float(np.mean(column)) for column in zip(*batches, strict=True))
    shown = tuple((round(one, 3), round(other, 3)) for one, other in batches)
    return Result(name, round(ours, 3), unit, against, round(theirs, 3), round(ours / theirs, 4), goal, at_most, shown)


def folder() -> Path | None:
    """Where the real data is, or None where it is absent."""
    path = Path(os.environ.get("HEJIE_TEST_DATA") or ROOT.parent / "shared" / "data")
    return path if (path / "anac_domains" / "domains.jsonl.gz").exists() else None


def lines(*parts: str) -> Iterator[dict]:
    """The objects of a packed file below the folder of real data."""
    with gzip.open(folder().joinpath(*parts), "rt", encoding="utf-8") as found:
        yield from map(json.loads, found)


@cache
def scenarios() -> tuple[tuple[str, Truth], ...]:
    """All scenarios of 20 to 60,000 outcomes in which both sides can gain, with the name of their family."""
    found = []
    for one in lines("anac_domains", "domains.jsonl.gz"):
        if 20 <= math.prod(len(issue["values"]) for issue in one["issues"]) <= 60_000:
            found.append((one["family"], _truth(one)))
    return tuple((family, truth) for family, truth in found if truth.product > 0)


@cache
def domains() -> tuple[Truth, ...]:
    """The first such scenario of each family."""
    found: dict[str, Truth] = {}
    for family, one in scenarios():
        found.setdefault(family, one)
    return tuple(found.values())


def _truth(domain: dict) -> Truth:
    weights, ratings = [], []
    for profile in domain["profiles"][:2]:
        place = {name: number for number, name in enumerate(profile["issues"])}
        order = [place[issue["name"]] for issue in domain["issues"]]
        weights.append(np.array([profile["weights"][one] for one in order]))
        rated = zip(order, domain["issues"], strict=True)
        ratings.append([np.array([profile["evals"][one][value] for value in issue["values"]]) for one, issue in rated])
    return truth(*_as_asked(weights, ratings))


def _as_asked(weights: list[np.ndarray], ratings: list[list[np.ndarray]]) -> tuple[tuple, tuple]:
    """The same utilities as a form asks for them: of each issue the worst value 0, the best 1; weights sum to 1."""
    spans = [np.array([float(np.ptp(one)) for one in side]) for side in ratings]
    scaled = [
        [(one - one.min()) / (span or 1.0) for one, span in zip(side, own, strict=True)]
        for side, own in zip(ratings, spans, strict=True)
    ]
    worth = [weight * span for weight, span in zip(weights, spans, strict=True)]
    return tuple(one / (one.sum() or 1.0) for one in worth), tuple(scaled)


def truth(weights: tuple, ratings: tuple) -> Truth:
    """From weights and ratings of both sides."""
    worths = []
    for side in (0, 1):
        parts = [weight * rating for weight, rating in zip(weights[side], ratings[side], strict=True)]
        whole = sum(float(np.ptp(one)) for one in parts) or 1.0
        worths.append([(one - one.min()) / whole for one in parts])
    points = frontier.find(worths, (-1.0, -1.0))
    solved = solutions.find(points, (0.0, 0.0))
    reached = points.utilities
    return Truth(
        tuple(len(one) for one in worths[0]), weights, ratings, worths,
        reached[solved.nash], float(reached.prod(axis=1).max()), float(reached.sum(axis=1).max()),
    )  # fmt: skip


def reports(
    one: Truth, chance: np.random.Generator, *, weights_off: float = WEIGHTS_OFF, ratings_off: float = RATINGS_OFF
):
    """What both sides say: importance with a log-normal error, ratings with a normal one, within 0 and 1."""
    said = []
    for weights, ratings in zip(one.weights, one.ratings, strict=True):
        told = weights * np.exp(weights_off * chance.standard_normal(len(weights)))
        rated = [np.clip(rating + ratings_off * chance.standard_normal(len(rating)), 0, 1) for rating in ratings]
        said.append((told / (told.sum() or 1.0), rated))
    return said


def scenario(sizes: tuple[int, ...], parties: list[dict], **more) -> dict:
    """As JSON would give it; issues and values are named by their numbers."""
    issues = [{"name": str(n), "values": [str(value) for value in range(size)]} for n, size in enumerate(sizes)]
    return {"issues": issues, "parties": parties, **more}


def party(side: int, said: tuple | None, error: tuple[float, float] | None = (WEIGHTS_OFF, RATINGS_OFF)) -> dict:
    """A party that has said this."""
    if said is None:
        return {"name": NAMES[side]}
    utilities = [
        {"issue": str(n), "weight": float(weight), "values": {str(v): float(r) for v, r in enumerate(rated)}}
        for n, (weight, rated) in enumerate(zip(*said, strict=True))
    ]
    found = {"name": NAMES[side], "utilities": utilities}
    return found | ({"error": {"weights": error[0], "values": error[1]}} if error else {})


def proposed(raw: dict) -> list[tuple[int, ...]]:
    """The packages that the engine proposes, by the numbers of their values."""
    found = analysis.analyse(reading.scenario(raw))
    return [tuple(found.frontier.packages[one.index].tolist()) for one in found.proposals]


def named(package: tuple[int, ...]) -> dict:
    """A package as JSON would give it."""
    return {str(issue): str(value) for issue, value in enumerate(package)}
