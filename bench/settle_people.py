"""The part of `bench settle` on what sides tell: reports that are off or lies, and what people agreed on in two corpora.

CaSiNo (Chawla et al. 2021) and Deal or No Deal (Lewis et al. 2017) say what everything was worth to each side, so that
what people agreed on can be held against what a mediator would have proposed to them from forms that are a quarter off.
"""

from collections.abc import Iterator

import numpy as np

from bench import settle_draws as draws
from bench.results import Result
from hejie.domain.settlement import frontier

_SEED = 20261128
_BATCHES = 5
_LIES = 20


def measure(quick: bool) -> list[Result]:
    """Reports on all scenarios, lies, people."""
    batches = 1 if quick else _BATCHES
    return [*_every(batches), *_lies(batches), *_people(batches, quick)]


def _every(batches: int) -> list[Result]:
    """Distance to the Nash point of the first proposal on all scenarios, alike ones included."""
    rounds = []
    for batch in range(batches):
        chance = np.random.default_rng(_SEED + batch)
        far = [one.quality(_reported(one, chance))[1] for _, one in draws.scenarios() for _ in range(2)]
        rounds.append((100 * float(np.mean(far)), 7.5))
    name = "settle, all scenarios, dN"
    return [draws.judged(name, "% of 1", "asked for", rounds, goal=1.0, at_most=True)]


def _reported(one: draws.Truth, chance: np.random.Generator) -> tuple[int, ...]:
    said = draws.reports(one, chance)
    return draws.proposed(draws.scenario(one.sizes, [draws.party(side, said[side]) for side in (0, 1)]))[0]


def _lies(batches: int) -> list[Result]:
    """A side that squares its weights, and one that knows everything and takes the best of twenty lies; others are honest.

    Forms are told to be as far off as people's are: of numbers that are said to be exact, the exact Nash point comes
    out, and then who knows everything gains 0.07 to 0.08 by a lie, with any engine.
    """
    plain, informed = [], []
    for batch in range(batches):
        chance = np.random.default_rng(_SEED + batch)
        honest, squared, best = [], [], []
        for one in draws.domains() * 2:
            liar = int(chance.integers(2))
            honest.append(_told(one, liar, one.weights[liar]))
            squared.append(_told(one, liar, one.weights[liar] ** 2))
            tries = [one.weights[liar] * np.exp(chance.standard_normal(len(one.sizes))) for _ in range(_LIES)]
            best.append(max(honest[-1], *(_told(one, liar, weights) for weights in tries)))
        plain.append((100 * float(np.mean(squared)), 100 * float(np.mean(honest))))
        informed.append((100 * float(np.mean(best)), 100 * float(np.mean(honest)) + 5))
    return [
        draws.judged("settle, exaggerating", "% of 1", "being honest", plain, goal=1.0, at_most=True),
        draws.judged("settle, informed lie", "% of 1", "being honest, + 5", informed, goal=1.0, at_most=True),
    ]


def _told(one: draws.Truth, liar: int, weights: np.ndarray) -> float:
    """What the liar truly has when it reports these weights and the other side its own, exactly."""
    said = [(one.weights[side], one.ratings[side]) for side in (0, 1)]
    said[liar] = (weights / weights.sum() if weights.sum() else weights, one.ratings[liar])
    parties = [draws.party(side, said[side]) for side in (0, 1)]
    return float(one.gains(draws.proposed(draws.scenario(one.sizes, parties))[0])[liar])


