"""From entries to state: `evolve` takes one entry at a time, and nothing else ever changes a state.

An entry is a mapping with seq, hash, kind, at, by and data, as the record holds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hejie.domain.aftersales import service as services
from hejie.domain.cases import (
    afterwards,
    appointed,
    bargain_state,
    biddings,
    called_in,
    forgotten,
    mediated,
    panels,
    serviced,
    telling,
)
from hejie.domain.cases.rooms import SAID, said_of
from hejie.domain.cases.signed import Signature
from hejie.domain.cases.state import (
    Agreement,
    Assignment,
    CaseState,
    Obligation,
    Offer,
    Promise,
    Referral,
    Ruling,
)
from hejie.domain.kernel import clock, deadlines
from hejie.domain.kernel.frozen import changed

Entry = Mapping
# Waits for a deed that is owed.
_DOING = ("ship_back", "perform", "keep_promise")


def evolve(state: CaseState | None, entry: Entry) -> CaseState:
    """The state after one more entry of the case's own stream."""
    kind = entry["kind"]
    if state is None:
        if kind != "CaseOpened":
            raise ValueError(f"a case begins with CaseOpened, not {kind}")
        after = _opened(entry)
    else:
        handler = _HANDLERS.get(kind)
        after = handler(state, entry, entry["data"]) if handler else state
    return changed(after, seq=entry["seq"], head=entry["hash"], changed_at=entry["at"])


def _opened(entry: Entry) -> CaseState:
    data = entry["data"]
    claim = data["claim"]
    state = CaseState(
        id=data["case"],
        root=data["root"],
        marketplace=data["marketplace"],
        opened_at=entry["at"],
        order=data["order"],
        buyer=data["buyer"],
        seller=data["seller"],
        claimant=data["claimant"],
        reason=claim["reason"],
        remedy=claim["remedy"],
        facts=claim["facts"],
        story=claim["story"],
        procedure=data["procedure"],
        currency=data["order"]["currency"],
        paid_minor=data["paid"],
        lines=tuple(data["lines"]),
        linked=tuple(data.get("linked", ())),
        category=data.get("category", ""),
        tier=data.get("tier", ""),
        promised=tuple(data.get("promised", ())),
        stage=data.get("stage", "negotiation"),
        shown_to=(data["claimant"],) if entry["by"]["role"] != "system" else (),
        service=services.opened(data["service"]) if "service" in data else None,
    )
    offer = Offer("o1", data["claimant"], claim["package"], entry["at"], note=claim["story"], is_claim=True)
    return changed(state, offers=(offer,))


