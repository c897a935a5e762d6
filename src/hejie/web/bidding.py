"""Sealed bids: the page that asks both sides for one, and the page on which one's own is sealed.

No refusal of these pages is logged, no message is left in the session, and no form comes back with a sum in it.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from hejie.domain.cases import waiving
from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.cases.state import SIDES
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import bidding, points
from hejie.usecases.reading import CaseView
from hejie.web import asking, refusals
from hejie.web.asking import key_of
from hejie.web.case import bid_forms, bids, page, terms, voice
from hejie.web.case.voice import plain_sum


def quiet(view: Callable) -> Callable:
    """A page whose refusals are not logged: that somebody was refused to seal again says that he has sealed."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except Refusal as refusal:
            answer = refusals.answer(request, refusal)
        answer._has_been_logged = True  # what django.utils.log.log_response looks at
        return answer

    return answered


@quiet
def open_(request: HttpRequest, case_id: str) -> HttpResponse:
    """The terms of which the sum alone is left open, or sealed bids asked for on them."""
    view = page.read(request, case_id)
    if view.side not in (*SIDES, "neutral") or not bids.may_open(view):
        raise Refusal("not_allowed_now", act="bid", stage=view.case.stage)
    if request.method != "POST":
        base = _base(view, request.GET.get("offer", ""))
        return _opening(request, view, bid_forms.Terms.of_package(view.case, base, points.worth_now(request.context)))
    form = bid_forms.Terms(view.case, request.POST, worth=points.worth_now(request.context))
    if not form.is_valid():
        return _opening(request, view, form, status=422)
    command = OpenBidding(case_id, package=form.package())
    try:
        bidding.open_(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/bidding.html", _opening_facts(view, form), refusal)
    return redirect(f"{reverse('case', args=[case_id])}#bidding")


def _base(view: CaseView, offer: str) -> dict:
    """With what the form begins: an offer, else the reader's own last one, else the claim."""
    case = view.case
    made = [one for one in case.offers if one.side == view.side]
    return dict((case.offer(offer) or (made[-1] if made else case.offers[0])).package)


def _opening(request: HttpRequest, view: CaseView, form: bid_forms.Terms, status: int = 200) -> HttpResponse:
    return render(request, "case/bidding.html", _opening_facts(view, form), status=status)


def _opening_facts(view: CaseView, form: bid_forms.Terms) -> dict:
    return {"case": view.case, "form": form, "back": reverse("case", args=[view.case.id])}


@sensitive_post_parameters()
@quiet
def seal(request: HttpRequest, case_id: str) -> HttpResponse:
    """What comes out and what never does, and the one field; or the limit sealed."""
    if request.method == "POST":
        return _sealed(request, case_id)
    view = page.read(request, case_id)
    return _sealing(request, view)


def _sealed(request: HttpRequest, case_id: str) -> HttpResponse:
    try:
        case, side = bidding.asked(request.context, case_id)
    except Refusal as refusal:
        if refusal.code != "bidding_over":
            raise
        return redirect(f"{reverse('case', args=[case_id])}#content")  # a second click: what came of it stands there
    named, row = request.POST.get("bidding", "")[:12], case.biddings[-1]
    if named != row.id:  # a page from before: on the terms of another bidding than the one that is open now
        return _refused(request, case_id, side, Refusal("bidding_over", bidding=named, open=row.id))
    form = bid_forms.Limit(case, side, _floor(case), request.POST)
    if not form.is_valid():
        return _again(request, case_id, form)
    limit = bidding.Limit(named, form.cleaned_data["limit"], bool(form.cleaned_data.get("waives")))
    try:
        bidding.seal(request.context, case_id, limit, key=key_of(request))
    except Refusal as refusal:
        return _refused(request, case_id, side, refusal)
    return redirect(f"{reverse('case', args=[case_id])}#bidding")


def _refused(request: HttpRequest, case_id: str, side: str, refusal: Refusal) -> HttpResponse:
    """The page once more as it is now, with an empty form and why nothing was sealed."""
    view = page.read(request, case_id)
    facts = _facts(view, bid_forms.Limit(view.case, side, _floor(view.case)))
    return asking.again(request, "case/bid.html", facts, refusal)


def _again(request: HttpRequest, case_id: str, form: bid_forms.Limit) -> HttpResponse:
    """The page once more, with what is wrong; what was typed does not come back."""
    form.data = {**form.data.dict(), "limit": ""}
    return _sealing(request, page.read(request, case_id), form, status=422)


def _sealing(
    request: HttpRequest, view: CaseView, form: bid_forms.Limit | None = None, status: int = 200
) -> HttpResponse:
    seen = bids.own(view)
    if view.side not in SIDES or seen is None or seen.bidding is None or not seen.bidding.open:
        raise Refusal("bidding_over", bidding="", open="")
    form = form or bid_forms.Limit(view.case, view.side, _floor(view.case))
    return render(request, "case/bid.html", _facts(view, form), status=status)


def _floor(case: object) -> str:
    """What the rules guarantee the buyer under the terms of the bidding, as a sentence; "" where it is nothing."""
    row = case.biddings[-1]
    less = waiving.given_up(case, row.whole(0))
    if not less:
        return ""
    return _("The rules give you %(sum)s under these terms. Whoever takes less gives something up.") % {
        "sum": plain_sum(less["minor"], case.currency)
    }


def _facts(view: CaseView, form: bid_forms.Limit) -> dict:
    seen, speaks = bids.own(view), voice.of_view(view)
    return {
        "case": view.case,
        "form": form,
        "seen": seen,
        "says": terms.sentence(seen.bidding.package, view.case, speaks) if seen and seen.bidding else "",
        "until": seen.until if seen else None,
        "step": plain_sum(seen.step, view.case.currency) if seen else "",
        "buyer": view.side == "buyer",
        "back": reverse("case", args=[view.case.id]),
    }
