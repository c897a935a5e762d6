"""Whom a case can be given to: neutrals without a stake in it, those with the fewest open cases first."""

from dataclasses import dataclass

from hejie.domain.cases.state import CaseState
from hejie.record.context import Context
from hejie.store import contacts, overview, people
from hejie.usecases.overview import for_operators


@dataclass(frozen=True, slots=True)
class Candidate:
    """A neutral who could take the case. `open`: cases that he has now."""

    id: str
    name: str
    open: int


def candidates(ctx: Context, case: CaseState) -> list[Candidate]:
    """Neutrals who are no party, do not belong to the shop and were not on the case before. Refuses not_found."""
    for_operators(ctx)
    market = case.marketplace
    without = (case.buyer, *case.former_neutrals, *contacts.shop_members(market, case.seller))
    free = people.neutrals_by_load(market, without)
    names, loads = people.names(market, free), overview.neutral_loads(market)
    return [Candidate(one, names.get(one, one), loads.get(one, 0)) for one in free]
