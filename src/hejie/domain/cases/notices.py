"""Who hears of what: from entries to notices, as one table. Pure; texts are made at delivery, in the reader's language.

A notice about a private room goes to those who read that room and to nobody else.
"""

from dataclasses import replace
from datetime import timedelta

from hejie.domain.cases import erasure_news
from hejie.domain.cases.effects import Effect
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.deals import notices as deal_notices
from hejie.domain.kernel import clock
from hejie.domain.standing import heard as papers

# Kind of entry → who hears of it: other (the side that did not act), both, neutral, platform, who, to, side, of (data[…]),
# no_neutral: the platform, while there is no neutral; member: whose seat of a panel it is
_TABLE: dict[str, tuple[str, ...]] = {
    "CaseOpened": ("both",),
    "MessageWritten": ("other", "neutral"),
    "StatementMade": ("other", "neutral"),
    "FactsTold": ("other", "neutral"),
    "EvidenceFiled": ("other", "neutral"),
    "EvidenceCommented": ("other", "neutral"),
    "SignalFound": ("of",),
    "OfferMade": ("other",),
    "OfferRejected": ("other", "neutral"),
    "OfferWithdrawn": ("other",),
    "OfferLapsed": ("both",),
    "OfferAccepted": ("other", "neutral"),
    "AgreementReached": ("both",),
    "AgreementSigned": ("other",),
    "AgreementLapsed": ("both",),
    "AgreementInEffect": ("both", "neutral"),
    "PromiseProposed": ("other",),
    "PromiseDeclined": ("other",),
    "ExpertAsked": ("other", "neutral"),
    "ExpertAlsoAsked": ("other", "neutral"),
    "ExpertObjected": ("other", "neutral", "no_neutral"),
    "ExpertObjectionDecided": ("both",),
    "ExpertQuoted": ("other", "neutral"),
    "ExpertQuoteAccepted": ("other",),
    "ExpertAnswered": ("both", "neutral"),
    "ExpertDeclined": ("both", "neutral"),
    "ExpertDismissed": ("other", "neutral"),
    "FeeAdvanced": ("other", "neutral"),
    "TalkProposed": ("other", "neutral"),
    "TalkAccepted": ("other", "neutral"),
    "TalkFixed": ("both", "neutral"),
    "TalkCalledOff": ("other", "neutral"),
    "TalkRecorded": ("other", "neutral"),
    "TalkConfirmed": ("other", "neutral"),
    "TalkContested": ("other", "neutral"),
    "BiddingOpened": ("other", "neutral"),
    "BiddingEnded": ("both", "neutral"),
    "ObligationSet": ("side",),
    "ObligationReported": ("other",),
    "ObligationKept": ("both",),
    "ObligationBroken": ("both",),
    "PerformanceDisputed": ("other", "neutral"),
    "EscalationAsked": ("other",),
    "StageEntered": ("both", "neutral"),
    "NeutralAssigned": ("both", "neutral"),
    "NeutralLeft": ("both",),
    "OpeningStatementMade": ("both",),
    "OpeningStatementConfirmed": ("neutral",),
    "AllowedInDecision": ("other", "neutral"),
    "AllowanceTakenBack": ("other", "neutral"),
    "TextPut": ("both",),
    "MayBeTold": ("neutral",),
    "ProposalsMade": ("both",),
    "ProposalsNotMade": ("both",),
    "RoundEnded": ("both",),
    "PanelDrawn": ("both",),
    "PanelNotDrawn": ("both",),
    "PanelDismissed": ("both",),
    "SeatGiven": ("member",),
    "QuestionAsked": ("to",),
    "QuestionAnswered": ("neutral", "other"),
    "QuestionLapsed": ("both",),
    "RulingMade": ("both",),
    "RulingFinal": ("both",),
    "AppealMade": ("other",),
    "AppealAnswered": ("other", "neutral"),
    "CaseReferred": ("other", "neutral"),
    "ReferralAnswered": ("other", "neutral"),
    "CaseWithdrawn": ("other", "neutral"),
    "CaseClosed": ("both",),
    "CaseReopened": ("other", "platform"),
    "StepTaken": ("other", "neutral"),
    "IssueGranted": ("both",),
    "PauseAsked": ("other", "neutral"),
    "CasePaused": ("both", "neutral"),
    "CaseResumed": ("both", "neutral"),
    "DeadlineReminded": ("who",),
    "DeadlineMoved": ("both",),
    "DeadlineHeld": ("platform",),
    "DefaultApplied": ("both",),
    "TransferFailed": ("platform",),
    "ServiceAnswered": ("both",),
    "ServiceChanged": ("other",),
    "ServiceStepTaken": ("other",),
    "LegalHoldSet": ("both",),
    "LegalHoldLifted": ("both",),
    "ContentErased": (),  # by the room and by why: erasure_news
}
_BOTH = ("buyer", "seller")
# How long before a talk it is reminded of: the first that is far enough ahead when it is fixed.
_REMINDED = (timedelta(days=1), timedelta(hours=1))
_NOT_AT_ONCE = timedelta(minutes=30)
_REMINDED_OF_OPENING = timedelta(days=2)

