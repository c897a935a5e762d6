"""How long somebody has, in the reader's words: 3 days; 3 working days in China; 4 hours, counted from 09:00 to 18:00."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.kernel.calendars import Calendar
from hejie.domain.procedure.clocks import Clock
from hejie.web import formatting, languages

_UNIT = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}


def told(clock: Clock) -> str:
    """A clock in the active language."""
    if clock.at_once:
        return _("at once")
    if clock.unit == "business_days":
        text = ngettext("%(count)s working day in %(place)s", "%(count)s working days in %(place)s", clock.amount) % {
            "count": clock.amount,
            "place": place(clock.calendar),
        }
    elif clock.unit == "shift_hours":
        text = _in_shifts(clock)
    elif clock.unit == "months":
        text = formatting.months(clock.amount)
    else:
        text = formatting.span(_UNIT[clock.unit] * clock.amount)
    if clock.start == "next_day" and clock.unit != "business_days":
        text = _("%(length)s, from the next day on") % {"length": text}
    if clock.roll:
        text = _("%(length)s; an end on a free day moves to the end of the next working day in %(place)s") % {
            "length": text,
            "place": place(clock.calendar),
        }
    return text


def place(calendar: Calendar) -> str:
    """Whose working days a calendar holds: China, Russia."""
    return place_of(calendar.id)


def place_of(calendar: str) -> str:
    """The same by the calendar's id."""
    code = calendar.rpartition("/")[2].upper()
    return languages.locale_of(languages.active()).territories.get(code, code)


def _in_shifts(clock: Clock) -> str:
    facts = {
        "length": formatting.span(timedelta(hours=clock.amount)),
        "opens": f"{clock.opens:%H:%M}",
        "closes": f"{clock.closes:%H:%M}" if clock.closes.hour or clock.closes.minute else "24:00",
    }
    if not clock.working:
        return _("%(length)s, counted only from %(opens)s to %(closes)s") % facts
    facts["place"] = place(clock.calendar)
    return _("%(length)s, counted only from %(opens)s to %(closes)s on working days in %(place)s") % facts
