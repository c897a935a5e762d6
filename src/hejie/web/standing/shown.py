"""What the page of a standing shows, made from what its reader may see."""

from collections import Counter
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.standing.policy import HUNDREDTHS, WHOLE
from hejie.domain.standing.state import Counted, Sanction
from hejie.domain.standing.weigh import Weight
from hejie.record.context import Context
from hejie.usecases.standings import MOST_SALES, StandingView
from hejie.web import formatting, languages, words
from hejie.web.standing import wording
from hejie.web.templatetags.hejie_ui import bar

_MENDED = 3
_WARNING = ("warning",)
_OF_REASON = frozenset({"silent", "decided", "decided_in_part", "promise_broken"})


def facts(ctx: Context, view: StandingView) -> dict:
    """Everything that `standing/page.html` names but its head."""
    state, now = view.state, ctx.now
    sanctions = state.sanctions if state else ()
    counting = [row for row in state.counted if row.counts(now)] if state else []
    return {
        "view": view,
        "head": _head(view),
        "open": [_sanction(row, view) for row in sanctions if row.open and not _is_plain_warning(row)],
        "warnings": [_sanction(row, view) for row in sanctions if row.open and _is_plain_warning(row)],
        "ended": [_sanction(row, view) for row in reversed(sanctions) if not row.open],
        "counted": [_item(row, view) for row in sorted(counting, key=lambda row: row.at, reverse=True)],
        "measures": [_measure(row, view.side) for row in view.weights],
        "mend": _mend(counting, view.side),
        "version": _version(view.policy.version, now),
    }


def _version(version: str, now: datetime) -> str:
    """A version in words: policies are mostly called by their day."""
    try:
        return formatting.day(date.fromisoformat(version), now)
    except ValueError:
        return version


def _is_plain_warning(row: Sanction) -> bool:
    """Warnings without an appeal are told in a line each."""
    return row.does == _WARNING and row.status == "in_effect" and row.appeal is None


def deeds(does: tuple[str, ...]) -> str:
    """What a measure does, in a few words."""
    return " · ".join(str(words.word(wording.DEEDS, one)) for one in does)


def rule(says: dict) -> str:
    """The rule's own sentence in the reader's language."""
    return says.get(languages.active()) or says["en"]


def _head(view: StandingView) -> dict:
    """How it stands, in one sentence."""
    open_now = [row for row in (view.state.sanctions if view.state else ()) if row.open]
    heavy = [row for row in open_now if row.status == "in_effect" and row.does != _WARNING]
    coming = [row for row in open_now if row.status == "announced"]
    if heavy:
        last = max(heavy, key=lambda row: row.ends_at)
        return {"kind": "alert", "title": _("In effect: %(what)s") % {"what": deeds(last.does)}, "until": last.ends_at}
    if coming:
        first = min(coming, key=lambda row: row.begins_at)
        title = _("Announced: %(what)s") % {"what": deeds(first.does)}
        return {"kind": "alert", "title": title, "begins": first.begins_at, "waits": first.under_appeal}
    if open_now:
        count = len(open_now)
        title = ngettext("One warning stands", "%(count)s warnings stand", count) % {"count": formatting.number(count)}
        return {"kind": "", "title": title, "warned": True}
    return {"kind": "good", "title": _("No sanction stands")}


def _sanction(row: Sanction, view: StandingView) -> dict:
    args = [view.side, view.of, row.id]
    window = view.state.waits("sanction_appeal", row.id)
    decide = view.state.waits("sanction_appeal_decide", row.id)
    return {
        "id": row.id,
        "deeds": deeds(row.does),
        "rule": rule(row.says),
        "status": row.status,
        "state": wording.STATES[row.status],
        "badge": {"announced": "open", "in_effect": "alert"}.get(row.status, ""),
        "announced": row.announced_at,
        "begins": row.begins_at,
        "ends": row.ends_at,
        "days": row.lasts.days,
        "why": words.word(wording.ENDED, row.why) if row.why else "",
        "reasons": view.text(row.reasons),
        "rests": [_item(one, view) for one in (view.state.item(name) for name in row.items) if one],
        "appeal": _appeal(row, view),
        "appeal_until": window[0].until if window else None,
        "appeal_url": reverse("standing_appeal", args=[row.id]) if window and view.own else "",
        "decide_until": decide[0].until if decide else None,
        "decide_url": reverse("sanction_appeal_decision", args=args) if decide and not view.own else "",
        "lift_url": reverse("sanction_lifting", args=args) if row.open and not view.own else "",
    }


