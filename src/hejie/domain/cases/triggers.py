"""What happens in a case, in the words in which procedures name it: entries on one side, triggers on the other.

A procedure's own waits begin and end by these words. What a side says or files stands under its part in the case
(claimant, respondent) as well as under buyer or seller.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from hejie.domain.aftersales.service import STAGE
from hejie.domain.cases.state import CaseState
from hejie.domain.procedure.rulebook import STAGES, Trigger

_SIDES = ("claimant", "respondent", "buyer", "seller", "neutral", "platform")
_DUTIES = (
    "ship_back",
    "replacement",
    "repair",
    "redelivery",
    "refund",
    "apology",
    "explanation",
    "voucher",
    "points",
    "public_reply",
)
_SOURCES = ("decision", "default", "appeal")

# Word → what may stand behind it; None: nothing; "step" and "wait": what the procedure itself names.
EVENTS: Mapping[str, tuple[str, ...] | str | None] = {
    "opened": None, "reopened": None, "resumed": None, "agreed": None, "assigned": None, "final": None,
    "entered": STAGES, "said": _SIDES, "filed": _SIDES, "offered": _SIDES, "accepted": _SIDES, "rejected": _SIDES,
    "escalated": _SIDES, "appealed": _SIDES, "asked": _SIDES, "ruled": _SOURCES,
    "due": _DUTIES, "reported": _DUTIES, "kept": _DUTIES, "broken": _DUTIES,
    "step": "step", "silence": "wait",
}  # fmt: skip


def happened(case: CaseState, kind: str, data: Mapping, role: str) -> tuple[Trigger, ...]:
    """The words for one entry, given the case as it stands after it. role: the author's, where the data names no side."""
    read = _READ.get(kind)
    if read is None:
        return ()
    return _triggers(*read(case, data, role))


@lru_cache(maxsize=512)
def _triggers(events: tuple[str, ...], args: tuple[str, ...]) -> tuple[Trigger, ...]:
    """They are few, and the same again and again."""
    return tuple(Trigger(event, arg) for event in events for arg in ("", *args))


def _plain(*events: str) -> Callable:
    return lambda case, data, role: (events, ())


def _by_side(*events: str) -> Callable:
    return lambda case, data, role: (events, parts(case, data.get("side", role)))


def _named(event: str, name: str) -> Callable:
    return lambda case, data, role: ((event,), (data[name],))


def _of_duty(event: str) -> Callable:
    def read(case: CaseState, data: Mapping, role: str) -> tuple:
        duty = case.obligation(data["obligation"])
        return (event,), (duty.what,) if duty else ()

    return read


def _entered(case: CaseState, data: Mapping, role: str) -> tuple:
    """A dispute that began as a service is opened when its first stage begins."""
    return (("entered", "opened") if data.get("after") == STAGE else ("entered",)), (data["stage"],)


def _asked(case: CaseState, data: Mapping, role: str) -> tuple:
    return ("asked",), parts(case, data["to"])


def parts(case: CaseState, side: str) -> tuple[str, ...]:
    """All names under which a procedure may mean a side."""
    if side == case.claimant:
        return (side, "claimant")
    return (side, "respondent") if side == case.respondent else (side,)


_READ: dict[str, Callable] = {
    "CaseOpened": _plain("opened"),
    "CaseReopened": _plain("reopened"),
    "CaseResumed": _plain("resumed"),
    "AgreementReached": _plain("agreed"),
    "NeutralAssigned": _plain("assigned"),
    "PanelDrawn": _plain("assigned"),
    "RulingFinal": _plain("final"),
    "StageEntered": _entered,
    "MessageWritten": _by_side("said"),
    "StatementMade": _by_side("said"),
    "QuestionAnswered": _by_side("said"),
    "EvidenceFiled": _by_side("filed"),
    "EvidenceCommented": _by_side("said"),
    "OfferMade": _by_side("offered", "said"),
    "OfferAccepted": _by_side("accepted", "said"),
    "OfferRejected": _by_side("rejected", "said"),
    "FileSubmitted": _by_side("said"),
    "ProposalsAsked": _by_side("said"),
    "EscalationAsked": _by_side("escalated"),
    "AppealMade": _by_side("appealed"),
    "QuestionAsked": _asked,
    "RulingMade": _named("ruled", "source"),
    "StepTaken": _named("step", "step"),
    "DefaultApplied": _named("silence", "wait"),
    "ObligationSet": _named("due", "what"),
    "ObligationReported": _of_duty("reported"),
    "ObligationKept": _of_duty("kept"),
    "ObligationBroken": _of_duty("broken"),
}
