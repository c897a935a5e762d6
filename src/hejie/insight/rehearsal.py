"""A case played under a procedure without a database: for trying rulebooks out before anybody depends on them.

Decisions, gate, defaults and folds are the program's own; only the writer is another: nothing is kept, payments succeed
at once, and time goes where it is told to.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from hejie.domain.cases import (
    access,
    commands,
    draft,
    filing,
    fold,
    handing_over,
    mediation,
    offers,
    opening,
    performance,
    promises,
    reopening,
    rooms,
    rulings,
    silence,
    standstill,
    talk,
)
from hejie.domain.cases.reasons import Reasons
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts, holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from hejie.domain.orders import decide as ordering
from hejie.domain.orders import state as orders
from hejie.domain.orders.state import OrderState
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight import panel_play

MARKET, ROOT, CASE, SHOP = "rehearsal", "rehearsalrehears", "rehearsalrehears-rehearsa", "shop"
CAST = {
    "buyer": Actor("buyer", "buyer", MARKET),
    "seller": Actor("seller", "seller", MARKET, seller=SHOP, second_factor=True),
    "neutral": Actor("neutral", "neutral", MARKET, second_factor=True),
    "other_neutral": Actor("neutral", "other_neutral", MARKET, second_factor=True),
    "third_neutral": Actor("neutral", "third_neutral", MARKET, second_factor=True),
    "platform": Actor("operator", "platform", MARKET, second_factor=True),
}
_SYSTEM = Actor("system", "system", MARKET, through="rehearsal")
_MOST_DEFAULTS = 60
_TEXT = "…"
_WHY = Reasons(otherwise=_TEXT)


@dataclass(frozen=True, slots=True)
class Order:
    """What was bought. paid: minor units; dates: moments in the record's form by name; earlier: cases that it has had."""

    paid: int
    currency: str = "CNY"
    dates: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    status: str = "placed"
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What is complained of. by: buyer or seller; package: terms wanted, the whole sum back unless said otherwise."""

    by: str = "buyer"
    reason: str = "not_as_described"
    remedy: str = "refund"
    package: Mapping | None = None
    tier: str = ""


class Rehearsal:
    """One case under one procedure, from its opening to wherever it is taken."""

    def __init__(self, procedure: Procedure, order: Order, claim: Claim, at: datetime) -> None:
        """Place, pay and complain (after `order.earlier` cases that are over). Refuses what `opening.open_case` refuses."""
        self.now = at
        self.entries: list[dict] = []
        self.world = World(ROOT, MARKET, {"case": f"case:{CASE}", "order": f"order:{ROOT}"}, procedure=procedure)
        line = placing.NewLine(1, SHOP, order.paid, category=order.category)
        placed = placing.PlaceOrder(
            root=ROOT,
            external_id=ROOT,
            buyer=CAST["buyer"].id,
            currency=order.currency,
            lines=(line,),
            paid=order.paid or None,
            dates=order.dates,
            status=order.status,
        )
        self._carry_out(ordering.place, placed, _SYSTEM)
        for number in range(order.earlier):
            self.append(holds.freeze(self.order, f"{CASE}{number}", (1,)), _SYSTEM)
            self.append(holds.unfreeze(self.order, f"{CASE}{number}"), _SYSTEM)
        package = {"refund": order.paid, "currency": order.currency} if claim.package is None else claim.package
        wanted = commands.OpenCase(
            CASE, (1,), claim.reason, claim.remedy, package, _TEXT, procedure.digest, tier=claim.tier
        )
        self._carry_out(opening.open_case, wanted, CAST.get(claim.by, _SYSTEM), "open")
        # What the procedure says of a case like this is asked at every act, and is the same at each.
        self.world = replace(self.world, procedure=procedure.for_case(draft.about(self.case)))

    @property
    def case(self) -> CaseState:
        """The case as it stands."""
        return self.world.case

    @property
    def order(self) -> OrderState:
        """The order as it stands."""
        return self.world.order

    def act(self, who: str, act: str, **terms: object) -> None:
        """Let somebody of CAST (claimant and respondent too) do one of ACTS now. Refuses what the act refuses."""
        self.pass_to(self.now)
        if act == "vote":
            panel_play.vote(self, terms)
            return
        actor = CAST[{"claimant": self.case.claimant, "respondent": self.case.respondent}.get(who, who)]
        decide, command = ACTS[act](self, actor, terms)
        self._carry_out(decide, command, actor, _GATE.get(act, act))

    def may(self, who: str, act: str, **terms: object) -> str:
        """The code with which an act would be refused now, or "" if it would be carried out. Nothing changes."""
        kept = (self.world, self.now, list(self.entries))
        try:
            self.act(who, act, **terms)
        except Refusal as refusal:
            return refusal.code
        finally:
            self.world, self.now, self.entries = kept
        return ""

    def pass_to(self, moment: datetime) -> None:
        """Let time go on to a moment, with every default on the way at its own moment."""
        for _ in range(_MOST_DEFAULTS):
            coming = self.next_end()
            if coming is None or coming > moment:
                self.now = max(self.now, moment)
                return
            self.let_run_out(coming)
        raise AssertionError("defaults do not come to an end")

    def let_run_out(self, moment: datetime) -> None:
        """Carry out the one default that is due first at a moment."""
        self.now = max(self.now, moment)
        events = silence.due(self.world, now=self.now, outages=lambda: (), unreachable=lambda people: frozenset())
        self.append(events, _SYSTEM)
        panel_play.count(self)
        self.pay()

    def next_end(self) -> datetime | None:
        """When the next wait of the case runs out."""
        rows = [row.until for row in self.case.deadlines if not row.held]
        return min(rows, default=None)

    def last_at(self) -> datetime:
        """When the last thing happened in the case."""
        return clock.parse(self.case.changed_at)

    def closed_at(self) -> datetime:
        """When the case was closed."""
        return clock.parse(self.case.closed_at)

    def paid_out(self) -> dict[str, int]:
        """Minor units that each side has got, from custody and from the guarantee fund."""
        got = {"buyer": 0, "seller": 0}
        for row in self.order.custody.transfers:
            if row.status == "posted":
                got["buyer" if row.credit == accounts.buyer(CAST["buyer"].id) else "seller"] += row.amount
        return got

    def kinds(self) -> list[str]:
        """Kinds of all entries of the case, in order."""
        return [entry["kind"] for entry in self.entries if entry["stream"].startswith("case:")]

    def _carry_out(self, decide: Callable, command: object, by: Actor, gate: str = "") -> None:
        if gate:
            access.may(by, gate, self.world, command)
        self.append(decide(self.world, command, by=by, now=self.now), by)
        self.pay()

    def pay(self) -> None:
        """The provider carries out what it was given, and the fund covers what a seller owes."""
        if self.case is None:
            return
        for debt in self.order.custody.debts:
            if debt.status == "due" and debt.owed:
                cover = placing.CoverDebt(ROOT, debt.id, "fund", accounts.purse(MARKET, accounts.FUND), debt.owed)
                self.append(ordering.cover_debt(self.world, cover, by=_SYSTEM, now=self.now), _SYSTEM)
        for row in holds.pending(self.order, CASE):
            if row.status == "released":
                answer = commands.RecordTransfer(CASE, row.id, True, _TEXT)
                self.append(performance.record_transfer(self.world, answer, by=_SYSTEM, now=self.now), _SYSTEM)

    def append(self, events: tuple[Event, ...], by: Actor) -> None:
        """Put events on the record that is played."""
        at, author = clock.text(self.now), by.as_author()
        for event in events:
            kind = event.stream.partition(":")[0]
            if kind == "room" and event.stream not in self.world.seats:
                self.world = replace(self.world, seats={**self.world.seats, event.stream: RoomState(event.stream)})
            state = self.world.at(event.stream)
            entry = {
                "kind": event.kind,
                "at": at,
                "by": author,
                "data": _plain(event.data),
                "seq": (state.seq if state else 0) + 1,
                "stream": event.stream,
                "hash": "",
            }
            self.entries.append(entry)
            self.world = self.world.moved(event.stream, _EVOLVE[kind](state, entry))


_EVOLVE = {"case": fold.evolve, "order": orders.evolve, "room": rooms.evolve}
_LEAVES = frozenset((str, int, bool, type(None)))


def _plain(value: object) -> object:
    """The data as the record would hold it: private texts by a reference."""
    if type(value) in _LEAVES:  # nearly all of it, and many thousand cases are played at once
        return value
    if isinstance(value, Private):
        return _reference(value.text, value.type)
    if isinstance(value, Mapping):
        return {name: item if type(item) in _LEAVES else _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=64)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _reference(text: str, kind: str) -> dict:
    return {"ref": _digest(text), "size": len(text), "type": kind}


def _terms(played: Rehearsal, terms: Mapping) -> dict:
    return {"refund": 0, "currency": played.case.currency} | dict(terms)


def _open_offer(played: Rehearsal, actor: Actor, terms: Mapping) -> str:
    """The offer that is meant: by name, else the last one that this side may answer, or its own for taking back."""
    if "offer" in terms:
        return str(terms["offer"])
    rows = played.case.open_offers()
    side = access.side_of(actor, played.case)
    fitting = [row.id for row in rows if side in row.recipients and side not in row.accepted_by]
    return fitting[-1] if fitting else (rows[-1].id if rows else "")


def _duty(played: Rehearsal, status: str) -> str:
    rows = [duty.id for duty in played.case.obligations if duty.status == status]
    return rows[-1] if rows else ""


def _question(played: Rehearsal, actor: Actor) -> str:
    side = access.side_of(actor, played.case)
    rows = [row.about for row in played.case.waits("question") if row.who == side]
    return rows[0] if rows else ""


def _deadline(played: Rehearsal, wait: str) -> str:
    rows = played.case.waits(wait)
    return rows[0].id if rows else ""


def _file(played: Rehearsal, actor: Actor, terms: Mapping) -> tuple:
    piece = {"ref": f"{len(played.entries):064x}", "size": 1, "type": "image/jpeg"}
    return filing.file_evidence, commands.FileEvidence(CASE, piece, _TEXT, _TEXT)


def _reopen(played: Rehearsal, actor: Actor, terms: Mapping) -> tuple:
    pieces = tuple(item.id for item in played.case.of_kind("evidence"))
    return reopening.reopen, commands.ReopenCase(CASE, pieces, _TEXT)


def _open_promise(played: Rehearsal) -> str:
    rows = [promise.id for promise in played.case.promises if promise.status == "open"]
    return rows[-1] if rows else ""


def _own_offer(played: Rehearsal, actor: Actor) -> str:
    side = access.side_of(actor, played.case)
    rows = [row.id for row in played.case.open_offers() if row.side == side and not row.is_claim]
    return rows[-1] if rows else ""


def _without_note(world: World, command: handing_over.HandOver, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """A hand-over without the reason that stands in the internal room: rooms are not played."""
    events = handing_over.hand_over(world, command, by=by, now=now)
    return tuple(event for event in events if event.stream == world.streams["case"])


# Act → (decision, command), from the rehearsal, who acts, and the terms that a test or a recorded case names.
ACTS: Mapping[str, Callable[[Rehearsal, Actor, Mapping], tuple]] = {
    "message": lambda played, actor, terms: (talk.write_message, commands.WriteMessage(CASE, _TEXT)),
    "statement": lambda played, actor, terms: (talk.make_statement, commands.MakeStatement(CASE, _TEXT)),
    "evidence": _file,
    "offer": lambda played, actor, terms: (offers.make_offer, commands.MakeOffer(CASE, _terms(played, terms))),
    "propose": lambda played, actor, terms: (offers.make_offer, commands.MakeOffer(CASE, _terms(played, terms))),
    "accept": lambda played, actor, terms: (
        offers.accept_offer, commands.AcceptOffer(CASE, _open_offer(played, actor, terms))),
    "reject": lambda played, actor, terms: (
        offers.reject_offer, commands.RejectOffer(CASE, _open_offer(played, actor, terms))),
    "take_back": lambda played, actor, terms: (
        offers.withdraw_offer, commands.WithdrawOffer(CASE, _own_offer(played, actor))),
    "sign": lambda played, actor, terms: (offers.sign_agreement, commands.SignAgreement(CASE)),
    "escalate": lambda played, actor, terms: (mediation.escalate, commands.Escalate(CASE)),
    "assign": panel_play.assign,
    "hand_over": lambda played, actor, terms: (_without_note, handing_over.HandOver(CASE, _TEXT)),
    "object": lambda played, actor, terms: (mediation.object_to_neutral, commands.ObjectToNeutral(CASE, _TEXT)),
    "ask": lambda played, actor, terms: (talk.ask_question, commands.AskQuestion(CASE, str(terms["to"]), _TEXT)),
    "answer_question": lambda played, actor, terms: (
        talk.answer_question, commands.AnswerQuestion(CASE, _question(played, actor), _TEXT)),
    "to_decision": lambda played, actor, terms: (mediation.go_to_decision, commands.GoToDecision(CASE)),
    "decide": lambda played, actor, terms: (
        rulings.decide_case, commands.DecideCase(CASE, _TEXT, _TEXT, _terms(played, terms), why=_WHY)),
    "appeal": lambda played, actor, terms: (rulings.appeal_ruling, commands.AppealRuling(CASE, _TEXT)),
    "answer_appeal": lambda played, actor, terms: (rulings.answer_appeal, commands.AnswerAppeal(CASE, _TEXT)),
    "uphold": lambda played, actor, terms: (
        rulings.decide_appeal, commands.DecideAppeal(CASE, True, _TEXT, _TEXT, why=_WHY)),
    "change": lambda played, actor, terms: (
        rulings.decide_appeal, commands.DecideAppeal(CASE, False, _TEXT, _TEXT, _terms(played, terms), why=_WHY)),
    "withdraw": lambda played, actor, terms: (rulings.withdraw_case, commands.WithdrawCase(CASE)),
    "perform": lambda played, actor, terms: (
        performance.report_performance, commands.ReportPerformance(CASE, _duty(played, "open"))),
    "confirm": lambda played, actor, terms: (
        performance.confirm_performance, commands.ConfirmPerformance(CASE, _duty(played, "reported"))),
    "dispute": lambda played, actor, terms: (
        performance.confirm_performance, commands.ConfirmPerformance(CASE, _duty(played, "reported"), False, _TEXT)),
    "extend": lambda played, actor, terms: (
        standstill.extend, commands.ExtendWait(CASE, _deadline(played, str(terms["wait"])), _TEXT)),
    "pause": lambda played, actor, terms: (
        standstill.ask_pause, commands.AskPause(CASE, str(terms["pause"]), _TEXT)),
    "promise": lambda played, actor, terms: (
        promises.propose,
        commands.ProposePromise(
            CASE, str(terms.get("keeper", played.case.respondent)), _TEXT, int(terms.get("days", 5)), "",
            int(terms.get("minor", 0)))),
    "accept_promise": lambda played, actor, terms: (
        promises.accept, commands.AcceptPromise(CASE, _open_promise(played))),
    "decline_promise": lambda played, actor, terms: (
        promises.decline, commands.DeclinePromise(CASE, _open_promise(played))),
    "resume": lambda played, actor, terms: (standstill.end_pause, commands.EndPause(CASE)),
    "step": lambda played, actor, terms: (talk.take_step, commands.TakeStep(CASE, str(terms["step"]))),
    "reopen": _reopen,
}  # fmt: skip
# What the gate is asked, where it has another word for an act.
_GATE = {
    "uphold": "decide_appeal",
    "hand_over": "move_neutral",
    "change": "decide_appeal",
    "dispute": "confirm",
    "decline_promise": "promise",
}
