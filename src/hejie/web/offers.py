"""Putting an offer together, from nothing or as a change of the one it answers; what it would mean, told while terms are moved."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands
from hejie.domain.cases.state import Offer
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import points, settlement
from hejie.usecases.reading import CaseView
from hejie.web import asking, leading
from hejie.web.asking import key_of
from hejie.web.case import bargain, forms, page, terms, voice
from hejie.web.case import meaning as meanings
from hejie.web.case.entitlement import Floor


def new_offer(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the form of an offer, say what it would mean, or put the offer to the other side."""
    view = page.read(request, case_id)
    reply = request.POST.get("reply") or request.GET.get("reply", "")
    if request.method != "POST":
        base = dict(_base(view, reply).package)
        return _page(
            request, view, forms.Offer.of_package(view.case, base, points.worth_now(request.context)), reply, base
        )
    form = forms.Offer(view.case, request.POST, worth=points.worth_now(request.context))
    if not form.is_valid():
        return _page(request, view, form, reply, status=422)
    if "see" in request.POST:
        return _page(request, view, form, reply)
    if leading.before_sending(request, form):
        return _page(request, view, form, reply)
    waives = request.POST.get("waives") == "yes"
    command = commands.MakeOffer(case_id, form.package(), form.cleaned_data["note"], reply, waives)
    try:
        settlement.make_offer(request.context, command, key=key_of(request))
    except Refusal as refusal:
        facts = _facts(request, view, form, reply) | {"waives": refusal.code == "below_entitlement"}
        return asking.again(request, "case/offer.html", facts, refusal)
    messages.success(request, _("Your offer has been put to the other side."))
    return redirect(f"{reverse('case', args=[case_id])}#content")


@require_POST
def meaning(request: HttpRequest, case_id: str) -> HttpResponse:
    """What the terms in the form would mean, as the part of the page that shows it."""
    view = page.read(request, case_id)
    form = forms.Offer(view.case, request.POST, worth=points.worth_now(request.context))
    form.is_valid()
    return render(request, "case/meaning.html", {"meaning": _meaning(request, view, form), "form": form, "live": True})


def _base(view: CaseView, reply: str) -> Offer:
    """With what the form begins: the offer that is answered, else the reader's own last one, else the claim."""
    case = view.case
    own = [offer for offer in case.offers if offer.side == view.side]
    return case.offer(reply) or (own[-1] if own else case.offers[0])


def _page(
    request: HttpRequest, view: CaseView, form: forms.Offer, reply: str, base: Mapping | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "case/offer.html", _facts(request, view, form, reply, base), status=status)


def _facts(request: HttpRequest, view: CaseView, form: forms.Offer, reply: str, base: Mapping | None = None) -> dict:
    answered = view.case.offer(reply)
    says = terms.sentence(answered.package, view.case, voice.of_view(view)) if answered else ""
    return {
        "case": view.case,
        "view": view,
        "form": form,
        "reply": reply if answered else "",
        "says": says,
        "meaning": _meaning(request, view, form, base),
        "back": reverse("case", args=[view.case.id]),
    }


def _meaning(request: HttpRequest, view: CaseView, form: forms.Offer, base: Mapping | None = None) -> dict | None:
    """What the form says so far, or the package with which it begins; None while a term is missing."""
    package = form.package() if form.is_bound and not form.errors else base
    if package is None:
        return None
    table = bargain.table(request, view)
    return meanings.of_package(package, view, voice.of_view(view), table, Floor(request, view, table))
