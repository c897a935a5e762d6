"""What a side does in a mediation: confirm how it goes, let words be used in the decision, let the neutral tell something."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.cases import mediating as decided
from hejie.domain.cases.mediated import ALL
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import mediating, points
from hejie.web import asking
from hejie.web.acts import act
from hejie.web.asking import key_of
from hejie.web.case import forms as case_forms
from hejie.web.case import mediation, page
from hejie.web.case.offers import can


class MayBeTold(case_forms.Offer):
    """Words for the other side, and terms with them where the box is ticked."""

    with_terms = forms.BooleanField(
        label=gettext_lazy("Together with these terms"),
        help_text=gettext_lazy("Left empty, only your words are passed on and what stands below does not count."),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.label = _("What may the neutral tell the other side?")
        note.help_text = _(
            "Only this. The neutral says it in other words and without your reasons, or makes a proposal of it."
        )
        self.order_fields(["note", "with_terms", *self.fields])


@require_POST
def confirmation(request: HttpRequest, case_id: str) -> HttpResponse:
    """Confirm the opening statement that stands on the page."""
    command = decided.ConfirmOpening(case_id, request.POST.get("digest", ""))
    done = _("You have confirmed the opening statement.")
    return act(request, case_id, "mediation", mediating.confirm_opening, command, done=done)


def allowances(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show what one has said in mediation, and let it be used in the decision, or take that back."""
    view = page.read(request, case_id)
    if view.side not in mediation.PARTIES or not can(view, "allow_in_decision") or not view.case.openings:
        raise Refusal("not_allowed_now", act="AllowedInDecision", stage=view.case.stage)
    facts = {
        "case": view.case,
        "items": mediation.own_items(view),
        "all": f"{ALL}:{view.side}" in view.case.allowed,
        "ruled": view.case.ruling is not None,
        "back": reverse("case", args=[case_id]),
    }
    if request.method != "POST":
        return render(request, "case/allowances.html", facts)
    try:
        command = decided.AllowInDecision(
            case_id, tuple(request.POST.getlist("item")[:1]), request.POST.get("allow") != "no"
        )
        mediating.allow_in_decision(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/allowances.html", facts, refusal)
    return redirect("case_allowances", case_id)


def telling(request: HttpRequest, case_id: str) -> HttpResponse:
    """Say what the neutral may tell the other side."""
    view = page.read(request, case_id)
    if view.side not in mediation.PARTIES or not can(view, "room") or not view.case.neutral:
        raise Refusal("not_allowed_now", act="MayBeTold", stage=view.case.stage)
    own = [offer for offer in view.case.offers if offer.side == view.side]
    base, worth = (own or view.case.offers)[-1].package, points.worth_now(request.context)
    form = (
        MayBeTold(view.case, request.POST, worth=worth)
        if request.method == "POST"
        else MayBeTold.of_package(view.case, dict(base), worth)
    )
    facts = {"case": view.case, "form": form, "back": reverse("case", args=[case_id])}
    if request.method != "POST" or not form.is_valid():
        return render(request, "case/telling.html", facts, status=422 if form.errors else 200)
    package = form.package() if form.cleaned_data["with_terms"] else None
    try:
        command = decided.LetTell(case_id, form.cleaned_data["note"], package)
        mediating.let_tell(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/telling.html", facts, refusal)
    messages.success(request, _("The neutral may tell the other side this."))
    return redirect(f"{reverse('case', args=[case_id])}?room={view.side}#talk")