def _put(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    item = said_of(entry, SAID[entry["kind"]], len(state.said))
    answered = state.answered or (item.side == state.respondent and item.kind in ("message", "statement", "remark"))
    return changed(state, said=(*state.said, item), answered=answered)


def _shown(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, shown_to=(*state.shown_to, data["side"]))


def _stage(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    openings = mediated.over(state.openings, entry, data["stage"])
    after = changed(serviced.turned(serviced.over(state), data), stage=data["stage"], openings=openings)
    return bargain_state.over(after) if data["stage"] == "decision" else after


def _deadlines(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    count = state.deadline_count + (1 if entry["kind"] == "DeadlineSet" else 0)
    after = changed(state, deadlines=deadlines.evolve(state.deadlines, entry), deadline_count=count)
    if entry["kind"] == "DeadlineCleared" and len(after.waits("bid")) < len(state.waits("bid")):
        after = biddings.over(after, entry["seq"])
    return _due(after, data) if "until" in data and after.obligations else after


def _due(state: CaseState, data: Mapping) -> CaseState:
    """An obligation remembers its end, which the deadline itself does not once it is met."""
    row = next((row for row in state.deadlines if row.id == data["deadline"]), None)
    if row is None or row.wait not in _DOING:
        return state
    return _each_obligation(state, row.about, due=clock.text(row.until))


def _default_applied(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    after = changed(state, deadlines=tuple(row for row in state.deadlines if row.id != data["deadline"]))
    if data.get("silence") == "end_bidding":
        return biddings.closed(after, data["about"])
    return bargain_state.closed(after, data["about"]) if data.get("silence") == "lapse_round" else after


def _offer_made(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    offer = Offer(
        data["offer"], data["side"], data["package"], entry["at"], data.get("note"), data.get("in_reply_to", ""),
        seq=entry["seq"], waived=data.get("waives"),
    )  # fmt: skip
    answered = state.answered or data["side"] == state.respondent
    return changed(state, offers=(*state.offers, offer), answered=answered)


def _each_offer(state: CaseState, offer_id: str, **fields: object) -> CaseState:
    return changed(state, offers=tuple(replace(row, **fields) if row.id == offer_id else row for row in state.offers))


def _offer_accepted(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    offer = state.offer(data["offer"])
    accepted = (*offer.accepted_by, data["side"])
    done = set(accepted) >= set(offer.recipients)
    status, waived = "accepted" if done else "open", data.get("waives") or offer.waived
    return _each_offer(state, offer.id, accepted_by=accepted, status=status, waived=waived)


def _offer_ended(status: str) -> Callable:
    def end(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
        return _each_offer(state, data["offer"], status=status)

    return end


def _agreement_reached(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    found = Agreement(data["offer"], data["package"], entry["at"])
    return changed(bargain_state.over(state), agreement=found, ended_agreements=_ended_agreements(state))


def _ended_agreements(state: CaseState) -> tuple[Agreement, ...]:
    """Those below which a signature stood, with the one that stands now, which is about to be replaced or dropped."""
    now = state.agreement
    return (*state.ended_agreements, now) if now is not None and now.signatures else state.ended_agreements


def _agreement_signed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    found = state.agreement
    signer, place = data.get("signer") or entry["by"]["id"], (entry["at"], entry["seq"], entry["hash"])
    signature = Signature(data["side"], signer, *place, waived=data.get("waives"))
    document = data.get("document", {})
    agreement = replace(
        found, signed_by=(*found.signed_by, data["side"]), signatures=(*found.signatures, signature),
        languages=tuple(document.get("languages", found.languages)), texts=document.get("texts", found.texts),
    )  # fmt: skip
    after = changed(state, agreement=agreement)
    return changed(bargain_state.over(after), outcome="agreed") if agreement.in_effect else after


def _agreement_lapsed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(bargain_state.over(state), agreement=None, ended_agreements=_ended_agreements(state))


def _obligation_set(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    promise = data.get("promise", "")
    duty = Obligation(data["obligation"], data["what"], data["side"], minor=data.get("minor", 0), promise=promise)
    after = changed(state, obligations=(*state.obligations, duty))
    return _each_promise(after, promise, "agreed") if promise else after


def _promise_proposed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    own = (data["promise"], data["side"], data["keeper"], data["text"], data["days"])
    by = (entry["at"], data["message"], data["minor"], "open", entry["by"]["id"], data.get("own", False))
    promise = Promise(*own, *by)
    return changed(state, promises=(*state.promises, promise))


def _promise_ended(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return _each_promise(state, data["promise"], "declined" if entry["kind"] == "PromiseDeclined" else "lapsed")


def _each_promise(state: CaseState, promise: str, status: str) -> CaseState:
    rows = tuple(replace(row, status=status) if row.id == promise else row for row in state.promises)
    return changed(state, promises=rows)


def _obligation_reported(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return _each_obligation(state, data["obligation"], status="reported", **_proof(entry, data))


def _obligation_kept(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    """Apology and explanation are reported and kept in one."""
    proof = _proof(entry, data) if "note" in data or "evidence" in data else {}
    deemed = bool(data.get("deemed"))
    return _each_obligation(state, data["obligation"], status="kept", ended_at=entry["at"], deemed=deemed, **proof)


def _obligation_failed(status: str) -> Callable:
    def end(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
        return _each_obligation(state, data["obligation"], status=status, ended_at=entry["at"], reason=data.get("note"))

    return end


def _proof(entry: Entry, data: Mapping) -> dict:
    return {"note": data.get("note"), "evidence": tuple(data.get("evidence", ())), "reported_at": entry["at"]}


def _each_obligation(state: CaseState, obligation: str, **fields: object) -> CaseState:
    rows = tuple(replace(row, **fields) if row.id == obligation else row for row in state.obligations)
    return changed(state, obligations=rows)


def _neutral_assigned(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    given = Assignment(data["neutral"], entry["at"])
    return changed(state, neutral=data["neutral"], assignments=(*state.assignments, given))


def _ended(state: CaseState, at: str, why: str) -> tuple[Assignment, ...]:
    if not state.neutral:
        return state.assignments
    return (*state.assignments[:-1], replace(state.assignments[-1], ended_at=at, why=why))


def _neutral_left(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    former = (*state.former_neutrals, state.neutral) if state.neutral else state.former_neutrals
    objections = (*state.objections, data["side"]) if data.get("side") else state.objections
    replacements = state.replacements + (1 if data["why"] == "silent" else 0)
    return changed(
        state, neutral="", former_neutrals=former, objections=objections, replacements=replacements,
        assignments=_ended(state, entry["at"], data["why"]),
    )  # fmt: skip


def _ruling_made(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    ruling = Ruling(
        data["ruling"], data["source"], data["outcome"], data["package"], entry["at"], entry["by"]["id"], data
    )
    after = bargain_state.over(state)
    openings = mediated.over(state.openings, entry)
    return changed(after, rulings=(*state.rulings, ruling), outcome=data["outcome"], openings=openings)


def _ruling_final(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, rulings=(*state.rulings[:-1], replace(state.rulings[-1], final=True)))


def _appealed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    appeal = {"side": data["side"], "grounds": data["grounds"], "at": entry["at"]}
    return changed(state, appeal=appeal, replacements=0)


def _performance_disputed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    """The terms are open again; what was owed so far stays in the history and binds no more, but for promises."""
    state = _each_obligation(state, data["obligation"], reason=data.get("note")) if "obligation" in data else state
    rulings = (*state.rulings[:-1], replace(state.rulings[-1], final=False)) if state.rulings else ()
    return changed(
        state, agreement=None, ended_agreements=_ended_agreements(state), rulings=rulings,
        obligations_from=len(state.obligations), outcome="",
    )  # fmt: skip


def _submitted(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, answered=state.answered or data["side"] == state.respondent)


def _issue_granted(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, granted={**state.granted, data["issue"]: data["value"]})


def _step_taken(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, steps=(*state.steps, data["step"]))


def _pause_asked(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, pause_asked=(*state.pause_asked, (data["pause"], data["side"])))


def _paused(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    standstill = {"kind": data["pause"], "side": data["side"], "at": entry["at"]}
    kept = _deadlines(state, entry, data)
    return changed(kept, paused=standstill, pauses=(*state.pauses, data["pause"]), pause_asked=())


def _resumed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, paused=None)


def _reopened(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    """What was settled before stays in the history and binds no more; the award may come to what is left unpaid."""
    after = serviced.over(_performance_disputed(state, entry, data))
    return changed(
        after, paid_minor=data["paid"], appeal=None, closed_at="", reopened=state.reopened + 1, granted={}, neutral="",
        former_neutrals=(*state.former_neutrals, state.neutral) if state.neutral else state.former_neutrals,
        assignments=_ended(state, entry["at"], "reopened"),
    )  # fmt: skip


def _referred(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    body = data["body"]
    referral = Referral(
        data["referral"], data["side"], body["id"], body["names"], data["language"], data["letter"], entry["at"]
    )
    return changed(state, referrals=(*state.referrals, referral))


def _referral_answered(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    answer = {"at": entry["at"], **data}
    rows = tuple(
        replace(row, answers=(*row.answers, answer)) if row.id == data["referral"] else row for row in state.referrals
    )
    return changed(state, referrals=rows)


def _ended_as(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, outcome="lapsed" if entry["kind"] == "CaseLapsed" else "withdrawn")


def _closed(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    after = bargain_state.over(panels.over(state, entry["at"]))
    return changed(after, stage="closed", outcome=data["outcome"], closed_at=entry["at"])


def _erased(state: CaseState, entry: Entry, data: Mapping) -> CaseState:
    return changed(state, erased=state.erased | frozenset(data["erased"]))


_HANDLERS: dict[str, Callable] = {
    **dict.fromkeys(SAID, _put),
    "ProcedureShown": _shown,
    "StageEntered": _stage,
    **dict.fromkeys(
        ("DeadlineSet", "DeadlineCleared", "DeadlineMoved", "DeadlineHeld", "DeadlineReminded"), _deadlines
    ),
    "DefaultApplied": _default_applied,
    "OfferMade": _offer_made,
    "OfferAccepted": _offer_accepted,
    "OfferRejected": _offer_ended("rejected"),
    "OfferWithdrawn": _offer_ended("withdrawn"),
    "OfferLapsed": _offer_ended("lapsed"),
    "OfferCountered": _offer_ended("countered"),
    "AgreementReached": _agreement_reached,
    "AgreementSigned": _agreement_signed,
    "AgreementLapsed": _agreement_lapsed,
    "PromiseProposed": _promise_proposed,
    "PromiseDeclined": _promise_ended,
    "PromiseLapsed": _promise_ended,
    "ObligationSet": _obligation_set,
    "ObligationReported": _obligation_reported,
    "ObligationKept": _obligation_kept,
    "ObligationBroken": _obligation_failed("broken"),
    "ObligationExcused": _obligation_failed("excused"),
    "NeutralAssigned": _neutral_assigned,
    "NeutralLeft": _neutral_left,
    "RulingMade": _ruling_made,
    "RulingFinal": _ruling_final,
    "AppealMade": _appealed,
    "PerformanceDisputed": _performance_disputed,
    "FileSubmitted": _submitted,
    "IssueGranted": _issue_granted,
    "StepTaken": _step_taken,
    "PauseAsked": _pause_asked,
    "CasePaused": _paused,
    "CaseResumed": _resumed,
    "CaseLapsed": _ended_as,
    "CaseReopened": _reopened,
    "CaseReferred": _referred,
    "ReferralAnswered": _referral_answered,
    "CaseWithdrawn": _ended_as,
    "CaseClosed": _closed,
    "ContentErased": _erased,
    **afterwards.HANDLERS,
    **appointed.HANDLERS,
    **bargain_state.HANDLERS,
    **biddings.HANDLERS,
    **called_in.HANDLERS,
    **forgotten.HANDLERS,
    **mediated.HANDLERS,
    **panels.HANDLERS,
    **serviced.HANDLERS,
    **telling.HANDLERS,
}
