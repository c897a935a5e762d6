"""Notices: the facts of each, its place in a person's list, and its letter, each exactly once as far as SMTP allows.

Order of things for one person, so that a worker may be killed anywhere: the notice row with `sending` is committed, the
letter is handed over, then in one transaction the row gets its end state and the record its `NoticeSent`. Whoever
comes after a worker that was killed in between finds `sending`, cannot know whether the letter left, and records
`unknown` without sending again. What certainly was not sent is tried again for three days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from hejie.adapters import postman
from hejie.domain.cases import erasure_news
from hejie.domain.cases import notices as rules
from hejie.domain.cases.commands import RecordNotice
from hejie.domain.cases.state import CaseState, Deadline
from hejie.domain.complaints.state import ComplaintState
from hejie.domain.deals.state import DealState
from hejie.domain.kernel import clock
from hejie.domain.questions.state import QuestionState
from hejie.domain.standing.state import StandingState
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import notices, people, rulebooks, story
from hejie.store.models import Person
from hejie.store.outbox import Row
from hejie.usecases import (
    addresses,
    complaint_upkeep,
    deals,
    following,
    notice_texts,
    past_deadlines,
    people_reach,
    questions,
    standings,
    upkeep,
    wording,
)
from hejie.usecases.finding_words import FindingWords

_GIVE_UP_AFTER = timedelta(days=3)
_ENDS = ("DeadlineMoved", "DeadlineHeld", "DefaultApplied")


class NotYet(Exception):
    """What was to be done could not be done now; it is tried again later. The text says why."""


@dataclass(frozen=True, slots=True)
class _Notice:
    """One notice to one person."""

    id: str
    row: Row
    person: Person
    facts: Mapping

    @property
    def case(self) -> str:
        """The case it is about, or "" for an order without one and for a standing."""
        return self.row.payload["case"]


def deliver(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Bring one notice to all people of the side it goes to. Raises NotYet when a letter is to be tried again."""
    payload = row.payload
    about = reader.case(payload["case"]) if payload["case"] else reader.state(row.root, payload["stream"])
    found = _facts(about, payload, ctx.now)
    if found is None:
        return
    late = []
    readers = _readers(about, row)
    for person in readers:
        why = _to_one(ctx, _Notice(f"{row.id}:{person.id}", row, person, found), post)
        if why:
            late.append(why)
    if not readers and payload["case"] and payload["to"] in ("buyer", "seller", "neutral"):
        _record(ctx, row, "", "none", "no_recipient")
    if late:
        raise NotYet("; ".join(dict.fromkeys(late)))


def _readers(about: object, row: Row) -> list[Person]:
    """The people of the side that a notice goes to; about an order, its shops, or a buyer whose address is known."""
    if isinstance(about, StandingState):
        return people.recipients(row.marketplace, row.payload["to"], buyer=about.of, seller=about.of, neutral="")
    if isinstance(about, DealState):
        found = people.recipients(row.marketplace, row.payload["to"], buyer=about.buyer, seller=about.seller, neutral="")
        return [person for person in found if person.email or row.payload["to"] == "buyer"]
    if isinstance(about, ComplaintState):
        return [person for person in complaint_upkeep.reached(about, row.payload["to"]) if person.email]
    if isinstance(about, QuestionState):
        found = people.recipients(row.marketplace, row.payload["to"], buyer=about.buyer, seller=about.seller, neutral="")
        return [person for person in found if person.email]
    if row.payload["to"] == "member":
        seat = reader.state(row.root, row.payload["stream"]).seat
        return people.recipients(row.marketplace, "neutral", buyer="", seller="", neutral=seat.member)
    if isinstance(about, CaseState):
        return people.recipients(
            row.marketplace, row.payload["to"], buyer=about.buyer, seller=about.seller, neutral=about.neutral
        )
    if row.payload["to"] == "seller":
        shops = [
            people.recipients(row.marketplace, "seller", buyer="", seller=shop, neutral="") for shop in about.sellers()
        ]
        return list({person.id: person for members in shops for person in members}.values())
    found = people.recipients(row.marketplace, "buyer", buyer=about.buyer, seller="", neutral="")
    return [person for person in found if person.email]


def _to_one(ctx: Context, notice: _Notice, post: postman.Postman) -> str:
    """Bring a notice to one person as far as it goes now; returns why it must be tried again, or ""."""
    person, row = notice.person, notice.row
    wanted = "" if not person.email or _is_quiet(row) else "bounced" if person.is_unreachable else "sending"
    added = notices.add(
        row.root, notice.id, marketplace=row.marketplace, person=person.id, case_id=notice.case,
        kind=row.payload["kind"], facts=dict(notice.facts), head=row.payload["head"],
        at_ms=clock.milliseconds(ctx.now), mail=wanted,
    )  # fmt: skip
    state = wanted if added else notices.mail_of(row.root, notice.id)
    if added and state == "sending":
        return _send(ctx, notice, post)
    if state == "retry" and notices.move_mail(row.root, notice.id, "retry", "sending"):
        return _send(ctx, notice, post)
    if state == "sending":
        _end(ctx, notice, "sending", postman.UNKNOWN)
    elif added:
        _end(ctx, notice, state, state)
    elif state == "":
        _end(ctx, notice, "", "")
    return ""


