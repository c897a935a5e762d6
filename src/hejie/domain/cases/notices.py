"""Who hears of what: from entries to notices, as one table. Pure; texts are made at delivery, in the reader's language.

A notice about a private room goes to those who read that room and to nobody else.
"""

from hejie.domain.cases.effects import Effect
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World

# kind of entry → who hears of it: other (the side that did not act), both, neutral, platform, who (data["who"]), to (data["to"])
_TABLE: dict[str, tuple[str, ...]] = {
    "CaseOpened": ("both",),
    "MessageWritten": ("other", "neutral"),
    "StatementMade": ("other", "neutral"),
    "EvidenceFiled": ("other", "neutral"),
    "OfferMade": ("other",),
    "OfferRejected": ("other",),
    "OfferWithdrawn": ("other",),
    "OfferLapsed": ("both",),
    "OfferAccepted": ("other",),
    "AgreementReached": ("both",),
    "AgreementSigned": ("other",),
    "AgreementLapsed": ("both",),
    "AgreementInEffect": ("both",),
    "ObligationSet": ("side",),
    "ObligationReported": ("other",),
    "ObligationKept": ("both",),
    "ObligationBroken": ("both",),
    "PerformanceDisputed": ("other", "neutral"),
    "EscalationAsked": ("other",),
    "StageEntered": ("both",),
    "NeutralAssigned": ("both", "neutral"),
    "NeutralLeft": ("both",),
    "QuestionAsked": ("to",),
    "QuestionAnswered": ("neutral", "other"),
    "QuestionLapsed": ("both",),
    "RulingMade": ("both",),
    "RulingFinal": ("both",),
    "AppealMade": ("other",),
    "AppealAnswered": ("other", "neutral"),
    "CaseWithdrawn": ("other",),
    "CaseClosed": ("both",),
    "DeadlineReminded": ("who",),
    "DeadlineMoved": ("both",),
    "DeadlineHeld": ("platform",),
    "DefaultApplied": ("both",),
    "TransferFailed": ("platform",),
}
_BOTH = ("buyer", "seller")


def effects(world: World, entries: list[dict]) -> list[Effect]:
    """One outbox row for each notice of these entries: topic `notice`, target the side it goes to."""
    if world.case is None:
        return []
    found: list[Effect] = []
    for entry in entries:
        for side in _recipients(world.case, entry):
            payload = {
                "root": world.root,
                "case": world.case.id,
                "kind": entry["kind"],
                "to": side,
                "stream": entry["stream"],
                "seq": entry["seq"],
                "head": entry["hash"],
            }
            found.append(Effect("notice", entry["stream"], entry["seq"], side, payload))
    return found


def _recipients(case: CaseState, entry: dict) -> list[str]:
    rules = _TABLE.get(entry["kind"], ())
    data = entry["data"]
    actor = data.get("side") or entry["by"]["role"]
    if entry["stream"].startswith("room:"):
        readers = _room_readers(entry["stream"])
        return [side for side in readers if side != actor] if entry["kind"] in ("MessageWritten", "EvidenceFiled") else []
    found: list[str] = []
    for rule in rules:
        if rule == "both":
            found += _BOTH
        elif rule == "other":
            found += [side for side in _BOTH if side != actor]
        elif rule in ("neutral", "platform"):
            found.append(rule)
        elif rule in ("who", "to", "side"):
            named = data[rule]
            found += _BOTH if named == "both" else [named]
    if "neutral" in found and (not case.neutral or actor == "neutral"):
        found.remove("neutral")
    return [side for side in dict.fromkeys(found) if side in (*_BOTH, "neutral", "platform")]


def _room_readers(stream: str) -> tuple[str, ...]:
    room = stream.rpartition(":")[2]
    return ("neutral", "platform") if room == "internal" else (room, "neutral")
