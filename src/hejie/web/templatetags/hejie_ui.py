"""Tags and filters of Hejie's pages: words about money and time, marks of the sides, and the components.

`{% load hejie_ui %}` in every template. The clock of a page is `now` of its context (aware UTC), else the present.
A component is rendered with `{% component "offer_card" id="o2" … %}`: it sees the parameters named there and the
request, nothing else of the page, so that names cannot leak in. What each takes stands at the top of its file.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.defaultfilters import filesizeformat
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hejie.web import formatting, languages

register = template.Library()

SOON = timedelta(hours=24)
SHARED = ("request", "csrf_token", "now", "csp_nonce", "reader_side", "LANGUAGE_CODE")


def _now(context: Context) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else timezone.now()


@register.simple_tag(takes_context=True)
def page_clock(context: Context) -> str:
    """`{% page_clock %}`: the moment of this page, so that its script counts by our clock, not by the reader's."""
    return _now(context).isoformat(timespec="seconds")


# Words


@register.filter
def money(amount: formatting.MoneyLike | Mapping[str, object] | None) -> str:
    """`{{ refund|money }}`: ¥119.40; nothing where there is no amount."""
    return "" if amount is None else formatting.money(amount)


@register.filter
def percent(share: int | float) -> str:
    """`{{ 60|percent }}`: 60 per cent as the language writes it."""
    return formatting.percent(share)


@register.filter
def number(value: int | float) -> str:
    """`{{ 18204|number }}`: a count with the language's grouping."""
    return formatting.number(value)


@register.filter(name="case_number")
def case_number_filter(case_id: str) -> str:
    """`{{ case.id|case_number }}`: the short form of a case id."""
    return formatting.case_number(case_id)


@register.simple_tag(name="case_number")
def case_number_tag(case_id: str) -> str:
    """`{% case_number case.id %}`: the short form of a case id, not broken over lines."""
    return format_html('<span class="nowrap">{}</span>', formatting.case_number(case_id))


# Time


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime, relative: bool = False) -> str:
    """`{% when due_at %}`: Tuesday 24 November, 18:00, in the reader's zone.

    With relative=True the distance follows (`in 2 days`), kept up to date by the page's script.
    """
    now = _now(context)
    html = _time(at, formatting.moment(at, now))
    if not relative:
        return html
    words = format_html('<span data-ago="{}">{}</span>', _iso(at), formatting.ago(at, now))
    return format_html('{} <span class="quiet">{}</span>', html, words)


@register.simple_tag(takes_context=True)
def when_short(context: Context, at: datetime, named: bool = False) -> str:
    """`{% when_short at %}`: 24 Nov, 18:00, or Today, 18:00; with named=True also Tue."""
    return _time(at, formatting.moment_short(at, _now(context), named=named))


@register.simple_tag(takes_context=True)
def when_day(context: Context, on: date | datetime) -> str:
    """`{% when_day day %}`: Friday 27 November, without a time."""
    stamp = _iso(on) if isinstance(on, datetime) else on.isoformat()
    return _time_element(stamp, _kept_together(formatting.day(on, _now(context))))


@register.simple_tag(takes_context=True)
def when_day_plain(context: Context, on: date | datetime) -> str:
    """`{% when_day_plain day %}`: the same as bare words, for a drawing."""
    return formatting.day(on, _now(context))


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime) -> str:
    """`{% ago at %}`: 3 hours ago, kept up to date by the page's script; the exact moment stands in the title."""
    now = _now(context)
    title = str(formatting.moment(at, now))
    return format_html(
        '<time datetime="{}" data-ago="{}" title="{}">{}</time>', _iso(at), _iso(at), title, formatting.ago(at, now)
    )


@register.simple_tag
def zone_name() -> str:
    """`{% zone_name %}`: the reader's time zone in words."""
    return formatting.zone_name()


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: Context, at: datetime, large: bool = False, zone: bool = False, running: bool = True) -> dict:
    """`{% deadline due_at %}`: the moment first, then how long is left or how late it is.

    large     for the turn bar: the full day with its name
    zone      name the reader's zone as well
    running   false for a clock that no longer counts (stopped, kept): only the moment is shown
    """
    now = _now(context)
    left = at - now
    moment = formatting.moment(at, now) if large else formatting.moment_short(at, now, named=True)
    words = _countdown(at, left)
    return {
        "at": _time(at, moment, "deadline__at"),
        "left": format_html(_("{left}, {zone}"), left=words, zone=formatting.zone_name()) if zone else words,
        "large": large,
        "late": running and left <= timedelta(0),
        "soon": running and timedelta(0) < left <= SOON,
        "running": running,
    }


