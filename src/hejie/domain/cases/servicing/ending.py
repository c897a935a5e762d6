"""How a request that was dealt with ended: as it was asked for, or otherwise."""

from hejie.domain.aftersales.service import Service
from hejie.domain.cases.servicing import money
from hejie.domain.cases.state import CaseState

_BESIDE = ("freight", "difference", "label")
"""In a refund for what was laid out or paid on top, or for a label that the buyer chose to use: no part of what was asked for."""


def of(case: CaseState) -> str:
    """One of `aftersales.service.SERVED`, once all but the money is done.

    What counts as asked is the claim with which the case began. An exchange or a repair that ended in the price of its pieces, a
    loss that was to be sent once more and was paid back, and a repair after which another article came, ended otherwise.
    """
    service = case.service
    if _unrepaired(service):
        return "served_unrepaired"
    if _otherwise(service):
        return "served_otherwise"
    return "served_less" if _less(case) else "served"


def _unrepaired(service: Service) -> bool:
    """Its quote was declined, not answered or not paid; or nothing was done to it since it was last looked at."""
    found, work = service.last("diagnose"), service.last("repair")
    if service.kind != "repair" or found is None or service.last("after_two") is not None:
        return False
    return work is None or work.seq < found.seq


def _otherwise(service: Service) -> bool:
    if service.last("turned") is not None:
        return True
    chosen = service.last("after_two")
    if chosen is not None and chosen.data.get("want") == "exchange":
        return True
    pays = service.kind in money.PAYS_BACK | money.PAYS_A_SUM and service.wish.get("want") != "again"
    return not pays and bool((service.reckoned or {}).get("pieces"))


def _less(case: CaseState) -> bool:
    service = case.service
    if service.kind not in money.PAYS_BACK | money.PAYS_A_SUM or service.wish.get("want") == "again":
        return False
    reckoned = service.reckoned or {"minor": 0, "adjust": ()}
    beside = sum(one["minor"] for one in reckoned["adjust"] if one["what"] in _BESIDE)
    return reckoned["minor"] - beside < case.offers[0].package["refund"]
