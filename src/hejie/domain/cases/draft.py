"""The pen of a decision: collects events and moves its own copy of the states along, so that later steps see earlier ones.

A Draft lives inside one pure decision and never leaves it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hejie.domain.aftersales.service import STAGE
from hejie.domain.cases import fold, triggers
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.orders import state as orders
from hejie.domain.procedure.rulebook import About, Procedure, Trigger, Wait

_LOSERS = {
    "decided_buyer": "seller", "defaulted_seller": "seller", "decided_seller": "buyer", "defaulted_buyer": "buyer",
}  # fmt: skip
# Waits of the program's own for which a procedure may name what fulfils them; evidence and steps too.
_NAMED = ("answer", "reply")
# These end with the case alone: what was promised, and the time of somebody who was asked in.
_PROMISED = ("keep_promise", "confirm_promise", "expert")


class Draft:
    """Events of one decision, in order."""

    def __init__(self, world: World, by: Actor, now: datetime) -> None:
        self.world = world
        self.case: CaseState = world.case
        self.order = world.order
        self.by = by
        self.now = now
        self.happened: set[Trigger] = set()
        self._stream = world.streams["case"]
        self._events: list[Event] = []
        self._procedure: Procedure | None = None

    @property
    def procedure(self) -> Procedure:
        """The case's procedure, with the waits that are meant for a case like this."""
        if self._procedure is None:
            self._procedure = self.world.procedure.for_case(about(self.case))
        return self._procedure

    def add(self, kind: str, /, **data: object) -> None:
        """Append an event to the case's own stream, and begin and end the procedure's own waits that hang on it."""
        self._events.append(Event(self._stream, kind, data))
        self.case = fold.evolve(self.case, self._entry(kind, data))
        words = triggers.happened(self.case, kind, data, self.by.role)
        if words and self.case.stage != STAGE:  # the procedure of disputes begins when a service ends
            self.happened.update(words)
            self._react(frozenset(words), {"StageEntered": "stage", "RulingMade": "ruled"}.get(kind, ""))

    def add_order(self, events: Iterable[Event]) -> None:
        """Append events of the order's stream (money and freezing)."""
        for event in events:
            self._events.append(event)
            self.order = orders.evolve(self.order, self._entry(event.kind, event.data, event.stream))

    def wait(self, wait: str, who: str, about: str = "", days: int | None = None) -> None:
        """Set a deadline by the procedure (or of so many days, where terms say so); a wait that it lacks is not begun.

        Where the procedure lets the parties have a wait one after the other, the first of them has it.
        """
        rule = self.procedure.waits.get(wait)
        if rule is None:
            return
        if rule.windows:
            who = self.side_of(rule.windows[0])
        rule = rule.for_party(*triggers.parts(self.case, who))
        by_terms = days is not None and not rule.fixed
        if by_terms:
            self.set_deadline(rule, who, _days_after(self.now, days), about, by_calendar=False)
        else:
            self.set_deadline(rule, who, rule.within.end(self.now), about)

    def next_window(self, wait: str, who: str, about: str) -> bool:
        """Give a wait to the party whose turn comes after `who`; False where nobody is left."""
        rule = self.procedure.waits.get(wait)
        sides = [self.side_of(party) for party in rule.windows] if rule else []
        if who not in sides[:-1]:
            return False
        self.set_deadline(rule, sides[sides.index(who) + 1], rule.within.end(self.now), about)
        return True

    def set_deadline(
        self, rule: Wait, who: str, until: datetime, about: str = "", by_calendar: bool = True, warn: int = 0
    ) -> None:
        """Put a deadline on the record; one whose end rests on days that nobody has published yet is marked so.

        by_calendar   False for an end that terms name, which no calendar moves
        warn          percent of its time after which it is reminded of; 0: half of it
        """
        provisional = {"provisional": True} if by_calendar and rule.within.is_provisional(until) else {}
        self.add(
            "DeadlineSet",
            deadline=f"d{self.case.deadline_count + 1}",
            wait=rule.name,
            who=who,
            until=clock.text(until),
            silence=rule.silence,
            about=about,
            **provisional,
            **({"warn": warn} if warn else {}),
        )

    def side_of(self, party: str) -> str:
        """buyer, seller, both, neutral or platform: whom the procedure means by a party."""
        if party == "loser":
            return _loser(self.case.outcome)
        return {"claimant": self.case.claimant, "respondent": self.case.respondent}.get(party, party)

    def counts(self, wait: str) -> bool:
        """Whether what has happened in this act is enough to end a wait: anything, where the procedure does not say what."""
        rule = self.procedure.waits.get(wait)
        return rule is not None and (not rule.ends or not self.happened.isdisjoint(rule.ends))

    def clear(self, *waits: str, about: str | None = None, why: str = "acted") -> None:
        """Clear open deadlines of these kinds; without names all, but those that end with the case alone."""
        for deadline in self.case.waits(*waits, about=about):
            if not waits and why != "closed" and deadline.wait in _PROMISED:
                continue
            self.add("DeadlineCleared", deadline=deadline.id, why=why)

    def show_procedure(self, side: str) -> None:
        """Keep, before a side's first act, which procedure it was shown, what ends it, and that the courts stay open."""
        if side in ("buyer", "seller") and side not in self.case.shown_to:
            pinned = self.case.procedure
            self.add(
                "ProcedureShown",
                side=side,
                procedure={"id": pinned["id"], "digest": pinned["digest"]},
                final_stage=pinned["final_stage"],
                courts_open=True,
            )

    def events(self) -> tuple[Event, ...]:
        """All events so far."""
        return tuple(self._events)

    def _react(self, words: frozenset[Trigger], over: str) -> None:
        """over: why all of the procedure's own waits end with this, "" if they go on."""
        for name in _NAMED:
            named = self.procedure.waits.get(name)
            if named is not None and not words.isdisjoint(named.ends) and self.case.waits(name):
                self.clear(name)
                self._hand_on(name)
        lapses = Trigger("silence", "sign") in words  # an agreement that nobody signed goes next
        talks = not self.case.settled and (self.case.agreement is None or lapses)
        for rule in self.procedure.own_waits():
            open_rows = self.case.waits(rule.name)
            if open_rows and (over or not words.isdisjoint(rule.ends)):
                self.clear(rule.name, why=over or "acted")
                open_rows = ()
            here = not rule.stages or (talks and self.case.stage in rule.stages)
            if here and not open_rows and not words.isdisjoint(rule.starts):
                self.set_deadline(rule, self.side_of(rule.who), rule.within.end(self.now))

    def _hand_on(self, wait: str) -> None:
        """After an answer that offers nothing it is the claimant's turn."""
        respondent = self.case.respondent
        if wait == "answer" and not any(offer.side == respondent for offer in self.case.open_offers()):
            self.wait("reply", self.case.claimant)

    def _entry(self, kind: str, data: object, stream: str = "") -> dict:
        state = self.order if stream else self.case
        seq = (state.seq if state else 0) + 1
        by = {"role": self.by.role, "id": self.by.id}
        return {
            "kind": kind,
            "at": clock.text(self.now),
            "by": by,
            "data": data,
            "seq": seq,
            "hash": "",
            "stream": stream or self._stream,
        }


def about(case: CaseState) -> About:
    """What the procedure may look at of a case when it says which waits are meant for it."""
    dates = case.order["dates"]
    return About(
        reason=case.reason,
        remedy=case.remedy,
        paid_minor=case.paid_minor,
        currency=case.currency,
        category=case.category,
        tier=case.tier,
        shipped=bool(dates.get("shipped")),
        delivered=bool(dates.get("delivered")),
        claimant=case.claimant,
    )


def _loser(outcome: str) -> str:
    """Whoever the ruling went against; both where each got a part."""
    return _LOSERS.get(outcome, "both")


def _days_after(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)
