"""What comes out of two limits: nothing or a sum within both, spread as was promised, from which the other is not reckoned."""

import hashlib
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.settlement import bids, draw_audit

LIMITS = st.integers(0, 10**9)


def seed(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


@given(LIMITS, LIMITS, st.floats(0, 1), st.sampled_from([1, 2, 5, 50, 1000]))
def test_a_sum_lies_within_both_limits_or_there_is_none(low, high, share, step):
    found = bids.settle(low, high, share, step)
    if low > high:
        assert found is None
        return
    assert low <= found <= high
    if -(-low // step) * step <= high:
        assert found % step == 0


@given(LIMITS, st.floats(0, 1))
def test_equal_limits_settle_at_them(limit, share):
    assert bids.settle(limit, limit, share, 50) == limit


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["buyer", "seller", ""]))
def test_a_seed_gives_the_same_share_each_time(chance, earlier):
    share = bids.share_of(earlier)
    drawn = bids.draw(chance, share)
    assert drawn == bids.draw(chance, share) and 0 < drawn < 1


@pytest.mark.parametrize(("earlier", "mean"), [("buyer", 0.55), ("seller", 0.45), ("", 0.5)])
def test_shares_are_spread_as_promised_and_reward_whoever_was_earlier(earlier, mean):
    share = bids.share_of(earlier)
    drawn = [bids.draw(seed(number), share) for number in range(4_000)]
    assert abs(statistics.mean(drawn) - mean) < 4 * (share.variance / len(drawn)) ** 0.5
    assert abs(statistics.pvariance(drawn) - share.variance) < 0.004
    for tenth in range(1, 10):
        at = share.quantile(tenth / 10)
        assert abs(sum(one < at for one in drawn) / len(drawn) - tenth / 10) < 0.03
    assert abs(share.mean - 0.5) <= 0.1


def test_the_distribution_is_beta():
    share = bids.share_of("")
    for at in (0.01, 0.2, 0.5, 0.77, 0.99):
        assert share.below(at) == pytest.approx(3 * at**2 - 2 * at**3, abs=1e-12)
        assert share.quantile(share.below(at)) == pytest.approx(at, abs=1e-9)
    assert (share.below(-1), share.below(2)) == (0.0, 1.0)


def test_who_was_earlier():
    assert (bids.earlier(1, 2), bids.earlier(2, 1), bids.earlier(2, 2)) == ("buyer", "seller", "")


def test_a_commitment_holds_the_seed_and_the_bidding_and_tells_neither():
    one = bids.commitment("case a", seed(1))
    assert one == bids.commitment("case a", seed(1)) and len(one) == 64
    assert len({one, bids.commitment("case a", seed(2)), bids.commitment("case b", seed(1))}) == 3
    assert one != hashlib.sha256(seed(1)).hexdigest()
    with pytest.raises(ValueError, match="32 bytes"):
        bids.commitment("case a", b"short")


def test_commitment_and_draw_do_not_share_a_digest():
    """Nobody can reckon the draw from the commitment by cutting it differently."""
    assert bids.commitment("", seed(3))[:16] != f"{int(bids.draw(seed(3), bids.share_of('')) * 2**64):016x}"


@pytest.mark.parametrize(
    ("whole", "step"), [(0, 1), (199, 1), (400, 2), (19_900, 50), (100_000, 500), (10_000_000, 50_000)]
)
def test_the_money_grid_has_two_hundred_steps_at_least(whole, step):
    assert bids.step_of(whole) == step
    assert whole < 200 or whole // step >= 200


def test_what_is_left_unknown_is_more_than_half_of_the_overlap():
    """Who knows his own limit, the sum and the rule can still not tell the other's limit: by ranks among what could have been."""
    chance, widths = random.Random(5), []
    share = bids.share_of("")
    points = [share.quantile((number + 0.5) / 400) for number in range(400)]
    for _ in range(300):
        low, high = sorted(chance.sample(range(100_000), 2))
        found = bids.settle(low, high, chance.choice(points))
        if found in (low, None):
            continue
        # every other limit that is possible beforehand, weighed by the chance that it gives this sum
        weights = [
            (other, (3 * 2 * (x := (found - low) / (other - low)) * (1 - x)) / (other - low))
            for other in range(found + 1, 100_001, 100)
        ]
        total, so_far, ends = sum(weight for _, weight in weights), 0.0, []
        for other, weight in weights:
            so_far += weight / total
            ends += [other] if (len(ends) == 0 and so_far >= 0.05) or (len(ends) == 1 and so_far >= 0.95) else []
        widths.append((ends[-1] - ends[0]) / (high - low))
    assert statistics.mean(widths) >= 0.5 and statistics.median(widths) >= 0.5
    assert sum(width >= 0.5 for width in widths) / len(widths) >= 0.8


