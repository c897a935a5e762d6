"""`bench append`: a message through the use case beside the same SQL statements sent raw by psycopg.

Four clients, each a process with a connection and fifty cases of its own, write one message after the other.
"""

import itertools
import sys
from collections.abc import Callable

from bench import market, replay
from bench.clients import Clients
from bench.ground import Ground
from bench.results import Result, compared

_CLIENTS = 4
_CASES = 50


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Messages a second, ours and raw by turns."""
    environment = ground.environment(ground.database("append"))
    ground.run(
        [sys.executable, "-c", "from bench import market; market.begin(migrate=True); market.make()"], environment
    )
    number, seconds, rounds = (2, 0.5, 2) if quick else (_CLIENTS, 5, 5)
    ours = Clients(ground, "bench.append:ours", environment, number=number)
    raw = Clients(ground, "bench.append:raw", environment, number=number)
    for clients in (ours, raw):
        clients.round(seconds / 2)  # what is loaded late is loaded now
    runs = [(ours.round(seconds)["rate"], raw.round(seconds)["rate"]) for _ in range(rounds)]
    return [compared("append", "messages/s", "the same SQL sent raw by psycopg", runs, goal=0.5)]


def ours(index: str) -> Callable[[], None]:
    """What writes one message through the use case."""
    market.begin()
    there = market.there()
    return _writer(there, itertools.cycle(list(market.cases(there, f"ours{index}", _CASES))), "m")


def raw(index: str) -> replay.Sender:
    """What sends the statements of one message."""
    market.begin()
    there = market.there()
    messages = []
    for case in market.cases(there, f"raw{index}", _CASES):
        write = _writer(there, itertools.repeat(case), "capture")
        write()  # the first message of a side also records that it was shown the procedure
        with replay.captured() as first:
            write()
        with replay.captured() as second:
            write()
        messages.append(replay.Replay(first, second, ("capture1", "capture2")))
    turn = itertools.cycle(messages)
    return replay.Sender(lambda: [next(turn).next()])


def _writer(there: market.Market, cases, prefix: str) -> Callable[[], None]:
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases.cases import write_message

    count = itertools.count()

    def write() -> None:
        command = WriteMessage(next(cases), market.TEXT, "joint")
        write_message(market.buyer_context(there), command, key=f"{prefix}{next(count)}")

    return write
