"""What silence means: the default of every wait, carried out once, when its time has run out.

Defaults are held back while the side that should have acted cannot be reached, and time in which the pages were down is
given back first. One call carries out one default (or one credit); the caller asks again until nothing is due.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from hejie.domain.cases import (
    experts,
    mediation,
    offers,
    own_streams,
    packages,
    performance,
    promises,
    rulings,
    standstill,
)
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import silence as service_silence
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline, Lost, lost_times
from hejie.domain.kernel.events import Event
from hejie.domain.orders import clocks
from hejie.domain.orders import decide as orders
from hejie.domain.orders.commands import GiveBackOrderTime
from hejie.domain.standing import decide as standings


def due(world: World, *, now: datetime, outages: Callable, unreachable: Callable) -> tuple[Event, ...]:
    """Events of the one default that is due first, or of what must come before it; empty when nothing is due."""
    if world.case is not None and world.order is not None:
        return _case_due(world, now, outages, unreachable)
    if world.order is not None and "case" not in world.streams:
        return _order_due(world, now, outages)
    if own := own_streams.here(world):
        return own_streams.due(world, own, now=now, outages=outages)
    return standings.due(world, now=now, outages=outages)


def _order_due(world: World, now: datetime, outages: Callable) -> tuple[Event, ...]:
    if not _ripe(world.order.deadlines, now):
        return ()
    system = Actor("system", "system", world.marketplace, through="deadline")
    horizon, lost = lost_times(outages(), now)
    for one in lost:
        times = (clock.text(one.started_at), clock.text(one.ended_at))
        command = GiveBackOrderTime(world.root, one.id, *times, one.why)
        if moved := orders.give_back_time(world, command, by=system, now=now, beside=one.beside):
            return moved
    return clocks.due(world.order, now) if _ripe(world.order.deadlines, horizon) else ()


def _case_due(world: World, now: datetime, outages: Callable, unreachable: Callable) -> tuple[Event, ...]:
    case = world.case
    if not _ripe(case.deadlines, now):
        return ()
    draft = Draft(world, Actor("system", "system", world.marketplace, through="deadline"), now)
    horizon, lost = lost_times(outages(), now)
    if any(give_back(draft, one) for one in lost):
        return draft.events()
    ripe = _ripe(case.deadlines, horizon)
    if not ripe:
        return ()
    deadline = min(ripe, key=lambda row: row.turn)
    if deadline.silence == "resume":
        standstill.resume(draft, "silence")
        return draft.events()
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
        **({"at_once": True} if deadline.until <= deadline.set_at else {}),
    )
    _effect(case, deadline)(draft, deadline)
    return draft.events()


def _effect(case: CaseState, deadline: Deadline) -> Callable:
    """What the silence brings about. What has been agreed or settled is not decided by silence once more."""
    if (case.agreement or case.settled) and deadline.silence in _BEFORE_RULING:
        return _lapse_question if deadline.wait == "question" else _go_on
    return _SILENCE[deadline.silence]


def _ripe(deadlines: tuple[Deadline, ...], moment: datetime) -> list[Deadline]:
    """Waits that had run out at a moment and are not held back."""
    return [row for row in deadlines if row.until <= moment and not row.held]


def at_risk(deadline: Deadline) -> tuple[str, ...]:
    """Sides that this deadline's default would be carried out against: who must act, and who would lose an appeal."""
    if deadline.who == "both" and deadline.silence in _AGAINST_BOTH:
        return ("buyer", "seller")
    return (deadline.who,) if deadline.who in ("buyer", "seller") else ()


def give_back(draft: Draft, lost: Lost) -> bool:
    """Move every open deadline on by the time that an outage or a holiday took from it; once for each."""
    moved = False
    for row in draft.case.deadlines:
        length = lost.of(row)
        if length is None:
            continue
        until = row.until
        if length:
            counts = draft.procedure.clock(row.wait, row.about)
            until = counts.resumed(row.until, lost.ended_at - length, lost.ended_at)
        draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why=lost.why, outage=lost.id)
        moved = True
    return moved


def _grant_claim(draft: Draft, deadline: Deadline) -> None:
    _rule(draft, deadline, draft.case.claimant, claim_to_grant(draft.case))


def claim_to_grant(case: CaseState) -> Mapping:
    """What is granted where the claim is: whoever has sent the goods back cannot do so again."""
    package = case.offers[0].package
    back = case.claimant == "buyer" and case.service is not None and case.service.is_back
    return {**package, "goods": "keep"} if back else package


def _grant_offer(draft: Draft, deadline: Deadline) -> None:
    _rule(draft, deadline, draft.case.claimant, asked_last(draft.case))


