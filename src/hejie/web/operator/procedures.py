"""The procedure of new cases: which ones there are, what each states to be unfair, and texts of the marketplace's own."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import market_procedures as use
from hejie.web import refusals
from hejie.web.cases import procedure_facts
from hejie.web.forms import Form
from hejie.web.operator import acting


class Text(Form):
    """A procedure as its author wrote it."""

    text = forms.CharField(
        label=gettext_lazy("The text of the procedure"),
        help_text=gettext_lazy("YAML, whole. docs/procedures.md says what may stand in it."),
        max_length=use.LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "input input--code"}),
    )


def procedures(request: HttpRequest) -> HttpResponse:
    """All that can be chosen, the one in force first; a button for each of the others. `?longest=ID` works one out."""
    acting.proved(request, "settings")
    if request.method == "POST":
        try:
            chosen = use.choose(request.context, request.POST.get("procedure", ""))
        except Refusal as refusal:
            return refusals.answer(request, refusal)
        messages.success(
            request, _("New cases run under it: %(name)s. Open ones keep theirs.") % {"name": _name(request, chosen)}
        )
        return redirect("market_procedures")
    chosen = use.chosen(request.context)
    others = [one for one in use.choosable(request.context) if one.id != chosen.id or one.digest != chosen.digest]
    asked = request.GET.get("longest", "")
    days = use.longest_days(request.context, asked) if asked else None
    rows = [
        procedure_facts(request, one) | {"chosen": one is chosen, "days": days if one.id == asked else None}
        for one in (chosen, *others)
    ]
    return render(request, "operator/procedures.html", {"rows": rows})


def _name(request: HttpRequest, rules: Procedure) -> str:
    return procedure_facts(request, rules)["texts"]["name"]


def install(request: HttpRequest) -> HttpResponse:
    """Take in a procedure of the marketplace's own; it is in force only once it is chosen."""
    acting.proved(request, "settings")
    form = Text(request.POST or None)
    facts = {
        "title": _("A procedure of your own"),
        "lead": _("It can be chosen in this marketplace alone, and is in force only once you choose it."),
        "send": _("Take it in"),
        "back": reverse("market_procedures"),
        "back_words": _("Back to the procedures"),
    }

    def do(data: dict) -> object:
        return use.install(request.context, data["text"])

    return acting.form_page(
        request, form, facts, do, done=_("The procedure is here. Choose it when it is to be in force."),
        goes=lambda _came: ("market_procedures",),
    )  # fmt: skip
