"""Sealed bids on the case page: what is asked, whether the reader's own side has sealed, and the way to do it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases.state import SIDES
from hejie.usecases import bidding
from hejie.usecases.bidding import Own
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import terms
from hejie.web.case.offers import can
from hejie.web.case.voice import Voice, say


def own(view: CaseView) -> Own | None:
    """What the reader sees of the case's sealed bids; None where there have been none and none can be asked for."""
    if view.case.biddings or may_open(view):
        return bidding.own(view)
    return None


def has_sealed(seen: Own | None) -> bool:
    """Whether the reader's own side has sealed in the bidding that is open."""
    return seen is not None and seen.sealed


def may_open(view: CaseView) -> bool:
    """Whether the reader could ask for sealed bids, but for one that is open."""
    case = view.case
    over = case.closed or case.settled or case.agreement or (case.ruling and not case.waits("decide"))
    return not over and case.paid_minor > 0 and can(view, "bid")


def ways(view: CaseView, seen: Own | None) -> list[dict]:
    """The link for the list of what else can be done."""
    if seen is None or seen.bidding is not None or not seen.left or not may_open(view):
        return []
    return [{"url": reverse("case_bidding", args=[view.case.id]), "label": _("Settle the sum by sealed bids")}]


def of_case(view: CaseView, voice: Voice, seen: Own | None) -> dict:
    """The section of `case/first_bidding.html`; empty where there is nothing to say."""
    if seen is None or (seen.bidding is None and not _ended_last(view, seen)):
        return {}
    if seen.bidding is None:
        again = seen.left > 0 and may_open(view)
        return {
            "ended": seen.last.result,
            "left": _left(seen.left) if again else "",
            "open_url": reverse("case_bidding", args=[view.case.id]) if again else "",
        }
    party, row = view.side in SIDES, seen.bidding
    sealing = party and row.open and not seen.sealed and not seen.lost and can(view, "bid")
    return {
        "ended": "",
        "opened": _opened(voice, row.side),
        "says": terms.sentence(row.package, view.case, voice),
        "until": seen.until,
        "party": party,
        "sealed": seen.sealed,
        "lost": seen.lost,
        "commitment": row.commitment,
        "seal_url": reverse("case_bid", args=[view.case.id]) if sealing else "",
        "open_url": reverse("case_bidding", args=[view.case.id]) if seen.lost and may_open(view) else "",
    }


def _ended_last(view: CaseView, seen: Own) -> bool:
    """Whether sealed bids have ended without a result and nothing has come of the case since."""
    ended = seen.last is not None and seen.last.result in ("none", "void", "unfunded")
    return ended and not (view.case.agreement or view.case.settled or view.case.closed)


def _opened(voice: Voice, side: str) -> object:
    if voice.is_mine(side):
        return _("You have asked both sides for a sealed bid.")
    return say(_("%(who)s has asked both sides for a sealed bid."), who=voice.name(side))


def _left(count: int) -> str:
    told = ngettext("%(count)s more bidding is possible.", "%(count)s more biddings are possible.", count)
    return told % {"count": formatting.number(count)}
