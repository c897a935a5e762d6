"""The part of a case's state that its after-sales service makes: folded here, kept in `CaseState.service`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hejie.domain.aftersales import service as services
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.frozen import changed


def over(state: CaseState) -> CaseState:
    """The request is over as a service once the case goes on as a dispute."""
    if state.service is None or state.service.status == "escalated":
        return state
    return changed(state, service=replace(state.service, status="escalated"))


def turned(state: CaseState, data: Mapping) -> CaseState:
    """A request that goes on as the claim of the other side: who claims, why and what is his from now on; the words with which it
    was asked for stay its buyer's."""
    told = data.get("claim")
    if not told:
        return state
    first = replace(state.offers[0], side=told["side"], package=told["package"], note=None)
    claim = {"claimant": told["side"], "reason": told["reason"], "remedy": told["remedy"]}
    return changed(state, offers=(first, *state.offers[1:]), teller=state.claimant, told_reason=state.reason, **claim)


def _by_data(evolve: Callable) -> Callable:
    def handle(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
        return changed(state, service=evolve(state.service, data))

    return handle


def _stepped(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    """What comes on top of what was paid, and what of it goes back, changes what an award may come to."""
    signs = {} if data.get("unasked") else {"pay_more": 1, "pay_back": -1}
    more = signs.get(data["step"], 0) * data.get("minor", 0)
    service = services.stepped(state.service, entry)
    return changed(state, service=service, paid_minor=state.paid_minor + more)


def _done(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    """Nothing but money is left to do; what obligations there were before belong to nothing that still stands."""
    done = replace(state.service, status="done")
    return changed(state, service=done, outcome=data.get("outcome", "served"))


def _ended(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    return changed(state, service=replace(state.service, status="ended"), outcome="lapsed")


HANDLERS: dict[str, Callable] = {
    "ServiceAnswered": _by_data(services.answered),
    "ServiceChanged": _by_data(services.changed),
    "ServiceReckoned": _by_data(services.reckoned),
    "ServiceStepTaken": _stepped,
    "ServiceDone": _done,
    "ServiceEnded": _ended,
}
