"""`bench ticket`: a dispute over HTTP with token sign-in, 8 clients: open, five public replies, close.

Beside it django-helpdesk with the same seven requests, and a bare Django-Ninja that only appends a row for each. All
three are served by gunicorn with 2 processes of 4 threads on the same PostgreSQL and asked by turns by the same client.
"""

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator

from bench import market
from bench.ground import Ground, python_of
from bench.http_load import Connection, Target, load
from bench.results import Result, compared

HELPDESK = (
    "django-helpdesk==2.6.1",
    "Django==5.2.19",
    "djangorestframework==3.18.3",
    "gunicorn==27.0.1",
    "psycopg[binary]==3.3.9",
)
_REPLIES = 5
_AT_MOST_A_SECOND = 120  # items; what no machine that we know reaches


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Items a second, ours and the two peers by turns."""
    seconds, rounds = (2.0, 2) if quick else (6.0, 5)
    targets = {"ours": ours(ground), "helpdesk": _helpdesk(ground), "bare": _bare(ground)}
    rates: dict[str, list[float]] = {name: [] for name in targets}
    stock = targets["ours"].work
    stock.fill(200)
    lately = 0.0
    for target in targets.values():
        load(target, seconds / 2)  # what is loaded late is loaded now
    for _ in range(rounds):
        stock.fill(int(max(lately, _AT_MOST_A_SECOND) * seconds))
        for name, target in targets.items():
            rates[name].append(load(target, seconds))
        lately = rates["ours"][-1] * 1.5

    def beside(name: str, against: str, goal: float) -> Result:
        return compared("ticket", "items/s", against, list(zip(rates["ours"], rates[name], strict=True)), goal=goal)

    return [
        beside("helpdesk", "django-helpdesk 2.6.1, 7 requests an item", 6),
        beside("bare", "bare Django-Ninja + raw SQL append", 0.4),
    ]


def ours(ground: Ground) -> Target:
    """Our API as `hejie web` serves it, and as many paid orders as anybody can dispute meanwhile."""
    environment = ground.environment(ground.database("ticket"))
    os.environ.update({name: environment[name] for name in environment if name.startswith(("HEJIE_", "DJANGO_"))})
    market.begin(migrate=True)
    made = market.make()
    port = ground.serve(sys.executable, "hejie.conf.wsgi:application", environment)
    headers = {"Authorization": f"Bearer {made.token}"}
    return Target(port, headers, _dispute(made.procedure), Stock(made))


class Stock(Iterator):
    """Roots of orders that nobody has disputed yet; made between the rounds (`fill`), never while somebody measures."""

    def __init__(self, made: market.Market) -> None:
        self._made = made
        self._batches = itertools.count()
        self._roots: list[str] = []

    def fill(self, number: int) -> None:
        """Make orders until there are so many."""
        lacking = number - len(self._roots)
        if lacking > 0:
            self._roots += market.orders(self._made, f"ticket{next(self._batches)}", lacking)

    def __next__(self) -> str:
        if not self._roots:
            raise StopIteration
        return self._roots.pop()


def _dispute(procedure: str) -> Callable[[Connection, str], int]:
    opening = {
        "lines": [1],
        "reason": "not_as_described",
        "remedy": "refund",
        "package": {"refund": market.PRICE, "currency": "CNY"},
        "story": market.TEXT,
        "shown": procedure,
    }

    def item(connection: Connection, root: str) -> int:
        answer = connection.post("/api/v1/cases", {**opening, "order": root}, _key(f"open {root}"))
        case = json.loads(answer)["id"]
        for number in range(_REPLIES):
            connection.post(f"/api/v1/cases/{case}/messages", {"text": market.TEXT}, _key(f"{case} {number}"))
        connection.post(f"/api/v1/cases/{case}/withdrawal", {}, _key(f"close {case}"))
        return _REPLIES + 2

    return item


def _key(text: str) -> str:
    return f"Idempotency-Key: {text}\r\n"


def _peer_environment(ground: Ground, name: str) -> dict[str, str]:
    ground.database(name)
    files = ground.home / name
    files.mkdir()
    database = f"name={name} user=hejie host={ground.cluster.folder}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HEJIE_", "DJANGO_"))}
    return {
        **kept,
        "PYTHONPATH": str(ground.root),
        "BENCH_PEER_DATABASE": database,
        "BENCH_PEER_HOME": str(files),
    }


def _helpdesk(ground: Ground) -> Target:
    python = python_of("helpdesk", *HELPDESK)
    environment = _peer_environment(ground, "helpdesk")
    token, queue = ground.run([python, "-m", "bench.peers.helpdesk"], environment).split()[-2:]
    port = ground.serve(python, "bench.peers.helpdesk:application", environment)

    def item(connection: Connection, _number: int) -> int:
        ticket = {
            "queue": int(queue),
            "title": "Not as described",
            "description": market.TEXT,
            "submitter_email": "buyer@bench.example",
            "priority": 3,
        }
        made = json.loads(connection.post("/api/tickets/", ticket))["id"]
        reply = {"ticket": made, "user": 1, "title": "Reply", "comment": market.TEXT, "public": True}
        for _ in range(_REPLIES):
            connection.post("/api/followups/", reply)
        connection.post("/api/followups/", {**reply, "title": "Closed", "new_status": 4})
        return _REPLIES + 2

    return Target(port, {"Authorization": f"Token {token}"}, item, itertools.count())


def _bare(ground: Ground) -> Target:
    environment = _peer_environment(ground, "bare")
    token = ground.run([sys.executable, "-m", "bench.peers.bare"], environment).split()[-1]
    port = ground.serve(sys.executable, "bench.peers.bare:application", environment)

    def item(connection: Connection, number: int) -> int:
        for seq in range(_REPLIES + 2):
            connection.post(f"/streams/case-{number}/{seq}", {"text": market.TEXT})
        return _REPLIES + 2

    return Target(port, {"Authorization": f"Bearer {token}"}, item, itertools.count())
