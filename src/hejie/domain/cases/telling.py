"""Facts that the sides tell for the law, and findings of what the rules say, as the case's stream holds them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.frozen import changed


@dataclass(frozen=True, slots=True)
class TellFacts:
    """Tell facts for which the law asks, as an object of the contract `entitle`; null takes one back."""

    case_id: str
    facts: Mapping


def _told(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    return changed(state, told=(*state.told, data))


def _entitled(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    return changed(state, entitled={**data, "at": entry["at"], "seq": entry["seq"]})


HANDLERS: dict[str, Callable] = {"FactsTold": _told, "EntitlementFound": _entitled}
