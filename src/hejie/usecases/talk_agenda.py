"""Talks at an agreed time as entries of a calendar: all of a person's in open cases, or one of them as a file of its own.

An entry keeps its id when the talk moves and counts on. One that was called off says so until its moment is over, because
somebody may have kept the time free. What people wrote with it does not leave the case.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import yaml

from hejie.adapters import calendar_file
from hejie.domain.cases import access, appointed
from hejie.domain.cases.appointed import Talk
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import queries, story
from hejie.store.models import Person
from hejie.usecases import addresses, notice_texts, wording
from hejie.usecases.people import roles

MOST = 200
_ALARM = timedelta(minutes=30)
_ROLES = ("buyer", "seller", "agent", "neutral")


@cache
def texts() -> dict:
    """The words of calendars."""
    text = resources.files("hejie.rulebooks").joinpath("templates/calendar.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def of(person: Person, language: str, now: datetime) -> list[calendar_file.Moment]:
    """The talks of the cases in which he is a side or the neutral, the first to come first."""
    entries = story.of_streams(_places(person), tuple(appointed.HANDLERS))
    found = [
        _moment(person.marketplace_id, stream.removeprefix("case:"), talk, language)
        for (_root, stream), own in entries.items()
        for talk in appointed.folded(own)
        if talk.at and (not talk.off or now < clock.parse(talk.at))
    ]
    return sorted(found, key=lambda one: (one.at, one.id))


def one(ctx: Context, case_id: str, talk_id: str, language: str) -> bytes:
    """One talk of a case as a calendar file, for whoever may read the case. Refuses not_found (also: it has no moment)."""
    case = access.may_read(ctx.actor, reader.case(case_id))
    talk = next((talk for talk in case.talks if talk.id == talk_id and talk.at), None)
    if talk is None:
        raise Refusal("not_found")
    language = wording.known_language(language)
    moment = _moment(case.marketplace, case.id, talk, language)
    return calendar_file.written(moment.summary, language, [moment])


def _places(person: Person) -> Iterable[tuple[str, str]]:
    for name in roles.of(person):
        actor = replace(roles.acting(person, name), through="calendar", personal=False)
        if actor.role in _ROLES and (actor.role != "agent" or actor.seller):
            page = queries.cases(actor, state="open", sort="due", limit=MOST)
            yield from ((row["root"], f"case:{row['id']}") for row in page.rows)


def _moment(marketplace: str, case_id: str, talk: Talk, language: str) -> calendar_file.Moment:
    words, link, at = texts()["talk"], addresses.of_case(marketplace, case_id), clock.parse(talk.at)
    how = notice_texts.texts()["hows"][talk.how][language]
    number = case_id.rpartition("-")[2].upper()
    said = words["called_off" if talk.off else "description"][language]
    return calendar_file.Moment(
        id=f"case-{case_id}-{talk.id}@{marketplace}.hejie",
        at=at,
        summary=words["summary"][language].format(how=how, number=number),
        description=f"{said}\n{link}",
        kind=words["kind"][language],
        link=link,
        created_at=clock.parse(talk.made_at),
        changed_at=clock.parse(talk.off_at or talk.fixed_at),
        number=talk.moves,
        alarm_at=None if talk.off else at - _ALARM,
        length=timedelta(minutes=talk.length),
        cancelled=bool(talk.off),
    )
