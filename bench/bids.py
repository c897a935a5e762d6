"""`bench bids`: what sealed bids realise of the gains that there are, and what they give away (row 12 of the research's table).

Limits are uniform, as in Chatterjee and Samuelson's double auction, whose ½-split realises 84 % of the gains when both sides
shade their limits in equilibrium. The equilibrium of our rule is reckoned here: best answers to best answers, on a grid, until
they stay where they are; what bidders then could still gain by another bid is a row of its own. What the sum gives away is the
posterior of the other's limit, for somebody who knows the rule, his own limit and who sealed earlier. Last, a thousand cases
by coin: whether the time of a side's own requests tells that the other has sealed.
"""

import sys

import numpy as np

from bench.ground import Ground
from bench.results import Result, compared
from hejie.domain.settlement import bids

_SEED = 20261128
_TYPES = 1001
_WHOLE = 100_000  # minor units from nothing to everything that can be bid for
_REWARDED = {"buyer": "the buyer", "seller": "the seller", "": "nobody"}


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Equilibrium, honesty, privacy, timing."""
    chance = np.random.default_rng(_SEED)
    pairs, draws = (60, 60) if quick else (300, 400)
    found = []
    for earlier in ("", "buyer", "seller"):
        ask, bid, regret = equilibrium(bids.share_of(earlier).mean)
        rounds = [(realised(ask, bid, chance, pairs), 84.0) for _ in range(5)]
        name = f"bids, {_REWARDED[earlier]} earlier"
        if earlier:  # both know who is rewarded; where nobody knows, the mean is one half
            found.append(compared(name, "% of gains", "asked for, in equilibrium", rounds, goal=1.0))
        else:
            found.append(compared(name, "% of gains", "½-split double auction, asked for", rounds, goal=1.0))
        found.append(
            compared(
                f"{name}, regret", "% of gains", "most by another bid", [(regret * 100, 1.0)], goal=1.0, at_most=True
            )
        )
    found.append(compared("bids, honest", "% of gains", "asked for", [(honest(chance, pairs), 100.0)] * 2, goal=1.0))
    widths = [posterior_widths(chance, draws) for _ in range(5)]
    found += [
        compared("bids, left unknown", "% of overlap", "asked for", [(np.mean(one) * 100, 50.0) for one in widths], goal=1.0),
        compared(
            "bids, left unknown", "% of draws", "with half of the overlap or more, asked for",
            [(np.mean(one >= 0.5) * 100, 80.0) for one in widths], goal=1.0,
        ),
    ]  # fmt: skip
    return [*found, *_timing(ground, quick)]


def equilibrium(mean: float) -> tuple[np.ndarray, np.ndarray, float]:
    """(what a buyer of each limit asks, what a seller of each limit bids, greatest gain by another bid as a share of all gains).

    mean   of the buyer's share of the overlap, which is all that counts for somebody who minds no risk
    """
    types = (np.arange(_TYPES) + 0.5) / _TYPES
    ask, bid = types.copy(), types.copy()
    regret = 1.0
    for turn in range(400):
        best_bid, lost_bid = _best(types, ask, bid, 1 - mean)
        best_ask, lost_ask = _best(1 - types[::-1], 1 - bid[::-1], 1 - ask[::-1], mean)
        best_ask = 1 - best_ask[::-1]
        regret = (lost_bid + lost_ask) * 6
        if turn > 20 and regret < 2e-4:
            break
        weight = 0.5 / (1 + turn / 40)
        bid = bid + weight * (_smooth(types, best_bid) - bid)
        ask = ask + weight * (1 - _smooth(types, 1 - best_ask[::-1])[::-1] - ask)
    return ask, bid, regret


def _best(worths: np.ndarray, asks: np.ndarray, now: np.ndarray, low_weight: float) -> tuple[np.ndarray, float]:
    """Best bids of sellers with these limits against asks, and what they lose on average by those of now.

    The price of ask a and bid b is low_weight a + (1 - low_weight) b.
    """
    order = np.sort(asks)
    total = np.concatenate([[0.0], np.cumsum(order)]) / len(order)
    grid = np.linspace(0, 1, 2001)

    def gains(bids_: np.ndarray, worths_: np.ndarray) -> np.ndarray:
        met = np.searchsorted(order, bids_, side="right")
        return met / len(order) * (worths_ - (1 - low_weight) * bids_) - low_weight * total[met]

    whole = gains(grid[None, :], worths[:, None])
    best = whole.argmax(axis=1)
    lost = whole.max(axis=1) - gains(now, worths)
    return grid[best], float(np.maximum(lost, 0).mean())


def _smooth(types: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Straight where deals are made: of the many equilibria the one that everybody can reckon."""
    moves = best > best[0] + 1e-9
    if moves.sum() < 50:
        return best
    slope, start = np.polyfit(types[moves], best[moves], 1)
    return np.minimum(types, start + slope * types)


