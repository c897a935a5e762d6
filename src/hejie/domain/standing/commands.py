"""What can be asked of a standing. Each names whose it is: the side, and the person or the shop."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountCase:
    """A case has closed (again). All of it as the case's entry had it, so that a repeat asks for the same.

    grounds    what it came to against this side (policy.OF_CASES), the weightiest first; none: it counts no (more)
    reason     what the case was about; closed_at: written moment
    case_seq   the entry of the case that closed it
    decided_by ids of those who judged it
    """

    side: str
    of: str
    case_id: str
    grounds: tuple[str, ...]
    reason: str
    closed_at: str
    case_seq: int
    decided_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindMisuse:
    """An operator finds that somebody has misused a case. ground: one of policy.FOUND; text: what shows it."""

    side: str
    of: str
    case_id: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class AppealSanction:
    """Ask somebody who has had no part in it to look at a sanction again."""

    side: str
    of: str
    sanction: str
    grounds: str


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """Grant the appeal (the sanction ends) or refuse it, with reasons. number: which appeal, from 1."""

    side: str
    of: str
    number: int
    granted: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class LiftSanction:
    """End a sanction before its time, with reasons."""

    side: str
    of: str
    sanction: str
    reasons: str


@dataclass(frozen=True, slots=True)
class EraseTexts:
    """Erase private texts of a standing by reference: grounds, reasons, what a finding says, a word beside an erasure.

    why, note, rule   as `kernel.erasing.said` has them: one of its codes, private words beside it, after which rule its time was over
    """

    side: str
    of: str
    refs: tuple[str, ...]
    why: str
    note: str = ""
    rule: Mapping | None = None


@dataclass(frozen=True, slots=True)
class CarryOutClocks:
    """Carry out whatever has come due in a standing."""

    side: str
    of: str


@dataclass(frozen=True, slots=True)
class GiveBackTime:
    """Give the time of an outage or holiday (why) back to waits in which somebody could have acted; moments as written."""

    side: str
    of: str
    outage: str
    started_at: str
    ended_at: str
    why: str = "outage"
