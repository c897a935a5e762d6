"""Scenarios for tests, as JSON would give them."""

from hypothesis import strategies as st

from hejie.domain.settlement import analysis, reading


def answered(raw: dict) -> dict:
    """The engine's answer to a scenario."""
    return analysis.said(analysis.analyse(reading.scenario(raw)))


def party(name: str, weights: list[float], ratings: list[list[float]], **more) -> dict:
    """A party that rates the values "0", "1", … of the issues "a", "b", …"""
    utilities = [
        {"issue": issue_name(number), "weight": weight, "values": {str(v): rating for v, rating in enumerate(rated)}}
        for number, (weight, rated) in enumerate(zip(weights, ratings, strict=True))
    ]
    return {"name": name, "utilities": utilities, **more}


def issue_name(number: int) -> str:
    """a, b, c, …"""
    return chr(ord("a") + number)


def scenario(sizes: list[int], buyer: dict, seller: dict, **more) -> dict:
    """A scenario of these parties over issues "a", "b", … with values "0", "1", …"""
    issues = [{"name": issue_name(n), "values": [str(v) for v in range(size)]} for n, size in enumerate(sizes)]
    return {"issues": issues, "parties": [buyer, seller], **more}


@st.composite
def scenarios(draw, numbers: st.SearchStrategy[float], weights: st.SearchStrategy[float]):
    """Small scenarios with constraints and reservations."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))

    def side(name: str) -> dict:
        ratings = [draw(st.lists(numbers, min_size=size, max_size=size)) for size in sizes]
        made = party(name, [draw(weights) for _ in sizes], ratings)
        made["utilities"] = [one for one in made["utilities"] if draw(st.integers(0, 9))]
        least = sum(one["weight"] * min(one["values"].values()) for one in made["utilities"])
        most = sum(one["weight"] * max(one["values"].values()) for one in made["utilities"])
        return made | {"reservation": least + (most - least) * draw(st.sampled_from((-0.5, 0.0, 0.25, 0.5, 0.75)))}

    pair = st.integers(0, len(sizes) - 1).flatmap(
        lambda issue: st.tuples(st.just(issue_name(issue)), st.integers(0, sizes[issue] - 1).map(str))
    )
    banned = draw(st.lists(st.lists(pair, min_size=1, max_size=3), max_size=4))
    return scenario(sizes, side("buyer"), side("seller"), constraints=[{"not": dict(pairs)} for pairs in banned])
