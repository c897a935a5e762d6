"""A neutral's work in numbers with small drawings: what is open, what ran late, how long, and whom it favoured."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.domain.neutrals.ingroup import InGroup
from hejie.domain.neutrals.workload import Figures
from hejie.usecases.workload import Work
from hejie.web import formatting
from hejie.web.templatetags.hejie_ui import bar

_USUAL_MOST = 20


def drawn(work: Work, url: str) -> dict:
    """What a line of the list, or the page of one neutral, shows. `grey_…`: too few to mean anything."""
    found, most = work.figures, work.profile.most_open
    return {
        "url": url,
        "name": work.name or work.person,
        "away": work.away,
        "open": work.open,
        "most": most,
        "open_bar": bar(min(work.open, most or _USUAL_MOST), most or _USUAL_MOST, "neutral"),
        "waiting": work.turn.waiting,
        "overdue": work.turn.overdue,
        "next": clock.from_milliseconds(work.turn.next_ms) if work.turn.next_ms else None,
        "decided": found.decided,
        "median": "–" if found.median_days is None else formatting.number(found.median_days),
        "grey_median": not found.median_counts,
        "changed": _of(found.changed, found.appealed),
        "grey_changed": not found.appeals_count,
        "favoured": _favoured(found),
        "shares": shares(found) if found.decided else "",
        "grey_shares": not found.shares_count,
        "votes": own_side(work.votes),
        "votes_flag": work.votes.beyond_chance,
    }


def _of(part: int, whole: int) -> str:
    """“2 of 7 (29 %)”, or a dash where there is nothing."""
    if not whole:
        return "–"
    words = _("%(part)s of %(whole)s (%(share)s)")
    return words % {
        "part": formatting.number(part),
        "whole": formatting.number(whole),
        "share": formatting.percent(round(100 * part / whole)),
    }


def own_side(found: InGroup) -> str:
    """How many votes on panels were for the own side of trade, with the interval that chance leaves; "" without votes."""
    if not found.votes:
        return ""
    words = _("%(part)s of %(whole)s for the own side (%(low)s to %(high)s)")
    return words % {
        "part": formatting.number(found.own),
        "whole": formatting.number(found.votes),
        "low": formatting.percent(round(100 * found.low)),
        "high": formatting.percent(round(100 * found.high)),
    }


def _favoured(found: Figures) -> str:
    if not found.decided:
        return "–"
    words = _("buyer %(buyer)s · split %(split)s · seller %(seller)s").replace(" %(", "\u00a0%(")
    return words % {name: formatting.number(getattr(found, name)) for name in ("buyer", "split", "seller")}


def shares(found: Figures) -> SafeString:
    """One bar: decisions for the buyer from the start edge, for the seller from the end, split ones between them."""
    buyer = round(200 * found.buyer / found.decided, 1)
    seller = round(200 * found.seller / found.decided, 1)
    parts = [
        format_html('<rect class="split__buyer" width="{}" height="10"/>', buyer) if found.buyer else "",
        format_html(
            '<rect class="split__seller" x="{}" y="0.5" width="{}" height="9"/>',
            round(200 - seller + 0.5, 1), round(max(seller - 1, 0.5), 1),
        )
        if found.seller
        else "",
    ]  # fmt: skip
    return format_html(
        '<svg class="split" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar__track" width="200" height="10"/>{}{}</svg>',
        *parts,
    )
