"""What a policy promises for one order, in the words in which the law knows promises (contract: entitle)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.entitlements.policies.returnable import Answer, returnable

MOST_DAYS = 9999  # of a promise in the contract
NOT_BELIEVED = "C"
_MARKED = re.compile(r"\((?:grade )?C(?:[,;][^)]*)?\)")  # how a promise in words says that it is of this grade


@dataclass(frozen=True, slots=True)
class Promised:
    """Promises of the contract's list, the last day that they come from, and the policy with its window.

    last_day   None: no end, or not known yet
    """

    promises: tuple[str, ...]
    last_day: date | None
    window: str
    policy: str
    digest: str


def promised(policy: Policy, facts: Mapping[str, Any]) -> Promised | None:
    """What a policy promises to somebody who has changed his mind; None where it promises nothing that is certain.

    facts      what is known of the order (`returnable`); `reason` and `as_of` do not matter
    """
    if not policy.believed():
        return None
    asked = {name: value for name, value in facts.items() if name != "as_of"} | {"reason": "changed_mind"}
    found = returnable(policy, asked)
    if any(one.contested for one in policy.windows if not found.window or one.id == found.window):
        return None
    last = found.last_day if found.returnable else found.at_least_until
    days = _days(policy, found, last, asked)
    if not days or (found.refunds and "full" not in found.refunds):
        return None  # an exchange or store credit alone is no promise of the money
    free = found.fee is not None and "free" in found.fee.kinds
    promises = (f"no_reason_return_days:{days}", *(("free_return_shipping",) if free else ()))
    return Promised(promises, last, found.window, policy.id, policy.digest)


def _days(policy: Policy, found: Answer, last: date | None, facts: Mapping[str, Any]) -> int:
    """Days from delivery, as the promise is counted: to the same last day, however the policy counts."""
    if found.endless:
        return MOST_DAYS
    delivered = facts.get("delivery_date")
    if last is not None and delivered:
        return max(0, min((last - date.fromisoformat(str(delivered)[:10])).days, MOST_DAYS))
    if last is None and found.window and found.missing == ("delivery_date",):
        window = next(one for one in policy.windows if one.id == found.window)
        return min(window.term.days or 0, MOST_DAYS) if window.clock == "delivery_date" else 0
    return 0


def shown_to_buyers(policy: Policy) -> Policy:
    """The policy without what only a third party says of it; no such thing is ever shown as a shop's rule."""
    return replace(
        policy,
        windows=tuple(one for one in policy.windows if one.grade != NOT_BELIEVED),
        modifiers=tuple(one for one in policy.modifiers if one.grade != NOT_BELIEVED),
        exclusions=tuple(one for one in policy.exclusions if one.grade != NOT_BELIEVED),
        charges=tuple(one for one in policy.charges if one.grade != NOT_BELIEVED),
        other=tuple(one for one in policy.other if not _MARKED.search(one)),
    )


def together(found: list[Promised]) -> tuple[str, ...]:
    """Promises of shop and platform side by side: of those that count days the longer one."""
    best: dict[str, int] = {}
    for one in found:
        for promise in one.promises:
            name, _, number = promise.partition(":")
            best[name] = max(best.get(name, 0), int(number or 0))
    return tuple(f"{name}:{number}" if number else name for name, number in best.items())
