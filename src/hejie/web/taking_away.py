"""Taking a case's file away: which stream of it, in which language, and with which page for a body outside."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hejie.rulebooks import certificates
from hejie.usecases import dossiers, reading
from hejie.usecases.reading import CaseView
from hejie.web import languages, words
from hejie.web.forms import Choices, Form, Language


class TakingForm(Form):
    """What is asked before a dossier is fetched; each answer has one chosen beforehand."""

    room = forms.ChoiceField(label=gettext_lazy("Which part of the case?"), widget=Choices)
    certificate = forms.ChoiceField(
        label=gettext_lazy("Who is to read it?"),
        help_text=gettext_lazy(
            "The PDF then has a page which tells this body where each thing that it asks for stands."
        ),
        widget=Choices,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the PDF"), widget=Language)

    def __init__(self, view: CaseView, usual: str) -> None:
        active = languages.active()
        super().__init__(initial={"room": "joint", "certificate": usual, "language": active})
        rooms = [(room, words.word(words.ROOMS, room)) for room, state in view.rooms.items() if state]
        if rooms:
            self.fields["room"].choices = [("joint", _("The case itself, which both sides read")), *rooms]
        else:
            del self.fields["room"]
        known, chosen = certificates.forms().values(), self.fields["certificate"]
        chosen.choices = [*((one.id, one.addressee[active]) for one in known), (certificates.NONE, _("Nobody outside"))]
        chosen.widget.hints = {one.id: one.title[active] for one in known}
        self.fields["language"].choices = settings.LANGUAGES


@require_safe
def choose(request: HttpRequest, case_id: str) -> HttpResponse:
    """The questions before a dossier is fetched. Refuses record_holds_mediation where its reader may not have it whole."""
    view = reading.read_case(request.context, case_id)
    reading.demand_whole(request.context, view.case)
    facts = {
        "case": view.case,
        "form": TakingForm(view, dossiers.usual_certificate(view.case)),
        "action": reverse("case_dossier", args=[case_id]),
        "back": reverse("case", args=[case_id]),
    }
    return render(request, "case/taking_away.html", facts)
