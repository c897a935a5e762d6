"""A recorded case as what people did in it and when: read from its entries, to be played again under other rules."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hejie.domain.cases import packages
from hejie.domain.kernel import clock
from hejie.insight.rehearsal import Claim, Order

_SIDES = ("buyer", "seller")


@dataclass(frozen=True, slots=True)
class Did:
    """One thing that a person did.

    after      how long after whatever was done or happened last; who: buyer, seller, neutral, other_neutral or platform
    silences   waits that had run out since the last thing that anybody did, in order: he has acted after these
    gap        how long after that last thing, whatever ran out meanwhile
    """

    after: timedelta
    who: str
    act: str
    terms: Mapping
    silences: tuple[str, ...] = ()
    gap: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One closed or open case of the record.

    outcome    "" while it is open; ended_at: when it was closed, None while it is open
    defaults   sides (buyer, seller, neutral, platform, both) whose silence was carried out, in order
    to_buyer   minor units awarded to the buyer, None while nothing is settled
    neutrals   how many neutrals were assigned; decisions: how many rulings they made
    silent     sides whose silence was carried out since a neutral decided last
    """

    id: str
    order: Order
    claim: Claim
    opened_at: datetime
    acts: tuple[Did, ...]
    outcome: str
    ended_at: datetime | None
    defaults: tuple[str, ...]
    to_buyer: int | None
    neutrals: int
    decisions: int
    procedure: str
    silent: frozenset[str] = frozenset()


def read(entries: Iterable[Mapping]) -> Recorded:
    """What people did in a case, from the entries of its own stream in order."""
    entries = list(entries)
    opened = entries[0]["data"]
    told = _Told()
    for entry in entries[1:]:
        told.take(entry)
    claim = opened["claim"]
    order = opened["order"]
    return Recorded(
        id=opened["case"],
        order=Order(opened["paid"], order["currency"], order["dates"], opened.get("category", ""), order["status"]),
        claim=Claim(opened["claimant"], claim["reason"], claim["remedy"], claim["package"], opened.get("tier", "")),
        opened_at=clock.parse(entries[0]["at"]),
        acts=tuple(told.acts_since(clock.parse(entries[0]["at"]))),
        outcome=told.outcome,
        ended_at=told.ended_at,
        defaults=tuple(told.defaults),
        to_buyer=packages.to_buyer(told.terms) if told.terms else (0 if told.ended_at else None),
        neutrals=told.neutrals,
        decisions=told.decisions,
        procedure=opened["procedure"]["id"],
        silent=frozenset(told.silent),
    )


class _Told:
    """Walks over the entries and keeps what matters."""

    def __init__(self) -> None:
        self.moments: list[tuple[datetime, str, str, Mapping]] = []
        self.happened: list[tuple[datetime, str]] = []
        self.names: dict[str, str] = {}
        self.defaults: list[str] = []
        self.silent: set[str] = set()
        self.outcome, self.ended_at, self.terms = "", None, None
        self.neutrals = self.decisions = 0

    def take(self, entry: Mapping) -> None:
        kind, data, at = entry["kind"], entry["data"], clock.parse(entry["at"])
        if kind == "DefaultApplied":
            self.defaults.append(data["who"])
            self.silent.add(data["who"])
            self.happened.append((at, data["wait"]))
        elif kind in ("AgreementInEffect", "RulingMade"):
            self.terms = data["package"]
        elif kind == "CaseClosed":
            self.outcome, self.ended_at = data["outcome"], at
        elif kind in ("CaseReopened", "PerformanceDisputed"):
            self.outcome, self.ended_at, self.terms = "", None, None
        if kind == "NeutralAssigned":
            self.neutrals += 1
            self.names.setdefault(data["neutral"], ("neutral", "other_neutral", "third_neutral")[len(self.names) % 3])
        found = _ACTS.get(kind, _nothing)(entry, data)
        if found and (entry["by"]["role"] != "system" or kind in _BY_PROGRAM):
            who, act, terms = found
            if act in ("decide", "uphold", "change", "vote"):
                self.decisions += 1
                self.silent.clear()
            self.moments.append((at, self._who(who, entry), act, self._named(terms)))

    def acts_since(self, opened_at: datetime) -> list[Did]:
        """Each act with how long it came after the last thing before it, act or default."""
        found, last = [], opened_at
        for at, who, act, terms in self.moments:
            before = [(moment, wait) for moment, wait in self.happened if last < moment <= at]
            latest = max([last, *(moment for moment, _ in before)])
            found.append(Did(at - latest, who, act, terms, tuple(wait for _, wait in before), at - last))
            last = at
        return found

    def _who(self, who: str, entry: Mapping) -> str:
        if who:
            return who
        role = entry["by"]["role"]
        if role == "neutral":
            return self.names.get(entry["by"]["id"], "neutral")
        if role == "buyer":
            return "buyer"
        return "seller" if entry["by"].get("seller") or role == "seller" else "platform"

    def _named(self, terms: Mapping) -> Mapping:
        return {"neutral": self.names[terms["neutral"]]} if "neutral" in terms else terms