def _countdown(at: datetime, left: timedelta) -> SafeString:
    """How long is left or how late it is, with what the page's script needs to keep it true."""
    frame, late = _("in {time}"), _("{time} late")
    words = (
        frame.format(time=formatting.span(left)) if left > timedelta(0) else late.format(time=formatting.span(-left))
    )
    return format_html(
        '<span data-until="{}" data-left="{}" data-late="{}" data-moment="{}">{}</span>',
        _iso(at),
        frame,
        late,
        _("less than a minute"),
        words,
    )


def _iso(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes")


def _time(at: datetime, moment: formatting.Moment, css: str = "when") -> SafeString:
    if "（" in moment.day:
        words = format_html("{}{}", _kept_together(moment.day), moment.time)
    elif moment.lang == "zh":
        words = format_html('<span class="nowrap">{}</span>', str(moment))
    else:
        words = str(moment)
    return _time_element(_iso(at), words, css)


def _kept_together(day: str) -> SafeString | str:
    """A Chinese day may break between day and weekday, never inside: every sign is a word there."""
    if "（" not in day:
        return day
    figures, _bracket, weekday = day.partition("（")
    return format_html('<span class="nowrap">{}</span>（{}', figures, weekday)


def _time_element(stamp: str, words: str, css: str = "when") -> SafeString:
    return format_html('<time class="{}" datetime="{}">{}</time>', css, stamp, words)


# Marks


@register.simple_tag
def icon(name: str, label: str = "", inline: bool = False) -> str:
    """`{% icon "clock" %}`: a sign of the sprite, silent unless it has a label (then it stands for words)."""
    css = "icon inline" if inline else "icon"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="#i-{}"/></svg>', css, label, name)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', css, name)


@register.simple_tag
def mark(side: str) -> str:
    """`{% mark "buyer" %}`: the bare shape of a side, where words stand beside it anyway."""
    return format_html('<span class="mark" data-side="{}" aria-hidden="true"></span>', side)


@register.simple_tag
def side_mark(side: str, name: str, role: str = "") -> str:
    """`{% side_mark "seller" shop.name _("seller") %}`: the side's shape, the name people gave, and a word of ours."""
    return _side(side, format_html("<span data-user-text>{}</span>", name), role)


@register.simple_tag
def side_label(side: str, words: str, role: str = "") -> str:
    """`{% side_label "buyer" _("Your turn") %}`: the side's shape with words of ours instead of a name."""
    return _side(side, words, role)


def _side(side: str, name: str, role: str) -> SafeString:
    after = format_html(' <span class="side__role">{}</span>', role) if role else ""
    return format_html(
        '<span class="side" data-side="{}"><span class="mark" aria-hidden="true"></span><span>{}{}</span></span>',
        side,
        name,
        after,
    )


@register.simple_tag
def badge(words: str, kind: str = "", sign: str = "") -> str:
    """`{% badge _("Agreed") "good" "check" %}`: a state in one or two words. kind: good, open, alert, side, or none."""
    css = f"badge badge--{kind}" if kind else "badge"
    return format_html('<span class="{}">{}{}</span>', css, icon(sign) if sign else "", words)


# Money drawn


@register.simple_tag
def split_bar(to_buyer: formatting.MoneyLike, to_seller: formatting.MoneyLike, label: str = "") -> str:
    """`{% split_bar to_buyer to_seller %}`: how a sum parts, the buyer's share from the start edge.

    label   what it says to those who do not see it; without it a sentence about buyer and seller
    """
    whole = to_buyer.minor + to_seller.minor
    cut = round(200 * to_buyer.minor / whole, 1) if whole else 0
    label = label or _("%(buyer)s to the buyer, %(seller)s to the seller") % {
        "buyer": formatting.money(to_buyer),
        "seller": formatting.money(to_seller),
    }
    buyer = format_html('<rect class="split__buyer" width="{}" height="10"/>', cut) if cut else ""
    seller = (
        format_html(
            '<rect class="split__seller" x="{}" y="0.5" width="{}" height="9"/>',
            round(cut + 0.5, 1),
            round(max(199 - cut, 0.5), 1),
        )
        if to_seller.minor
        else ""
    )
    return format_html(
        '<svg class="split" viewBox="0 0 200 10" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        label,
        buyer,
        seller,
    )