# Entries of a standing of which its owner hears (of an appeal: the platform). Of several about one sanction he hears of
# the first named here, and that something counts is told only where nothing follows from it.
_OF_STANDINGS = (
    "SanctionAppealed", "SanctionAppealDecided", "SanctionEnded", "SanctionInEffect", "SanctionAnnounced",
    "MisuseFound", "CaseCounted", "CaseRecounted",
)  # fmt: skip

# Of several things that one act (or one default) brings about, each side hears of the weightiest: the letter about it
# says whose turn it is now, and the page shows the rest. In falling order; kinds that are not here come last.
_WEIGHT = (
    "CaseWithdrawn", "CaseReopened", "RulingMade", "CaseClosed", "RulingFinal", "AgreementInEffect", "AgreementReached", "AppealMade",
    "PerformanceDisputed", "CasePaused", "CaseResumed", "NeutralAssigned",
    "ServiceAnswered", "ServiceStepTaken", "ServiceChanged",
    "PanelNotDrawn", "PanelDrawn", "PanelDismissed", "AgreementLapsed", "QuestionLapsed", "NeutralLeft",
    "ObligationBroken", "StageEntered", "EscalationAsked", "ObligationSet", "ObligationReported", "ObligationKept", "QuestionAsked",
    "QuestionAnswered", "OpeningStatementMade", "TextPut",
    "OfferMade", "OfferAccepted", "AgreementSigned", "OfferRejected", "OfferWithdrawn", "OfferLapsed",
    "ExpertAnswered", "ExpertDeclined", "ExpertDismissed", "ExpertObjected", "ExpertObjectionDecided", "ExpertAsked", "ExpertAlsoAsked",
    "ExpertQuoted", "ExpertQuoteAccepted", "FeeAdvanced",
    "ProposalsMade", "ProposalsNotMade", "RoundEnded", "BiddingOpened", "BiddingEnded",
    "IssueGranted", "PromiseProposed", "PromiseDeclined", "TalkFixed", "TalkCalledOff", "TalkContested", "TalkConfirmed",
    "TalkRecorded", "TalkProposed", "TalkAccepted", "OpeningStatementConfirmed", "AllowedInDecision", "AllowanceTakenBack",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_WEIGHT)}


