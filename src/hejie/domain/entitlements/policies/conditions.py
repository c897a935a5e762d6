"""Whether the conditions of a part of a policy hold by the facts that were told: true, false or unknown, with what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hejie.domain.entitlements.logic import FALSE, TRUE, UNKNOWN
from hejie.domain.entitlements.policies.model import ALL_BUT, SPANS, When


def holds(when: When, facts: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
    """Whether all conditions hold, and which facts are missing for it."""
    value, lacks = TRUE, []
    for fact, wanted in when:
        one, missing = (
            _none_of(wanted, facts) if fact == ALL_BUT else (_holds_one(fact, wanted, facts), (SPANS.get(fact, fact),))
        )
        if one == FALSE:
            return FALSE, ()
        if one == UNKNOWN:
            value = UNKNOWN
            lacks += [name for name in missing if name not in lacks]
    return value, tuple(lacks)


def _none_of(exceptions: tuple[When, ...], facts: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
    """Whether something is none of what is excepted, and which facts are missing for it."""
    found = [holds(one, facts) for one in exceptions]
    if any(value == TRUE for value, _ in found):
        return FALSE, ()
    lacks = tuple(name for value, missing in found if value == UNKNOWN for name in missing)
    return (UNKNOWN, lacks) if lacks else (TRUE, ())


def _holds_one(fact: str, wanted: tuple[Any, ...], facts: Mapping[str, Any]) -> int:
    told = facts.get(SPANS.get(fact, fact))
    if told is None:
        return UNKNOWN
    if fact in SPANS:
        return TRUE if _between(told, *wanted) else FALSE
    if isinstance(told, bool):
        return TRUE if told in wanted else FALSE
    if fact == "category":
        return TRUE if any(one == want or one.startswith(f"{want}.") for one in told for want in wanted) else FALSE
    return TRUE if set(told) & set(wanted) else FALSE


def _between(day: date, first: str, last: str) -> bool:
    """Whether a day lies in a span, both ends included; `YYYY-11-01` is the day of every year, and may pass its end."""
    text = day.isoformat()
    if not first.startswith("YYYY"):
        return first <= text <= last
    text, first, last = text[5:], first[5:], last[5:]
    return first <= text <= last if first <= last else text >= first or text <= last