def asked_last(case: CaseState) -> Mapping:
    """What the claimant asked for last: a changed wish takes the place of the claim."""
    own = [offer for offer in case.open_offers() if offer.side == case.claimant]
    return own[-1].package if own else case.offers[0].package


def _deny_claim(draft: Draft, deadline: Deadline) -> None:
    _rule(draft, deadline, draft.case.respondent, _nothing(draft), denied=True)


def _refund_buyer(draft: Draft, deadline: Deadline) -> None:
    """Whoever complains: what a seller's claim comes to when it is denied."""
    denied = {"denied": True} if draft.case.claimant == "seller" else {}
    _rule(draft, deadline, "buyer", {**_nothing(draft), "refund": draft.case.paid_minor}, **denied)


def _lapse_claim(draft: Draft, deadline: Deadline) -> None:
    case = draft.case
    rulings.rule(draft, "default", f"defaulted_{case.claimant}", _nothing(draft), **_of(draft, deadline))


def _rule(draft: Draft, deadline: Deadline, winner: str, package: Mapping, **data: object) -> None:
    """For one side, against whoever was silent: the other side, or somebody for whom neither can be blamed."""
    loser = "seller" if winner == "buyer" else "buyer"
    outcome = f"defaulted_{loser}" if deadline.who in (loser, "both") else f"decided_{winner}"
    rulings.rule(draft, "default", outcome, package, **_of(draft, deadline), **data)


def _of(draft: Draft, deadline: Deadline) -> dict:
    rule = draft.procedure.waits.get(deadline.wait)
    return {"wait": deadline.wait} | ({"final": True} if rule and rule.final else {})


def _nothing(draft: Draft) -> dict:
    return {
        **packages.as_ruled(draft.case.offers[0].package),
        "refund": 0,
        "goods": "keep",
        "service": "none",
        "apology": False,
        "explanation": False,
        "return_freight": {"payer": "buyer", "minor": 0},
    }


def _close_case(draft: Draft, deadline: Deadline) -> None:
    performance.lapse(draft, deadline.wait)


def _lapse_offer(draft: Draft, deadline: Deadline) -> None:
    draft.add("OfferLapsed", offer=deadline.about, why="silence")


def _enter_next(draft: Draft, deadline: Deadline) -> None:
    mediation.enter_next(draft)


def _decide_on_file(draft: Draft, deadline: Deadline) -> None:
    """The neutral decides on what is there: nobody is asked any more, and the file says who was silent."""
    for row in draft.case.waits("question"):
        draft.add("QuestionLapsed", id=f"l{row.about}", side=row.who, question=row.about)
    draft.clear("question", why="silence")
    if deadline.wait == "question" and deadline.about:
        draft.add("QuestionLapsed", id=f"l{deadline.about}", side=deadline.who, question=deadline.about)
    if draft.case.stage in ("negotiation", "mediation") and not (draft.case.agreement or draft.case.settled):
        mediation.enter_next(draft, on_file=deadline.who)


def _submit_for_him(draft: Draft, deadline: Deadline) -> None:
    """What the marketplace has put on the file (order, parcels, payments) counts as his answer."""
    draft.add("FileSubmitted", side=deadline.who, wait=deadline.wait)
    if deadline.wait == "answer":
        draft.wait("reply", draft.case.claimant)


def _deem_refused(draft: Draft, deadline: Deadline) -> None:
    """Silence counts as a refusal of what was asked."""
    for offer in draft.case.open_offers():
        if offer.id == deadline.about or (offer.is_claim and not deadline.about):
            draft.add("OfferRejected", offer=offer.id, side=deadline.who, deemed=True)
    if deadline.wait == "answer":
        draft.wait("reply", draft.case.claimant)


def _grant_issue(draft: Draft, deadline: Deadline) -> None:
    """Silence concedes one term of the claim; the rest stays in dispute."""
    issue = draft.procedure.waits[deadline.wait].issue
    if issue not in draft.case.granted:
        value = draft.case.offers[0].package[issue]
        draft.add("IssueGranted", issue=issue, value=value, wait=deadline.wait)


def _lapse_agreement(draft: Draft, deadline: Deadline) -> None:
    draft.clear("sign", "rank", why="lapsed")
    draft.add("AgreementLapsed", offer=deadline.about, unsigned=deadline.who)
    offers.resume_talks(draft)


def _platform_pays(draft: Draft, deadline: Deadline) -> None:
    if draft.case.stage == "appeal":
        rulings.uphold(draft)
    else:
        rulings.platform_pays(draft)


def _lapse_question(draft: Draft, deadline: Deadline) -> None:
    draft.add("QuestionLapsed", id=f"l{deadline.about}", side=deadline.who, question=deadline.about)


def _replace_neutral(draft: Draft, deadline: Deadline) -> None:
    if not mediation.replace_silent(draft):
        _platform_pays(draft, deadline)


