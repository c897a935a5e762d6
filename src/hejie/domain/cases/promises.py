"""Promises made in talk, turned into obligations once both sides want them to be: kept, confirmed, or broken.

Either side may propose that something said become binding, whoever is to keep it; it binds when the other side agrees.
It has a clock of its own, beside whatever else the case waits for, and outlives an agreement or a ruling about the rest.
"""

from datetime import datetime

from hejie.domain.cases import access, commands, mediation, offers, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState, Promise
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import not_negative
from hejie.domain.kernel.refusal import Refusal

_SIDES = ("buyer", "seller")
_MOST_DAYS = 90
_MOST_OPEN = 20


def propose(world: World, command: commands.ProposePromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask that something said become binding.

    Refuses   bad_side, promise_days (1 to 90), too_many_promises, unknown_message, text_missing, amount_negative (below zero),
              promise_above_limit
    """
    case = world.case
    side = access.side_of(by, case)
    if command.keeper not in _SIDES:
        raise Refusal("bad_side", given=command.keeper)
    if not 1 <= command.days <= _MOST_DAYS:
        raise Refusal("promise_days", given=command.days, most=_MOST_DAYS)
    not_negative(command.minor, case.currency)
    if sum(promise.status == "open" for promise in case.promises) >= _MOST_OPEN:
        raise Refusal("too_many_promises", most=_MOST_OPEN)
    if command.message and command.message not in {item.id for item in case.of_kind("message")}:
        raise Refusal("unknown_message", message=command.message)
    if command.keeper == side:
        offers.within_promise(by, command.minor, case.currency)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add(
        "PromiseProposed",
        promise=f"p{len(case.promises) + 1}",
        side=side,
        keeper=command.keeper,
        text=Private(text_of(command.text)),
        days=command.days,
        message=command.message,
        minor=command.minor,
    )
    return draft.events()


def accept(world: World, command: commands.AcceptPromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Agree: from now on it is an obligation with a date. Refuses promise_not_open, promise_not_yours, promise_above_limit."""
    case = world.case
    side = access.side_of(by, case)
    promise = _open(case, command.promise)
    if promise.side == side:
        raise Refusal("promise_not_yours", promise=promise.id)
    if promise.keeper == side:
        offers.within_promise(by, promise.minor, case.currency)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    duty = f"b{len(case.obligations) + 1}"
    draft.add(
        "ObligationSet",
        obligation=duty,
        what="promise",
        side=promise.keeper,
        days=promise.days,
        minor=promise.minor,
        promise=promise.id,
    )
    draft.wait("keep_promise", promise.keeper, about=duty, days=promise.days)
    return draft.events()


def decline(world: World, command: commands.DeclinePromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Decline what the other side has proposed, or take back what one's own side has. Refuses promise_not_open."""
    side = access.side_of(by, world.case)
    promise = _open(world.case, command.promise)
    draft = Draft(world, by, now)
    draft.add("PromiseDeclined", promise=promise.id, side=side)
    return draft.events()


def broken(draft: Draft, deadline: Deadline) -> None:
    """A promise was not kept in time. Where people were still talking, the talk has failed: the next stage begins."""
    draft.add("ObligationBroken", obligation=deadline.about)
    case = draft.case
    if case.settled:
        performance.maybe_close(draft)
    elif case.stage == "negotiation" and case.agreement is None and not _alone(case, deadline.about):
        mediation.enter_next(draft)


def _alone(case: CaseState, duty: str) -> bool:
    """Whether a side has bound itself alone: then it is counted against it, and the talk goes on."""
    promise = case.promise(case.obligation(duty).promise)
    return promise is not None and promise.own


def kept(draft: Draft) -> None:
    """Something that was promised is done: where only that was missing, the case may close."""
    if draft.case.settled:
        performance.maybe_close(draft)


def _open(case: CaseState, promise_id: str) -> Promise:
    promise = case.promise(promise_id)
    if promise is None or promise.status != "open":
        raise Refusal("promise_not_open", promise=promise_id)
    return promise
