"""What is inferred: exact utilities stay, reports are corrected, silence and contradictions break nothing."""

import math
import random

import pytest

from tests.domain.settlement import brute
from tests.domain.settlement.anac import as_scenario, domains
from tests.domain.settlement.written import answered, party, scenario

_ERROR = {"weights": 0.25, "values": 0.1}
_BUYER = party("buyer", [0.6, 0.3, 0.1], [[0, 0.5, 1], [0, 1], [0, 1]])
_SELLER = party("seller", [0.2, 0.3, 0.5], [[1, 0.5, 0], [1, 0], [1, 0]])
_OFFER = {"by": "seller", "offer": {"a": "0", "b": "1", "c": "0"}, "answer": "rejected"}


def _ranking(*order: int) -> dict:
    proposals = [{"a": "0", "b": "1", "c": "0"}, {"a": "1", "b": "0", "c": "0"}, {"a": "2", "b": "0", "c": "1"}]
    return {"proposals": proposals, "ranking": {"seller": list(order)}}


def test_history_changes_nothing_where_utilities_are_exact():
    plain = answered(scenario([3, 2, 2], _BUYER, _SELLER))
    assert answered(scenario([3, 2, 2], _BUYER, _SELLER, history=[_OFFER, _ranking(2, 1, 0)])) == plain
    assert plain["beliefs"] == {}


@pytest.mark.parametrize("history", [[], [_OFFER], [_ranking(0, 1, 2)], [_OFFER, _ranking(2, 0, 1)] * 3])
@pytest.mark.parametrize("seller", [{"name": "seller"}, _SELLER | {"error": _ERROR}])
def test_beliefs_have_weights_that_sum_to_one_and_ratings_of_every_value(seller, history):
    found = answered(scenario([3, 2, 2], _BUYER, seller, history=history))
    assert list(found["beliefs"]) == ["seller"]
    belief = found["beliefs"]["seller"]
    assert math.isclose(sum(belief["weights"].values()), 1) and set(belief["weights"]) == {"a", "b", "c"}
    assert all(0 <= one <= 1 for rated in belief["values"].values() for one in rated.values())
    assert {name: len(rated) for name, rated in belief["values"].items()} == {"a": 3, "b": 2, "c": 2}
    assert 0 <= belief["confidence"] <= 1


def test_inferred_utilities_are_those_of_the_belief():
    found = answered(scenario([3, 2, 2], _BUYER, {"name": "seller"}, history=[_OFFER, _ranking(0, 1, 2)]))
    belief = found["beliefs"]["seller"]
    for point in found["frontier"]:
        worth = sum(belief["weights"][k] * belief["values"][k][v] for k, v in point["package"].items())
        assert math.isclose(point["utility"]["seller"], worth, abs_tol=1e-9)


def test_an_exact_report_is_believed_and_one_with_no_error_is_not_changed():
    sure = answered(scenario([3, 2, 2], _BUYER, _SELLER | {"error": {"weights": 0, "values": 0}}, history=[_OFFER]))
    assert sure["beliefs"]["seller"]["confidence"] > 0.999
    plain = answered(scenario([3, 2, 2], _BUYER, _SELLER))
    for one, other in zip(sure["frontier"], plain["frontier"], strict=True):
        assert all(abs(one["utility"][name] - other["utility"][name]) < brute.EQUAL for name in ("buyer", "seller"))


def test_confidence_grows_with_what_is_known():
    silent = answered(scenario([3, 2, 2], _BUYER, {"name": "seller"}))["beliefs"]["seller"]["confidence"]
    told = answered(scenario([3, 2, 2], _BUYER, {"name": "seller"}, history=[_OFFER] * 5))
    report = answered(scenario([3, 2, 2], _BUYER, _SELLER | {"error": _ERROR}))
    assert silent < told["beliefs"]["seller"]["confidence"] < report["beliefs"]["seller"]["confidence"] < 1


def test_rankings_that_contradict_each_other_and_the_report_break_nothing():
    history = [_ranking(0, 1, 2), _ranking(2, 1, 0), _ranking(0, 1, 2), _ranking(1, 2, 0)] * 20
    for seller in (
        {"name": "seller"},
        _SELLER | {"error": _ERROR},
        _SELLER | {"error": {"weights": 1e200, "values": 1e300}},
    ):
        found = answered(scenario([3, 2, 2], _BUYER, seller, history=history))
        assert found["proposals"] and all(math.isfinite(one["utility"]["seller"]) for one in found["frontier"])


