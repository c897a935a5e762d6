"""The neutral's proposal to both sides, with what it does to the money shown while it is put together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import mediating, points, settlement
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.asking import key_of
from hejie.web.case import mediation, offers, terms, voice
from hejie.web.neutral import acts, forms, settlement_map, table


def proposal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the form of a proposal, or put the proposal to both sides."""
    view = table.read(request, case_id)
    if "propose" not in view.acts:
        raise Refusal("not_allowed_now", act="OfferMade", stage=view.case.stage)
    if not request.context.actor.second_factor:
        raise Refusal("second_factor_needed", act="propose")
    if request.method != "POST":
        return _page(request, view, _begun(request, view))
    form = forms.Proposal(view.case, request.POST, worth=points.worth_now(request.context))
    if not form.is_valid():
        return _page(request, view, form, status=422)
    command = commands.MakeOffer(case_id, form.package(), form.cleaned_data["note"])
    try:
        settlement.make_offer(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "neutral/proposal.html", _facts(view, form), refusal)
    return redirect(f"{reverse('neutral_table', args=[case_id])}#proposals")


@require_POST
def preview(request: HttpRequest, case_id: str) -> HttpResponse:
    """What both sides would read, and who would get what, as the form stands."""
    view = table.read(request, case_id)
    form = forms.Proposal(view.case, request.POST, worth=points.worth_now(request.context))
    return render(request, "neutral/preview.html", {"preview": _preview(view, form)})


def withdrawal(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Take back an open proposal, after being asked once."""
    table.read(request, case_id)
    if request.method == "POST":
        command = commands.WithdrawOffer(case_id, offer)
        return acts.act(request, case_id, "proposals", settlement.withdraw_offer, command)
    facts = {
        "title": _("Take back your proposal?"),
        "words": _("Neither side can accept it any more. You may make another one."),
        "lost": [_("That you made it stays on the file.")],
        "url": reverse("neutral_proposal_withdrawal", args=[case_id, offer]),
        "yes": _("Take back the proposal"),
        "no_url": reverse("neutral_table", args=[case_id]),
        "no": _("Back to the table"),
    }
    return render(request, "confirm.html", facts)


def _begun(request: HttpRequest, view: CaseView) -> forms.Proposal:
    """The form as it begins: with a point of the map, a text, or what a side lets him tell, where he comes from one."""
    package, note = _base(view), ""
    if token := request.GET.get("map"):
        package = settlement_map.package_of(view, mediating.map_of(request.context, view), token) or package
    elif token := request.GET.get("text"):
        found = next((one for one in view.case.texts if one.id == token), None)
        package, note = (found.package, view.text(found.words)) if found else (package, note)
    elif token := request.GET.get("told"):
        told = mediation.told_by(view, token)
        package = told.data.get("package") or package if told else package
    form = forms.Proposal.of_package(view.case, dict(package), points.worth_now(request.context))
    form.initial["note"] = note
    return form


def _base(view: CaseView) -> dict:
    """The terms to begin with: the neutral's last proposal, else the last offer of either side."""
    own = [offer for offer in view.case.offers if offer.side == "neutral"]
    return (own or view.case.offers)[-1].package


def _page(request: HttpRequest, view: CaseView, form: forms.Proposal, status: int = 200) -> HttpResponse:
    return render(request, "neutral/proposal.html", _facts(view, form), status=status)


def _facts(view: CaseView, form: forms.Proposal) -> dict:
    speaks = voice.of_view(view)
    bound = form if form.is_bound else forms.Proposal(view.case, dict(form.initial), worth=form.worth)
    return {
        "case": view.case,
        "form": form,
        "cards": offers.cards(view, speaks),
        "preview": _preview(view, bound),
        "back": reverse("neutral_table", args=[view.case.id]),
    }


def _preview(view: CaseView, form: forms.Proposal) -> dict | None:
    """The proposal as a sentence with its money; None while it cannot be understood."""
    if not form.is_valid():
        return None
    speaks, package, custody = voice.of_view(view), form.package(), offers.in_custody(view)
    parts = terms.divide(package, custody)
    return {
        "says": terms.sentence(package, view.case, speaks),
        "rows": terms.rows(package, view.case, speaks, custody),
        "to_buyer": Money(parts.to_buyer + parts.short, view.case.currency) if custody or parts.short else None,
        "to_seller": Money(parts.to_seller, view.case.currency),
    }
