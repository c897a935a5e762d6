"""Cases and orders as plain JSON documents for API answers."""

from dataclasses import asdict

import orjson

from hejie.api.bargain_documents import round_document
from hejie.api.burdens import burden_document, reasons_document
from hejie.api.expert_documents import expert_document
from hejie.api.mediation_documents import mediation_document
from hejie.api.panel_documents import panel_document
from hejie.api.service_documents import service_document
from hejie.api.talk_documents import talk_document
from hejie.domain.cases import access, performance, remarks, standstill
from hejie.domain.cases.state import CaseState, Obligation, Offer, Promise, Referral, Said
from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.rulebook import Procedure
from hejie.store import queries
from hejie.usecases import signal_words
from hejie.usecases.reading import CaseView
from hejie.usecases.wording import LANGUAGES


def row_document(row: dict, head: str) -> dict:
    """A case in a list, with the head hash of its stream."""
    return {
        "id": row["id"],
        "order": row["order_ref"],
        "stage": row["stage"],
        "outcome": row["outcome"] or None,
        "reason": row["reason"],
        "remedy": row["remedy"],
        "amount": {"minor": row["amount"], "currency": row["currency"]},
        "seller": row["seller"],
        "buyer": row["buyer"],
        "turn": row["turn_who"] or None,
        "due_at": None if queries.never(row["due_ms"]) else _moment(row["due_ms"]),
        "opened_at": _moment(row["opened_ms"]),
        "closed_at": _moment(row["closed_ms"]) if row["closed_ms"] else None,
        "head": head,
    }


def notice_document(row: dict) -> dict:
    """A notice in a list; `facts` are what its words are made of, `head` the hash of the entry that it tells of."""
    return {
        "id": row["id"],
        "order": row["root"],
        "case": row["case_id"] or None,
        "kind": row["kind"],
        "facts": orjson.loads(row["facts"]),
        "at": _moment(row["at_ms"]),
        "read_at": _moment(row["read_ms"]) if row["read_ms"] else None,
        "head": row["head"] or None,
    }


def clock_document(clock: Clock) -> dict:
    """How long somebody has, as a procedure writes it: `{"days": 3}`; only what differs from the usual is said."""
    document: dict[str, object] = {clock.unit: clock.amount, "zone": clock.zone}
    if clock.start == "next_day":
        document["start"] = clock.start
    if clock.calendar:
        document["calendar"] = clock.calendar.id
    if clock.unit == "shift_hours":
        document |= {"from": f"{clock.opens:%H:%M}", "to": f"{clock.closes:%H:%M}"}
        document["shifts"] = "working_days" if clock.working else "every_day"
    return document | ({"roll": True} if clock.roll else {})


def procedure_document(rules: Procedure) -> dict:
    """A procedure with its clocks, its texts, and what it states to be less than fair."""
    return {
        "id": rules.id,
        "version": rules.version,
        "digest": rules.digest,
        "final_stage": rules.final_stage,
        "stages": list(rules.stages),
        "waits": {
            wait.name: {"who": wait.who, "within": clock_document(wait.within), "silence": wait.silence}
            for wait in rules.waits.values()
        },
        "unfair": {name: {"why": dict(one.why), "source": one.source} for name, one in rules.stated_unfair()},
        "texts": {language: dict(texts) for language, texts in rules.texts.items()},
    }


