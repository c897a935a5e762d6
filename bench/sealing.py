"""`bench sealing`: how long a message takes while everything is being sealed, beside the same without any sealing.

Two writers on PostgreSQL, each a process, write one message after the other; a third process seals what they write, as the
worker does every three seconds. What is compared is the median, and the
slowest one in a hundred: a writer that had to wait for a seal would be among those.
"""

import sys
import time
from collections.abc import Callable

from bench import market
from bench.clients import Clients
from bench.ground import Ground
from bench.results import Result, compared

_WRITERS = 2


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Milliseconds with and without sealing, by turns."""
    environment = ground.environment(ground.database("sealing"))
    ground.run(
        [sys.executable, "-c", "from bench import market; market.begin(migrate=True); market.make()"], environment
    )
    seconds, rounds = (1, 2) if quick else (9, 5)
    writers = Clients(ground, "bench.append:ours", environment, number=_WRITERS)
    writers.round(seconds / 2)
    with_it, without = [], []
    for _ in range(rounds):
        without.append(writers.round(seconds))
        sealer = ground.start([sys.executable, "-m", "bench.sealing"], environment, stdin=-1)
        time.sleep(1)  # its start is not what is measured
        with_it.append(writers.round(seconds))
        sealer.stdin.close()
        sealer.wait()
    results = []
    for name, kind in (("median", "median"), ("slowest 1 %", "slow")):
        pairs = [(one[kind], other[kind]) for one, other in zip(with_it, without, strict=True)]
        goal = 1.15 if kind == "median" else 1.5
        against = f"a message without sealing, {name}"
        results.append(compared(f"sealing, {name}", "ms", against, pairs, goal=goal, at_most=True))
    return results


def _sealer() -> Callable[[], None]:
    market.begin()
    from django.conf import settings

    from hejie.conf import context
    from hejie.record import sealing, signing

    keys = signing.open_keys(settings.HOME)
    return lambda: sealing.seal_new(keys, context.now())


def main() -> None:
    """Seal every three seconds until the input ends."""
    import threading

    seal, ended = _sealer(), threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.is_set():
        seal()
        ended.wait(3)


if __name__ == "__main__":
    main()
