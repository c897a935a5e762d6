"""What a closed case has come to against each side: the words that a sanction policy may count.

A claim that was withdrawn, agreed on or lost is nothing against the other side; a claim that was honestly lost is nothing
against the side that made it. Where the platform itself was too slow nobody is blamed.
"""

from hejie.domain.cases import performance, rulings
from hejie.domain.cases.state import CaseState


def against(case: CaseState, side: str) -> tuple[str, ...]:
    """The words of `standing.policy.OF_CASES` that hold against a side, the weightiest first."""
    found = []
    outcome = in_the_end(case)
    respondent = side == case.respondent
    if outcome == f"defaulted_{side}":
        found.append("silent" if respondent else "lapsed")
    elif respondent and outcome == f"decided_{case.claimant}":
        found.append("decided")
    elif respondent and outcome == "decided_split":
        found.append("decided_in_part")
    if any(duty.status == "broken" and duty.side == side for duty in performance.current(case)):
        found.append("promise_broken")
    return tuple(found)


def in_the_end(case: CaseState) -> str:
    """The outcome that stands after any appeal, in the words of first rulings; "" where the platform failed to hear it."""
    ruling = case.ruling
    if ruling is None or case.outcome != ruling.outcome:  # agreed or withdrawn, if need be after an earlier ruling
        return case.outcome
    if ruling.data.get("paid_by") == "fund":
        return ""
    if ruling.outcome == "appealed_upheld":
        return ruling.data["first_outcome"]
    return rulings.outcome_of(case, ruling.package) if ruling.outcome == "appealed_changed" else ruling.outcome


def may_change_a_count(case: CaseState, side: str) -> bool:
    """Whether the closing of this case can matter to a side's standing: something counts, or was taken up again."""
    return bool(against(case, side)) or len(case.rulings) > 1 or case.obligations_from > 0


def judges(case: CaseState) -> tuple[str, ...]:
    """Who judged the case: its neutrals, once each."""
    return tuple(dict.fromkeys(who for who in (*case.former_neutrals, case.neutral) if who))
