"""The facts of a notice: what of an entry, and of the state that it is about, a letter or a list tells. Texts come later."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hejie.domain.cases import erasure_news
from hejie.domain.cases import notices as rules
from hejie.domain.cases.state import CaseState, Deadline
from hejie.domain.complaints.state import ComplaintState
from hejie.domain.deals.state import DealState
from hejie.domain.kernel import clock
from hejie.domain.questions.state import QuestionState
from hejie.domain.standing import heard
from hejie.domain.standing.state import StandingState
from hejie.record import reader
from hejie.store import rulebooks
from hejie.usecases import (
    complaint_notices,
    deals,
    following,
    past_deadlines,
    questions,
    service_words,
    wording,
)
from hejie.usecases.finding_words import FindingWords

_ENDS = ("DeadlineMoved", "DeadlineHeld", "DefaultApplied")


def of(about: object, payload: Mapping, now: datetime) -> dict | None:
    """What a notice about one entry says to one side, as plain values; no words that people wrote.

    None: what it was about is over, so there is nothing to tell.
    """
    if about is None or (payload["kind"] == "TalkReminder" and not _still_fixed(about, payload, now)):
        return None
    if payload["kind"] == "OpeningReminder" and not _still_unconfirmed(about, payload):
        return None
    if payload["kind"] == "FollowUpAsked":
        return following.facts(about, payload)
    if isinstance(about, StandingState):
        return _standing_facts(about, payload)
    if isinstance(about, DealState):
        return deals.told_of(about, payload["kind"], _entry(payload)["data"]) | {"to": payload["to"]}
    if isinstance(about, ComplaintState):
        return complaint_notices.facts(about, _entry(payload), payload)
    if isinstance(about, QuestionState):
        return questions.notice_facts(about, _entry(payload), payload)
    return _case_facts(about, payload) if isinstance(about, CaseState) else _order_facts(about, payload)


def _still_fixed(case: CaseState, payload: Mapping, now: datetime) -> bool:
    """Whether the talk is still to be at the moment of which a reminder was ordered."""
    data = _entry(payload)["data"]
    talk = next(talk for talk in case.talks if talk.id == data["talk"])
    return talk.fixed and talk.at == data["at"] and now < clock.parse(talk.at)


def _still_unconfirmed(case: CaseState, payload: Mapping) -> bool:
    """Whether the side has not confirmed the statement of which it is reminded, and the mediation goes on under it."""
    made = next(one for one in case.openings if one.seq == payload["seq"])
    return payload["to"] not in made.confirmed and not made.until_seq and not case.settled and not case.closed


def _called(case: CaseState, facts: Mapping) -> dict:
    """What the case's procedure itself calls a wait, a step or a standstill in these facts, by language."""
    found = {}
    for name in ("wait", "step", "pause"):
        if facts.get(name):
            rules = rulebooks.procedure(case.procedure["id"], case.procedure["digest"])
            words = {language: rules.called(f"{name}s", facts[name], language) for language in wording.LANGUAGES}
            found |= {f"{name}_called": words} if all(words.values()) else {}
    return found


def _found(case: CaseState, points: Sequence[Mapping]) -> dict:
    """What a ruling found on the points of the burden book, by language; what people wrote stays out."""
    rules = rulebooks.procedure(case.procedure["id"], case.procedure["digest"])
    told = {}
    for language in wording.LANGUAGES:
        speak = FindingWords(rules, language, lambda _reference: "")
        bare = [{**one, "evidence": [], "reasons": None, "words": None} for one in points]
        told[language] = [speak.line(number, one) for number, one in enumerate(bare, start=1) if one["point"]]
    return told


def _standing_facts(standing: StandingState, payload: Mapping) -> dict:
    """What an entry of a standing says: the rule by its own words, what it does, and until when."""
    data = _entry(payload)["data"]
    sanction = standing.sanction(data.get("sanction", ""))
    plain = ("ground", "why", "result", "silence", "until", "begins", "appeal_until")
    found = {name: data[name] for name in plain if name in data}
    if isinstance(data.get("reason"), str):
        found["reason"] = data["reason"]
    if sanction is not None:
        found |= {"rule": dict(sanction.says), "does": list(sanction.does)}
    return {
        "standing": standing.side,
        "of": standing.of,
        "papers": payload["kind"] in heard.OF_PAPERS,
        "to": payload["to"],
        "counts": bool(data.get("what")),
        **found,
    }


def _order_facts(order: object, payload: Mapping) -> dict:
    data = _entry(payload)["data"]
    if "deadline" not in data or payload["kind"].startswith("Time"):
        return {"order": order.external_id, "to": payload["to"], "granted": bool(data.get("granted"))}
    was = _before(payload, data)
    turn = next((row for row in order.deadlines if row.who == payload["to"]), None)
    return {
        "order": order.external_id,
        "to": payload["to"],
        "wait": was["wait"],
        "silence": was["silence"],
        "before": was["until"],
        "until": data.get("until", was["until"]),
        "why": data.get("why", ""),
        "turn": _wait(turn) if turn else None,
    }


def _case_facts(case: CaseState, payload: Mapping) -> dict | None:
    entry = _entry(payload)
    found = {
        "case": case.id,
        "to": payload["to"],
        "actor": "" if entry is None else rules.acting_side(case, entry),
        "claimant": case.claimant,
        "respondent": case.respondent,
        "currency": case.currency,
        "closed": case.closed,
        "turn": _turn(case, payload["to"]),
    }
    if payload["stream"].startswith("room:"):
        found["room"] = payload["stream"].rpartition(":")[2]
    own = payload.get("facts") if entry is None else _about(case, entry)
    if own is not None and payload["kind"] in _ENDS:
        own = _with_ends(own, _before(payload, entry["data"]))
    return None if own is None else found | own | _called(case, own)


