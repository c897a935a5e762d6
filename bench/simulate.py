"""`bench simulate`: ten thousand recorded cases played again under another procedure, beside the minute that it may take.

The cases are of a market made up by chance from a seed, under the standard procedure; they are played again under another
one, over all cores. Making them is not measured; reading their entries and starting the processes is. A second figure
says how many one core plays in a second.
"""

import time
from collections.abc import Callable

from bench.ground import Ground
from bench.results import Result, compared
from tests.support import by_chance

_CASES, _SECONDS = 10_000, 60
_A_CORE = 400
_OTHER = "procedures/taobao"


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Seconds for all of them, twice; then cases a second of one core."""
    from hejie.insight import many
    from hejie.rulebooks import procedures

    number = 600 if quick else _CASES
    cases = list(by_chance.recorded(number))
    rules = procedures.load(_OTHER)
    runs = [(_seconds(lambda: many.compare(rules, iter(cases))), _SECONDS * number / _CASES) for _ in range(2)]
    some = cases[: number // 10]
    alone = [(len(some) / _seconds(lambda: many.compare(rules, iter(some), processes=1)), _A_CORE) for _ in range(3)]
    return [
        compared("simulate", "s", f"a minute for {_CASES:,} cases", runs, goal=1.0, at_most=True),
        compared("simulate, one core", "/s", "asked for, a core", alone, goal=1.0),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
