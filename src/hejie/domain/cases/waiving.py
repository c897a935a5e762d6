"""Below the floor only knowingly: a buyer's own act that takes less than the rules give him with certainty has to say so.

Only findings that are certain count. What silence brings about, and what a neutral decides, is not looked at here.
"""

from collections.abc import Mapping

from hejie.domain.cases import bargain_facts
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import floor


def given_up(case: CaseState, package: Mapping) -> dict | None:
    """What the buyer would give up by these terms: {"minor", "rule"}, the rule as the file names it; None: nothing."""
    if case.entitled is None:
        return None
    facts = bargain_facts.of(case)
    minor = floor.below_floor(package, facts)
    return {"minor": minor, "rule": floor.rule_of(package, facts)} if minor else None


def said(case: CaseState, package: Mapping, side: str, *, waives: bool, by: Actor, known: int = 0) -> dict:
    """What an entry of an act by this side says of it: {"waives": …}, or nothing.

    waives   whether he has said that he knows what he gives up; known: what he has said so of these terms before (minor units)
    Refuses  below_entitlement (he has not), act_in_person (only he himself can)
    """
    less = given_up(case, package) if side == "buyer" else None
    if less is None or less["minor"] <= known:
        return {}
    if not waives:
        raise Refusal("below_entitlement", **less, currency=case.currency)
    if not by.personal:
        raise Refusal("act_in_person", act="waive")
    return {"waives": less}
