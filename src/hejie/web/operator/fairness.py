"""The fairness watch for operators and auditors: gains by group with intervals, drawn and as a table; and the draws of sealed bids."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hejie.domain.settlement import watch
from hejie.domain.settlement.watch import Comparison, Group
from hejie.usecases import fairness as use
from hejie.web import formatting, languages, words
from hejie.web.operator import fairness_plot

_WAYS = {
    "claim": gettext_lazy("The claim was accepted"),
    "offer": gettext_lazy("An offer of one side"),
    "neutral": gettext_lazy("A proposal of the neutral"),
    "three": gettext_lazy("One of three proposals"),
    "text": gettext_lazy("A single text"),
    "improvement": gettext_lazy("An improvement"),
    "bids": gettext_lazy("Sealed bids"),
}
_KINDS = {
    "side": gettext_lazy("Side"),
    "language": gettext_lazy("Language"),
    "band": gettext_lazy("Sum in dispute"),
    "way": gettext_lazy("How they came to terms"),
}
_STATES = {
    "fair": gettext_lazy("within chance"),
    "alarm": gettext_lazy("drifted"),
    "few": gettext_lazy("too few"),
}
_LEANINGS = {
    "buyer": gettext_lazy("The buyer"),
    "earlier": gettext_lazy("Whoever sealed earlier"),
}


@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """The figures of a quarter."""
    found = use.report(request.context, request.GET.get("period", "")[:6])
    sides = [_side(found, side) for side in watch.SIDES]
    facts = {
        "tabs": [
            {"url": f"?period={one}", "label": _quarter(one), "current": one == found.period} for one in found.periods
        ],
        "count": found.count,
        "counted": ngettext("%(count)s agreement counted", "%(count)s agreements counted", found.count)
        % {"count": formatting.number(found.count)},
        "alarms": [label_of(group) for group in found.groups if group.alarm],
        "draws_alarm": found.draws.alarm,
        "sides": [side for side in sides if side],
        "columns": _columns(),
        "draws": _draws(found.draws) if found.draws.published else None,
        "fewest": formatting.number(watch.FEWEST),
    }
    return render(request, "operator/fairness.html", facts)


def _side(found: use.Report, side: str) -> dict | None:
    groups = [group for group in found.groups if group.side == side]
    if not any(group.count for group in groups):
        return None
    title = _("What agreements are worth to buyers") if side == "buyer" else _("What agreements are worth to sellers")
    return {
        "side": side,
        "title": title,
        "plot": fairness_plot.drawn(
            [(label_of(group, short=True), _share(group.mean), group) for group in groups if group.count]
        ),
        "rows": [_row(group) for group in groups],
    }


def label_of(group: Group, short: bool = False) -> str:
    """What a group is called: Buyers who read Chinese."""
    whole = _("All buyers") if group.side == "buyer" else _("All sellers")
    if group.kind == "side":
        return whole
    value = _value(group)
    if short:
        return value
    return _("%(side)s: %(kind)s, %(value)s") % {
        "side": words.word(words.SIDES, group.side), "kind": str(_KINDS[group.kind]), "value": value,
    }  # fmt: skip


def _value(group: Group) -> str:
    if group.kind == "language":
        known = languages.BY_CODE.get(group.value)
        return known.name if known else group.value
    if group.kind == "way":
        return words.word(_WAYS, group.value)
    currency, _colon, power = group.value.partition(":")
    if not power:
        return _("no money is known")
    least, most = 10 ** int(power) if int(power) else 0, 10 ** (int(power) + 1) - 1
    return f"{formatting.number(least)}–{formatting.number(most)} {currency}"


def _columns() -> list[dict]:
    return [
        {"key": "group", "label": _("Group"), "head": True},
        {"key": "count", "label": _("Agreements"), "num": True},
        {"key": "mean", "label": _("Mean gain"), "num": True},
        {"key": "whole", "label": _("Against all of its side")},
        {"key": "before", "label": _("Against the quarter before")},
    ]


def _row(group: Group) -> dict:
    if not group.count:
        few = _("too few to tell")
        return {
            "group": label_of(group, short=group.kind != "side"),
            "count": few,
            "mean": "–",
            "whole": "–",
            "before": "–",
        }
    mean = _("%(mean)s (%(low)s to %(high)s)") % {
        "mean": _share(group.mean), "low": _share(group.low), "high": _share(group.high),
    }  # fmt: skip
    return {
        "group": label_of(group, short=group.kind != "side"),
        "count": formatting.number(group.count),
        "mean": mean,
        "whole": _compared(group.whole),
        "before": _compared(group.before),
        "current": group.alarm,
    }


def _compared(one: Comparison) -> str:
    state = str(_STATES[one.state])
    if one.state == "few":
        return state
    return _("%(drift)s (%(low)s to %(high)s), %(state)s") % {
        "drift": _change(one.drift), "low": _change(one.low), "high": _change(one.high), "state": state,
    }  # fmt: skip


def _share(log_gain: float) -> str:
    return formatting.percent(round(100 * math.exp(min(log_gain, 0.0))))


def _change(drift: float) -> str:
    change = round(100 * math.expm1(max(min(drift, 3.0), -3.0)))
    return f"{'+' if change > 0 else '−' if change < 0 else '±'}{formatting.percent(abs(change))}"


def _quarter(period: str) -> str:
    return _("%(year)s, quarter %(number)s") % {"year": period[:4], "number": period[5]}


def _draws(found) -> dict:
    """The audit of the draws: how they are spread over the tenths of their own distribution, and whom they favour."""
    columns = [
        {"key": "of", "label": _("Whose place"), "head": True},
        {"key": "mean", "label": _("Mean place in its own distribution"), "num": True},
        {"key": "expected", "label": _("Expected"), "num": True},
    ]
    rows = [
        {
            "of": str(_LEANINGS[one.of]),
            "mean": formatting.percent(round(100 * one.mean)),
            "expected": formatting.percent(50),
        }
        for one in found.leanings
    ]
    chance = _("less than one in a thousand") if found.p < 0.001 else formatting.percent(max(round(100 * found.p), 1))
    return {
        "count": ngettext("%(count)s draw counted", "%(count)s draws counted", found.draws)
        % {"count": formatting.number(found.draws)},
        "bars": fairness_plot.tenths(found.tenths),
        "title": _("Draws by the tenth of their own distribution"),
        "chance": _("Chance of a spread at least as uneven if all is well: %(chance)s.") % {"chance": chance},
        "columns": columns,
        "rows": rows,
        "tenths_columns": [
            {"key": "tenth", "label": _("Tenth"), "head": True}, {"key": "count", "label": _("Draws"), "num": True},
        ],
        "tenths_rows": [
            {"tenth": formatting.number(number), "count": formatting.number(count)}
            for number, count in enumerate(found.tenths, start=1)
        ],
    }  # fmt: skip