def effects(world: World, entries: list[dict]) -> list[Effect]:
    """One outbox row for each act and each side that hears of it: topic `notice`, target the side."""
    if world.standing is not None:
        return [*_of_standing(world, entries), *_of_papers(world, entries)]
    if world.complaint is not None or world.word is not None or world.desk is not None:
        return _of_complaint(world, entries)
    if world.question is not None:
        return _of_question(world, entries)
    if world.deal is not None:
        return [_notice(world, entry, side) for side, entry in deal_notices.heard(entries)]
    if world.case is None:
        return [] if "case" in world.streams else _of_order(world, entries)
    found: list[Effect] = []
    opening = any(entry["kind"] == "CaseOpened" for entry in entries)
    for act in _acts(entries):
        weightiest: dict[tuple[str, str], dict] = {}
        for entry in act:
            if opening and "record" in entry["data"]:
                continue  # what the marketplace had on record before comes with the case itself
            for side in _recipients(world.case, entry):
                known = weightiest.setdefault((side, entry["stream"]), entry)
                if _rank(entry) < _rank(known):
                    weightiest[side, entry["stream"]] = entry
        found += [_notice(world, entry, side) for (side, _stream), entry in weightiest.items()]
        found += [one for entry in act if entry["kind"] == "TalkFixed" for one in _reminders(world, entry)]
        found += [one for entry in act if entry["kind"] == "OpeningStatementMade" for one in _unconfirmed(world, entry)]
    return found


def _reminders(world: World, entry: dict) -> list[Effect]:
    """A talk is reminded of a day before, or an hour before where it was fixed so late; whether it still holds is looked at
    when the time has come."""
    begins, now = clock.parse(entry["data"]["at"]), clock.parse(entry["at"])
    ahead = next((span for span in _REMINDED if begins - span > now + _NOT_AT_ONCE), None)
    if ahead is None:
        return []
    sides = [*_BOTH, *(("neutral",) if world.case.neutral else ())]
    found = [replace(_notice(world, entry, side), target=f"{side}:reminder") for side in sides]
    due_ms = clock.milliseconds(begins - ahead)
    return [replace(one, payload={**one.payload, "kind": "TalkReminder"}, due_ms=due_ms) for one in found]


def _unconfirmed(world: World, entry: dict) -> list[Effect]:
    """A side is reminded once of an opening statement; whether it has confirmed meanwhile is looked at then."""
    due_ms = clock.milliseconds(clock.parse(entry["at"]) + _REMINDED_OF_OPENING)
    found = [replace(_notice(world, entry, side), target=f"{side}:reminder") for side in _BOTH]
    return [replace(one, payload={**one.payload, "kind": "OpeningReminder"}, due_ms=due_ms) for one in found]


def _of_order(world: World, entries: list[dict]) -> list[Effect]:
    """Outside of any case the buyer hears that his time to look at the goods is half over, has moved, or has passed, and what
    became of a paid order; the sellers, that it waits for them, or that a case will be opened for him if nothing is
    reported. That it is opened the case itself tells."""
    sides = ((entry, _whose_clock(world.order, entry)) for entry in entries)
    return [_notice(world, entry, side) for entry, side in sides if side]


# Entries of an order that tell one side what another has done, or what has followed from a silence.
_OF_ORDERS = {"OrderAccepted": "buyer", "TimeAsked": "buyer", "TimeAnswered": "seller", "ParcelCorrected": "buyer"}
_CALLED_OFF = ("Cancelled", "LinesCancelled")


def _whose_clock(order: object, entry: dict) -> str:
    data = entry["data"]
    if entry["kind"] in _CALLED_OFF:
        return "buyer" if data["side"] == "system" else ""
    if entry["kind"] in _OF_ORDERS:
        return _OF_ORDERS[entry["kind"]]
    if entry["kind"] == "DeadlineMoved":
        return next((row.who for row in order.deadlines if row.id == data["deadline"]), "")
    if entry["kind"] in ("DeadlineReminded", "DefaultApplied") and data.get("silence") != "open_case":
        return data["who"]
    return ""


def _of_papers(world: World, entries: list[dict]) -> list[Effect]:
    """What was found of a shop's papers, and what time has brought."""
    found = []
    for entry, side, kind in papers.heard(entries):
        notice = _notice(world, entry, side)
        found.append(notice if kind == entry["kind"] else replace(notice, payload={**notice.payload, "kind": kind}))
    return found


