"""A standing as tests begin with one: events folded as the writer does, and a policy in a few words."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor, system
from hejie.domain.kernel.events import Event, Private
from hejie.domain.standing import commands, decide
from hejie.domain.standing.state import StandingState, evolve, stream_of
from hejie.rulebooks import sanctions

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SYSTEM = system("market")
OPERATOR = Actor("operator", "olga", "market", second_factor=True)
SELLER = Actor("seller", "max", "market", "shop")
STANDARD = sanctions.load()


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    root: str
    marketplace: str
    standing: StandingState | None


class Scene:
    """One standing that moves by its decisions; every act carries out first what is due, as the writer does."""

    def __init__(self, side: str = "seller", of: str = "shop", policy=STANDARD, sold: int = 0) -> None:
        self.side, self.of, self.policy, self.sold = side, of, policy, sold
        self.root = stream_of("market", side, of)
        self.state: StandingState | None = None
        self.now = NOW
        self.kinds: list[str] = []
        self.entries: list[dict] = []

    def sales(self, within: timedelta, most: int) -> int:
        """Sales are what the test says, counted as far as asked."""
        return min(self.sold, most)

    def fold(self, events: tuple[Event, ...], by: Actor) -> list[str]:
        """Move on by what was decided; returns the kinds."""
        for event in events:
            seq = self.state.seq + 1 if self.state else 1
            data = {name: _plain(value) for name, value in event.data.items()}
            entry = {"kind": event.kind, "at": clock.text(self.now), "by": by.as_author(), "data": data}
            entry |= {"seq": seq, "hash": sha256(f"{seq}".encode()).hexdigest(), "stream": event.stream}
            self.state = evolve(self.state, entry)
            self.kinds.append(event.kind)
            self.entries.append(entry)
        return [event.kind for event in events]

    def world(self) -> World:
        """What a decision looks at now."""
        return World(self.root, "market", self.state)

    def later(self, **time: float) -> list[str]:
        """Time goes by, and what comes due is carried out; returns the kinds of entries."""
        self.now += timedelta(**time)
        return self.carry_out()

    def carry_out(self, outages=tuple) -> list[str]:
        """Carry out what is due."""
        kinds = []
        while events := decide.due(self.world(), now=self.now, outages=outages):
            kinds += self.fold(events, SYSTEM)
        return kinds

    def closes(
        self, case: str, *grounds: str, seq: int = 9, reason: str = "defective", judges=(), at=None
    ) -> list[str]:
        """A case closes with these words against the side."""
        self.carry_out()
        closed = clock.text(at or self.now)
        command = commands.CountCase(self.side, self.of, case, grounds, reason, closed, seq, tuple(judges))
        given = {"by": SYSTEM, "now": self.now, "policy": self.policy, "sales": self.sales}
        return self.fold(decide.count_case(self.world(), command, **given), SYSTEM)

    def finds(self, case: str, ground: str, by: Actor = OPERATOR) -> list[str]:
        """An operator finds a misuse."""
        command = commands.FindMisuse(self.side, self.of, case, ground, "The photograph is of another pair.")
        given = {"by": by, "now": self.now, "policy": self.policy, "sales": self.sales, "reason": "defective"}
        return self.fold(decide.find_misuse(self.world(), command, **given), by)

    def does(self, decision, command, by: Actor, **more) -> list[str]:
        """Any other act."""
        self.carry_out()
        return self.fold(decision(self.world(), command, by=by, now=self.now, **more), by)

    def appeals(self, sanction: str) -> list[str]:
        """The side appeals."""
        return self.does(decide.appeal, commands.AppealSanction(self.side, self.of, sanction, "It was late."), SELLER)

    def decides(self, number: int, granted: bool, by: Actor = OPERATOR, involved=()) -> list[str]:
        """An operator decides an appeal."""
        command = commands.DecideAppeal(self.side, self.of, number, granted, "Looked at.")
        return self.does(decide.decide_appeal, command, by, involved=involved)

    def standing(self, measure: str):
        """All sanctions by one measure."""
        return [row for row in self.state.sanctions if row.measure == measure] if self.state else []


def only(measure: str, side: str = "seller"):
    """The standard policy with one measure alone for one side."""
    rules = STANDARD.sides[side]
    kept = replace(rules, measures=tuple(row for row in rules.measures if row.id == measure))
    return replace(STANDARD, sides={**STANDARD.sides, side: kept})


def _plain(value: object) -> object:
    if not isinstance(value, Private):
        return value
    return {"ref": sha256(value.text.encode()).hexdigest(), "size": len(value.text), "type": value.type}
