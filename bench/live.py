"""`bench live`: what 2,000 open pages cost those who write: messages over HTTP with and without them, by turns.

`hejie up` serves, with its worker. Every page is that of another case, every message goes into one of these cases, so
every message is heard by an open page. The pages' own reading takes its part of the machine too, and counts against us.
"""

import itertools
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable

from bench import bulk, market
from bench.ground import Ground, free_port
from bench.http_load import Connection, Target, load
from bench.results import Result, compared


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Messages a second with all pages open, and with none."""
    number, seconds, rounds = (100, 1.0, 2) if quick else (2_000, 6.0, 5)
    _allow_many_files()
    environment = ground.environment(ground.database("live"))
    os.environ.update({name: environment[name] for name in environment if name.startswith(("HEJIE_", "DJANGO_"))})
    market.begin(migrate=True)
    made = market.make()
    (real,) = market.cases(made, "live", 1)
    bulk.load(ground, "live", real, number, one_buyer=True)
    cases = [bulk.root_of(copy) + real[16:] for copy in range(number)]
    port, stream = free_port(), free_port()
    serving = [sys.executable, "-m", "hejie.cli.main", "up", "--port", port, "--live-port", stream]
    server = ground.start(serving, environment)
    ground.wait_for(server, port)
    tokens = ground.home / "tokens"
    tokens.write_text("\n".join(_tokens(made, cases)))
    order = _pages(ground, stream, tokens, environment)
    target = Target(
        port, {"Authorization": f"Bearer {made.token}"}, _message, (random.choice(cases) for _ in itertools.count())
    )
    load(target, seconds)  # what is loaded late is loaded now
    runs = [(_with_pages(order, number, target, seconds), load(target, seconds)) for _ in range(rounds)]
    return [compared("live", "messages/s", f"the same without {number:,} open pages", runs, goal=0.9)]


def _allow_many_files() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _tokens(made: market.Market, cases: list[str]) -> list[str]:
    """The token of each case's page, as the page gives it to the buyer's browser."""
    from hejie.usecases import live, reading

    ctx = market.buyer_context(made)
    return [live.token(ctx, reading.read_case(ctx, case)) for case in cases]


def _pages(ground: Ground, port: int, tokens, environment) -> Callable[[str], tuple[int, int]]:
    process = ground.start(
        [sys.executable, "-m", "bench.pages", port, tokens], environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.readline()

    def order(what: str) -> tuple[int, int]:
        process.stdin.write(f"{what}\n")
        process.stdin.flush()
        pages, heard = process.stdout.readline().split()
        return int(pages), int(heard)

    return order


def _with_pages(order: Callable[[str], tuple[int, int]], number: int, target: Target, seconds: float) -> float:
    """Messages a second while the pages are open. Refuses figures of pages that were not there or heard nothing."""
    order("open")
    rate = load(target, seconds)
    pages, heard = order("close")
    if pages != number or not heard:
        raise RuntimeError(f"{pages} pages were open and heard of {heard} changes; there should have been {number}")
    return rate


_count = itertools.count()


def _message(connection: Connection, case: str) -> int:
    more = f"Idempotency-Key: live {next(_count)}\r\n"
    connection.post(f"/api/v1/cases/{case}/messages", {"text": market.TEXT}, more)
    return 1
