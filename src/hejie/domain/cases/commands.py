"""What people ask a case to do. Each command carries exactly what its decision needs.

Private texts are plain strings here; the decision wraps them in `Private`, so that only their salted digest enters
the record. `package` is a mapping as `packages.checked` accepts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.cases.filing_commands import FileEvidence as FileEvidence
from hejie.domain.cases.reasons import Reasons
from hejie.domain.cases.signed import SignAgreement as SignAgreement


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a dispute about lines of one seller.

    reason     one of claims.REASONS; facts: mapping of plain known facts (contract: entitle)
    remedy     one of claims.REMEDIES; package: what the claimant wants, as settlement terms
    story      the claimant's own words
    linked     ids of the cases opened by the same complaint over other sellers
    tier       the marketplace's word for the standing of the seller, where it has one
    shown      digest of the procedure that the claimant was shown before this act
    """

    case_id: str
    lines: tuple[int, ...]
    reason: str
    remedy: str
    package: Mapping
    story: str
    shown: str
    facts: Mapping = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    tier: str = ""


@dataclass(frozen=True, slots=True)
class TakeStep:
    """Say that one has taken a step that the procedure names."""

    case_id: str
    step: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExtendWait:
    """Ask for, or grant, more time for one open deadline, once, with the reason."""

    case_id: str
    deadline: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskPause:
    """Ask that everything stand still: `pause` names why, as the procedure does (joint, court, police …)."""

    case_id: str
    pause: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EndPause:
    """End the standstill that lasts now."""

    case_id: str


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """Take a closed case up again. `evidence`: pieces filed since it was closed; `reason`: what they change."""

    case_id: str
    evidence: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class WriteMessage:
    """Write into a room: joint, buyer or seller (the neutral's private room with that side), internal."""

    case_id: str
    text: str
    room: str = "joint"


@dataclass(frozen=True, slots=True)
class MakeStatement:
    """Put a side's own account of what happened on the file."""

    case_id: str
    text: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Put a package to the other side; a neutral's offer is a proposal to both. `in_reply_to`: a counter-offer.

    waives   a buyer knows that the terms are below what the rules give him with certainty, and wants them all the same
    """

    case_id: str
    package: Mapping
    note: str = ""
    in_reply_to: str = ""
    waives: bool = False


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Accept an open offer. `waives`: as with `MakeOffer`."""

    case_id: str
    offer: str
    waives: bool = False


@dataclass(frozen=True, slots=True)
class RejectOffer:
    """Decline an open offer, with a word why if wished."""

    case_id: str
    offer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawOffer:
    """Take back one's own open offer."""

    case_id: str
    offer: str


@dataclass(frozen=True, slots=True)
class ReportPerformance:
    """Say that one's obligation is done, with a waybill or a word as proof. `evidence`: pieces on the file that show it."""

    case_id: str
    obligation: str
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmPerformance:
    """Confirm, or dispute, that the other side's obligation was done."""

    case_id: str
    obligation: str
    done: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProposePromise:
    """Ask that something said become binding: who keeps it (buyer or seller), what, and within how many days.

    message   the message in which it was said, or ""
    minor     what it is worth in minor units of the case's currency (a voucher, a payment outside), 0 where it is no sum
    """

    case_id: str
    keeper: str
    text: str
    days: int
    message: str = ""
    minor: int = 0


@dataclass(frozen=True, slots=True)
class AcceptPromise:
    """Agree that a proposed promise be binding."""

    case_id: str
    promise: str


@dataclass(frozen=True, slots=True)
class DeclinePromise:
    """Decline a proposed promise, or take one's own back."""

    case_id: str
    promise: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """Ask for a neutral (in negotiation) or for a decision (in mediation)."""

    case_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssignNeutral:
    """Give the case to a neutral who has no stake in it."""

    case_id: str
    neutral: str


@dataclass(frozen=True, slots=True)
class ObjectToNeutral:
    """Ask for another neutral, once for each side, with the reason."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """The neutral asks one side (buyer or seller)."""

    case_id: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer a neutral's question."""

    case_id: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class GoToDecision:
    """The neutral ends mediation without agreement."""

    case_id: str


@dataclass(frozen=True, slots=True)
class DecideCase:
    """The neutral's reasoned ruling: what was found, by which rules, and the remedy."""

    case_id: str
    findings: str
    rules: str
    package: Mapping
    evidence: tuple[str, ...] = ()
    why: Reasons = Reasons()


@dataclass(frozen=True, slots=True)
class AppealRuling:
    """Ask for the ruling to be looked at once more by another neutral."""

    case_id: str
    grounds: str


@dataclass(frozen=True, slots=True)
class AnswerAppeal:
    """The other side's answer to an appeal."""

    case_id: str
    text: str


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """The second neutral upholds the ruling, or changes it to another package."""

    case_id: str
    upheld: bool
    findings: str
    rules: str
    package: Mapping | None = None
    why: Reasons = Reasons()


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    """The claimant gives up the claim here; the money takes its ordinary way."""

    case_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WriteNote:
    """An internal note, for neutral and platform staff alone."""

    case_id: str
    text: str


@dataclass(frozen=True, slots=True)
class CarryOutDefaults:
    """Carry out whatever silence has brought due; nothing more."""

    case_id: str


@dataclass(frozen=True, slots=True)
class RemindDeadline:
    """Record that a side was reminded at half time."""

    case_id: str
    deadline: str


@dataclass(frozen=True, slots=True)
class RecordNotice:
    """Record that a notice was sent: to whom, of which kind, over which way, and whether it arrived."""

    case_id: str
    notice: str
    to: str
    kind: str
    channel: str
    result: str
    room: str = "joint"


@dataclass(frozen=True, slots=True)
class GiveBackTime:
    """Add time that does not count to every open deadline of the case, once for each outage or holiday.

    why   outage (the pages were down) or holiday (the operator has announced it)
    """

    case_id: str
    outage: str
    started_at: str
    ended_at: str
    why: str = "outage"


@dataclass(frozen=True, slots=True)
class RecountDeadlines:
    """Count provisional deadlines anew, now that more official days are known; none gets shorter.

    ends   id of each deadline → when it ends by the newest calendars, in the record's form, and whether these still do
           not reach so far
    calendars   digest of the calendar by which each was counted; each deadline is counted anew once by each
    """

    case_id: str
    ends: Mapping[str, tuple[str, bool]]
    calendars: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoldDeadlines:
    """Hold back defaults against a side that cannot be reached (its address bounced), until somebody has looked."""

    case_id: str
    side: str
    why: str


@dataclass(frozen=True, slots=True)
class ResumeDeadlines:
    """Let held deadlines run again; the side gets the time that was left, at least a day."""

    case_id: str
    side: str


@dataclass(frozen=True, slots=True)
class RecordTransfer:
    """What the payment provider answered about one transfer of this case."""

    case_id: str
    transfer: str
    ok: bool
    provider_ref: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class EraseContent:
    """Erase private texts or files by their references; the chain stays whole. `room`: in whose stream they stand.
    why, note, rule: as `forgotten.said` has them."""

    case_id: str
    refs: tuple[str, ...]
    why: str
    room: str = "joint"
    note: str = ""
    rule: Mapping | None = None
