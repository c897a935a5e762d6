"""Notices: the facts of each, its place in a person's list, and its letter, each exactly once as far as SMTP allows.

Order of things for one person, so that a worker may be killed anywhere: the notice row with `sending` is committed, the
letter is handed over, then in one transaction the row gets its end state and the record its `NoticeSent`. Whoever
comes after a worker that was killed in between finds `sending`, cannot know whether the letter left, and records
`unknown` without sending again. What certainly was not sent is tried again for three days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.mail import EmailMessage

from hejie.adapters import postman
from hejie.domain.cases.commands import RecordNotice
from hejie.domain.cases.state import CaseState
from hejie.domain.complaints.state import ComplaintState
from hejie.domain.deals.state import DealState
from hejie.domain.kernel import clock
from hejie.domain.questions.state import QuestionState
from hejie.domain.standing.state import StandingState
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import complaint_people, notices, people
from hejie.store.models import Person
from hejie.store.outbox import Row
from hejie.usecases import (
    addresses,
    notice_facts,
    notice_texts,
    own_streams,
    people_reach,
    standings,
    upkeep,
)

_GIVE_UP_AFTER = timedelta(days=3)


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
    about = reader.lately(row.root, f"case:{payload['case']}" if payload["case"] else _about(payload["stream"]))
    found = notice_facts.of(about, payload, ctx.now)
    if found is None:
        return
    late = []
    readers = post.look_up(_whom(about, row), lambda: _readers(about, row))
    for person in readers:
        why = _to_one(ctx, _Notice(f"{row.id}:{person.id}", row, person, found), post)
        if why:
            late.append(why)
    if not readers and payload["case"] and payload["to"] in ("buyer", "seller", "neutral"):
        _record(ctx, row, "", "none", "no_recipient")
    if late:
        raise NotYet("; ".join(dict.fromkeys(late)))


def _about(stream: str) -> str:
    """The stream whose state a notice is about: of a complaint's room the complaint."""
    return own_streams.root_of(stream) if own_streams.is_own(stream) else stream


def _whom(about: object, row: Row) -> tuple:
    """What `_readers` goes by: the side, and who is on it now; for all but cases also what it is about."""
    if isinstance(about, CaseState) and row.payload["to"] != "member":
        return (row.marketplace, row.payload["to"], about.buyer, about.seller, about.neutral)
    return (row.root, row.payload["stream"], row.payload["to"])


def _readers(about: object, row: Row) -> list[Person]:
    """The people of the side that a notice goes to; about an order, its shops, or a buyer whose address is known."""
    if isinstance(about, StandingState):
        return people.recipients(row.marketplace, row.payload["to"], buyer=about.of, seller=about.of, neutral="")
    if isinstance(about, DealState):
        found = people.recipients(
            row.marketplace, row.payload["to"], buyer=about.buyer, seller=about.seller, neutral=""
        )
        return [person for person in found if person.email or row.payload["to"] == "buyer"]
    if isinstance(about, ComplaintState):
        return [person for person in complaint_people.reached(about, row.payload["to"]) if person.email]
    if isinstance(about, QuestionState):
        found = people.recipients(
            row.marketplace, row.payload["to"], buyer=about.buyer, seller=about.seller, neutral=""
        )
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
        post.forget()
    return ""


def _end(ctx: Context, notice: _Notice, before: str, after: str) -> None:
    """The letter's end state and its entry in the record, together."""
    moved = (notices.moving(notice.row.root, notice.id, before, after),) if before != after else ()
    channel = "mail" if after else "list"
    _record(replace(ctx, along=moved), notice.row, notice.person.id, channel, after or "shown")


def _record(ctx: Context, row: Row, to: str, channel: str, result: str) -> None:
    case = row.payload["case"]
    command = RecordNotice(case, f"{row.id}:{to}", to, row.payload["kind"], channel, result, _room(row))
    key = f"notice:{row.id}:{to}"
    if case:
        upkeep.record_notice(ctx, command, key=key)
    elif row.payload["stream"].startswith("standing:"):
        standings.record_notice(ctx, row.payload["stream"], command, key=key)
    elif own_streams.is_own(row.payload["stream"]):
        own_streams.record_notice(ctx, row.payload["stream"], command, key=key)
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