def _appeal(row: Sanction, view: StandingView) -> dict | None:
    if row.appeal is None:
        return None
    return {
        "words": words.word(wording.APPEALS, row.appeal.result),
        "at": row.appeal.at,
        "grounds": view.text(row.appeal.grounds),
        "reasons": view.text(row.appeal.reasons),
        "by": view.names.get(row.appeal.decided_by, ""),
    }


def _item(row: Counted, view: StandingView) -> dict:
    return {
        "url": reverse("case", args=[row.case]),
        "case": row.case,
        "ground": words.word(wording.GROUNDS, row.ground) if row.ground else "",
        "cause": words.word(words.REASONS, row.reason),
        "points": row.points,
        "at": row.at,
        "until": row.until,
        "text": view.text(row.text),
    }


def _measure(row: Weight, side: str) -> dict:
    meters = []
    if "count" in row.needed:
        meters.append(_meter(_("Counted cases"), *_since_the_last(row, "count", row.measure.count)))
    if "points" in row.needed:
        meters.append(_meter(_("Points"), *_since_the_last(row, "points", row.measure.points)))
    if "over" in row.needed:
        sales = _("Sales") if side == "seller" else _("Orders")
        meters += [
            _share(row),
            _meter(sales, row.figures["sales"], row.needed["sales"]),
            _meter(_("Counted cases"), *_since_the_last(row, "disputes", row.measure.rate.disputes)),
        ]
    return {
        "deeds": deeds(row.measure.does),
        "rule": rule(row.measure.says),
        "running": row.running,
        "days": row.measure.within.days,
        "meters": meters,
        "next": _next(row, side),
    }


def _since_the_last(row: Weight, name: str, once: int) -> tuple[int, int]:
    """What there is and what is needed since the rule was applied last; both in all where some of that has run out."""
    have, need = row.figures[name], row.needed[name]
    used = need - once
    return (have - used, once) if have >= used else (have, need)


def _meter(label: str, have: int, need: int) -> dict:
    shown = (
        _("more than %(count)s") % {"count": formatting.number(have - 1)}
        if have >= MOST_SALES
        else formatting.number(have)
    )
    said = _("%(have)s of %(need)s") if have <= need else _("%(have)s, from %(need)s on")
    return {
        "label": label,
        "words": said % {"have": shown, "need": formatting.number(need)},
        "bar": bar(min(have, need), need),
    }


def _share(row: Weight) -> dict:
    disputes, sales, over = row.figures["disputes"], row.figures["sales"], row.needed["over"]
    limit = formatting.percent(_plain(over))
    if not sales:
        return {
            "label": _("Share"),
            "words": _("none yet; it begins above %(limit)s") % {"limit": limit},
            "bar": bar(0, 1),
        }
    share = disputes * WHOLE / sales
    said = _("%(share)s; it begins above %(limit)s") % {"share": formatting.percent(_plain(share)), "limit": limit}
    return {"label": _("Share"), "words": said, "bar": bar(min(int(share), over), over)}


def _plain(hundredths: float) -> float | int:
    """A share in per cent with at most two decimals, whole where it is."""
    share = round(hundredths / HUNDREDTHS, 2)
    return int(share) if share == int(share) else share


def _next(row: Weight, side: str) -> str:
    """How far away it is, by what is lacking most plainly."""
    for name in ("count", "disputes"):
        left = row.needed.get(name, 0) - row.figures.get(name, 0)
        if left > 0:
            said = ngettext("One more counted case, and it comes.", "%(count)s more counted cases, and it comes.", left)
            return said % {"count": formatting.number(left)}
    left = row.needed.get("points", 0) - row.figures.get("points", 0)
    if left > 0:
        said = ngettext("One more point, and it comes.", "%(count)s more points, and it comes.", left)
        return said % {"count": formatting.number(left)}
    if row.needed.get("sales", 0) > row.figures.get("sales", 0):
        return _("So few sales make no share.") if side == "seller" else _("So few orders make no share.")
    return _("The share is not above the limit.") if "over" in row.needed else ""


def _mend(counting: list[Counted], side: str) -> list[dict]:
    """The commonest of what counts, and what mends it."""
    grounds = Counter(row.ground for row in counting if row.ground in wording.BY_GROUND)
    found = [(wording.GROUNDS[name], number, wording.BY_GROUND[name]) for name, number in grounds.items()]
    if side == "seller":
        reasons = Counter(
            row.reason for row in counting if row.ground in _OF_REASON and row.reason in wording.BY_REASON
        )
        found += [(words.word(words.REASONS, name), count, wording.BY_REASON[name]) for name, count in reasons.items()]
    found.sort(key=lambda one: -one[1])
    most = max((number for _what, number, _advice in found), default=1)
    return [
        {"what": what, "count": number, "bar": bar(number, most), "advice": advice}
        for what, number, advice in found[:_MENDED]
    ]
