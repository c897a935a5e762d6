"""The part of `bench settle` that needs no peer: offers alone, lies, and what people agreed on in two corpora.

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
    """Offers alone, lies, people."""
    batches = 1 if quick else _BATCHES
    return [*_offers(batches), *_lies(batches), *_people(batches, quick)]


def _offers(batches: int) -> list[Result]:
    """Distance to the Nash point from five and ten offers of each side, in four manners of bidding, and no form."""
    found = []
    for number, limit in ((5, 16.0), (10, 15.0)):
        rounds = []
        for batch in range(batches):
            chance = np.random.default_rng(_SEED + batch)
            far = [_after_offers(one, number, chance) for one in draws.domains() for _ in range(2)]
            rounds.append((100 * float(np.mean(far)), limit))
        found.append(
            draws.judged(f"settle, {number} offers, dN", "% of 1", "asked for", rounds, goal=1.0, at_most=True)
        )
    return found


def _after_offers(one: draws.Truth, number: int, chance: np.random.Generator) -> float:
    pace = chance.choice((0.0, 0.2, 1.0, 2.0))
    offers = [_bids(side, one.sizes, number, pace, chance) for side in one.worths]
    history = [
        {"by": name, "offer": draws.named(package), "answer": "rejected"}
        for pair in zip(*offers, strict=True)
        for name, package in zip(draws.NAMES, pair, strict=True)
    ]
    raw = draws.scenario(one.sizes, [draws.party(0, None), draws.party(1, None)], history=history)
    return one.quality(draws.proposed(raw)[0])[1]


def _bids(
    side: list[np.ndarray], sizes: tuple[int, ...], number: int, pace: float, chance: np.random.Generator
) -> list:
    """Offers of one side: down its own order (pace 0), or near an aim that sinks to a half within thirty rounds."""
    worth = side[0]
    for one in side[1:]:
        worth = np.add.outer(worth, one)
    worth = worth.ravel()
    order = np.argsort(-worth, kind="stable")
    if not pace:
        chosen = [order[min(turn, len(order) - 1)] for turn in range(number)]
    else:
        aims = [1 - 0.5 * (turn / 30) ** (1 / pace) for turn in range(number)]
        enough = [max(1, int((worth >= aim - 1e-12).sum())) for aim in aims]
        chosen = [chance.choice(order[max(0, count - 5) : count]) for count in enough]
    return [tuple(int(part) for part in np.unravel_index(one, sizes)) for one in chosen]


def _lies(batches: int) -> list[Result]:
    """A side that squares its weights, and one that knows everything and takes the best of twenty lies."""
    plain, informed = [], []
    for batch in range(batches):
        chance = np.random.default_rng(_SEED + batch)
        honest, squared, best = [], [], []
        for one in draws.domains():
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
    """What the liar truly has when it reports these weights and the other side is exact and honest."""
    said = [(one.weights[side], one.ratings[side]) for side in (0, 1)]
    said[liar] = (weights / weights.sum() if weights.sum() else weights, one.ratings[liar])
    parties = []
    for side in (0, 1):
        least = sum(float(weight * rating.min()) for weight, rating in zip(*said[side], strict=True))
        parties.append(draws.party(side, said[side], error=None) | {"reservation": least})
    return float(one.gains(draws.proposed(draws.scenario(one.sizes, parties))[0])[liar])


def _people(batches: int, quick: bool) -> list[Result]:
    """How many of the packages are Pareto-efficient, people's own and those proposed from forms a quarter off."""
    found = []
    for name, talks, goal in (("CaSiNo", _casino(), 80.0), ("Deal or No Deal", _deals(), 98.0)):
        every = list(talks)[: 60 if quick else 1_000]
        efficient = [_efficient(one, agreed) for one, agreed in every if agreed is not None]
        people = 100 * float(np.mean(efficient))
        ours = []
        for batch in range(batches):
            chance = np.random.default_rng(_SEED + batch)
            share = np.mean([_efficient(one, _mediated(one, chance)) for one, _ in every])
            ours.append((100 * float(share), goal))
        found.append(draws.judged(f"settle, {name}", "% good", f"asked for; people {people:.0f}", ours, goal=1.0))
    return found


def _mediated(one: draws.Truth, chance: np.random.Generator) -> tuple[int, ...]:
    said = draws.reports(one, chance, ratings_off=0.0)
    parties = [draws.party(side, said[side], error=(draws.WEIGHTS_OFF, 0.0)) for side in (0, 1)]
    return draws.proposed(draws.scenario(one.sizes, parties))[0]


def _efficient(one: draws.Truth, package: tuple[int, ...]) -> bool:
    points = frontier.find(one.worths, (-1.0, -1.0)).utilities
    gains = one.gains(package)
    return bool((np.abs(points - gains).max(axis=1) < 1e-9).any())


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
