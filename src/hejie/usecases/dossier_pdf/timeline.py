"""The part of a case's document that tells what happened, entry by entry, oldest first."""

from collections.abc import Callable, Mapping

from hejie.domain.procedure.rulebook import Procedure
from hejie.store import story
from hejie.usecases import service_words
from hejie.usecases import story as told
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.reading import CaseView, references

MOST = 400
# The machinery's own; all of it stands in entries.jsonl.
_QUIET = frozenset({"NoticeSent", "DeadlineReminded", "DeadlineCleared", "OfferCountered"})
# Acts with words that stand in no other part: why, and of services waybills, numbers, what was taken off and what is wished.
_BESIDE = frozenset(
    {"OfferRejected", "CaseWithdrawn", "EscalationAsked", "NeutralLeft", "StepTaken", "PauseAsked", "DeadlineMoved"}
    | {"ServiceAnswered", "ServiceStepTaken", "ServiceChanged", "CaseReopened"}
)


def section(view: CaseView, labels: Labels) -> b.Block:
    """The newest 400 entries of the case's stream, without notices, reminders and deadlines that were met."""
    case = view.case
    newest = story.newest(case.root, f"case:{case.id}", before=case.seq + 1, limit=MOST)
    columns = [(labels("entry"), "figures"), (labels("at"), "fit"), (labels("by"), "fit"), (labels("what"), "rest")]
    rules = view.world.procedure
    view = told.with_words(view, newest)
    rows = [_row(entry, labels, rules, view) for entry in reversed(newest) if entry["kind"] not in _QUIET]
    notes = [labels("notices")]
    if case.seq > len(newest):
        notes.insert(0, labels("earlier", shown=len(newest), all=case.seq))
    return b.section(labels("timeline"), b.table(columns, rows), b.words(*notes))


def _row(entry: Mapping, labels: Labels, rules: Procedure, view: CaseView) -> list[b.Cell]:
    what = labels.of("kinds", entry["kind"])
    data, detail, own = entry["data"], _DETAILS.get(entry["kind"]), _OWN.get(entry["kind"])
    more = b.plain(own(data, labels, rules) if own else detail(data, labels) if detail else "")
    return [
        str(entry["seq"]),
        labels.when(entry["at"]),
        _author(entry, labels),
        [f"{what}{labels('colon')}{more}" if more else what, *_words_beside(entry, labels, view)],
    ]


def _words_beside(entry: Mapping, labels: Labels, view: CaseView) -> list[str]:
    """What was written with an act that no other part of the document tells of."""
    data = entry["data"] if entry["kind"] in _BESIDE else entry["data"].get("service") or {}
    found = [view.texts.get(ref) for ref, kind in references(data) if kind.startswith("text/")]
    return [
        line
        for text in found
        for line in ([labels("erased")] if text is None else b.paragraphs(f"“{text}”", labels("shortened")))
    ]


def _author(entry: Mapping, labels: Labels) -> str:
    by, data = entry["by"]["role"], entry["data"]
    if (
        by != "system"
        and data.get("side") in ("buyer", "seller", "neutral", "platform")
        and not entry["kind"].startswith("Obligation")
    ):
        return labels.of("sides", data["side"])
    return labels.of("sides", {"agent": "seller", "operator": "platform", "integrator": "system"}.get(by, by))


def _deadline(data: Mapping, labels: Labels, rules: Procedure) -> str:
    who, what = labels.of("sides", data["who"]), labels.called(rules, "waits", data["wait"])
    return labels("turn", who=who, what=what, until=labels.when(data["until"]))


def _moved(data: Mapping, labels: Labels) -> str:
    return f"{labels.when(data['until'])}{labels('join')}{labels.of('moved', data['why'])}"


def _default(data: Mapping, labels: Labels) -> str:
    return f"{labels.of('sides', data['who'])}{labels('join')}{labels.phrase('silences', data['silence'])}"


def _duty(data: Mapping, labels: Labels) -> str:
    return f"{data['obligation'].upper()} {labels.of('obligations', data['what'])}"


def _terms(data: Mapping, labels: Labels) -> str:
    offer = [data["offer"].upper()] if "offer" in data else []
    return labels("join").join((*offer, labels.terms(data["package"]), *_waived(data, labels)))


def _proposals(data: Mapping, labels: Labels) -> str:
    return "; ".join(f"{one['id'].upper()} {labels.terms(one['package'])}" for one in data["proposals"])


def _accepted(data: Mapping, labels: Labels) -> str:
    return labels("join").join((data["offer"].upper(), *_waived(data, labels)))


