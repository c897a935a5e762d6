"""`bench deadlines`: a hundred thousand due deadlines carried out by two workers, beside the same row changes sent raw.

Both databases hold copies of one real case, loaded by COPY, in each of which the seller's time to answer is over. Ours is
the worker's own walk through what is due, by two processes at once; beside it two processes send the statements of one
real default, renamed for each case, with nothing around them. Afterwards it is counted that every default was carried out
once. A second figure says how many next deadlines of a case one core computes in a second.
"""

import json
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta

from bench import bulk, market, replay
from bench.ground import Ground
from bench.results import Result, compared

_WORKERS = 2
_BATCH = 250
_LATER = timedelta(days=3, hours=6)
_ENDS_A_SECOND = 20_000


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Seconds for all, ours and raw; then ends computed in a second beside what is asked for."""
    number = 400 if quick else 100_000
    seconds = {}
    for name, does in (("swept", "swept"), ("raw", "sent")):
        environment = ground.environment(ground.database(name))
        case = ground.run([sys.executable, "-c", _PREPARE], environment).split()[-1]
        bulk.load(ground, name, case, number)
        if name == "swept":
            print(_plan(ground), file=sys.stderr)
        seconds[name] = _together(ground, environment, does, number)
    _make_sure(ground, number)
    against = "the same row changes sent raw by psycopg"
    swept = compared("deadlines", "s", against, [(seconds["swept"], seconds["raw"])], goal=3, at_most=True)
    ends = compared("deadlines computed", "/s", "asked for, a core", [(_ends(quick), _ENDS_A_SECOND)], goal=1)
    return [swept, ends]


_PREPARE = "from bench import deadlines; deadlines.prepare()"


def prepare() -> None:
    """A marketplace with one real case; prints its id."""
    market.begin(migrate=True)
    print(next(iter(market.cases(market.make(), "real", 1))))


def _together(ground: Ground, environment: dict, does: str, number: int) -> float:
    """Let two processes of one kind work at once; the longer of their times, without what they made ready before."""
    bounds = [number * part // _WORKERS for part in range(_WORKERS + 1)]
    processes = [
        ground.start(
            [sys.executable, "-m", "bench.deadlines", does, first, last],
            environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first, last in zip(bounds, bounds[1:], strict=False)
    ]
    for process in processes:
        _told(ground, process)
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return max(_told(ground, process)["seconds"] for process in processes)


def _told(ground: Ground, process: subprocess.Popen) -> dict:
    line = process.stdout.readline()
    if not line:
        raise RuntimeError((ground.home / "processes.log").read_text()[-4000:])
    return json.loads(line)


def _make_sure(ground: Ground, number: int) -> None:
    """Every case has had exactly one default, and nothing is due any more."""
    counted = ground.sql(
        "swept",
        "SELECT count(*), count(DISTINCT root) FROM entry WHERE body LIKE '%\"kind\":\"DefaultApplied\"%' AND root LIKE 'bulk%'",
    )
    if counted != [(number, number)]:
        raise RuntimeError(f"of {number} defaults so many entries and cases were found: {counted}")


def _plan(ground: Ground) -> str:
    """How PostgreSQL finds what is due: by the index, no row more than is due."""
    from hejie.domain.kernel import clock

    later = clock.milliseconds(datetime.now().astimezone() + _LATER)
    rows = ground.sql(
        "swept",
        f"EXPLAIN (ANALYZE, BUFFERS) SELECT until_ms, root, stream, id, marketplace FROM deadline WHERE until_ms <= {later} "
        "AND (until_ms, root) >= (0, '') AND (until_ms, root, stream, id) > (0, '', '', '') "
        "ORDER BY until_ms, root, stream, id LIMIT 200",
    )
    return "\n".join(row[0] for row in rows)


def _ends(quick: bool) -> float:
    """Next deadlines computed in a second: of a procedure with working days, shifts and overrides, for one case each."""
    from hejie.domain.procedure.rulebook import About
    from hejie.rulebooks import procedures

    rules = procedures.load("procedures/standard")
    about = About("not_received", "refund", 19900, "CNY", shipped=True)
    begin = datetime(2026, 2, 10, 9, 30).astimezone()
    waits, count = [wait for wait in rules.waits if wait in ("answer", "question", "appeal", "perform", "reply")], 0
    started = time.perf_counter()
    until = started + (0.3 if quick else 3)
    while time.perf_counter() < until:
        found = rules.for_case(about)
        moment = begin + timedelta(minutes=count % 50_000)
        for wait in waits:
            found.until(wait, moment)
        count += len(waits)
    return count / (time.perf_counter() - started)


def _swept() -> float:
    """Walk through what is due until nothing is, as the worker does; seconds."""
    from hejie.conf import context
    from hejie.usecases.patience import Patience
    from hejie.usecases.sweeping import Sweep

    now = context.now() + _LATER
    started = time.perf_counter()
    chance = random.Random()
    while Sweep(now, now, Patience(chance), chance).carry_out_defaults():
        pass
    return time.perf_counter() - started


def _sent(first: int, last: int) -> float:
    """Send the statements of one real default for every case from first up to last; seconds of sending alone."""
    from hejie.conf import context
    from hejie.record import streams
    from hejie.usecases import upkeep

    there = market.there()
    case = next(iter(market.cases(there, f"raw{first}", 1)))
    streams.forget()  # a worker meets a case that it does not remember
    later = context.for_worker(market.SLUG, context.now() + _LATER)
    with replay.captured() as found:
        upkeep.carry_out_defaults(later, case, key="due")
    root, total = case[:16], 0.0
    numbers = iter(range(first, last))
    sender = replay.Sender(lambda: [replay.renamed(found, root, bulk.root_of(next(numbers)))])
    for begun in range(first, last, _BATCH):
        ready = min(_BATCH, last - begun)
        sender.before(ready)
        started = time.perf_counter()
        for _ in range(ready):
            sender()
        total += time.perf_counter() - started
    return total


def main() -> None:
    """swept|sent FIRST LAST: say that it is ready, wait for a word, work, say how long it took."""
    does, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    market.begin()
    print("{}", flush=True)
    sys.stdin.readline()
    seconds = _swept() if does == "swept" else _sent(first, last)
    print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