def case_document(view: CaseView) -> dict:
    """A whole case as its reader may see it."""
    case = view.case
    return {
        "id": case.id,
        "order": {"id": case.root, **_named(view, case.order)},
        "stage": case.stage,
        "outcome": case.outcome or None,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at or None,
        "legal_hold": {"since": case.held["at"], "reason": view.text(case.held["reason"])} if case.held else None,
        "parties": _parties(view),
        "you": view.side,
        "may": sorted(view.acts),
        "claim": {
            "reason": case.reason,
            "remedy": case.remedy,
            "facts": dict(case.facts),
            "story": view.text(case.story),
            "told_by": case.told_by,
            "package": dict(case.offers[0].package),
        },
        "procedure": dict(case.procedure),
        "service": service_document(view),
        "linked": list(case.linked),
        "burden": burden_document(view),
        "deadlines": _deadlines(view),
        "standstill": _standstill(view),
        "steps": {"possible": list(_possible_steps(view)), "taken": list(case.steps)},
        "granted": dict(case.granted),
        "reopened": case.reopened,
        "unfair": [
            {"about": name, "why": dict(said.why), "source": said.source}
            for name, said in view.world.procedure.stated_unfair()
        ],
        "panel": panel_document(view),
        "mediation": mediation_document(view),
        "offers": [_offer(view, offer) for offer in case.offers],
        "rounds": [round_document(row) for row in case.rounds],
        "agreement": _agreement(case),
        "promises": [_promise(view, promise) for promise in case.promises],
        "experts": [expert_document(view, asking) for asking in case.askings],
        "talks": [talk_document(view, talk) for talk in case.talks],
        "obligations": [_obligation(view, duty) for duty in case.obligations],
        "rulings": [_ruling(view, row) for row in case.rulings],
        "referrals": [referral_document(view, row) for row in case.referrals],
        "file": [_said(view, item, case) for item in case.said],
        "rooms": {
            name: [_said(view, item, room) for item in room.said]
            for name, room in view.rooms.items()
            if room is not None
        },
        "money": _money(view),
        "head": case.head,
        "length": case.seq,
    }


def _parties(view: CaseView) -> dict:
    case = view.case
    return {
        "claimant": case.claimant,
        "respondent": case.respondent,
        "buyer": {"id": case.buyer, "name": view.names.get(case.buyer, "")},
        "seller": {"id": case.seller, "name": view.names.get(case.seller, "")},
        "neutral": {"id": case.neutral, "name": view.names.get(case.neutral, "")} if case.neutral else None,
    }


def _deadlines(view: CaseView) -> list[dict]:
    may = {row.id for row in standstill.extendable(view.world, view.side)} if "extend" in view.acts else set()
    rows = sorted(view.case.deadlines, key=lambda row: row.until)
    return [_deadline(row) | {"extendable": row.id in may} for row in rows]


def _standstill(view: CaseView) -> dict:
    """What stands still now, who has asked for what, and what could be asked for."""
    case, rules = view.case, view.world.procedure
    until = next((clock.text(row.until) for row in case.waits("pause")), None)
    paused = case.paused and {
        "pause": case.paused["kind"],
        "by": case.paused["side"],
        "since": case.paused["at"],
        "until": until,
    }
    possible = () if "pause" not in view.acts or case.paused else standstill.possible(rules, case)
    return {
        "paused": paused or None,
        "asked": [{"pause": kind, "by": side} for kind, side in case.pause_asked],
        "possible": [
            {"pause": rule.kind, "both": rule.both, "within": clock_document(rule.within)} for rule in possible
        ],
    }


def _possible_steps(view: CaseView) -> tuple[str, ...]:
    return access.open_steps(view.world.procedure, view.case, access.party_of(view.side, view.case))


def _deadline(row: Deadline) -> dict:
    return {
        "id": row.id,
        "wait": row.wait,
        "who": row.who,
        "until": clock.text(row.until),
        "on_silence": row.silence,
        "about": row.about or None,
        "held": row.held or None,
        "extended": row.extended,
        "provisional": row.provisional,
    }


def _offer(view: CaseView, offer: Offer) -> dict:
    return {
        "id": offer.id,
        "by": offer.side,
        "at": offer.at,
        "status": offer.status,
        "is_claim": offer.is_claim,
        "package": dict(offer.package),
        "note": view.text(offer.note) or None,
        "in_reply_to": offer.in_reply_to or None,
        "accepted_by": list(offer.accepted_by),
    }


def _agreement(case: CaseState) -> dict | None:
    if case.agreement is None:
        return None
    agreement = case.agreement
    return {
        "offer": agreement.offer,
        "package": dict(agreement.package),
        "signed_by": list(agreement.signed_by),
        "in_effect": agreement.in_effect,
    }


