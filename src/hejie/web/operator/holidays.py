"""Holidays of a marketplace: what was announced, the next free days of the calendar, and the form that announces."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.kernel import clock
from hejie.usecases import holidays as use
from hejie.web import clock_words, formatting
from hejie.web.forms import Form, forms
from hejie.web.operator import acting

_DAY = timedelta(days=1)


class Holiday(Form):
    """Whole days, the last one included, and what people know them as."""

    name = forms.CharField(
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("For example: Spring Festival; or: our warehouse moves."),
        max_length=use.LONGEST_NAME,
    )
    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date", "class": "input--short"})
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It ends with this day, at midnight in the marketplace’s time zone."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}),
    )


def holidays(request: HttpRequest) -> HttpResponse:
    """What was announced, and what could be next."""
    acting.proved(request, "settings")
    ctx = request.context
    facts = {
        "rows": [_row(one, ctx.now) for one in use.announced(ctx)],
        "suggested": [_suggestion(one) for one in use.suggested(ctx)],
    }
    return render(request, "operator/holidays.html", facts)


def announce(request: HttpRequest) -> HttpResponse:
    """Announce one."""
    acting.proved(request, "settings")
    asked = {name: request.GET.get(name, "")[:40] for name in ("first", "last")}
    form = Holiday(request.POST or None, initial=asked)
    facts = {
        "title": _("Announce a holiday"),
        "lead": _(
            "Days that do not count: no deadline of this marketplace runs on them. What is open is moved at once, what is "
            "set later as well, and both sides are told."
        ),
        "lost": [_("It cannot be taken back: nobody’s time is cut short again.")],
        "send": _("Announce it"),
        "back": reverse("market_holidays"),
        "back_words": _("Back to the holidays"),
    }

    def do(data: dict) -> object:
        start, end = _midnights(request, data["first"], data["last"])
        return use.announce(request.context, data["name"], start, end)

    done = _("The holiday is announced. Open deadlines are being moved.")
    return acting.form_page(request, form, facts, do, done=done, goes=lambda _came: ("market_holidays",))


def _midnights(request: HttpRequest, first: date, last: date) -> tuple[datetime, datetime]:
    """From the midnight that begins the first day to the one that ends the last, in the marketplace's time zone."""
    zone = ZoneInfo(request.marketplace.timezone)
    return tuple(datetime.combine(day, time(), zone).astimezone(ZoneInfo("UTC")) for day in (first, last + _DAY))


def _row(one: use.Announced, now: datetime) -> dict:
    holiday = one.holiday
    start, end = (clock.from_milliseconds(moment) for moment in (holiday.started_ms, holiday.ended_ms))
    state = _("over") if end <= now else _("now") if start <= now else _("ahead")
    moved = ngettext("%(count)s running deadline moved", "%(count)s running deadlines moved", one.running)
    return {
        "name": holiday.name,
        "start": start,
        "end": end,
        "state": state,
        "announced": clock.from_milliseconds(holiday.announced_ms),
        "moved": moved % {"count": formatting.number(one.running)},
    }


def _suggestion(one: use.Free) -> dict:
    days = (one.last - one.first).days + 1
    return {
        "first": one.first,
        "last": one.last,
        "place": clock_words.place_of(one.calendar),
        "note": "" if one.official else _("expected, not published officially yet"),
        "days": ngettext("%(days)s day", "%(days)s days", days) % {"days": days},
        "url": f"{reverse('market_holiday_new')}?{urlencode({'first': one.first.isoformat(), 'last': one.last.isoformat()})}",
    }  # fmt: skip