def _with_ends(facts: dict, was: Mapping) -> dict | None:
    """With whose time it is for what, and its end before. None: counted anew, it ends when it did."""
    if facts.get("until") == was["until"]:
        return None
    return {"wait": was["wait"], "who": was["who"], **facts, "before": was["until"]}


def _entry(payload: Mapping) -> dict | None:
    if not payload.get("seq"):
        return None
    return reader.entry(payload["root"], payload["stream"], payload["seq"])


def _before(payload: Mapping, data: Mapping) -> Mapping:
    return past_deadlines.before(payload["root"], payload["stream"], data["deadline"], payload["seq"])


def _about(case: CaseState, entry: Mapping) -> dict | None:
    """The facts of one entry by its kind."""
    data = entry["data"]
    kind = entry["kind"]
    plain = (
        "reason", "outcome", "stage", "wait", "who", "silence", "until", "why", "what", "minor", "source",
        "on_file", "after", "deemed", "denied", "step", "pause", "issue", "keeper", "piece", "disputes",
    )  # fmt: skip
    found = {name: data[name] for name in plain if isinstance(data.get(name), str | int)}
    if kind == "ContentErased":
        return _of_erasure(case, entry)
    if kind == "CaseOpened":
        found |= {"reason": case.reason, "package": dict(data["claim"]["package"])}
        found |= {"service": data["service"]["kind"]} if "service" in data else {}
    elif kind in _SERVICE:
        found |= _of_service(case, kind, data)
    elif entry["kind"] == "ProposalsMade":
        found["round_kind"] = data["kind"]
    elif entry["kind"] in ("RoundEnded", "BiddingEnded"):
        found["result"] = data["result"]
    elif data.get("package"):
        found |= {"package": dict(data["package"]), "fund": data.get("paid_by") == "fund"}
        found |= {"found": _found(case, data["points"])} if data.get("points") else {}
    elif data.get("offer") and case.offer(data["offer"]):
        found["package"] = dict(case.offer(data["offer"]).package)
    elif kind == "RulingFinal":
        ruling = next(row for row in case.rulings if row.id == data["ruling"])
        found |= {"package": dict(ruling.package), "outcome": ruling.outcome}
    elif kind.startswith("Transfer"):
        found |= {"minor": data["amount"], "currency": data["currency"]}
    elif kind == "CasePaused":
        ends = [clock.text(row.until) for row in case.waits("pause")]
        found |= {"until": ends[0]} if ends else {}
    elif kind == "DeadlineHeld" and not any(row.id == data["deadline"] and row.held for row in case.deadlines):
        return None
    if data.get("obligation") and case.obligation(data["obligation"]):
        found["what"] = case.obligation(data["obligation"]).what
    if data.get("promise"):
        promise = case.promise(data["promise"])
        found |= {"keeper": promise.keeper, "proposer": promise.side}
    if data.get("talk"):
        found |= _of_talk(case, data)
    if data.get("asking"):
        found |= _of_asking(case, kind, data)
    return found


def _of_erasure(case: CaseState, entry: Mapping) -> dict:
    """Which pieces lost something, how many other texts, and why, as a code; nothing of what they held."""
    room = erasure_news.room_of(entry["stream"])
    named = erasure_news.named(case if room == "joint" else reader.room(case.id, room), entry["data"]["erased"])
    return {"pieces": list(named.pieces), "others": named.others, "erased_why": entry["data"].get("why", "")}


# Of what people do in a service, the notice tells.
_SERVICE = ("ServiceAnswered", "ServiceChanged", "ServiceStepTaken")


def _of_service(case: CaseState, kind: str, data: Mapping) -> dict:
    """The kind of service, and which step was taken or how it was answered."""
    told = {"service": case.service.kind}
    if kind == "ServiceStepTaken":
        answers = service_words.answers(data["step"], data)
        return {**told, "step": "", "service_step": data["step"], "service_answers": answers}
    if kind == "ServiceAnswered":
        package = {"package": dict(data["package"])} if "package" in data else {}
        return {
            **told,
            **package,
            "answer": data["answer"],
            "code": data.get("code", ""),
            "rule_id": data.get("rule", ""),
        }
    return told


def _of_asking(case: CaseState, kind: str, data: Mapping) -> dict:
    """What of a request stands in a notice: whom by his trade, until when, and what has become of it."""
    asking = next(one for one in case.askings if one.id == data["asking"])
    ends = [clock.text(row.until) for row in case.waits("expert", about=asking.id)]
    granted = {"result": "granted" if data["granted"] else "refused"} if kind == "ExpertObjectionDecided" else {}
    return {"trade": f"{asking.kind}_{asking.trade}", "until": ends[0] if ends else "", "asker": asking.side} | granted


def _of_talk(case: CaseState, data: Mapping) -> dict:
    """The moment of a talk (of an entry that fixes it, the one that it says) and what has become of it."""
    talk = next(talk for talk in case.talks if talk.id == data["talk"])
    at = data.get("at", talk.at)
    found = {"talk_at": at, "moves": talk.moves} if at else {}
    return found | {"how": data.get("how", talk.how), "joint": bool(data.get("joint"))}


def _turn(case: CaseState, side: str) -> dict | None:
    """The wait that concerns this side first: its own, else the one that runs out first."""
    waits = sorted(case.deadlines, key=lambda row: row.until)
    own: list[Deadline] = [row for row in waits if row.who == side]
    first = next(iter(own or waits), None)
    return _wait(first) | _called(case, {"wait": first.wait}) if first else None


def _wait(row: Deadline) -> dict:
    return {
        "who": row.who,
        "wait": row.wait,
        "silence": row.silence,
        "until": clock.text(row.until),
        "held": row.held,
    }
