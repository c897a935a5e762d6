"""`bench hold`: a payment held, 60 percent released to the buyer and 40 to the seller, both paid out.

Ours goes through the use cases, with chain, ledger, deadlines and receipts; beside it the same SQL statements sent raw
by psycopg, and django-hordak in process. All have the same number of clients, five movements and five commits an item.
"""

import itertools
import secrets
import sys
from collections.abc import Callable

from bench import market, replay
from bench.clients import Clients
from bench.ground import Ground, python_of
from bench.results import Result, compared

HORDAK = ("django-hordak==2.0.0", "Django==5.2.19", "django-money==3.6.2", "psycopg[binary]==3.3.9")
_CLIENTS = 8
_SHARE = market.PRICE * 60 // 100


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Items a second, ours and the two others by turns."""
    number, seconds, rounds = (2, 0.5, 2) if quick else (_CLIENTS, 5, 5)
    environment = ground.environment(ground.database("hold"))
    ground.run(
        [sys.executable, "-c", "from bench import market; market.begin(migrate=True); market.make()"], environment
    )
    python = python_of("hordak", *HORDAK)
    ground.database("hordak")
    peers = {**environment, "BENCH_PEER_DATABASE": f"name=hordak user=hejie host={ground.cluster.folder}"}
    ground.run([python, "-m", "bench.peers.hordak"], peers)
    parties = {
        "ours": Clients(ground, "bench.hold:ours", environment, number=number),
        "raw": Clients(ground, "bench.hold:raw", environment, number=number),
        "hordak": Clients(ground, "bench.peers.hordak:item", peers, number=number, python=python),
    }
    rates: dict[str, list[float]] = {name: [] for name in parties}
    for clients in parties.values():
        clients.round(seconds / 2)  # what is loaded late is loaded now
    for _ in range(rounds):
        for name, clients in parties.items():
            rates[name].append(clients.round(seconds)["rate"])

    def beside(name: str, against: str, goal: float) -> Result:
        return compared("hold", "items/s", against, list(zip(rates["ours"], rates[name], strict=True)), goal=goal)

    return [
        beside("raw", "the same SQL sent raw by psycopg", 0.5),
        beside("hordak", "django-hordak 2.0.0, 5 transactions an item", 1.5),
    ]


class _Ours:
    """Does one item through the use cases, each on an order of its own.

    Orders are placed before the clock runs, as hordak's accounts are there before, too.
    """

    def __init__(self, index: str) -> None:
        self._there = market.there()
        self._index = index
        self._batches = itertools.count()
        self._roots: list[str] = []

    def before(self, number: int) -> None:
        """Place orders until so many are ready."""
        lacking = number - len(self._roots)
        if lacking > 0:
            prefix = f"ours{self._index}-{next(self._batches)}"
            self._roots += market.orders(self._there, prefix, lacking, paid=False)

    def __call__(self) -> None:
        if not self._roots:
            raise StopIteration
        for act in _acts(self._there, self._roots.pop()):
            act()


def ours(index: str) -> _Ours:
    """What does one item through the use cases."""
    market.begin()
    return _Ours(index)


def raw(index: str) -> replay.Sender:
    """What sends the statements of one item: those of a real one, about a new order each time."""
    market.begin()
    there = market.there()
    with replay.captured() as placed:
        (root,) = market.orders(there, f"raw{index}", 1, paid=False)
    captured = []
    for act in _acts(there, root):
        with replay.captured() as found:
            act()
        captured.append(found)
    names: list[str] = []

    def make() -> list[replay.Statements]:
        names.append(secrets.token_hex(8))
        return [replay.renamed(statements, root, names[-1]) for statements in captured]

    return replay.Sender(make, lambda: replay.renamed(placed, root, names[-1]))


def _acts(there: market.Market, root: str) -> list[Callable[[], object]]:
    """The five acts on one order: hold, refund 60 percent, confirm receipt (the rest is the seller's), pay out both."""
    from hejie.conf import context
    from hejie.domain.orders import commands
    from hejie.usecases import money, orders

    system, buyer = context.for_worker(market.SLUG), market.buyer_context(there)

    def pay_out(transfer: str) -> object:
        return money.settle_transfer(system, commands.SettleTransfer(root, transfer, True, "bench"), key=transfer)

    return [
        lambda: orders.record_payment(system, commands.RecordPayment(root, market.PRICE, "CNY", "bench"), key="pay"),
        lambda: orders.refund(system, commands.RefundLines(root, (1,), _SHARE), key="refund"),
        lambda: orders.confirm_receipt(buyer, commands.ConfirmReceipt(root), key="receipt"),
        lambda: pay_out("t1"),
        lambda: pay_out("t2"),
    ]
