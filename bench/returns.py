"""`bench return`: an order, its payment, sending and delivery, and the return of one of its two pieces, up to the refund.

Eleven requests over our API beside the sixteen that the same item takes over Medusa 2.21.2's, which is installed from npm: the
same client with as many connections, each server on a PostgreSQL that syncs every commit. Ours has its chain, its clocks and its law
on, and a worker beside it that pays out; at the end every refund must have been posted, to the cent. Where Medusa cannot be
had, ours is held against what it was recorded to do on a quiet machine of two cores, and the result says so.
"""

import itertools
import json
import os
import sys
import time

from bench import market
from bench.ground import Ground
from bench.http_load import Connection, Target, load
from bench.peers import medusa
from bench.results import Result, compared

GOAL = 30
PRICE, FREIGHT, LABEL, BACK = 20000, 500, 400, 9600
_AUTHORIZATION = "Authorization: Bearer {token}\r\n"


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Items a second, ours and Medusa's by turns; every refund of ours is looked for in the ledger afterwards."""
    seconds, rounds, peer_seconds = (3.0, 1, 15.0) if quick else (6.0, 3, 25.0)
    ours = _Ours(ground)
    try:
        theirs = medusa.serve(ground)
    except medusa.NotHere as fault:
        print(f"Medusa {medusa.VERSION} is not here: {fault}", file=sys.stderr)
        theirs = None
    load(ours.target, 1.5)
    if theirs:
        load(theirs, 5, clients=1)
    found = []
    for _ in range(rounds):
        mine = load(ours.target, seconds)
        found.append((mine, load(theirs, peer_seconds) if theirs else medusa.RECORDED))
    ours.expect_refunds()
    name = f"Medusa {medusa.VERSION}, {medusa.REQUESTS} requests an item"
    name += f"; {ours.requests} of ours" if ours.requests != medusa.REQUESTS else ""
    if not theirs:
        name += ", as recorded on a quiet machine of two cores"
    return [compared("return", "items/s", name, found, goal=GOAL)]


class _Ours:
    """Our API as `hejie web` serves it, a worker, and the three who act: the shop's program, the buyer, the shop's keeper."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._name = ground, "returns"
        environment = ground.environment(ground.database(self._name))
        os.environ.update({name: environment[name] for name in environment if name.startswith(("HEJIE_", "DJANGO_"))})
        market.begin(migrate=True)
        self._made = market.make()
        program, keeper = _tokens()
        self._program, self._keeper = _as(program), _as(keeper)
        self._buyer = _as(self._made.token)
        port = ground.serve(sys.executable, "hejie.conf.wsgi:application", environment)
        ground.start([sys.executable, "-m", "hejie.cli.main", "work"], environment)
        self.requests = 0
        self.target = Target(port, {}, self.item, itertools.count())

    def item(self, connection: Connection, number: int) -> int:
        """Two pieces bought, paid, sent and delivered; one sent back by right, received, looked at and paid back."""
        calls = _Calls(connection, number)
        root = calls.post("/orders", self._order(number), self._program)["id"]
        calls.post(f"/orders/{root}/payment", {"minor": PRICE + FREIGHT, "currency": "CNY"}, self._program)
        calls.post(f"/orders/{root}/shipment", {"carrier": "SF", "waybill": f"SAMPLE-{number}"}, self._program)
        calls.post(f"/orders/{root}/delivery", {}, self._program)
        case = calls.post("/returns", {**self._asked(), "order": root}, self._buyer)["id"]
        calls.post(f"/returns/{case}/answer", {"approve": True, "freight": "buyer"}, self._keeper)
        label = {"carrier": "SF", "waybill": f"BACK-{number}", "minor": LABEL}
        calls.post(f"/returns/{case}/label", {"told": label}, self._keeper)
        calls.post(f"/returns/{case}/shipment", {"told": {"carrier": "SF", "waybill": f"BACK-{number}"}}, self._buyer)
        calls.post(f"/returns/{case}/receipt", {"told": {"pieces": [{"line": 1, "received": 1}]}}, self._keeper)
        calls.post(f"/returns/{case}/inspection", {}, self._keeper)
        calls.get(f"/orders/{root}", self._program)
        self.requests = calls.count
        return calls.count

    def _order(self, number: int) -> dict:
        line = {"line": 1, "seller": self._made.seller, "title": "Sample kettle", "quantity": 2, "price": PRICE}
        return {
            "id": f"return-{number}",
            "buyer": self._made.buyer,
            "currency": "CNY",
            "freight": FREIGHT,
            "lines": [line],
        }

    def _asked(self) -> dict:
        pieces = [{"line": 1, "quantity": 1}]
        return {"pieces": pieces, "reason": "none", "story": market.TEXT, "shown": self._made.procedure}

    def expect_refunds(self, patience: float = 120) -> None:
        """Wait until the worker has paid out all that was approved; refuses RuntimeError where a refund is not what it must be."""
        give_up = time.monotonic() + patience
        asked = "SELECT count(*) FROM entry WHERE stream LIKE 'case:%' AND body LIKE '%\"ServiceDone\"%'"
        paid = f"SELECT count(*) FROM transfer WHERE phase = 'post' AND credit LIKE 'buyer:%' AND amount = {BACK}"
        other = f"SELECT count(*) FROM transfer WHERE phase = 'post' AND credit LIKE 'buyer:%' AND amount <> {BACK}"
        while time.monotonic() < give_up:
            done, posted = (self._ground.sql(self._name, statement)[0][0] for statement in (asked, paid))
            if done and done == posted:
                break
            time.sleep(1)
        else:
            raise RuntimeError(f"{posted} refunds were posted for {done} returns")
        if self._ground.sql(self._name, other) != [(0,)]:
            raise RuntimeError("a refund is not what it must be")


class _Calls:
    """The requests of one item, each with a key of its own."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection, self._number, self.count = connection, number, 0

    def post(self, path: str, body: dict, who: str) -> dict:
        """The answer to an act of somebody's."""
        self.count += 1
        key = f"Idempotency-Key: {self._number} {self.count}\r\n"
        return json.loads(self._connection.post(f"/api/v1{path}", body, who + key))

    def get(self, path: str, who: str) -> dict:
        """What somebody reads."""
        self.count += 1
        return json.loads(self._connection.get(f"/api/v1{path}", who))


def _as(token: str) -> str:
    return _AUTHORIZATION.format(token=token)


def _tokens() -> tuple[str, str]:
    """Tokens of the shop's program, and of its keeper with the second factor that money needs."""
    from hejie.conf import context
    from hejie.store.models import Person
    from hejie.usecases.people import tokens

    keeper = Person.objects.get(email="shop@bench.example")
    now = context.now()
    program = tokens.create(keeper, name="program", scopes=("read", "write", "orders"), now=now, integrator="shop")
    own = ("read", "write", "personal", "staff")
    return program.secret, tokens.create(
        keeper, name="keeper", scopes=own, now=now, second_factor=True, role="seller:sbenchbenchb"
    ).secret