def _waived(data: Mapping, labels: Labels) -> list[str]:
    """What the buyer gives up of what the rules give him, knowingly; nothing where it is none."""
    less = data.get("waives")
    return [labels("waived", amount=labels.sum(less["minor"]))] if less else []


def _ruling(data: Mapping, labels: Labels) -> str:
    return f"{labels.of('outcomes', data['outcome'])}{labels('join')}{labels.terms(data['package'])}"


def _answered(data: Mapping, labels: Labels) -> str:
    """Why it was declined, or what was agreed and by which rule, where nobody was asked."""
    if data["answer"] == "declined":
        return service_words.word("declines", data["code"], labels.language)
    return labels("join").join((*([data["rule"]] if data.get("rule") else ()), labels.terms(data["package"])))


def _named(name: str) -> Callable[[Mapping, Labels], str]:
    return lambda data, labels: str(data.get(name, "")).upper()


# Kinds of which the procedure has its own words.
_OWN: dict[str, Callable[[Mapping, Labels, Procedure], str]] = {
    "DeadlineSet": _deadline,
    "StageEntered": lambda data, labels, rules: labels.called(rules, "stages", data["stage"]),
    "StepTaken": lambda data, labels, rules: labels.called(rules, "steps", data["step"]),
    "PauseAsked": lambda data, labels, rules: labels.called(rules, "pauses", data["pause"]),
    "CasePaused": lambda data, labels, rules: labels.called(rules, "pauses", data["pause"]),
}
_DETAILS: dict[str, Callable[[Mapping, Labels], str]] = {
    "DeadlineMoved": _moved,
    "IssueGranted": lambda data, labels: labels.of("issues", data["issue"]),
    "DefaultApplied": _default,
    "ObligationSet": _duty,
    "OfferMade": _terms,
    "AgreementReached": _terms,
    "AgreementInEffect": _terms,
    "RulingMade": _ruling,
    "PlatformPays": lambda data, labels: labels.sum(data["minor"], data["currency"]),
    "EntitlementFound": lambda data, labels: f"{data['rulebook']['id']} {data['rulebook']['version']}",
    "CaseClosed": lambda data, labels: labels.of("outcomes", data["outcome"]) if data["outcome"] else "",
    "QuestionAsked": _named("id"),
    "QuestionAnswered": _named("question"),
    "QuestionLapsed": _named("question"),
    "EvidenceFiled": _named("id"),
    "EvidenceCommented": _named("piece"),
    "ServiceAnswered": lambda data, labels: _answered(data, labels),
    "ServiceStepTaken": lambda data, labels: service_words.done(data["step"], labels.language, data),
    "SignalFound": lambda data, labels: f"{data['id']} · {data.get('about', '')}".upper(),
    "StatementMade": _named("id"),
    "MessageWritten": _named("id"),
    "OfferAccepted": _accepted,
    "OfferRejected": _named("offer"),
    "OfferWithdrawn": _named("offer"),
    "OfferLapsed": _named("offer"),
    "AgreementSigned": _named("offer"),
    "ProposalsAsked": lambda data, labels: labels.of("sides", data["side"]),
    "ProposalsMade": _proposals,
    "RoundEnded": lambda data, labels: (data["proposal"] or data["round"]).upper(),
    "BiddingOpened": _terms,
    "BiddingEnded": _named("bidding"),
    "PromiseProposed": _named("promise"),
    "PromiseDeclined": _named("promise"),
    "PromiseLapsed": _named("promise"),
    **dict.fromkeys(
        (
            "ExpertAsked",
            "ExpertAlsoAsked",
            "ExpertObjected",
            "ExpertObjectionDecided",
            "ExpertAnswered",
            "ExpertDeclined",
            "ExpertDismissed",
        ),
        _named("asking"),
    ),
    "ExpertLooked": _named("piece"),
    **dict.fromkeys(
        ("ExpertQuoted", "FeeAdvanced"),
        lambda data, labels: f"{data['asking'].upper()} {labels.sum(data['minor'], data['currency'])}",
    ),
    "TalkProposed": _named("talk"),
    "TalkAccepted": _named("talk"),
    "TalkFixed": lambda data, labels: f"{data['talk'].upper()} {labels.when(data['at'])}",
    "TalkCalledOff": _named("talk"),
    "TalkRecorded": _named("result"),
    "TalkConfirmed": _named("result"),
    "TalkContested": _named("result"),
    "ObligationReported": _named("obligation"),
    "ObligationKept": _named("obligation"),
    "ObligationBroken": _named("obligation"),
    "RulingFinal": _named("ruling"),
    "CaseReferred": lambda data, labels: data["body"]["names"][labels.language],
    "ReferralAnswered": lambda data, labels: labels.of("results", data["result"]),
}
