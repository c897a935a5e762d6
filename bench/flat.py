"""`bench flat`: reading a case, appending to it and opening a shop's inbox, among a thousand and among a million cases.

Both databases hold copies of one real case by the side of a few others, loaded by COPY; the shop has one in ten. Cases
are picked at random, and what the program remembers of them is forgotten before each, so that every time is a first.
"""

import itertools
import random
import sys
from collections.abc import Callable

from bench import bulk, market
from bench.clients import Clients
from bench.ground import Ground
from bench.results import Result, compared

_REAL = 5
_ACTS = {"read": "reading a case", "append": "appending to a case", "inbox": "opening a shop's inbox"}


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Medians in milliseconds, at both sizes by turns."""
    few, many, seconds, rounds = (200, 2_000, 0.5, 2) if quick else (1_000, 1_000_000, 2, 5)
    places = {}
    for name, number in (("few", few), ("many", many)):
        places[name] = ground.environment(ground.database(name))
        case = ground.run([sys.executable, "-c", _PREPARE], places[name]).split()[-1]
        bulk.load(ground, name, case, number)
    results = []
    for act, does in _ACTS.items():
        small = Clients(ground, f"bench.flat:{act}", places["few"], number=1, arguments=[str(few)])
        large = Clients(ground, f"bench.flat:{act}", places["many"], number=1, arguments=[str(many)])
        for clients in (small, large):
            clients.round(seconds)  # what is loaded late is loaded now
        runs = [(large.round(seconds)["median"], small.round(seconds)["median"]) for _ in range(rounds)]
        against = f"{does} among {few:,}, not {many:,}"
        results.append(compared(f"flat {act}", "ms", against, runs, goal=1.3, at_most=True))
    return results


_PREPARE = f"from bench import flat; flat.prepare({_REAL})"


def prepare(number: int) -> None:
    """A marketplace with a few real cases; prints the id of one."""
    market.begin(migrate=True)
    print(list(market.cases(market.make(), "real", number))[0])


def _picker(number: str) -> Callable[[], tuple[int, str]]:
    """A random copy of the real case: its number and its case id; what was remembered of any is forgotten."""
    from hejie.record import streams
    from hejie.store.models import Person  # noqa: F401  (Django is there)

    suffix = next(_real_cases())[16:]

    def pick() -> tuple[int, str]:
        streams.forget()
        chosen = random.randrange(int(number))
        return chosen, bulk.root_of(chosen) + suffix

    return pick


def _real_cases():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM case_row WHERE order_ref = 'real-0'")
        yield from (row[0] for row in cursor.fetchall())


def _context(number: int):
    from hejie.conf import context
    from hejie.domain.kernel.actor import Actor

    return context.for_actor(Actor("buyer", bulk.buyer_of(number), market.SLUG, through="token"))


def read(_index: str, number: str) -> Callable[[], None]:
    """What reads a random case as its buyer."""
    market.begin()
    from hejie.usecases import reading

    pick = _picker(number)

    def item() -> None:
        chosen, case = pick()
        reading.read_case(_context(chosen), case)

    return item


def append(_index: str, number: str) -> Callable[[], None]:
    """What writes a message into a random case as its buyer."""
    market.begin()
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases.cases import write_message

    pick = _picker(number)
    count = itertools.count()

    def item() -> None:
        chosen, case = pick()
        write_message(_context(chosen), WriteMessage(case, market.TEXT, "joint"), key=f"m{next(count)}")

    return item


def inbox(_index: str, _number: str) -> Callable[[], None]:
    """What opens the inbox page of the shop that has one case in ten."""
    market.begin()
    from django.test import Client

    from hejie.store.models import Person

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(email="shop@bench.example"))

    def item() -> None:
        answer = client.get("/inbox/")
        if answer.status_code != 200:
            raise RuntimeError(f"the inbox answers {answer.status_code}")

    return item
