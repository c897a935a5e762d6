"""Clients without HTTP: processes that do one kind of item again and again for some seconds when they are told to.

    python -m bench.clients MODULE:FUNCTION [ARGUMENT…]

FUNCTION makes what is needed once and returns what does one item; where that has a `before(number)`, it is told how many
items to make ready. `ready SECONDS` and `go SECONDS` on standard input are each answered by a line of JSON; the second
by how many items were done, in how many seconds, and the median of one and the slowest of a hundred in milliseconds.
"""

import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.ground import Ground


class Clients:
    """Some client processes of one kind."""

    def __init__(
        self,
        ground: Ground,
        function: str,
        environment: Mapping[str, str],
        *,
        number: int,
        python: str | Path = sys.executable,
        arguments: Sequence[str] = (),
    ) -> None:
        self._processes = [
            ground.start(
                [python, "-m", "bench.clients", function, str(index), *arguments],
                environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for index in range(number)
        ]
        self._log = ground.home / "processes.log"
        for process in self._processes:
            self._expect(process)

    def round(self, seconds: float) -> dict[str, float]:
        """Let all work at once; items a second of all together, the median of an item and the slowest of a hundred in ms."""
        self._tell(f"ready {seconds}")
        told = self._tell(f"go {seconds}")
        return {
            "rate": sum(one["items"] / one["seconds"] for one in told),
            "median": statistics.median(one["median"] for one in told),
            "slow": statistics.median(one["slow"] for one in told),
        }

    def _tell(self, order: str) -> list[dict]:
        for process in self._processes:
            process.stdin.write(f"{order}\n")
            process.stdin.flush()
        return [self._expect(process) for process in self._processes]

    def _expect(self, process: subprocess.Popen) -> dict:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"a client has ended:\n{self._log.read_text()[-4000:]}")
        return json.loads(line)


_FIRST_RATE = 60.0  # items a second of one client, as long as nothing is known


def _work(item: Callable[[], None], seconds: float) -> dict[str, float]:
    times = []
    started = last = time.perf_counter()
    until = started + seconds
    while last < until:
        try:
            item()
        except StopIteration:  # what was made ready is used up
            break
        now = time.perf_counter()
        times.append(now - last)
        last = now
    slow = sorted(times)[len(times) * 99 // 100]
    took = {"median": statistics.median(times) * 1000, "slow": slow * 1000}
    return {"items": len(times), "seconds": last - started, **took}


def main() -> None:
    """Make what does an item, say so, and do as told until the input ends."""
    module, _, function = sys.argv[1].partition(":")
    item = getattr(importlib.import_module(module), function)(*sys.argv[2:])
    before = getattr(item, "before", lambda number: None)
    rate = _FIRST_RATE
    print("{}", flush=True)
    for line in sys.stdin:
        order, seconds = line.split()
        told = {}
        if order == "ready":
            before(int(rate * float(seconds) * 1.5) + 1)
        else:
            told = _work(item, float(seconds))
            rate = max(_FIRST_RATE, told["items"] / told["seconds"])
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
