"""Putting an offer together, from nothing or as a change of the one it answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import settlement
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.asking import key_of
from hejie.web.case import forms, page, terms, voice


def new_offer(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the form of an offer, or put the offer to the other side."""
    view = page.read(request, case_id)
    reply = request.POST.get("reply") or request.GET.get("reply", "")
    if request.method != "POST":
        return _page(request, view, _filled(view, reply), reply)
    form = forms.Offer(view.case, request.POST)
    if not form.is_valid():
        return _page(request, view, form, reply, status=422)
    command = commands.MakeOffer(case_id, form.package(), form.cleaned_data["note"], reply)
    try:
        settlement.make_offer(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/offer.html", _facts(view, form, reply), refusal)
    messages.success(request, _("Your offer has been put to the other side."))
    return redirect(f"{reverse('case', args=[case_id])}#content")


def _filled(view: CaseView, reply: str) -> forms.Offer:
    """The form as it begins: the offer that is answered, else the reader's own last one, else the claim."""
    case = view.case
    own = [offer for offer in case.offers if offer.side == view.side]
    base = case.offer(reply) or (own[-1] if own else case.offers[0])
    return forms.Offer.of_package(case, dict(base.package))


def _page(request: HttpRequest, view: CaseView, form: forms.Offer, reply: str, status: int = 200) -> HttpResponse:
    return render(request, "case/offer.html", _facts(view, form, reply), status=status)


def _facts(view: CaseView, form: forms.Offer, reply: str) -> dict:
    answered = view.case.offer(reply)
    says = terms.sentence(answered.package, view.case, voice.of_view(view)) if answered else ""
    return {
        "case": view.case,
        "view": view,
        "form": form,
        "reply": reply if answered else "",
        "says": says,
        "back": reverse("case", args=[view.case.id]),
    }