def counted(shares: list[tuple[float, str]]) -> dict:
    """What the audit is told of these draws, the n-th of the n-th seed."""
    tenths, lean = [0] * 10, 0
    for number, (drawn, earlier) in enumerate(shares):
        told = draw_audit.told(seed(number), bids.share_of(earlier).below(drawn))
        tenths[told] += 1
        lean += draw_audit.lean(seed(number), told, earlier)
    return {"draws": len(shares), "tenths": tenths, "lean": lean}


def fair(count: int, earlier: tuple[str, ...] = ("buyer", "seller", "")) -> list[tuple[float, str]]:
    who = [earlier[number % len(earlier)] for number in range(count)]
    return [(bids.draw(seed(number), bids.share_of(one)), one) for number, one in enumerate(who)]


def test_the_audit_is_silent_before_thirty_and_calm_with_fair_draws():
    assert draw_audit.figures(counted(fair(20))) == draw_audit.Figures(0, False)
    for earlier in (("buyer", "seller", ""), ("buyer",), ("seller",)):
        found = draw_audit.figures(counted(fair(3_000, earlier)))
        assert found.published and not found.alarm and sum(found.tenths) == 3_000 and 0.001 < found.p <= 1
        assert [one.of for one in found.leanings] == ["buyer", "earlier"]
        assert all(0.48 < one.mean < 0.52 for one in found.leanings)


def test_fair_draws_ring_as_seldom_as_it_is_said():
    chance, rung = random.Random(11), 0
    for _ in range(2_000):
        told = [chance.randrange(10) for _ in range(60)]
        lean = sum((2 * one - 9) * chance.choice((1, -1)) for one in told)
        counts = {"draws": 60, "tenths": [told.count(one) for one in range(10)], "lean": lean}
        rung += draw_audit.figures(counts).alarm
    assert rung <= 8  # two are expected


@pytest.mark.parametrize("bend", [lambda x: x**1.6, lambda x: 0.5 + (x - 0.5) / 3, lambda x: min(0.999, x + 0.12)])
def test_the_audit_hears_draws_that_were_bent(bend):
    bent = [(bend(bids.draw(seed(n), bids.share_of(""))), "") for n in range(300)]
    assert draw_audit.figures(counted(bent)).alarm


@pytest.mark.parametrize("wrong", [0.15, -0.15])
def test_the_audit_hears_that_whoever_was_earlier_gets_another_share_than_he_should(wrong):
    """Buyers and sellers are earlier equally often, so that the tenths of all together are nearly even."""
    bent = [
        (min(0.999, max(0.001, share + (wrong if who == "buyer" else -wrong))), who)
        for share, who in fair(600, ("buyer", "seller"))
    ]
    found = draw_audit.figures(counted(bent))
    assert found.alarm and abs(found.leanings[1].z) > 4 and (found.leanings[1].mean > 0.5) == (wrong > 0)


def test_what_is_told_of_one_draw_is_a_witness_who_may_be_tossing_coins():
    """Even somebody who knows all but one draw of a ten, and so what was told of it, can be wrong about it nearly half of the time."""
    places = [(n, bids.share_of("").below(bids.draw(seed(n), bids.share_of("")))) for n in range(4_000)]
    right = sum(draw_audit.told(seed(n), place) == min(9, int(place * 10)) for n, place in places)
    assert 0.52 < right / len(places) < 0.58
    assert draw_audit.told(seed(1), 0.3) == draw_audit.told(seed(1), 0.3)
    assert {draw_audit.told(seed(n), 1.0) for n in range(200)} == set(range(10))
    assert {draw_audit.lean(seed(n), 9, "") for n in range(20)} == {9, -9}
    assert (draw_audit.lean(b"", 9, "buyer"), draw_audit.lean(b"", 9, "seller")) == (9, -9)


def test_p_of_chi_square():
    assert draw_audit._chance_above(27.877) == pytest.approx(0.001, rel=0.01)
    assert draw_audit._chance_above(16.919) == pytest.approx(0.05, rel=0.01)
