"""A case played on pure decisions alone: no database, no clock but the scene's own.

`Scene` keeps the states of one order, one case and its rooms, applies decisions as the writer does (carry out what
silence brings due, gate, decide, fold), and remembers every entry.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hejie.domain.cases import access, commands, fold, opening, performance, rooms, silence, told_alone
from hejie.domain.cases import bargain_commands as bargains
from hejie.domain.cases.handing_over import HandOver
from hejie.domain.cases.state import RoomState
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts, holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from hejie.domain.orders import decide as orders_decide
from hejie.domain.orders import state as orders
from hejie.domain.procedure.rulebook import Procedure
from hejie.rulebooks import procedures

MARKET, ROOT, CASE = "harbour", "abcdefghijklmnop", "abcdefghijklmnop-aaaaaaaa"
BUYER = Actor("buyer", "pbuyer", MARKET)
SELLER = Actor("seller", "pseller", MARKET, seller="sshop", second_factor=True)
AGENT = Actor("agent", "pagent", MARKET, seller="sshop", second_factor=True, promise_limit=5000)
PLATFORM_AGENT = Actor("agent", "pdesk", MARKET, second_factor=True)
NEUTRAL = Actor("neutral", "pneutral", MARKET, second_factor=True)
OTHER_NEUTRAL = Actor("neutral", "pother", MARKET, second_factor=True)
OPERATOR = Actor("operator", "poperator", MARKET, second_factor=True)
AUDITOR = Actor("auditor", "pauditor", MARKET, second_factor=True)
SYSTEM = Actor("system", "system", MARKET, through="worker")
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
PAID = 19900
REFUND = {"refund": PAID, "currency": "CNY"}
PART = {"refund": 11940, "currency": "CNY"}
NOTHING = {"refund": 0, "currency": "CNY"}

_OWN = (bargains.TellPreferences, bargains.RankProposals, bargains.AnswerTradeOff)
_OF_BOTH = (bargains.PutProposals, bargains.CountRankings, bargains.RecordGains)
Move = tuple[Callable, object, str]
"""(decision, command, what the gate is asked): see `moves`."""


@dataclass(frozen=True)
class Outage:
    """A stretch of time in which the pages were down."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    why: str = "outage"


