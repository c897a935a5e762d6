"""The contract of settlement by brute force: every package is listed, every pair compared. Nothing of the engine is used."""

import itertools

EQUAL = 1e-9


def utility(party: dict, package: dict) -> float:
    """Σ weight × value, in the order in which the party lists the issues."""
    return sum(one["weight"] * one["values"][package[one["issue"]]] for one in party["utilities"])


def packages(scenario: dict) -> list[dict]:
    """All that the constraints allow."""
    names = [issue["name"] for issue in scenario["issues"]]
    every = (
        dict(zip(names, values, strict=True))
        for values in itertools.product(*(issue["values"] for issue in scenario["issues"]))
    )
    banned = [one["not"] for one in scenario.get("constraints", [])]
    return [one for one in every if not any(all(one[k] == v for k, v in pairs.items()) for pairs in banned)]


def above(scenario: dict) -> list[tuple[float, float]]:
    """Utilities of all packages that give neither side less than its reservation."""
    one, other = scenario["parties"]
    pairs = [(utility(one, package), utility(other, package)) for package in packages(scenario)]
    limits = (one.get("reservation", 0), other.get("reservation", 0))
    return [pair for pair in pairs if all(limit - gain < EQUAL for limit, gain in zip(limits, pair, strict=True))]


def dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Not worse on either side and better on one, where less than EQUAL is no difference."""
    differences = [a - b for a, b in zip(one, other, strict=True)]
    return min(differences) > -EQUAL and max(differences) >= EQUAL


def same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Equal on both sides."""
    return all(abs(a - b) < EQUAL for a, b in zip(one, other, strict=True))


def undominated(pairs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The Pareto set, every tie once, by the first number."""
    left: list[tuple[float, float]] = []
    for pair in sorted(set(pairs)):
        if not any(dominates(other, pair) for other in pairs) and not any(same(pair, other) for other in left):
            left.append(pair)
    return left


def solutions(points: list[tuple[float, float]], limits: tuple[float, float]) -> dict[str, int]:
    """Index of each of the four in the frontier, by the words of the contract."""
    gains = [tuple(u - limit for u, limit in zip(point, limits, strict=True)) for point in points]
    most = [max(gain[side] for gain in gains) for side in (0, 1)]

    def share(gain, side):
        return gain[side] / most[side] if most[side] >= EQUAL else 1.0

    measures = {
        "nash": [a * b for a, b in gains],
        "kalai_smorodinsky": [min(share(gain, 0), share(gain, 1)) for gain in gains],
        "egalitarian": [min(gain) for gain in gains],
        "utilitarian": [sum(gain) for gain in gains],
    }
    found = {}
    for name, measure in measures.items():
        left = list(range(len(gains)))
        for values in (measure, [min(gain) for gain in gains], [sum(gain) for gain in gains]):
            greatest = max(values[one] for one in left)
            left = [one for one in left if greatest - values[one] < EQUAL]
        found[name] = left[0]
    return found