def _of_standing(world: World, entries: list[dict]) -> list[Effect]:
    """What is announced: to the buyer or the shop whose standing it is; nothing is counted in silence."""
    weightiest: dict[str, dict] = {}
    for entry in sorted(entries, key=lambda one: one["seq"]):
        if entry["kind"] in _OF_STANDINGS:
            about = entry["data"].get("sanction", "")
            known = weightiest.setdefault(about, entry)
            if _OF_STANDINGS.index(entry["kind"]) < _OF_STANDINGS.index(known["kind"]):
                weightiest[about] = entry
    if len(weightiest) > 1:
        weightiest.pop("", None)
    return [
        _notice(world, entry, "platform" if entry["kind"] == "SanctionAppealed" else world.standing.side)
        for entry in weightiest.values()
    ]


# Entries of a complaint → who hears of them: the complainant, whom it is about, the marketplace's people, or the other of the first
# and the last. Of several of one act each hears of the first here.
_OF_COMPLAINTS: dict[str, tuple[str, ...]] = {
    "ComplaintEscalated": ("platform", "complainant"),
    "ComplaintAnswered": ("complainant", "whom"),
    "ComplaintReopened": ("platform",),
    "ComplaintClosed": ("complainant", "platform"),
    "ComplaintTurnedIntoCase": ("complainant",),
    "ComplaintReceived": ("platform", "complainant"),
    "ComplaintAssigned": ("platform",),
    "ComplaintWordAsked": ("whom",),
    "ComplaintWordGiven": ("platform",),
    "ComplaintSaid": ("platform", "complainant"),
    "ComplaintFiled": ("platform", "complainant"),
    "LegalHoldSet": ("complainant",),
    "LegalHoldLifted": ("complainant",),
    "DeadlineReminded": ("who",),
}


def _of_complaint(world: World, entries: list[dict]) -> list[Effect]:
    """Each side hears of what concerns it; of what is for the handlers alone, nobody else."""
    order = list(_OF_COMPLAINTS)
    weightiest: dict[str, dict] = {}
    for entry in (one for one in entries if one["kind"] in _OF_COMPLAINTS):
        data = entry["data"]
        sides = [data["who"] if one == "who" else one for one in _OF_COMPLAINTS[entry["kind"]]]
        if data.get("internal") and "complainant" in sides:
            sides.remove("complainant")
        own = data.get("side") if entry["kind"] not in ("ComplaintReceived", "ComplaintAssigned") else ""
        for side in sides:
            if side == own:
                continue
            known = weightiest.setdefault(side, entry)
            if order.index(entry["kind"]) < order.index(known["kind"]):
                weightiest[side] = entry
    return [_notice(world, entry, side) for side, entry in weightiest.items()]


# Entries of a question to a shop of which the other side hears, or both; of several of one act each hears of the first here.
_OF_QUESTIONS = (
    "VisitReminded", "VisitFixed", "VisitReported", "ShopQuestionEnded", "VisitTimesOffered", "VisitOtherTimesAsked", "ShopAnswered",
    "AnswerMadePublic", "VisitNoted", "ShopAskedAgain", "ShopAsked", "DefaultApplied", "DeadlineReminded",
)  # fmt: skip


def _of_question(world: World, entries: list[dict]) -> list[Effect]:
    """The other side hears of what one side does; both, that a time ran out or an appointment is near."""
    weightiest: dict[str, dict] = {}
    for entry in (one for one in entries if one["kind"] in _OF_QUESTIONS):
        data = entry["data"]
        if data.get("silence") in ("remind_visit", "count_as_come"):
            continue  # what comes of it is told next
        alone = entry["kind"] == "DeadlineReminded"
        sides = (data["who"],) if alone else tuple(side for side in _BOTH if side != data.get("side"))
        for side in sides:
            known = weightiest.setdefault(side, entry)
            if _OF_QUESTIONS.index(entry["kind"]) < _OF_QUESTIONS.index(known["kind"]):
                weightiest[side] = entry
    return [_notice(world, entry, side) for side, entry in weightiest.items()]


