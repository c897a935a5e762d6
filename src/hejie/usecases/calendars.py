"""A person's deadlines in his own calendar program: a secret address that he makes, renews and ends, and what it serves.

The address carries a token of which the database keeps a digest; it is shown once, when it is made. Programs read it
without signing in, so it says no more than codes, numbers and moments, and links to pages that ask who comes.
"""

import base64
import hashlib
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from hejie.adapters import calendar_file
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import log, rulebooks
from hejie.store.models import CalendarAddress, Person
from hejie.usecases import addresses, agenda, notice_texts, talk_agenda, wording
from hejie.usecases.people import roles

MOST_READS = 60
_AN_HOUR = timedelta(hours=1)


def state(ctx: Context) -> dict | None:
    """When the actor's own address was made and last read, or None where he has none. Refuses not_found."""
    found = CalendarAddress.objects.filter(person=_himself(ctx)).first()
    return _document(found) if found else None


def renew(ctx: Context, *, key: str) -> dict:
    """A new address in place of any old one, which ends at once. It is in this answer, and in its repeats while it is the newest.

    Refuses   not_found (somebody who acts for another, or came by a link), act_in_person, second_factor_needed (staff),
              calendar_address_over (a repeat whose address has been replaced or ended)
    """
    person = _himself(ctx)
    if not ctx.actor.personal:
        raise Refusal("act_in_person", act="calendar")
    if roles.is_staff(person) and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="calendar")
    token = _token(person, key)
    place = f"calendars:{person.marketplace_id}"
    with transaction.atomic(), connection.cursor() as cursor:
        Person.objects.select_for_update().get(pk=person.pk)
        repeated = log.receipt(cursor, place, place, f"{person.pk}:{key}") is not None
        if repeated:
            found = CalendarAddress.objects.filter(person=person, digest=_digest(token)).first()
            if found is None:
                raise Refusal("calendar_address_over")
        else:
            CalendarAddress.objects.filter(person=person).delete()
            found = CalendarAddress.objects.create(person=person, digest=_digest(token), created_at=ctx.now)
            log.save_receipt(cursor, place, place, f"{person.pk}:{key}", "", "", clock.milliseconds(ctx.now))
    url = f"{addresses.base(person.marketplace_id)}/calendar/{token}.ics"
    return {**_document(found), "url": url, "repeated": repeated}


def end(ctx: Context) -> bool:
    """End the actor's own address at once; False where there was none. Refuses not_found."""
    return end_of(_himself(ctx)) > 0


def end_of(person: Person) -> int:
    """End a person's address, as when he signs out everywhere; returns how many there were."""
    count, _ = CalendarAddress.objects.filter(person=person).delete()
    return count


def read(token: str, marketplace: str, now: datetime) -> tuple[str, bytes]:
    """(language, calendar file) of the person whose address it is.

    Refuses   not_found (unknown, ended, of another marketplace, or of somebody who is switched off), calendar_too_often
    """
    found = CalendarAddress.objects.select_related("person__marketplace").filter(digest=_digest(token)).first()
    if found is None or found.person.marketplace_id != marketplace or not found.person.is_active:
        raise Refusal("not_found")
    if found.reads_from is None or not timedelta() <= now - found.reads_from < _AN_HOUR:
        found.reads, found.reads_from = 0, now
    if found.reads >= MOST_READS:
        raise Refusal("calendar_too_often", most=MOST_READS, seconds=_left(found, now))
    found.reads, found.last_read_at = found.reads + 1, now
    CalendarAddress.objects.filter(pk=found.pk).update(reads=found.reads, reads_from=found.reads_from, last_read_at=now)
    return wording.known_language(found.person.language), _file(found.person, now)


def _left(found: CalendarAddress, now: datetime) -> int:
    return max(1, int((found.reads_from + _AN_HOUR - now).total_seconds()))


def _himself(ctx: Context) -> Person:
    """The person who acts for himself and not for one case alone."""
    actor = ctx.actor
    if actor.role in ("integrator", "system") or actor.through.startswith("integrator:") or actor.only_case:
        raise Refusal("not_found")
    return Person.objects.select_related("marketplace").get(pk=actor.id)


def _token(person: Person, key: str) -> str:
    """Made from the installation's secret, so that a repeat gets the same and nothing of it has to be kept."""
    made = salted_hmac("hejie.calendar", f"{person.pk}:{key}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _document(found: CalendarAddress) -> dict:
    return {
        "created_at": clock.text(found.created_at),
        "last_read_at": clock.text(found.last_read_at) if found.last_read_at else None,
    }


def _file(person: Person, now: datetime) -> bytes:
    language = wording.known_language(person.language)
    name = talk_agenda.texts()["name"][language].format(market=person.marketplace.name)
    deadlines = [_moment(person, one, language) for one in agenda.of(person)]
    return calendar_file.written(name, language, [*deadlines, *talk_agenda.of(person, language, now)])


def _moment(person: Person, one: agenda.Appointment, language: str) -> calendar_file.Moment:
    texts, kind, words = talk_agenda.texts(), "own" if one.own else "other", _words(one, language)
    link = _link(person.marketplace_id, one)
    lines = [texts["description"][kind][language].format(**words)]
    lines += [texts["order"][language].format(order=one.order_ref)] if one.order_ref else []
    return calendar_file.Moment(
        id=f"{one.id}@{person.marketplace_id}.hejie",
        at=one.until,
        summary=texts["summary"][kind][language].format(**words),
        description="\n".join([*lines, link]),
        kind=texts["kinds"][kind][language],
        link=link,
        created_at=one.set_at,
        changed_at=one.changed_at,
        number=one.moves,
        alarm_at=one.half_at if one.own else None,
    )


def _link(marketplace: str, one: agenda.Appointment) -> str:
    kind, _colon, name = one.stream.partition(":")
    if kind == "case":
        return addresses.of_case(marketplace, name)
    if kind == "order":
        return addresses.of_order(marketplace, name)
    _marketplace, side, of = name.split(":")
    return addresses.of_standing(marketplace, {"to": one.who, "standing": side, "of": of})


def _words(one: agenda.Appointment, language: str) -> dict[str, str]:
    """What must be done, by whom, and what follows from silence, in the words that notices have for it."""
    book, texts = notice_texts.texts(), talk_agenda.texts()
    side = book["sides"][language][one.who]
    return {
        "do": _called(one, language) or (book["waits"] | texts["waits"]).get(one.wait, texts["act"])[language],
        "silence": (book["silences"] | texts["silences"]).get(one.silence, texts["follows"])[language],
        "who": side["name"],
        "who_of": side["of"],
        "number": _number(one, language),
    }


def _called(one: agenda.Appointment, language: str) -> str:
    """What the case's procedure itself calls the wait, or ""."""
    return rulebooks.procedure(*one.procedure).called("waits", one.wait, language) if one.procedure else ""


def _number(one: agenda.Appointment, language: str) -> str:
    """By what people know it again: the case's short number, the order's own, or that it is about a standing."""
    if one.stream.startswith("standing:"):
        return talk_agenda.texts()["standing"][language]
    return one.stream.rpartition("-")[2].upper() if one.stream.startswith("case:") else one.order_ref
