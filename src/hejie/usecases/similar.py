"""How cases like the one in hand ended, for its neutral alone: closed cases of the same marketplace, without names and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hejie.domain.cases import likeness
from hejie.domain.cases.likeness import Facts, Like
from hejie.domain.kernel.refusal import Refusal
from hejie.store import past_cases
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Similar:
    """The likest closed cases, and how all of the same reason ended.

    whole   how many were looked at; too few to show any where `likest` and `outcomes` are empty
    """

    likest: Sequence[Like]
    outcomes: Mapping[str, int]
    whole: int


def of_case(view: CaseView, found: Mapping[str, str]) -> Similar:
    """Closed cases like this one. found: point → finding, as far as the neutral has come.

    Refuses   not_found (for others than the case's neutral)
    """
    if view.side != "neutral":
        raise Refusal("not_found")
    case, past = view.case, past_cases.like(view.case)
    here = Facts(case.reason, case.remedy, case.claimant, case.category, case.currency, case.paid_minor, found=found)
    enough = len(past) >= likeness.FEWEST
    return Similar(likeness.ranked(here, past), likeness.outcomes(past) if enough else {}, len(past))
