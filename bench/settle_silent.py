"""The part of `bench settle` on sides that fill in no form: what their offers tell, and twenty answers of yes or no.

Offers are made in four manners, half of them hardly or not at all conceding: down the own order, or near an aim that sinks
late, evenly or early. Questions are made here, from the doubts of the engine: which of two packages is better for you?
"""

import functools
import math

import numpy as np

from bench import settle_draws as draws
from bench.results import Result
from hejie.domain.settlement import beliefs, frontier, reading, solutions

_SEED = 20261130
_BATCHES = 5
_QUESTIONS, _PAIRS = 20, 80
_PACES = (0.0, 0.2, 1.0, 2.0)


def measure(quick: bool) -> list[Result]:
    """Offers alone, then answers alone."""
    batches = 1 if quick else _BATCHES
    return [*_offers(batches), *_answers(batches, quick)]


def _offers(batches: int) -> list[Result]:
    """Five and ten offers of each side: distance to the Nash point, and rank correlation of all packages' worth."""
    found = []
    for number, limit in ((5, 16.0), (10, 15.0)):
        far, alike = [], []
        for batch in range(batches):
            chance = np.random.default_rng(_SEED + batch)
            told = np.array([_after_offers(one, number, chance) for one in draws.domains() * 4])
            far.append((100 * float(told[:, 0].mean()), limit))
            alike.append((100 * float(told[:, 1].mean()), 80.0))
        name = f"settle, {number} offers"
        found.append(draws.judged(f"{name}, dN", "% of 1", "asked for", far, goal=1.0, at_most=True))
        found.append(draws.judged(f"{name}, rank", "% of 1", "asked for", alike, goal=1.0))
    return found


def _after_offers(one: draws.Truth, number: int, chance: np.random.Generator) -> tuple[float, float]:
    pace = chance.choice(_PACES)
    offers = [bids(side, one.sizes, number, pace, chance) for side in one.worths]
    history = [
        {"by": name, "offer": draws.named(package), "answer": "rejected"}
        for pair in zip(*offers, strict=True)
        for name, package in zip(draws.NAMES, pair, strict=True)
    ]
    believed = [side.worths for side in _believed(one, history)]
    points = frontier.find((believed[0], believed[1]), (0.0, 0.0))
    first = tuple(points.packages[solutions.find(points, (0.0, 0.0)).nash].tolist())
    alike = [_alike(_all(own), _all(true)) for own, true in zip(believed, one.worths, strict=True)]
    return float(one.quality(first)[1]), float(np.mean(alike))


def _believed(one: draws.Truth, history: list[dict]) -> tuple:
    silent = [draws.party(side, None) for side in (0, 1)]
    return beliefs.numbers(reading.scenario(draws.scenario(one.sizes, silent, history=history)))


def _all(side: list[np.ndarray]) -> np.ndarray:
    return functools.reduce(np.add.outer, side).ravel()


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's correlation, ties in the middle of their ranks."""
    ranks = []
    for worth in (one, other):
        _, place, counts = np.unique(np.round(worth, 9), return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(counts) - counts / 2)[place])
    return float(np.corrcoef(*ranks)[0, 1]) if all(np.ptp(one) for one in ranks) else 0.0


def bids(side: list[np.ndarray], sizes: tuple[int, ...], number: int, pace: float, chance: np.random.Generator) -> list:
    """Offers of one side: down its own order (pace 0), or near an aim that sinks to a half within thirty rounds."""
    worth = _all(side)
    order = np.argsort(-worth, kind="stable")
    if not pace:
        chosen = [order[min(turn, len(order) - 1)] for turn in range(number)]
    else:
        aims = [1 - 0.5 * (turn / 30) ** (1 / pace) for turn in range(number)]
        enough = [max(1, int((worth >= aim - 1e-12).sum())) for aim in aims]
        chosen = [chance.choice(order[max(0, count - 5) : count]) for count in enough]
    return [tuple(int(part) for part in np.unravel_index(one, sizes)) for one in chosen]


def _answers(batches: int, quick: bool) -> list[Result]:
    rounds = []
    for batch in range(batches):
        chance = np.random.default_rng(_SEED + batch)
        every = draws.domains()[: 8 if quick else None] * (1 if quick else 2)
        rounds.append(100 * np.mean([_after_answers(one, chance) for one in every], axis=0))
    far, welfare = ([(float(one[column]), goal) for one in rounds] for column, goal in ((1, 17.0), (2, 90.0)))
    name = f"settle, {_QUESTIONS} answers"
    return [
        draws.judged(f"{name}, dN", "% of 1", "asked for", far, goal=1.0, at_most=True),
        draws.judged(f"{name}, welfare", "% of 1", "asked for", welfare, goal=1.0),
    ]


def _after_answers(one: draws.Truth, chance: np.random.Generator) -> np.ndarray:
    history: list[dict] = []
    for side, name in enumerate(draws.NAMES):
        told: list[dict] = []
        for _ in range(_QUESTIONS):
            pair = _question(one.sizes, _believed(one, told)[side], chance)
            felt = [one.gains(package)[side] for package in pair]
            ranking = [0, 1] if felt[0] >= felt[1] else [1, 0]
            told.append({"proposals": [draws.named(package) for package in pair], "ranking": {name: ranking}})
        history += told
    silent = [draws.party(side, None) for side in (0, 1)]
    return one.quality(draws.proposed(draws.scenario(one.sizes, silent, history=history))[0])


def _question(sizes: tuple[int, ...], side: beliefs.Numbers, chance: np.random.Generator) -> list[tuple[int, ...]]:
    """Of many pairs of packages that which of them is better is least certain of, and would tell most."""

    def tells(pair: list[tuple[int, ...]]) -> float:
        doubt = side.posterior.difference(*pair)
        better = sum(float(one[a] - one[b]) for one, a, b in zip(side.posterior.means, *pair, strict=True))
        return doubt * math.exp(-(better**2) / (2 * doubt + 0.005))

    pairs = [[tuple(int(part) for part in chance.integers(sizes)) for _ in (0, 1)] for _ in range(_PAIRS)]
    return max((pair for pair in pairs if pair[0] != pair[1]), key=tells)
