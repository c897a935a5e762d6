"""A calendar as other programs read it (RFC 5545, and RFC 7986 for its name and pace)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vDuration, vText

EVERY = timedelta(hours=1)
_MAKER = "-//Hejie//Deadlines//EN"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the calendar; without a length nobody is busy. `alarm_at`: when the program speaks up, or None.

    number     how often it has moved; programs take the higher for the newer
    length     how long somebody is busy
    cancelled  it does not take place; whoever has it already is told so under the same id
    """

    id: str
    at: datetime
    summary: str
    description: str
    kind: str
    link: str
    created_at: datetime
    changed_at: datetime
    number: int
    alarm_at: datetime | None = None
    length: timedelta = timedelta()
    cancelled: bool = False


def written(name: str, language: str, moments: Iterable[Moment]) -> bytes:
    """The whole calendar. All moments are UTC; lines end in CRLF and are folded at 75 octets.

    The same moments make the same bytes: without METHOD, DTSTAMP says when a moment last changed (RFC 5545, 3.8.7.2).
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _MAKER)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", vText(name), parameters={"LANGUAGE": language})
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    for one in moments:
        calendar.add_component(_event(one, language))
    return calendar.to_ical()


def _event(one: Moment, language: str) -> Event:
    event = Event()
    event.add("uid", one.id)
    event.add("dtstamp", _seconds(one.changed_at))
    event.add("created", _seconds(one.created_at))
    event.add("last-modified", _seconds(one.changed_at))
    event.add("sequence", one.number)
    event.add("dtstart", _seconds(one.at))
    if one.length:
        event.add("dtend", _seconds(one.at + one.length))
    event.add("summary", one.summary, parameters={"LANGUAGE": language})
    event.add("description", one.description, parameters={"LANGUAGE": language})
    event.add("categories", [one.kind])
    event.add("url", one.link)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if one.length and not one.cancelled else "TRANSPARENT")
    if one.alarm_at is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _seconds(one.alarm_at), parameters={"VALUE": "DATE-TIME"})
        alarm.add("description", one.summary)
        event.add_component(alarm)
    return event


def _seconds(moment: datetime) -> datetime:
    """Calendars know whole seconds; cut, so that nobody is told a later end than the true one."""
    return moment.replace(microsecond=0)
