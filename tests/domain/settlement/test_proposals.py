"""Proposals: as many as wanted, undominated, above both reservations, and silent about the other side."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.settlement import brute
from tests.domain.settlement.written import answered, party, scenario, scenarios

_RATINGS = st.floats(0, 1).map(lambda one: round(one, 3))


def _dispute(seller: dict, **more) -> dict:
    buyer = party("buyer", [0.6, 0.3, 0.1], [[0, 0.5, 1], [0, 1], [0, 1]], reservation=0.2)
    return scenario([3, 2, 2], buyer, seller, **more)


@settings(max_examples=80, deadline=None)
@given(scenarios(_RATINGS, st.floats(0, 1)), st.integers(1, 6), st.booleans())
def test_proposals_are_as_wanted(raw, wanted, reported):
    if reported:
        raw["parties"][0]["error"] = {"weights": 0.25, "values": 0.1}
    found = answered(raw | {"want": {"proposals": wanted}})
    made = found["proposals"]
    assert len(made) == min(wanted, len(found["frontier"]))
    assert not made or reported or made[0]["package"] == found["nash"]["package"]
    pairs = [(one["utility"]["buyer"], one["utility"]["seller"]) for one in made]
    limits = [side["reservation"] for side in raw["parties"]]
    for number, pair in enumerate(pairs):
        assert all(limit - gain < brute.EQUAL for limit, gain in zip(limits, pair, strict=True))
        for other in pairs[:number]:
            assert not brute.dominates(pair, other) and not brute.dominates(other, pair)
            assert not brute.same(pair, other)
    assert all(one["why"][name] for one in made for name in ("buyer", "seller"))


@settings(max_examples=40, deadline=None)
@given(scenarios(_RATINGS, st.floats(0, 1)))
def test_a_whole_frontier_can_be_proposed(raw):
    found = answered(raw | {"want": {"proposals": 10_000}})
    packages = [tuple(one["package"].items()) for one in found["proposals"]]
    assert sorted(packages) == sorted(tuple(one["package"].items()) for one in found["frontier"])


def test_why_says_nothing_of_the_other_side():
    history = [{"by": "buyer", "offer": {"a": "2", "b": "1", "c": "1"}, "answer": "rejected"}]
    whys: dict[str, dict[tuple, set]] = {"buyer": {}, "seller": {}}
    for weights in ([0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [3, 1, 0], [0.3, 0.3, 0.4]):
        for seller in (
            party("seller", weights, [[1, 0.5, 0], [1, 0], [1, 0]]),
            party("seller", weights, [[1, 0.5, 0], [1, 0], [1, 0]], error={"weights": 0.25, "values": 0.1}),
            party("seller", weights, [[0.9, 1, 0], [1, 0], [0, 1]], reservation=0.1),
        ):
            for one in answered(_dispute(seller, history=history, want={"proposals": 9}))["proposals"]:
                whys["buyer"].setdefault(tuple(one["package"].items()), set()).add(one["why"]["buyer"])
    assert len(whys["buyer"]) > 3
    assert all(len(said) == 1 for said in whys["buyer"].values())


def test_why_of_a_party_that_told_nothing_does_not_turn_the_others_wishes_round():
    whys: dict[tuple, set] = {}
    for history in ([], [{"by": "seller", "offer": {"a": "0", "b": "0", "c": "1"}}]):
        for weights in ([0.6, 0.3, 0.1], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3]):
            raw = _dispute({"name": "seller"}, history=history, want={"proposals": 9})
            raw["parties"][0] = party("buyer", weights, [[0, 0.5, 1], [0, 1], [0, 1]])
            for one in answered(raw)["proposals"]:
                whys.setdefault((len(history), *one["package"].values()), set()).add(one["why"]["seller"])
    assert len(whys) > 4
    assert all(len(said) == 1 for said in whys.values())


def test_why_counts_in_the_partys_own_points():
    seller = party("seller", [2, 1, 0], [[1, 0.5, 0], [1, 0], [1, 0]], reservation=0.6)
    made = answered(_dispute(seller))["proposals"][0]
    assert made["package"] == {"a": "1", "b": "0", "c": "1"}
    assert made["why"]["seller"] == (
        "You get 67 of your 100 points; without agreement you expect 20. "
        "You get: a 1 (33 of 67), b 0 (33 of 33). You give: a 1 (33 of 67)."
    )


def test_parties_that_care_for_nothing_are_told_so():
    raw = scenario([2], party("buyer", [0.0], [[0, 1]]), party("seller", [0.0], [[0, 1]]))
    why = answered(raw)["proposals"][0]["why"]
    assert "worth the same" in why["buyer"] and "worth the same" in why["seller"]


def test_reports_that_are_off_are_answered_by_what_gives_both_nearly_equal_shares():
    buyer = party("buyer", [1.0], [[0, 0.5, 0.52, 1]])
    seller = party("seller", [1.0], [[1, 0.54, 0.5, 0]])
    exact = answered(scenario([4], buyer, seller))
    assert exact["proposals"][0]["package"] == exact["nash"]["package"] == {"a": "1"}
    off = {"error": {"weights": 0.25, "values": 0.02}}
    made = answered(scenario([4], buyer | off, seller | off))["proposals"][0]["utility"]
    assert abs(made["buyer"] - made["seller"]) < 0.03


def test_where_weights_alone_are_off_the_first_proposal_is_a_corner_of_the_frontier():
    error = {"error": {"weights": 0.25, "values": 0.0}}
    ladder = [[0, 1 / 3, 2 / 3, 1]] * 3
    buyer = party("buyer", [5, 4, 3], ladder, **error)
    seller = party("seller", [3.2, 4.1, 5], [one[::-1] for one in ladder], **error)
    found = answered(scenario([4, 4, 4], buyer, seller))
    points = [(one["utility"]["buyer"], one["utility"]["seller"]) for one in found["frontier"]]
    mine = tuple(found["proposals"][0]["utility"].values())
    best = [
        max(points, key=lambda point: share * point[0] + (1 - share) * point[1])  # noqa: B023
        for share in (number / 200 for number in range(201))
    ]
    assert mine in best
