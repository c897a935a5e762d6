"""For a seller: what would be a step more than is owed, drawn from what the law does not give but could be given."""

from hejie.domain.entitlements.logic import FALSE, TRUE
from hejie.web.way_in import words
from hejie.web.way_in.finding import Found

_MOST = 4
_OFFERED = ("price_reduction", "replacement", "repair", "redelivery", "return_and_refund", "refund")
_NOT_THERE = frozenset({"not_shipped", "not_received", "order_cancelled_by_seller", "service_not_performed"})


def of(found: Found) -> list[str]:
    """Up to four sentences, the cheapest kindness first."""
    rows = {row.remedy: row for row in found.finding.rows}
    problem = set(found.carried.told.get("problem", ()))
    told = []
    back = [row for row in found.open if row.freight in ("buyer", "shared")]
    if back:
        told.append("freight")
    withdrawal = rows.get("withdrawal")
    if withdrawal is not None and problem <= {"none"} and problem:
        told.append("late" if withdrawal.value == FALSE or found.over(withdrawal) else "window")
    for remedy in _OFFERED:
        if (rows[remedy].value if remedy in rows else FALSE) != TRUE and _possible(remedy, problem):
            told.append(remedy)
    return [str(words.GENEROUS[one]) for one in dict.fromkeys(told)][:_MOST]


def _possible(remedy: str, problem: set[str]) -> bool:
    """Whether it makes sense at all: nothing is replaced or kept that has not come, nothing is sent that has."""
    away = bool(problem & _NOT_THERE)
    if remedy == "redelivery":
        return away
    if problem <= {"none"}:
        return remedy == "price_reduction"
    return not away or remedy == "refund"
