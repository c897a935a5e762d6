"""What the reader's own side may know of the bargaining; nothing for whoever is no party."""

from django.http import HttpRequest

from hejie.domain.cases import access
from hejie.usecases import bargaining
from hejie.usecases.bargaining import Bargaining
from hejie.usecases.reading import CaseView


def table(request: HttpRequest, view: CaseView) -> Bargaining | None:
    """The side's own table; None where there is no such side, nothing to weigh, or the procedure knows of no preferences."""
    case = view.case
    if view.side not in ("buyer", "seller") or not case.paid_minor or case.closed:
        return None
    party = access.party_of(view.side, case)
    if not any("prefer" in parties.get(party, ()) for parties in view.world.procedure.acts.values()):
        return None
    return bargaining.table_of(request.context, view)


def has_ranked(own: Bargaining | None) -> bool:
    """Whether the reader has ranked the open round, so that nothing of it waits for him."""
    return own is not None and own.own_ranking is not None