def _promise(view: CaseView, promise: Promise) -> dict:
    """Something that one side wants to be binding; once agreed, `obligation` is where it is kept."""
    return {
        "id": promise.id,
        "by": promise.side,
        "keeper": promise.keeper,
        "at": promise.at,
        "text": view.text(promise.text) or None,
        "days": promise.days,
        "message": promise.message or None,
        "money": _worth(promise.minor, view.case),
        "status": promise.status,
        "obligation": next((duty.id for duty in view.case.obligations if duty.promise == promise.id), None),
    }


def _obligation(view: CaseView, duty: Obligation) -> dict:
    """What is owed, by when, the proof, and what became of it; the clock that runs for it is among the deadlines."""
    proof = {"note": view.text(duty.note) or None, "evidence": list(duty.evidence), "at": duty.reported_at}
    return {
        "id": duty.id,
        "what": duty.what,
        "side": duty.side,
        "status": duty.status,
        "binds": performance.is_current(view.case, duty),
        "promise": duty.promise or None,
        "money": _worth(duty.minor, view.case),
        "due": duty.due or None,
        "proof": proof if duty.reported_at else None,
        "reason": view.text(duty.reason) or None,
        "deemed": duty.deemed,
        "ended_at": duty.ended_at or None,
    }


def _worth(minor: int, case: CaseState) -> dict | None:
    return {"minor": minor, "currency": case.currency} if minor else None


def _ruling(view: CaseView, row) -> dict:
    return {
        "id": row.id,
        "source": row.source,
        "outcome": row.outcome,
        "package": dict(row.package),
        "at": row.at,
        "final": row.final,
        "findings": view.text(row.data.get("findings")) or None,
        "rules": view.text(row.data.get("rules")) or None,
        "evidence": list(row.data.get("evidence", ())),
        "fees": row.data.get("fees"),
        **reasons_document(view, row),
    }


def referral_document(view: CaseView, row: Referral) -> dict:
    """That a side has turned to an outside body, with its letter and what came back."""
    return {
        "id": row.id,
        "by": row.side,
        "at": row.at,
        "body": {"id": row.body, "names": dict(row.names)},
        "language": row.language,
        "letter": view.text(row.letter) or None,
        "result": row.result or None,
        "answers": [
            {"at": one["at"], "result": one["result"], "note": view.text(one.get("note")) or None}
            for one in row.answers
        ],
    }


def _said(view: CaseView, item: Said, file: remarks.File) -> dict:
    """Something on a file; a piece of evidence with the sides that dispute it now, a signal in words of each language."""
    more = {"disputed_by": list(remarks.disputed(file, item.id))} if item.kind == "evidence" else {}
    if item.kind == "signal":
        more["words"] = {language: asdict(signal_words.words(item.data, language)) for language in LANGUAGES}
    return {
        "id": item.id,
        "kind": item.kind,
        "side": item.side,
        "by": item.by,
        "at": item.at,
        **_named(view, item.data),
        **more,
    }


def _named(view: CaseView, data) -> dict:
    """Plain data in which every text reference also shows its text."""
    if isinstance(data, dict) and data.keys() == {"ref", "size", "type"}:
        text = view.texts.get(data["ref"])
        return {**data, "text": text} if text is not None else dict(data)
    if isinstance(data, dict):
        return {name: _named(view, value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_named(view, value) for value in data]
    return data


def _money(view: CaseView) -> dict:
    custody = view.order.custody
    own = custody.holds_of(frozenset(view.case.lines))
    return {
        "currency": view.case.currency,
        "paid": view.case.paid_minor,
        "held": sum(hold.free + hold.reserved for hold in own),
        "to_buyer": sum(hold.to_buyer for hold in own),
        "to_seller": sum(hold.to_seller for hold in own),
        "pending": [
            {"id": row.id, "to": row.credit, "amount": row.amount, "status": row.status}
            for row in holds.pending(view.order, view.case.id)
        ],
        "debts": [{"id": row.id, "owed": row.owed} for row in holds.open_debts(view.order, view.case.id)],
    }


def _moment(value: int) -> str:
    return clock.text(clock.from_milliseconds(value))
