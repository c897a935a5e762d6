"""Notices to all operators of a marketplace that are about no case: on the pages, and by a letter that leaves at most once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage

from hejie.adapters import postman
from hejie.domain.kernel import clock
from hejie.record.context import Context
from hejie.store import notices, people
from hejie.store.models import Person
from hejie.store.outbox import Row
from hejie.usecases import addresses, notice_texts, people_reach
from hejie.usecases.noticing import NotYet

GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class News:
    """What is told. facts: as `notice_texts.render` takes them; path: where on the marketplace's pages more stands; head: hash of the
    entry of a record that it tells of, "" where it tells of none."""

    kind: str
    facts: Mapping[str, object]
    path: str
    head: str = ""


def tell(ctx: Context, row: Row, news: News, post: postman.Postman) -> None:
    """Tell every operator. Raises NotYet when a letter is to be tried again."""
    late = [
        why
        for person in people.recipients(row.marketplace, "platform", buyer="", seller="", neutral="")
        if (why := tell_one(ctx, row, news, person, post))
    ]
    if late:
        raise NotYet("; ".join(dict.fromkeys(late)))


def tell_one(ctx: Context, row: Row, news: News, person: Person, post: postman.Postman) -> str:
    """Tell one person, who need be no operator; returns why it must be tried again, or ""."""
    name = f"{row.id}:{person.pk}"
    wanted = "" if not person.email else "bounced" if person.is_unreachable else "sending"
    added = notices.add(
        row.root, name, marketplace=row.marketplace, person=person.pk, case_id="", kind=news.kind, facts=dict(news.facts),
        head=news.head, at_ms=clock.milliseconds(ctx.now), mail=wanted,
    )  # fmt: skip
    state = wanted if added else notices.mail_of(row.root, name)
    if not added and state == "sending":  # somebody died over it: nobody can know whether the letter left
        notices.move_mail(row.root, name, "sending", postman.UNKNOWN)
    if not (added and state == "sending") and not notices.move_mail(row.root, name, "retry", "sending"):
        return ""
    result, why = post.send(_letter(ctx, name, news, person))
    if result == postman.RETRY and ctx.now - clock.from_milliseconds(row.at_ms) < GIVE_UP_AFTER:
        notices.move_mail(row.root, name, "sending", "retry")
        return why
    notices.move_mail(row.root, name, "sending", "failed" if result == postman.RETRY else result)
    if result == postman.BOUNCED:
        people_reach.mark_bounced(ctx, person, why=why)
    return ""


def _letter(ctx: Context, name: str, news: News, person: Person) -> EmailMessage:
    market = person.marketplace
    text = notice_texts.render(news.kind, news.facts, language=person.language, zone=person.zone, now=ctx.now)
    parts = (
        notice_texts.greeting(person.name, person.language),
        text.body,
        f"{addresses.base(market.pk)}{news.path}",
        notice_texts.proof(news.head, person.language, of_case=False),
    )
    return postman.compose(
        to=person.email,
        subject=text.subject,
        text="\n\n".join(part for part in parts if part) + "\n",
        sender_name=market.settings.get("mail_name") or notice_texts.sender(market.name, person.language),
        reply_to=market.settings.get("reply_to", ""),
        marketplace=market.pk,
        key=name,
    )