def _lapse_round(draft: Draft, deadline: Deadline) -> None:
    """Nobody ranks any more. What was ranked is looked at next, by whoever may open both sides' rooms; the talks go on."""


def _end_bidding(draft: Draft, deadline: Deadline) -> None:
    """Nobody seals a bid any more; whoever may open what was sealed says next what came of it."""


def _count_votes(draft: Draft, deadline: Deadline) -> None:
    """Nobody votes any more; the votes are counted next, by whoever may open the sealed rooms."""
    draft.add("PanelClosed", panel=draft.case.panel.id)


def _make_final(draft: Draft, deadline: Deadline) -> None:
    if not draft.next_window(deadline.wait, deadline.who, deadline.about):
        rulings.make_final(draft)


def _go_on(draft: Draft, deadline: Deadline) -> None:
    """Nothing more: what waited for this may now be done without it."""
    if deadline.wait == "expert":
        experts.silent(draft, deadline.about)


def _pay_seller(draft: Draft, deadline: Deadline) -> None:
    draft.add("ObligationBroken", obligation=deadline.about)
    performance.reserve(draft, 0)
    performance.advance(draft)


def _kept(draft: Draft, deadline: Deadline) -> None:
    draft.add("ObligationKept", obligation=deadline.about, deemed=True)
    if draft.case.obligation(deadline.about).promise:
        promises.kept(draft)
    else:
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
    "grant_offer": _grant_offer,
    "deny_claim": _deny_claim,
    "refund_buyer": _refund_buyer,
    "lapse_claim": _lapse_claim,
    "close_case": _close_case,
    "enter_next": _enter_next,
    "enter_mediation": _enter_next,
    "enter_decision": _enter_next,
    "decide_on_file": _decide_on_file,
    "submit_for_him": _submit_for_him,
    "deem_refused": _deem_refused,
    "grant_issue": _grant_issue,
    "go_on": _go_on,
    "lapse_offer": _lapse_offer,
    "lapse_agreement": _lapse_agreement,
    "platform_pays": _platform_pays,
    "lapse_question": _lapse_question,
    "replace_neutral": _replace_neutral,
    "make_final": _make_final,
    "count_votes": _count_votes,
    "lapse_round": _lapse_round,
    "end_bidding": _end_bidding,
    "pay_seller": _pay_seller,
    "count_as_received": _kept,
    "count_as_performed": _kept,
    "refund_instead": _refund_instead,
    "break_promise": promises.broken,
    **service_silence.SILENCE,
}
_BEFORE_RULING = (
    "grant_claim", "grant_offer", "deny_claim", "refund_buyer", "lapse_claim", "close_case", "enter_next", "decide_on_file", "submit_for_him",
    "deem_refused", "grant_issue", "go_on",
)  # fmt: skip
# What silence may mean, by wait. A wait of the procedure's own may mean anything that ends or moves an open dispute.
SILENCES: Mapping[str, tuple[str, ...]] = {
    "": _BEFORE_RULING,
    "answer": _BEFORE_RULING,
    "reply": _BEFORE_RULING,
    "settle": (*_BEFORE_RULING, "enter_mediation", "enter_decision"),
    "offer": (
        "lapse_offer",
        "grant_claim",
        "grant_offer",
        "deny_claim",
        "lapse_claim",
        "close_case",
        "enter_next",
        "deem_refused",
    ),
    "sign": ("lapse_agreement",),
    "assign": ("platform_pays", "grant_claim", "close_case"),
    "mediate": ("enter_next", "enter_decision", "decide_on_file", "close_case", "replace_neutral"),
    "question": ("lapse_question", "decide_on_file", "grant_claim", "deny_claim", "lapse_claim", "close_case"),
    "decide": ("replace_neutral", "platform_pays", "grant_claim", "deny_claim", "close_case"),
    "vote": ("count_votes",),
    "rank": ("lapse_round",),
    "bid": ("end_bidding",),
    "appeal": ("make_final",),
    "appeal_answer": ("go_on",),
    "appeal_decide": ("replace_neutral",),
    "ship_back": ("pay_seller",),
    "confirm_return": ("count_as_received",),
    "perform": ("refund_instead",),
    "confirm": ("count_as_performed",),
    "keep_promise": ("break_promise",),
    "expert": ("go_on",),
    "confirm_promise": ("count_as_performed",),
}
_AGAINST_BOTH = frozenset(
    {"make_final", "close_case", "lapse_claim", "grant_claim", "grant_offer", "deny_claim", "refund_buyer"}
)


def held_back(case: CaseState) -> tuple[Deadline, ...]:
    """Deadlines whose default waits for somebody to look after a side that cannot be reached."""
    return tuple(row for row in case.deadlines if row.held)
