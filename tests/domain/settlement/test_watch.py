"""The fairness watch: a planted drift rings, a fair sample does not, and no look tells of a single agreement."""

import math
from random import Random

import pytest

from hejie.domain.settlement import watch
from hejie.domain.settlement.watch import Gain, figures, quantile


def sample(chance: Random, count: int, language: str = "", shift: float = 0.0, side: str = "buyer") -> list[Gain]:
    """Agreements as a fair rule makes them, skewed as logarithms are; readers of `language` on a side moved by `shift`."""
    found = []
    for _ in range(count):
        reads = {one: chance.choices(("zh", "en", "ru"), (6, 3, 1))[0] for one in watch.SIDES}
        gains = {one: math.log(max(chance.betavariate(3, 3), 1e-6)) for one in watch.SIDES}
        if language and reads[side] == language:
            gains[side] += shift
        band = chance.choices(("CNY:1", "CNY:2", "CNY:3"), (3, 5, 2))[0]
        way = chance.choices(("offer", "three", "bids", "neutral"), (5, 3, 1, 1))[0]
        found.append(Gain(gains["buyer"], gains["seller"], reads["buyer"], reads["seller"], band, way))
    return found


def alarms(groups) -> list[str]:
    return [group.key for group in groups if group.alarm]


@pytest.mark.parametrize(
    ("probability", "freedom", "known"),
    [(0.975, 9, 2.2622), (0.975, 29, 2.0452), (0.995, 29, 2.7564), (0.9995, 60, 3.4602), (0.9, 1000, 1.2824)],
)
def test_quantiles_are_those_of_student(probability, freedom, known):
    assert quantile(probability, freedom) == pytest.approx(known, abs=0.001)


def test_a_planted_drift_rings_and_names_its_group():
    groups = figures(sample(Random(1), 400, "ru", -0.5), sample(Random(2), 400))
    assert "buyer:language:ru" in alarms(groups)
    (found,) = (group for group in groups if group.key == "buyer:language:ru")
    assert (
        found.whole.state == "alarm"
        and found.whole.high < -watch.DRIFT / 2
        and found.mean < found.whole.low + found.mean + 9
    )
    assert not [key for key in alarms(groups) if key.startswith("seller:language")]


def test_a_side_that_loses_rings_on_both_sides_of_it():
    worse = [Gain(one.buyer - 0.3, *list(_rest(one))) for one in sample(Random(3), 300)]
    assert {"buyer:side", "seller:side"} <= set(alarms(figures(worse)))


def _rest(one: Gain) -> tuple:
    return one.seller, one.buyer_language, one.seller_language, one.band, one.way


def test_a_group_that_falls_behind_its_own_last_period_rings():
    groups = figures(sample(Random(4), 600, "zh", -0.4), sample(Random(5), 600))
    (found,) = (group for group in groups if group.key == "buyer:language:zh")
    assert found.before.state == "alarm" and found.before.drift < -0.2


def test_a_difference_that_is_certain_but_small_does_not_ring():
    now = [
        Gain(-0.7 - 0.04 * (number % 2), -0.7, "zh" if number % 2 else "en", "zh", "CNY:2", "offer")
        for number in range(400)
    ]
    groups = {group.key: group for group in figures(now)}
    assert groups["buyer:language:zh"].whole.state == "fair"


def test_fair_periods_ring_by_chance_in_about_one_of_twenty():
    chance, rung, periods = Random(6), 0, 400
    before = sample(chance, 300)
    for _ in range(periods):
        now = sample(chance, 300)
        rung += bool(alarms(figures(now, before)))
        before = now
    assert rung / periods <= watch.LEVEL + 2.6 * math.sqrt(watch.LEVEL * (1 - watch.LEVEL) / periods)


def test_planted_drifts_ring_nearly_always():
    chance = Random(7)
    rung = sum("buyer:language:en" in alarms(figures(sample(chance, 400, "en", -0.35))) for _ in range(40))
    assert rung >= 36


def test_fewer_than_thirty_are_too_few_and_fewer_than_ten_are_not_shown():
    groups = {group.key: group for group in figures(sample(Random(8), 60, "ru", -3.0))}
    assert groups["buyer:language:ru"].count == 0 and groups["buyer:language:ru"].mean == 0.0
    assert groups["buyer:language:en"].whole.state == "few" and not groups["buyer:language:en"].alarm
    assert figures([]) == tuple(watch.Group(side, "side", "", 0) for side in watch.SIDES)


def test_no_look_shortly_after_one_agreement_differs_from_the_look_before_by_that_one_alone():
    rows = sample(Random(9), 100)
    before = {group.key: group for group in figures(rows[:50])}
    for more in range(51, 60):
        assert {group.key: group for group in figures(rows[:more])} == before
    for group in figures(rows):
        assert group.count % watch.TENS == 0


def test_a_group_changes_by_whole_tens_of_its_own():
    rows = sample(Random(10), 400)
    seen: dict[str, set[tuple[int, float]]] = {}
    for count in range(10, 401, 10):
        for group in figures(rows[:count]):
            seen.setdefault(group.key, set()).add((group.count, group.mean))
    for figures_of_group in seen.values():
        counts = [count for count, _mean in figures_of_group]
        assert len(counts) == len(set(counts))


def test_a_gain_near_nothing_counts_as_one_in_a_hundred():
    rows = [Gain(math.log(1e-4), -0.5, "zh", "zh", "CNY:2", "offer")] * 10
    (buyers,) = (group for group in figures(rows) if group.key == "buyer:side")
    assert buyers.mean == pytest.approx(math.log(0.01))


def test_two_sets_that_differ_by_few_are_never_both_told():
    """Mean and interval of both would give those by which they differ: here the fifth and the eleventh."""
    chance = Random(9)
    rows = [
        Gain(math.log(chance.uniform(0.05, 0.6)), -0.7, "ru" if number == 4 else "zh", "zh", "CNY:2", "offer")
        for number in range(40)
    ]
    for count in (10, 20, 30, 40):
        groups = {group.key: group for group in figures(rows[:count])}
        assert groups["buyer:side"].count == count
        assert groups["buyer:language:zh"].count == 0
        assert groups["seller:language:zh"].count == count


def test_a_rest_that_is_nearly_another_set_is_not_compared_with():
    """The drift from the rest gives the mean of the rest."""
    rows = [
        Gain(-0.7 - number / 100, -0.7, "ru" if number == 4 or number >= 33 else "zh", "zh", "CNY:2", "offer")
        for number in range(70)
    ]
    groups = {group.key: group for group in figures(rows)}
    assert groups["buyer:language:ru"].count == 30
    assert groups["buyer:language:ru"].whole.state == "few"
