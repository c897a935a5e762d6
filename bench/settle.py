"""`bench settle`: the settlement engine beside NegMAS: time to the frontier and its solutions, what its proposals are worth.

NegMAS (AGPL) runs in a virtual environment of its own and is handed numbers through a pipe. Quality is a mean over at
least 300 draws, in five batches, so that the runs show its spread; in each, both judge the same reports. Rows on real
data are left out where that is absent.
"""

import json
import statistics
import subprocess
import sys
import time

import numpy as np

from bench import settle_draws as draws
from bench import settle_people as people
from bench import settle_silent as silent
from bench.ground import ROOT, Ground, python_of
from bench.results import Result, compared
from hejie.domain.settlement import analysis, frontier, reading, solutions

NEGMAS = ("negmas==0.16.0", "negmas-genius-agents==0.3.0")
_SEED = 20261127
_ROUNDS, _ANSWERS_OFF, _MOST_POINTS = 100, 0.05, 2_000


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Speed on made-up scenarios, then quality on real ones."""
    python = python_of("negmas", *NEGMAS)
    found = _speed(python, quick)
    if draws.folder() is None:
        print("bench settle: real data absent, quality is not measured", file=sys.stderr)
        return found
    return [*found, *_noisy(python, quick), *silent.measure(quick), *people.measure(quick)]


def _speed(python, quick: bool) -> list[Result]:
    chance = np.random.default_rng(_SEED)
    rounds = 1 if quick else 3
    million = [_random(chance, [10] * (4 if quick else 6)) for _ in range(rounds)]
    theirs = _asked(python, [{"do": "frontier", "sizes": one[0], "worths": _plain(one[1])} for one in million])
    beside = [(_milliseconds(one[1]), other["seconds"] * 1e3) for one, other in zip(million, theirs, strict=True)]
    shapes = [([10] * 6, 5.0), ([100, 100, 100], 5.0), ([2] * 20, 5.0), ([10] * 7, 20.0), ([215] * 3, 20.0)]
    limits: dict[float, list[tuple[float, float]]] = {5.0: [], 20.0: []}
    for sizes, limit in shapes:
        for make in (_random, _opposed):
            worths = make(chance, sizes)[1]
            if len(frontier.find(worths, (0.0, 0.0))) <= _MOST_POINTS:
                limits[limit].append((_milliseconds(worths), limit))
    cold = [(_cold(chance), 50.0) for _ in range(5)]
    return [
        compared("settle, 10^6 outcomes", "ms", "NegMAS 0.16.0, frontier and Nash", beside, goal=0.002, at_most=True),
        compared("settle, 10^6 outcomes", "ms", "asked for, 2,000 points at most", limits[5.0], goal=1.0, at_most=True),
        compared(
            "settle, 10^7 outcomes", "ms", "asked for, 2,000 points at most", limits[20.0], goal=1.0, at_most=True
        ),
        compared("settle, a case's proposals", "ms", "asked for", cold, goal=1.0, at_most=True),
    ]


def _random(chance: np.random.Generator, sizes: list[int]) -> tuple[list[int], draws.Worths]:
    return sizes, [[chance.random(n) * w for n, w in zip(sizes, _weights(chance, sizes), strict=True)] for _ in (0, 1)]


def _opposed(chance: np.random.Generator, sizes: list[int]) -> tuple[list[int], draws.Worths]:
    """What one side likes better the other likes less, on every issue."""
    sizes, (first, second) = _random(chance, sizes)
    return sizes, [[np.sort(one) for one in first], [np.sort(one)[::-1] for one in second]]


def _weights(chance: np.random.Generator, sizes: list[int]) -> np.ndarray:
    return chance.dirichlet(np.full(len(sizes), 5.0))


def _milliseconds(worths: draws.Worths) -> float:
    """Frontier and four solutions: the median of five."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        solutions.find(frontier.find(worths, (0.0, 0.0)), (0.0, 0.0))
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


