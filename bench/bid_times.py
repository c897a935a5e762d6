"""Whether the time of a side's own requests tells that the other side has sealed a bid: guesses in per cent, right ones.

Run in a process of its own on the bench's database: `python -m bench.bid_times 1000`. Cases are opened first, in each of which the
other side has sealed or not by coin; then, in another order, a side seals, asks again with the same key, and reads what it may
know. The threshold is fitted on one half of the tries and judged on the other.
"""

import random
import sys
import time
from collections.abc import Callable

from bench import market


def main(tries: int) -> None:
    """Print the share of right guesses by the time of sealing, of a repeat, and of reading."""
    market.begin(migrate=True)
    there = market.make()
    from hejie.conf import context
    from hejie.domain.cases.bidding import OpenBidding
    from hejie.domain.kernel.actor import Actor
    from hejie.usecases import bidding, reading

    chance = random.Random(20261128)
    keeper = Actor("seller", "keeper", market.SLUG, there.seller, through="token", second_factor=True)
    cases = []
    for number, case in enumerate(market.cases(there, "bids", tries)):
        bidding.open_(context.for_actor(keeper), OpenBidding(case, package={}), key=f"open {number}")
        sealed = chance.random() < 0.5
        if sealed:
            bidding.seal(
                market.buyer_context(there), case, bidding.Limit("bd1", 15_000, waives=True), key=f"buyer {number}"
            )
        cases.append((case, sealed))
    chance.shuffle(cases)
    times: list[list[float]] = [[], [], []]
    own = bidding.Limit("bd1", 9_000)
    for case, _sealed in cases:
        ctx = context.for_actor(keeper)
        times[0].append(_timed(lambda: bidding.seal(ctx, case, own, key="own")))  # noqa: B023
        times[1].append(_timed(lambda: bidding.seal(ctx, case, own, key="own")))  # noqa: B023
        times[2].append(_timed(lambda: bidding.own(reading.read_case(ctx, case))))  # noqa: B023
    print(*(f"{guessed([*zip(row, (sealed for _case, sealed in cases), strict=True)]):.2f}" for row in times))


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def guessed(tries: list[tuple[float, bool]]) -> float:
    """Right guesses, in per cent, by the threshold that is best on every second try, on the others."""
    fitted, judged = tries[::2], tries[1::2]
    best, rule = 0.0, (0.0, True)
    for at, _ in fitted:
        for above in (True, False):
            right = sum(((took > at) == above) == sealed for took, sealed in fitted) / len(fitted)
            if right > best:
                best, rule = right, (at, above)
    return sum(((took > rule[0]) == rule[1]) == sealed for took, sealed in judged) / len(judged) * 100


if __name__ == "__main__":
    main(int(sys.argv[1]))