def _nothing(entry: Mapping, data: Mapping) -> None:
    return None


def _said(act: str) -> Callable:
    return lambda entry, data: (data["side"] if data.get("side") in _SIDES else "", act, {})


def _asked(entry: Mapping, data: Mapping) -> tuple | None:
    """Asking for proposals, where another procedure may know none: a word to the other side."""
    return (data["side"], "message", {}) if data["side"] in _SIDES else None


def _accepted(entry: Mapping, data: Mapping) -> tuple | None:
    """Of a proposal that both accept in secret, one side's taking is told by the other's offering it."""
    if entry["by"]["role"] == "system":
        return ("buyer", "accept", {}) if data["side"] == "buyer" else None
    return data["side"] if data.get("side") in _SIDES else "", "accept", {}


def _offered(entry: Mapping, data: Mapping) -> tuple:
    side = data["side"]
    if side == "system":
        return "seller", "offer", data["package"]
    return ("", "propose", data["package"]) if side == "neutral" else (side, "offer", data["package"])


def _taken_back(entry: Mapping, data: Mapping) -> tuple | None:
    return None if data.get("replaced") else ("", "take_back", {})


def _ruled(entry: Mapping, data: Mapping) -> tuple | None:
    if data.get("panel"):
        return None  # told by its votes
    if data["source"] == "decision":
        return "", "decide", data["package"]
    if data["source"] != "appeal":
        return None
    return ("", "uphold", {}) if data["outcome"] == "appealed_upheld" else ("", "change", data["package"])


def _kept(entry: Mapping, data: Mapping) -> tuple | None:
    return None if data.get("deemed") else ("", "kept", {})


def _extended(entry: Mapping, data: Mapping) -> tuple | None:
    return ("", "extend", {}) if data["why"] == "extended" else None


def _entered(entry: Mapping, data: Mapping) -> tuple | None:
    """A neutral who enters a stage has ended mediation; whoever else does, has asked or disputed, which is told already."""
    return ("", "to_decision", {}) if entry["by"]["role"] == "neutral" else None


def _left(entry: Mapping, data: Mapping) -> tuple | None:
    """Who handed over is taken from the case as an operator would: whatever the other procedure says of it."""
    return {"objection": (data.get("side", ""), "object", {}), "handed_over": ("platform", "hand_over", {})}.get(
        data["why"]
    )


def _resumed(entry: Mapping, data: Mapping) -> tuple | None:
    return ("", "resume", {}) if data["why"] == "wish" else None


# What the program puts on the record for people.
_BY_PROGRAM = ("NeutralAssigned", "PanelDrawn", "PanelDecided", "OfferMade", "OfferAccepted", "AgreementSigned")
# What people did, by the kind of entry that it left: side ("" : the author's), act, terms.
_ACTS: Mapping[str, Callable[[Mapping, Mapping], tuple | None]] = {
    "MessageWritten": _said("message"),
    "StatementMade": _said("statement"),
    "EvidenceFiled": _said("evidence"),
    "EvidenceCommented": _said("message"),
    "OfferMade": _offered,
    "OfferAccepted": _accepted,
    "ProposalsAsked": _asked,
    "OfferRejected": lambda entry, data: None if data.get("deemed") else (data["side"], "reject", {}),
    "OfferWithdrawn": _taken_back,
    "AgreementSigned": _said("sign"),
    "EscalationAsked": _said("escalate"),
    "NeutralAssigned": lambda entry, data: ("platform", "assign", {"neutral": data["neutral"]}),
    "NeutralLeft": _left,
    "PanelDrawn": lambda entry, data: ("platform", "assign", {}),
    "PanelDecided": lambda entry, data: (
        "panel",
        "vote",
        {"all": [{name: one[name] for name in ("member", "vote", "share")} for one in data["votes"]]},
    ),
    "QuestionAsked": lambda entry, data: ("", "ask", {"to": data["to"]}),
    "QuestionAnswered": _said("answer_question"),
    "StageEntered": _entered,
    "RulingMade": _ruled,
    "AppealMade": _said("appeal"),
    "AppealAnswered": _said("answer_appeal"),
    "CaseWithdrawn": _said("withdraw"),
    "PromiseProposed": lambda entry, data: (
        data["side"],
        "promise",
        {name: data[name] for name in ("keeper", "days", "minor")},
    ),
    "PromiseDeclined": _said("decline_promise"),
    "ObligationSet": lambda entry, data: ("", "accept_promise", {}) if data.get("promise") else None,
    "ObligationReported": lambda entry, data: ("", "perform", {}),
    "ObligationKept": _kept,
    "PerformanceDisputed": lambda entry, data: ("", "dispute", {}),
    "DeadlineMoved": _extended,
    "PauseAsked": lambda entry, data: (data["side"], "pause", {"pause": data["pause"]}),
    "CaseResumed": _resumed,
    "StepTaken": lambda entry, data: (data["side"], "step", {"step": data["step"]}),
    "CaseReopened": lambda entry, data: (data["side"], "reopen", {}),
}