class Scene:
    """One order, delivered (of one line of 199.00 unless told otherwise), and the case about it."""

    def __init__(
        self, paid: int = PAID, lines: tuple[placing.NewLine, ...] = (), procedure: Procedure | None = None, **placed
    ) -> None:
        self.now = START
        self.entries: list[dict] = []
        self.rooms: dict[str, RoomState] = {}
        self.told: dict[str, dict] = {}
        self.outages: tuple[Outage, ...] = ()
        self.lost: frozenset[str] = frozenset()
        self.world = World(
            ROOT,
            MARKET,
            {"case": f"case:{CASE}", "order": f"order:{ROOT}"},
            procedure=procedure or procedures.load("procedures/standard"),
        )
        lines = lines or (placing.NewLine(1, SELLER.seller, paid, title="Trail shoes"),)
        delivered = clock.text(START - timedelta(days=1))
        usual = {
            "root": ROOT,
            "external_id": "118-2204",
            "buyer": BUYER.id,
            "currency": "CNY",
            "lines": lines,
            "paid": sum(line.price + (line.freight or 0) for line in lines),
            "dates": {"ordered": clock.text(START - timedelta(days=4)), "delivered": delivered},
            "status": "delivered",
        }
        command = placing.PlaceOrder(**usual | placed)
        for event in orders_decide.place(self.world, command, by=SYSTEM, now=self.now):
            self._append(event, SYSTEM)

    @property
    def case(self):
        return self.world.case

    @property
    def order(self):
        return self.world.order

    def open(self, package: dict | None = None, by: Actor = BUYER, **changes) -> "Scene":
        return self.do(opening.open_case, self.claim(package, **changes), by, action="open")

    def claim(self, package: dict | None = None, **changes) -> commands.OpenCase:
        wanted = {
            "case_id": CASE,
            "lines": (1,),
            "reason": "not_as_described",
            "remedy": "refund",
            "package": package or REFUND,
            "story": "The shoes are 7 mm shorter than the page says.",
            "shown": self.world.procedure.digest,
        }
        return commands.OpenCase(**{**wanted, **changes})

    def act(self, by: Actor, *moves: Move) -> "Scene":
        """Carry out moves of one person, one after the other."""
        for decide, command, action in moves:
            self.do(decide, command, by, action)
        return self

    def no(self, by: Actor, move: Move) -> str:
        """The code with which a move is refused."""
        decide, command, action = move
        return self.refused(decide, command, by, action)

    def do(self, decide, command, by: Actor, action: str = "") -> "Scene":
        """Carry out an act; raises the Refusal after due defaults have been carried out, as the writer does."""
        self.pass_time()
        world = self._world_for(command, by)
        if action:
            access.may(by, action, world, command)
        more = {"found": self.told} if isinstance(command, bargains.CountRankings) else {}
        for event in decide(world, command, by=by, now=self.now, **more):
            self._append(event, by)
        self.check_money()
        return self

    def refused(self, decide, command, by: Actor, action: str = "") -> str:
        """The code with which an act is refused; it must change nothing."""
        self.pass_time()
        before = (self.case, self.order, dict(self.rooms), len(self.entries))
        try:
            self.do(decide, command, by, action)
        except Refusal as refusal:
            assert before == (self.case, self.order, self.rooms, len(self.entries))
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
        for transfer in holds.pending(self.order, CASE):
            if transfer.status == "released":
                self.do(performance.record_transfer, commands.RecordTransfer(CASE, transfer.id, True, "ok"), SYSTEM)
        return self

    def cover_all(self) -> "Scene":
        """The guarantee fund covers every debt that is due."""
        for debt in self.order.custody.debts:
            if debt.status == "due" and debt.owed:
                cover = placing.CoverDebt(ROOT, debt.id, "fund", accounts.purse(MARKET, accounts.FUND), debt.owed)
                for event in orders_decide.cover_debt(self.world, cover, by=SYSTEM, now=self.now):
                    self._append(event, SYSTEM)
        return self

    def paid_out(self) -> dict[str, int]:
        """What each side was paid, in minor units."""
        got = {"buyer": 0, "seller": 0}
        for transfer in self.order.custody.transfers:
            if transfer.status == "posted":
                got["buyer" if transfer.credit == accounts.buyer(BUYER.id) else "seller"] += transfer.amount
        return got

    def kinds(self, stream: str = "case") -> list[str]:
        return [entry["kind"] for entry in self.entries if entry["stream"].startswith(stream)]

    def until(self, wait: str) -> datetime:
        """When the one open wait of this kind runs out."""
        (deadline,) = self.case.waits(wait)
        return deadline.until

    def check_money(self) -> None:
        """Of every hold, what came in is what is there and what went out; nothing is negative."""
        for hold in self.order.custody.holds:
            assert hold.held == hold.free + hold.reserved + hold.to_buyer + hold.to_seller
            assert min(hold.free, hold.reserved, hold.to_buyer, hold.to_seller) >= 0

    def _world_for(self, command: object, by: Actor) -> World:
        if isinstance(command, _OF_BOTH):
            names = [access.room_stream(CASE, room) for room in ("pref-buyer", "pref-seller", "engine")]
            return replace(self.world, seats={stream: self.rooms.get(stream) for stream in names})
        if isinstance(command, _OWN) and access.side_of(by, self.case) in ("buyer", "seller"):
            stream = access.room_stream(CASE, access.own_room(by, self.case, "pref"))
            return replace(self.world, streams={"room": stream, **self.world.streams}, room=self.rooms.get(stream))
        in_internal = isinstance(command, commands.WriteNote | HandOver)
        room = "internal" if in_internal else getattr(command, "room", "joint")
        if room == "joint":
            return self.world
        stream = access.room_stream(CASE, room)
        return replace(self.world, streams={"room": stream, **self.world.streams}, room=self.rooms.get(stream))

    def _append(self, event: Event, by: Actor) -> None:
        kind = event.stream.partition(":")[0]
        state = self.rooms.get(event.stream) if kind == "room" else getattr(self.world, kind)
        if told_alone.is_alone(event.stream):
            self.told |= {
                _plain(one)["ref"]: json.loads(one.text) for one in event.data.values() if type(one) is Private
            }
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
        if kind == "room":
            self.rooms[event.stream] = rooms.evolve(state or RoomState(event.stream), entry)
        else:
            evolve = {"case": fold.evolve, "order": orders.evolve}[kind]
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