def realised(ask: np.ndarray, bid: np.ndarray, chance: np.random.Generator, pairs: int) -> float:
    """Per cent of all gains that bidders in equilibrium realise, by the rule itself, over `pairs` squared pairs of limits."""
    least, most = _pairs(chance, pairs)
    types = (np.arange(_TYPES) + 0.5) / _TYPES
    lows, highs = np.interp(least, types, ask), np.interp(most, types, bid)
    made = _settled(lows, highs, chance.random(least.size))
    return float(np.sum((most - least)[made]) / np.sum(np.maximum(0, most - least)) * 100)


def honest(chance: np.random.Generator, pairs: int) -> float:
    """The same where both seal what they really take and give; every sum lies between the two."""
    least, most = _pairs(chance, pairs)
    made = _settled(least, most, chance.random(least.size))
    return float(np.sum((most - least)[made]) / np.sum(np.maximum(0, most - least)) * 100)


def _pairs(chance: np.random.Generator, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Limits of both sides, uniform: one pair at a random place of each field of a chessboard."""
    fields = np.arange(side * side)
    return (fields % side + chance.random(side * side)) / side, (fields // side + chance.random(side * side)) / side


def _settled(lows: np.ndarray, highs: np.ndarray, shares: np.ndarray) -> np.ndarray:
    found = []
    for low, high, share in zip(lows, highs, shares, strict=True):
        whole = (round(low * 10**9), round(high * 10**9))
        sum_ = bids.settle(*whole, share, bids.step_of(10**9))
        assert sum_ is None or whole[0] <= sum_ <= whole[1]
        found.append(sum_ is not None)
    return np.array(found)


def posterior_widths(chance: np.random.Generator, draws: int) -> np.ndarray:
    """Width of the 90 % interval of the other's limit as a share of the overlap, for both sides of some settlements.

    Who watches knows his own limit, the sum, the rule and who was earlier; of the other's limit he knows beforehand that it lies
    somewhere between nothing and what was paid.
    """
    step, found = bids.step_of(_WHOLE), []
    while len(found) < 2 * draws:
        low, high = sorted(chance.integers(0, _WHOLE, 2).tolist())
        if high - low < 2 * step:
            continue
        share = bids.share_of(("", "buyer", "seller")[len(found) // 2 % 3])
        sum_ = bids.settle(low, high, bids.draw(chance.bytes(32), share), step)
        highs = np.linspace(max(low, sum_), _WHOLE, 2_001)
        found.append(_width(_likelihood(share, low, highs, sum_, step), highs) / (high - low))
        lows = np.linspace(0, min(high, sum_), 2_001)
        found.append(_width(_likelihood(share, lows, high, sum_, step), lows) / (high - low))
    return np.array(found)


def _likelihood(share: bids.Share, low, high, sum_: int, step: int) -> np.ndarray:
    """The chance of a sum, rounded to the grid, for each possible limit of the other; the last step at an end has what lies
    beyond it."""
    span = np.maximum(high - low, 1e-9)
    last, first = np.floor(np.asarray(high) / step) * step, np.ceil(np.asarray(low) / step) * step
    upper = np.where(sum_ >= last, 1.0, (sum_ + step / 2 - low) / span)
    lower = np.where(sum_ <= first, 0.0, (sum_ - step / 2 - low) / span)
    chance = _below(share, upper) - _below(share, lower)
    fits = (np.asarray(low) <= sum_) & (np.asarray(high) >= sum_)
    return np.where(fits, np.maximum(chance, 0), 0.0)


_GRID = np.linspace(0, 1, 4_001)
_TABLES: dict[bids.Share, np.ndarray] = {}


def _below(share: bids.Share, at: np.ndarray) -> np.ndarray:
    if share not in _TABLES:
        _TABLES[share] = np.array([share.below(float(one)) for one in _GRID])
    return np.interp(np.clip(at, 0, 1), _GRID, _TABLES[share])


def _width(density: np.ndarray, at: np.ndarray) -> float:
    """Width of the middle 90 % of a density on a grid."""
    sums = np.cumsum(density)
    if not sums[-1]:
        return 0.0
    ends = np.searchsorted(sums / sums[-1], (0.05, 0.95))
    return float(at[min(ends[1], len(at) - 1)] - at[ends[0]])


def _timing(ground: Ground, quick: bool) -> list[Result]:
    environment = ground.environment(ground.database("bids"))
    told = ground.run([sys.executable, "-m", "bench.bid_times", "60" if quick else "1000"], environment)
    guesses = [float(one) for one in told.split()]
    return [
        compared("bids, timing", "% guessed", "by a coin, and two in a hundred", [(one, 52.0) for one in guesses], goal=1.05, at_most=True)
    ]  # fmt: skip
