"""Clients without HTTP: processes that do one kind of item again and again for some seconds when they are told to.

    python -m bench.clients MODULE:FUNCTION [ARGUMENT…]

FUNCTION makes what is needed once and returns what does one item. The line `go SECONDS` on standard input is answered
by a line of JSON: how many items were done, in how many seconds, and the median of one.
"""

import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
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
        """Let all work at once; items a second of all together, and the median of an item in milliseconds."""
        for process in self._processes:
            process.stdin.write(f"go {seconds}\n")
            process.stdin.flush()
        told = [self._expect(process) for process in self._processes]
        return {
            "rate": sum(one["items"] / one["seconds"] for one in told),
            "median": statistics.median(one["median"] for one in told),
        }

    def _expect(self, process: subprocess.Popen) -> dict:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"a client has ended:\n{self._log.read_text()[-4000:]}")
        return json.loads(line)


def _work(item, seconds: float) -> dict:
    times = []
    started = last = time.perf_counter()
    until = started + seconds
    while last < until:
        item()
        now = time.perf_counter()
        times.append(now - last)
        last = now
    return {"items": len(times), "seconds": last - started, "median": statistics.median(times) * 1000}


def main() -> None:
    """Make what does an item, say so, and do as told until the input ends."""
    module, _, function = sys.argv[1].partition(":")
    item = getattr(importlib.import_module(module), function)(*sys.argv[2:])
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(_work(item, float(line.split()[1]))), flush=True)


if __name__ == "__main__":
    main()
