"""What silence means: the default of every wait, carried out once, when its time has run out.

Defaults are held back while the side that should have acted cannot be reached, and time in which the pages were down is
given back first. One call carries out one default (or one credit); the caller asks again until nothing is due.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from hejie.domain.cases import mediation, offers, performance, rulings
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event
from hejie.domain.orders import decide as orders
from hejie.domain.orders.commands import GiveBackOrderTime


def due(world: World, *, now: datetime, outages: Callable, unreachable: Callable) -> tuple[Event, ...]:
    """Events of the one default that is due first, or of what must come before it; empty when nothing is due."""
    if world.case is not None and world.order is not None:
        return _case_due(world, now, outages, unreachable)
    if world.order is not None and "case" not in world.streams:
        return _order_due(world, now, outages)
    return ()


def _order_due(world: World, now: datetime, outages: Callable) -> tuple[Event, ...]:
    if not _ripe(world.order.deadlines, now):
        return ()
    system = Actor("system", "system", world.marketplace, through="deadline")
    horizon = now
    for outage in outages():
        if outage.ended_at is None:
            horizon = outage.started_at
            continue
        lost = GiveBackOrderTime(world.root, outage.id, clock.text(outage.started_at), clock.text(outage.ended_at))
        moved = orders.give_back_time(world, lost, by=system, now=now)
        if moved:
            return moved
    return orders.due(world.order, now) if _ripe(world.order.deadlines, horizon) else ()


def _case_due(world: World, now: datetime, outages: Callable, unreachable: Callable) -> tuple[Event, ...]:
    case = world.case
    if not _ripe(case.deadlines, now):
        return ()
    draft = Draft(world, Actor("system", "system", world.marketplace, through="deadline"), now)
    horizon = now
    for outage in outages():
        if outage.ended_at is None:
            horizon = outage.started_at
        elif give_back(draft, outage.id, outage.started_at, outage.ended_at):
            return draft.events()
    ripe = _ripe(case.deadlines, horizon)
    if not ripe:
        return ()
    deadline = min(ripe, key=lambda row: (row.until, row.id))
    for side in at_risk(deadline):
        if unreachable((getattr(case, side),)):
            draft.add("DeadlineHeld", deadline=deadline.id, why="unreachable", who=side)
            return draft.events()
    draft.add(
        "DefaultApplied",
        deadline=deadline.id,
        wait=deadline.wait,
        who=deadline.who,
        silence=deadline.silence,
        about=deadline.about,
    )
    _SILENCE[deadline.silence](draft, deadline)
    return draft.events()


def _ripe(deadlines: tuple[Deadline, ...], moment: datetime) -> list[Deadline]:
    """Waits that had run out at a moment and are not held back."""
    return [row for row in deadlines if row.until <= moment and not row.held]


def at_risk(deadline: Deadline) -> tuple[str, ...]:
    """Sides that this deadline's default would be carried out against: who must act, and who would lose an appeal."""
    if deadline.who == "both" and deadline.silence == "make_final":
        return ("buyer", "seller")
    return (deadline.who,) if deadline.who in ("buyer", "seller") else ()


def give_back(draft: Draft, outage: str, started_at: datetime, ended_at: datetime) -> bool:
    """Move every open deadline on by the time that this outage took from it; once for each outage."""
    moved = False
    for row in draft.case.deadlines:
        lost = ended_at - max(started_at, row.set_at)
        if outage in row.credited or row.until <= started_at or lost <= timedelta(0):
            continue
        until = draft.procedure.moved_on(row.wait, row.until, ended_at - lost, ended_at)
        draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why="outage", outage=outage)
        moved = True
    return moved


def _grant_claim(draft: Draft, deadline: Deadline) -> None:
    case = draft.case
    rulings.rule(draft, "default", f"defaulted_{case.respondent}", case.offers[0].package, wait=deadline.wait)


def _lapse_claim(draft: Draft, deadline: Deadline) -> None:
    case = draft.case
    nothing = {
        **case.offers[0].package,
        "refund": 0,
        "goods": "keep",
        "service": "none",
        "apology": False,
        "explanation": False,
    }
    nothing["return_freight"] = {"payer": "buyer", "minor": 0}
    rulings.rule(draft, "default", f"defaulted_{case.claimant}", nothing, wait=deadline.wait)


def _lapse_offer(draft: Draft, deadline: Deadline) -> None:
    draft.add("OfferLapsed", offer=deadline.about, why="silence")


def _enter_mediation(draft: Draft, deadline: Deadline) -> None:
    mediation.enter_mediation(draft)


def _lapse_agreement(draft: Draft, deadline: Deadline) -> None:
    draft.clear("sign", why="lapsed")
    draft.add("AgreementLapsed", offer=deadline.about, unsigned=deadline.who)
    offers.resume_talks(draft)


def _platform_pays(draft: Draft, deadline: Deadline) -> None:
    if draft.case.stage == "appeal":
        rulings.uphold(draft)
    else:
        rulings.platform_pays(draft)


def _enter_decision(draft: Draft, deadline: Deadline) -> None:
    mediation.enter_decision(draft)


def _lapse_question(draft: Draft, deadline: Deadline) -> None:
    draft.add("QuestionLapsed", id=f"l{deadline.about}", side=deadline.who, question=deadline.about)


def _replace_neutral(draft: Draft, deadline: Deadline) -> None:
    if not mediation.replace_silent(draft):
        _platform_pays(draft, deadline)


def _make_final(draft: Draft, deadline: Deadline) -> None:
    rulings.make_final(draft)


def _go_on(draft: Draft, deadline: Deadline) -> None:
    """Nothing more: the second neutral decides without the answer."""


def _pay_seller(draft: Draft, deadline: Deadline) -> None:
    draft.add("ObligationBroken", obligation=deadline.about)
    performance.reserve(draft, 0)
    performance.advance(draft)


def _kept(draft: Draft, deadline: Deadline) -> None:
    draft.add("ObligationKept", obligation=deadline.about, deemed=True)
    performance.advance(draft)


def _refund_instead(draft: Draft, deadline: Deadline) -> None:
    draft.add("ObligationBroken", obligation=deadline.about)
    duty = draft.case.obligation(deadline.about)
    if duty.what in performance.SERVICES:
        performance.reserve(draft, draft.case.paid_minor)
        performance.advance(draft)
    else:
        performance.maybe_close(draft)


_SILENCE: dict[str, Callable[[Draft, Deadline], None]] = {
    "grant_claim": _grant_claim,
    "lapse_claim": _lapse_claim,
    "lapse_offer": _lapse_offer,
    "enter_mediation": _enter_mediation,
    "lapse_agreement": _lapse_agreement,
    "platform_pays": _platform_pays,
    "enter_decision": _enter_decision,
    "lapse_question": _lapse_question,
    "replace_neutral": _replace_neutral,
    "make_final": _make_final,
    "go_on": _go_on,
    "pay_seller": _pay_seller,
    "count_as_received": _kept,
    "count_as_performed": _kept,
    "refund_instead": _refund_instead,
}
SILENCES = frozenset(_SILENCE)


def held_back(case: CaseState) -> tuple[Deadline, ...]:
    """Deadlines whose default waits for somebody to look after a side that cannot be reached."""
    return tuple(row for row in case.deadlines if row.held)