@register.simple_tag
def bar(value: int, most: int, side: str = "") -> str:
    """`{% bar 64 118 %}`: a figure drawn beside its number; value and most are of one unit, most above zero."""
    width = round(100 * value / most, 1) if most else 0
    fill = "bar__fill bar__fill--side" if side else "bar__fill"
    return format_html(
        '<svg class="bar" data-side="{}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar__track" width="100" height="6"/><rect class="{}" width="{}" height="6"/></svg>',
        side,
        fill,
        width,
    )


# Components


@register.simple_tag(takes_context=True)
def component(context: Context, component_name: str, **parameters: object) -> str:
    """`{% component "ledger" rows=rows %}`: one part of a page from `templates/components/`, with these parameters."""
    shared = {key: context[key] for key in SHARED if key in context}
    return context.template.engine.get_template(f"components/{component_name}.html").render(
        context.new(shared | parameters)
    )


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, kind: str = "", title: str = "", small: bool = False) -> str:
    """`{% notice "alert" _("One answer is missing") %}…{% endnotice %}`: one thing to know. kind: good, alert, none."""
    return component(context, "notice", kind=kind, title=title, small=small, body=content)


@register.simple_block_tag(takes_context=True)
def section(context: Context, content: str, id: str, title: str, lead: str = "", note: str = "") -> str:  # noqa: A002
    """`{% section "money" _("Money") %}…{% endsection %}`: a part of a page, labelled by its h2."""
    return component(context, "section", id=id, title=title, lead=lead, note=note, body=content)


@register.simple_tag(takes_context=True)
def idempotency_key(context: Context) -> str:
    """`{% idempotency_key %}`: the hidden key that makes a form sent twice count once. A shown-again form keeps it."""
    request = context.get("request")
    kept = request.POST.get("key", "") if request is not None and request.method == "POST" else ""
    return format_html('<input type="hidden" name="key" value="{}">', kept[:64] or secrets.token_urlsafe(18))


@register.simple_tag(takes_context=True)
def all_languages(context: Context) -> list[languages.Language]:
    """`{% all_languages as choices %}`: every language that this marketplace offers, for the switch."""
    marketplace = getattr(context.get("request"), "marketplace", None)
    offered = marketplace.offered_languages() if marketplace else tuple(languages.BY_CODE)
    return [language for language in languages.LANGUAGES if language.code in offered]


@register.simple_tag
def active_language() -> str:
    """`{% active_language as lang %}`: zh, en or ru; what `<html lang>` says."""
    return languages.active()


@register.filter
def at_key(mapping: Mapping[str, object], key: str) -> object:
    """`{{ row|at_key:column.key }}`: the value of a row under a column's key, empty where it has none."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else getattr(mapping, key, "")


# Forms with files


@register.simple_tag
def upload_attributes(case_id: str, room: str) -> str:
    """`<form … {% upload_attributes case.id "joint" %}>`: its large files go in parts (static/hejie/uploads.js)."""
    words = {
        "label": _("How much of the file has been sent"),
        "sending": _("{name}: {percent} of {size} sent"),
        "waiting": _("{name}: the line is broken. It goes on by itself as soon as it is back; keep this page open."),
        "done": _("{name}: all of it is there"),
        "stopped": _("The file was not sent. {why}"),
        "large": _("It is larger than %(size)s.") % {"size": filesizeformat(settings.PIECE_MOST_BYTES)},
        "unreadable": _("It could not be read on your device. Choose it once more."),
        "stop": _("Stop sending"),
    }
    about = {
        "": f"{get_script_prefix()}api/v1/cases/{case_id}/uploads",
        "-room": room,
        "-above": settings.UPLOAD_PARTS_ABOVE,
        "-most": settings.PIECE_MOST_BYTES,
        **{f"-{name}": word for name, word in words.items()},
    }
    return format_html_join(" ", 'data-uploads{}="{}"', about.items())
