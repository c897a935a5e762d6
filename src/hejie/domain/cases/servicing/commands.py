"""What people ask of a service. Amounts are minor units; private texts are plain strings that the decision wraps."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AskService:
    """Ask for a service on pieces of one seller's lines.

    kind      one of aftersales.flow.KINDS; pieces: (line, how many)
    reason    one of claims.REASONS; `none` for going back without a reason
    facts     plain known facts (contract: entitle); story: the buyer's own words
    wish      what belongs to the kind, as its reader in `wishes` takes it
    which     (line, what each cost): which of several alike, where they cost different sums (`aftersales.alike`)
    channel   where it came in; shown: digest of the dispute procedure that the buyer was shown
    tier      the marketplace's word for the standing of the seller, where it has one
    """

    case_id: str
    kind: str
    pieces: tuple[tuple[int, int], ...]
    reason: str
    story: str
    shown: str
    facts: Mapping = field(default_factory=dict)
    wish: Mapping = field(default_factory=dict)
    channel: str = "web"
    linked: tuple[str, ...] = ()
    tier: str = ""
    which: tuple[tuple[int, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeService:
    """Ask for other numbers of pieces, while nobody has answered. `pieces`: all that it is to be about now; `which`: of several alike,
    as in `AskService`; of a line of which nothing is said, those that were named stay named."""

    case_id: str
    pieces: tuple[tuple[int, int], ...]
    which: tuple[tuple[int, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerService:
    """Approve a request, in whole or in part, or decline it.

    pieces    (line, how many) that are approved; empty: all
    code      why it is declined, one of service.DECLINES; note: a word with it
    freight   who bears the way back, buyer or seller; "" as the rules or the reason have it
    adjust    what is added to or taken off a refund from the start: ({"what", "minor", "note"?}, …)
    keep      the buyer keeps the goods; minor: of a refund without goods, how much, None for what was asked
    which     of several alike, as in `AskService`; of a line of which nothing is said, those that were asked for
    seen      how the request stood when it was read (asked, declined), so that nobody answers over a colleague; "" where nobody says
    """

    case_id: str
    approve: bool
    pieces: tuple[tuple[int, int], ...] = ()
    code: str = ""
    note: str = ""
    freight: str = ""
    adjust: tuple[Mapping, ...] = ()
    keep: bool = False
    minor: int | None = None
    seen: str = ""
    which: tuple[tuple[int, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class TakeServiceStep:
    """Say that a step was taken, with what belongs to it (`told`, as the step's reader takes it).

    evidence  numbers of pieces on the file that show it; note: a word with it
    """

    case_id: str
    step: str
    told: Mapping = field(default_factory=dict)
    note: str = ""
    evidence: tuple[str, ...] = ()