def _acts(entries: list[dict]) -> list[list[dict]]:
    """The entries of one transaction cut where another default begins, or where the act itself follows the defaults."""
    acts: list[list[dict]] = []
    for entry in entries:
        if not acts or entry["kind"] == "DefaultApplied" or entry["by"] != acts[-1][-1]["by"]:
            acts.append([])
        acts[-1].append(entry)
    return acts


def _rank(entry: dict) -> int:
    return _RANK.get(entry["kind"], len(_RANK))


def _notice(world: World, entry: dict, side: str) -> Effect:
    payload = {
        "root": world.root,
        "case": world.case.id if world.case else "",
        "kind": entry["kind"],
        "to": side,
        "stream": entry["stream"],
        "seq": entry["seq"],
        "head": entry["hash"],
    }
    return Effect("notice", entry["stream"], entry["seq"], side, payload)


def _recipients(case: CaseState, entry: dict) -> list[str]:
    rules = _TABLE.get(entry["kind"], ())
    data = entry["data"]
    actor = acting_side(case, entry)
    if entry["kind"] == "ContentErased":
        return erasure_news.told(case, entry)
    if entry["stream"].startswith("room:"):
        if entry["kind"] in ("SeatGiven", "VoteCast"):
            return ["member"] if entry["kind"] == "SeatGiven" else []
        readers = _room_readers(entry["stream"])
        return (
            [side for side in readers if side != actor]
            if entry["kind"] in ("MessageWritten", "EvidenceFiled", "EvidenceCommented", "MayBeTold")
            else []
        )
    found: list[str] = []
    if entry["kind"] == "ServiceAnswered" and actor in _BOTH:
        rules = ("other",)
    for rule in rules:
        if rule == "both":
            found += _BOTH
        elif rule == "other":
            found += [side for side in _BOTH if side != actor]
        elif rule in ("neutral", "platform"):
            found.append(rule)
        elif rule == "no_neutral":
            found += [] if case.neutral else ["platform"]
        elif rule in ("who", "to", "side", "of"):
            named = data[rule]
            found += _BOTH if named == "both" else [named]
    if entry["kind"] == "BiddingEnded" and data["result"] not in ("none", "unfunded"):
        return []  # the agreement itself is told, or that bids are asked for anew
    if entry["kind"] == "DefaultApplied" and data["silence"] == "end_bidding":
        return []  # what came of it is told next
    if entry["kind"] == "ObligationSet" and data["what"] == "refund":
        return []  # the program pays by itself; that it is done is told
    if entry["kind"] == "RoundEnded" and data["result"] in ("agreed", "next"):
        return []  # told by what follows
    if entry["kind"] == "ObligationSet" and data.get("promise"):
        found = [side for side in _BOTH if side != actor]  # who agreed knows it, whoever is to keep it
    own = actor == "neutral" and entry["kind"] != "NeutralAssigned"  # a colleague hears that the case is his now
    if "neutral" in found and (not case.neutral or own):
        found.remove("neutral")
    return [side for side in dict.fromkeys(found) if side in (*_BOTH, "neutral", "platform")]


def acting_side(case: CaseState, entry: dict) -> str:
    """buyer, seller, neutral or platform: for whom the entry's author acted; `system` for the program itself."""
    side = entry["data"].get("side") if entry["kind"] != "ObligationSet" else None  # there it is whose it is to do
    if side in (*_BOTH, "neutral", "platform", "expert", "system"):
        return side
    by = entry["by"]
    if by["role"] in ("seller", "agent") and by.get("seller") == case.seller:
        return "seller"
    return "platform" if by["role"] in ("agent", "operator") else by["role"]


def _room_readers(stream: str) -> tuple[str, ...]:
    room = stream.rpartition(":")[2]
    return ("neutral", "platform") if room == "internal" else (room, "neutral")
