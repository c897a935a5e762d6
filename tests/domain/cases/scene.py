"""A case played on pure decisions alone: no database, no clock but the scene's own.

`Scene` keeps the states of one order and one case, applies decisions as the writer does (gate, decide, fold, carry out
what silence brings due), and remembers every entry.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from hejie.domain.cases import access, commands, opening, silence
from hejie.domain.cases.world import World
from hejie.domain.cases import fold
from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from hejie.domain.orders import decide as orders_decide
from hejie.domain.orders import state as orders
from hejie.rulebooks import procedures

MARKET, ROOT, CASE = "harbour", "abcdefghijklmnop", "abcdefghijklmnop-aaaaaaaa"
BUYER = Actor("buyer", "pbuyer", MARKET)
SELLER = Actor("seller", "pseller", MARKET, seller="sshop", second_factor=True)
NEUTRAL = Actor("neutral", "pneutral", MARKET, second_factor=True)
OTHER_NEUTRAL = Actor("neutral", "pother", MARKET, second_factor=True)
OPERATOR = Actor("operator", "poperator", MARKET, second_factor=True)
SYSTEM = Actor("system", "system", MARKET, through="worker")
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
REFUND = {"refund": 19900, "currency": "CNY"}


class Scene:
    """One order of one line (199.00 with freight), delivered, and the case about it."""

    def __init__(self, paid: int = 19900) -> None:
        self.now = START
        self.entries: list[dict] = []
        self.world = World(
            ROOT,
            MARKET,
            {"case": f"case:{CASE}", "order": f"order:{ROOT}"},
            procedure=procedures.load("procedures/standard"),
        )
        self.outages: tuple = ()
        self.lost: frozenset[str] = frozenset()
        delivered = clock.text(START - timedelta(days=1))
        placed = placing.PlaceOrder(
            root=ROOT,
            external_id="118-2204",
            buyer=BUYER.id,
            currency="CNY",
            lines=(placing.NewLine(1, SELLER.seller, paid, title="Trail shoes"),),
            paid=paid,
            dates={"ordered": clock.text(START - timedelta(days=4)), "delivered": delivered},
            status="delivered",
        )
        for event in orders_decide.place(self.world, placed, by=SYSTEM, now=self.now):
            self._append(event, SYSTEM)

    @property
    def case(self):
        return self.world.case

    @property
    def order(self):
        return self.world.order

    def open(self, package: dict | None = None, by: Actor = BUYER, **changes) -> "Scene":
        wanted = {
            "case_id": CASE,
            "lines": (1,),
            "reason": "not_as_described",
            "remedy": "refund",
            "package": package or REFUND,
            "story": "The shoes are 7 mm shorter than the page says.",
            "shown": self.world.procedure.digest,
        }
        return self.do(opening.open_case, commands.OpenCase(**{**wanted, **changes}), by, action="open")

    def do(self, decide, command, by: Actor, action: str = "") -> "Scene":
        """Carry out an act; raises the Refusal after due defaults have been carried out, as the writer does."""
        self.pass_time()
        access.may(by, action, self.world, command) if action else None
        events = decide(self.world, command, by=by, now=self.now)
        for event in events:
            self._append(event, by)
        self.check_money()
        return self

    def refused(self, decide, command, by: Actor, action: str = "") -> str:
        """The code with which an act is refused; it must change nothing."""
        before = (self.case, self.order)
        try:
            self.do(decide, command, by, action)
        except Refusal as refusal:
            assert before == (self.case, self.order)
            return refusal.code
        raise AssertionError("the act was not refused")

    def pass_time(self, **delta) -> "Scene":
        """Move the clock and carry out what silence brings due."""
        self.now += timedelta(**delta)
        for _ in range(30):
            events = silence.due(
                self.world,
                now=self.now,
                outages=lambda: self.outages,
                unreachable=lambda ids: self.lost & frozenset(ids),
            )
            if not events:
                return self
            for event in events:
                self._append(event, SYSTEM)
            self.check_money()
        raise AssertionError("defaults do not come to an end")

    def post_all(self) -> "Scene":
        """The payment provider answers yes to everything instructed."""
        from hejie.domain.cases import performance

        for transfer in holds.pending(self.order, CASE):
            if transfer.status == "released":
                self.do(performance.record_transfer, commands.RecordTransfer(CASE, transfer.id, True, "ok"), SYSTEM)
        return self

    def kinds(self, stream: str = "case") -> list[str]:
        return [entry["kind"] for entry in self.entries if entry["stream"].startswith(stream)]

    def check_money(self) -> None:
        """Of every hold, what came in is what is there and what went out; nothing is negative."""
        for hold in self.order.custody.holds:
            assert hold.held == hold.free + hold.reserved + hold.to_buyer + hold.to_seller
            assert min(hold.free, hold.reserved, hold.to_buyer, hold.to_seller) >= 0

    def _append(self, event: Event, by: Actor) -> None:
        kind = event.stream.partition(":")[0]
        state = getattr(self.world, kind)
        entry = {
            "kind": event.kind,
            "at": clock.text(self.now),
            "by": by.as_author(),
            "data": _plain(event.data),
            "seq": (state.seq if state else 0) + 1,
            "stream": event.stream,
        }
        entry["hash"] = hashlib.sha256(repr(entry).encode()).hexdigest()
        self.entries.append(entry)
        evolve = {"case": fold.evolve, "order": orders.evolve, "room": fold.evolve_room}[kind]
        self.world = self.world.with_state(kind, evolve(state, entry))


def _plain(value):
    if isinstance(value, Private):
        return {
            "ref": hashlib.sha256(value.text.encode()).hexdigest(),
            "size": len(value.text.encode()),
            "type": value.type,
        }
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