def _people(batches: int, quick: bool) -> list[Result]:
    """Packages that are Pareto-efficient, welfare, agreement: people's own and those proposed from forms a quarter off."""
    found = []
    for name, talks, efficient, welfare in (("CaSiNo", _casino(), 80.0, 97.3), ("DealOrNoDeal", _deals(), 98.0, 99.0)):
        every = [(one, _points(one), agreed) for one, agreed in list(talks)[: 60 if quick else 1_000]]
        people = np.mean([_good(one, points, agreed) for one, points, agreed in every if agreed is not None], axis=0)
        rounds = []
        for batch in range(batches):
            chance = np.random.default_rng(_SEED + batch)
            made = [_good(one, points, _mediated(one, chance)) for one, points, _ in every if one.product > 0]
            rounds.append(100 * np.mean(made, axis=0))
        for column, (what, goal) in enumerate((("good", efficient), ("welfare", welfare), ("agreed", 100.0))):
            against = (
                f"asked for; people {100 * people[column]:.0f}" if column < 2 else "asked for, where there is a zone"
            )
            pairs = [(float(one[column]), goal) for one in rounds]
            found.append(draws.judged(f"settle, {name}, {what}", "%", against, pairs, goal=1.0))
    return found


def _mediated(one: draws.Truth, chance: np.random.Generator) -> tuple[int, ...] | None:
    said = draws.reports(one, chance, ratings_off=0.0)
    parties = [draws.party(side, said[side], error=(draws.WEIGHTS_OFF, 0.0)) for side in (0, 1)]
    made = draws.proposed(draws.scenario(one.sizes, parties))
    return made[0] if made else None


def _points(one: draws.Truth) -> np.ndarray:
    return frontier.find(one.worths, (-1.0, -1.0)).utilities


def _good(one: draws.Truth, points: np.ndarray, package: tuple[int, ...] | None) -> tuple[float, float, float]:
    """Whether a package is Pareto-efficient, its share of the greatest welfare, whether there is one that gives both something."""
    if package is None:
        return 0.0, 0.0, 0.0
    gains = one.gains(package)
    efficient = bool((np.abs(points - gains).max(axis=1) < 1e-9).any())
    return float(efficient), float(gains.sum() / one.welfare), float(gains.min() > 0)


def _casino() -> Iterator[tuple[draws.Truth, tuple[int, ...] | None]]:
    """Three things, three packages of each; a value is how many the first side has."""
    things, points = ("Food", "Water", "Firewood"), {"High": 5, "Medium": 4, "Low": 3}
    for one in draws.lines("casino", "casino.jsonl.gz"):
        agents = sorted(one["participant_info"])
        weights = []
        for agent in agents:
            ranks = {thing: rank for rank, thing in one["participant_info"][agent]["value2issue"].items()}
            weights.append(np.array([points[ranks[thing]] for thing in things], float))
        yield _divided(weights, (3, 3, 3)), _casino_deal(one, agents, things)


def _casino_deal(one: dict, agents: list[str], things: tuple[str, ...]) -> tuple[int, ...] | None:
    deals = [line for line in one["chat_logs"] if line["text"] == "Submit-Deal"]
    if not deals or one["chat_logs"][-1]["text"] != "Accept-Deal":
        return None
    whose = "issue2youget" if deals[-1]["id"] == agents[0] else "issue2theyget"
    return tuple(int(deals[-1]["task_data"][whose][thing]) for thing in things)


def _deals() -> Iterator[tuple[draws.Truth, tuple[int, ...] | None]]:
    for one in draws.lines("dealornodeal", "dealornodeal.jsonl.gz"):
        weights = [np.array([v * n for v, n in zip(one[key], one["counts"], strict=True)], float) for key in _VALUES]
        if all(weight.sum() for weight in weights):
            yield _divided(weights, tuple(one["counts"])), _deal(one)


_VALUES = ("a_values", "b_values")


def _deal(one: dict) -> tuple[int, ...] | None:
    """The numbers of each item that the first side has taken, where both took the same division."""
    if one["a_status"] != "agree" or "item0=" not in one["a_view"]:
        return None
    taken = [int(part.split("=")[1]) for part in one["a_view"].split("<selection>")[-1].split() if "=" in part]
    return tuple(taken[:3]) if len(taken) >= 3 else None


def _divided(weights: list[np.ndarray], counts: tuple[int, ...]) -> draws.Truth:
    """Things divided between two: what the one side has of each, the other has not."""
    shares = [np.arange(count + 1) / max(count, 1) for count in counts]
    return draws.truth(tuple(weights), (shares, [share[::-1] for share in shares]))