def _is_quiet(row: Row) -> bool:
    """That the time to look at an order has grown stands in the list alone: an outage would send a letter to every buyer."""
    return not row.payload["case"] and row.payload["kind"] == "DeadlineMoved"


def _send(ctx: Context, notice: _Notice, post: postman.Postman) -> str:
    result, why = post.send(_letter(ctx, notice))
    if result == postman.RETRY:
        if ctx.now - clock.from_milliseconds(notice.row.at_ms) < _GIVE_UP_AFTER:
            notices.move_mail(notice.row.root, notice.id, "sending", "retry")
            return why
        result = "failed"
    _end(ctx, notice, "sending", result)
    if result == postman.BOUNCED:
        people_reach.mark_bounced(ctx, notice.person, why=why)
    return ""


def _end(ctx: Context, notice: _Notice, before: str, after: str) -> None:
    """The letter's end state and its entry in the record, together."""
    with transaction.atomic():
        if before != after:
            notices.move_mail(notice.row.root, notice.id, before, after)
        channel = "mail" if after else "list"
        _record(ctx, notice.row, notice.person.id, channel, after or "shown")


def _record(ctx: Context, row: Row, to: str, channel: str, result: str) -> None:
    case = row.payload["case"]
    command = RecordNotice(case, f"{row.id}:{to}", to, row.payload["kind"], channel, result, _room(row))
    key = f"notice:{row.id}:{to}"
    if case:
        upkeep.record_notice(ctx, command, key=key)
    elif row.payload["stream"].startswith("standing:"):
        standings.record_notice(ctx, row.payload["stream"], command, key=key)
    elif row.payload["stream"].startswith("complaint:"):
        complaint_upkeep.record_notice(ctx, row.payload["stream"], command, key=key)
    elif row.payload["stream"].startswith("question:"):
        questions.record_notice(ctx, row.payload["stream"], command, key=key)
    elif row.payload["stream"].startswith("deal:"):
        deals.record_notice(ctx, row.payload["stream"].removeprefix("deal:"), command, key=key)
    else:
        upkeep.record_order_notice(ctx, row.root, command, key=key)


def _room(row: Row) -> str:
    stream = row.payload["stream"]
    return stream.rpartition(":")[2] if stream.startswith("room:") else "joint"


def _letter(ctx: Context, notice: _Notice) -> EmailMessage:
    person, payload = notice.person, notice.row.payload
    marketplace = person.marketplace
    text = notice_texts.render(payload["kind"], notice.facts, language=person.language, zone=person.zone, now=ctx.now)
    if notice.case:
        number = notice.case.rpartition("-")[2].upper()
        link = addresses.for_person(person, payload["to"], notice.case, ctx.now)
        if payload["to"] == "member":
            link = addresses.of_vote(notice.row.marketplace, notice.case)
    elif notice.facts.get("standing"):
        number, link = "", addresses.of_standing(notice.row.marketplace, notice.facts)
    elif notice.facts.get("complaint_id"):
        number, link = "", addresses.of_complaint(notice.row.marketplace, notice.facts["complaint_id"])
    elif notice.facts.get("question_id"):
        number, link = "", addresses.of_question(notice.row.marketplace, notice.facts["question_id"])
    elif notice.facts.get("deal"):
        number, link = "", addresses.of_deal(notice.row.marketplace, notice.facts["deal"])
    else:
        number, link = notice.facts["order"], addresses.of_order(notice.row.marketplace, notice.row.root)
    return postman.compose(
        to=person.email,
        subject=f"{text.subject} · {number}" if number else text.subject,
        text=notice_texts.letter(
            person.name, notice.facts, text, language=person.language, link=link, head=payload["head"]
        ),
        sender_name=marketplace.settings.get("mail_name") or notice_texts.sender(marketplace.name, person.language),
        reply_to=marketplace.settings.get("reply_to", ""),
        marketplace=marketplace.pk,
        key=notice.id,
    )


def _facts(about: object, payload: Mapping, now: datetime) -> dict | None:
    """What a notice about one entry says to one side, as plain values; no words that people wrote.

    None: what it was about is over, so there is nothing to tell.
    """
    if about is None or (payload["kind"] == "TalkReminder" and not _still_fixed(about, payload, now)):
        return None
    if payload["kind"] == "OpeningReminder" and not _still_unconfirmed(about, payload):
        return None
    if isinstance(about, StandingState):
        return _standing_facts(about, payload)
    if isinstance(about, DealState):
        return deals.told_of(about, payload["kind"], _entry(payload)["data"]) | {"to": payload["to"]}
    if payload["kind"] == "FollowUpAsked":
        return following.facts(about, payload)
    if isinstance(about, ComplaintState):
        return complaint_upkeep.notice_facts(about, _entry(payload), payload)
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
        "papers": payload["kind"] in rules.OF_PAPERS,
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
    return story.newest(payload["root"], payload["stream"], before=payload["seq"] + 1, limit=1)[0]


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
    elif entry["kind"] == "RoundEnded":
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
        return {**told, "step": "", "service_step": data["step"]}
    if kind == "ServiceAnswered":
        package = {"package": dict(data["package"])} if "package" in data else {}
        return {**told, **package, "answer": data["answer"], "code": data.get("code", ""), "rule_id": data.get("rule", "")}
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