def test_a_long_history_over_many_options_is_taken_in_within_measure():
    chance = random.Random(1)  # noqa: S311
    offers = [
        {"by": chance.choice(("buyer", "seller")), "offer": {name: str(chance.randrange(200)) for name in "abc"},
         "answer": "rejected"}
        for _ in range(500)
    ]  # fmt: skip
    found = answered(scenario([200, 200, 200], {"name": "buyer"}, {"name": "seller"}, history=offers))
    assert len(found["beliefs"]) == 2 and found["proposals"]


def test_nobody_has_told_anything():
    found = answered(scenario([3, 2], {"name": "buyer"}, {"name": "seller"}))
    assert found["beliefs"]["buyer"]["confidence"] == 0
    assert found["proposals"][0]["why"]["buyer"]


def test_all_weights_zero_with_error():
    nothing = party("seller", [0.0, 0.0, 0.0], [[0, 0, 0], [0, 0], [0, 0]], error=_ERROR)
    found = answered(scenario([3, 2, 2], _BUYER, nothing, history=[_OFFER, _ranking(0, 1, 2)]))
    assert found["proposals"] and math.isclose(sum(found["beliefs"]["seller"]["weights"].values()), 1)


def _nash_of_truth(raw: dict, package: dict) -> float:
    return math.prod(brute.utility(side, package) for side in raw["parties"])


def test_what_is_inferred_is_better_than_what_is_expected_on_domains_of_anac():
    """Offers and rankings, made from the truth, move the first proposal nearer to the best Nash product."""
    chance = random.Random(20261127)  # noqa: S311
    gains = {"offers": [], "rankings": []}
    for domain in {one["family"]: one for one in domains() if len(one["issues"]) > 2}.values():
        raw = as_scenario(domain, True)
        names = [side["name"] for side in raw["parties"]]
        ideal = answered(raw)
        best = _nash_of_truth(raw, ideal["nash"]["package"])
        silent = raw | {"parties": [{"name": name} for name in names], "want": {"proposals": 4}}
        before = _nash_of_truth(raw, answered(silent)["proposals"][0]["package"])
        history = [offer for _ in range(5) for offer in _offers(raw, chance)]
        after = _nash_of_truth(raw, answered(silent | {"history": history})["proposals"][0]["package"])
        gains["offers"].append((after - before) / best)
        reported = raw | {"parties": [_reported(side, chance) for side in raw["parties"]]}
        first = answered(reported)["proposals"]
        ranked = [_ranked(raw, [one["package"] for one in first])]
        for _ in range(2):
            ranked.append(
                _ranked(raw, [one["package"] for one in answered(reported | {"history": ranked})["proposals"]])
            )
        last = answered(reported | {"history": ranked})["proposals"][0]["package"]
        gains["rankings"].append((_nash_of_truth(raw, last) - _nash_of_truth(raw, first[0]["package"])) / best)
    assert sum(gains["offers"]) / len(gains["offers"]) > 0.2
    assert sum(gains["rankings"]) / len(gains["rankings"]) > 0


def _offers(raw: dict, chance: random.Random) -> list[dict]:
    """Of twenty random packages, each side offers the one it likes best."""
    some = [{issue["name"]: chance.choice(issue["values"]) for issue in raw["issues"]} for _ in range(20)]
    return [
        {"by": side["name"], "offer": max(some, key=lambda one: brute.utility(side, one)), "answer": "rejected"}  # noqa: B023
        for side in raw["parties"]
    ]


def _ranked(raw: dict, packages: list[dict]) -> dict:
    ranking = {
        side["name"]: sorted(range(len(packages)), key=lambda one: -brute.utility(side, packages[one]))  # noqa: B023
        for side in raw["parties"]
    }
    return {"proposals": packages, "ranking": ranking}


def _reported(side: dict, chance: random.Random) -> dict:
    utilities = [
        {"issue": one["issue"], "weight": one["weight"] * math.exp(0.5 * chance.gauss(0, 1)),
         "values": {k: min(1, max(0, v + 0.1 * chance.gauss(0, 1))) for k, v in one["values"].items()}}
        for one in side["utilities"]
    ]  # fmt: skip
    return side | {"utilities": utilities, "error": {"weights": 0.5, "values": 0.1}}