def _cold(chance: np.random.Generator) -> float:
    """Three proposals in a dispute of nine issues, one side with a report, the other silent."""
    sizes = (21, 2, 3, 2, 2, 11, 2, 2, 5)
    said = (_weights(chance, list(sizes)), [chance.random(size) for size in sizes])
    raw = draws.scenario(sizes, [draws.party(0, said), draws.party(1, None)])
    asked = reading.scenario(raw)
    began = time.perf_counter()
    analysis.analyse(asked)
    return (time.perf_counter() - began) * 1e3


def _noisy(python, quick: bool) -> list[Result]:
    """One proposal, then three rounds of ranking, beside the talks of NegMAS's best pair on the same reports."""
    batches = [_batch(python, _SEED + number, 1 if quick else 2) for number in range(1 if quick else 5)]
    talked = f"TheFawkes pair, {_ROUNDS} rounds"
    first = [(one[0], other) for *one, other in batches]
    third = [(one[1], other) for *one, other in batches]
    rounds = [(one[1], one[0]) for *one, _ in batches]
    return [
        _worth("settle, reports off, Nash", f"{talked}, + 2", first, 0, 2.0),
        _worth("settle, reports off, welfare", f"{talked}, + 1", first, 2, 1.0),
        _worth("settle, reports off, dN", talked, first, 1, 0.0),
        _worth("settle, 3 rounds, Nash", f"{talked}, + 3", third, 0, 3.0),
        _worth("settle, 3 rounds, dN", f"{talked}, - 1.5", third, 1, -1.5),
        _worth("settle, 3 rounds, gain", "the first proposal", rounds, 0, 0.0),
    ]


def _worth(name: str, against: str, pairs: list, column: int, more: float) -> Result:
    rounds = [(100 * float(ours[column]), 100 * float(theirs[column]) + more) for ours, theirs in pairs]
    return draws.judged(name, "% of 1", against, rounds, goal=1.0, at_most=column == 1)


def _batch(python, seed: int, times: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    ours, later, asked, truths = [], [], [], []
    for one in draws.domains() * times:
        said = draws.reports(one, chance)
        begun, ended = _ranked(one, said, chance)
        ours.append(one.quality(begun))
        later.append(one.quality(ended))
        worths = [[float(weight) * rating for weight, rating in zip(*side, strict=True)] for side in said]
        asked.append({"do": "talk", "rounds": _ROUNDS, "sizes": one.sizes, "worths": _plain(worths)})
        truths.append(one)
    theirs = [
        one.quality(tuple(found["package"]) if found["package"] else None)
        for one, found in zip(truths, _asked(python, asked), strict=True)
    ]
    return np.mean(ours, axis=0), np.mean(later, axis=0), np.mean(theirs, axis=0)


def _ranked(one: draws.Truth, said: list, chance: np.random.Generator) -> tuple[tuple, tuple]:
    """The first proposal before anything, and after three rounds in which both sides ranked three."""
    history: list[dict] = []
    firsts = []
    parties = [draws.party(side, said[side]) for side in (0, 1)]
    for _ in range(4):
        packages = draws.proposed(draws.scenario(one.sizes, parties, history=history))
        firsts.append(packages[0])
        felt = np.array([one.gains(package) for package in packages])
        felt = felt + _ANSWERS_OFF * chance.standard_normal(felt.shape)
        ranking = {name: np.argsort(-felt[:, side]).tolist() for side, name in enumerate(draws.NAMES)}
        history.append({"proposals": [draws.named(package) for package in packages], "ranking": ranking})
    return firsts[0], firsts[-1]


def _plain(worths: draws.Worths) -> list[list[list[float]]]:
    return [[[float(worth) for worth in one] for one in side] for side in worths]


def _asked(python, questions: list[dict]) -> list[dict]:
    text = "\n".join(json.dumps(one) for one in questions)
    done = subprocess.run(  # noqa: S603
        [str(python), "-m", "bench.peers.negmas"], input=text, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
