"""Trying a procedure: which one, on how many cases; how far it is; what would change. Nothing of it is on record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import market_procedures, simulations
from hejie.web import formatting, refusals
from hejie.web.cases import procedure_facts
from hejie.web.forms import Choices, Form
from hejie.web.operator import acting
from hejie.web.simulation import telling

NUMBERS = (200, 1000, 5000)
OWN = "own"
_FORM, _RESULT = "simulation/form.html", "simulation/result.html"
_AROUND = 3
_EVERY_SECONDS = 2


class Trial(Form):
    """Which procedure, and on how many cases."""

    procedure = forms.ChoiceField(label=gettext_lazy("Which procedure?"))
    text = forms.CharField(
        label=gettext_lazy("The text of another one"),
        help_text=gettext_lazy("YAML, whole. It is tried and not taken in."),
        required=False,
        strip=False,
        max_length=simulations.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "input input--code"}),
    )
    file = forms.FileField(
        label=gettext_lazy("or as a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,text/yaml"}),
    )
    cases = forms.TypedChoiceField(
        label=gettext_lazy("On how many closed cases, the youngest first?"), coerce=int, widget=Choices
    )

    def __init__(self, choosable: tuple[Procedure, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].choices = [
            *((one.id, telling.name_of(one)) for one in choosable),
            (OWN, _("Another one, which I write or send below")),
        ]
        self.fields["cases"].choices = [
            (number, ngettext("%(number)s case", "%(number)s cases", number) % {"number": formatting.number(number)})
            for number in NUMBERS
        ]

    def clean_file(self) -> object:
        """Not larger than a text may be."""
        sent = self.cleaned_data["file"]
        if sent and sent.size > 4 * simulations.LONGEST_TEXT:
            raise forms.ValidationError(_("The file is too large for a procedure."))
        return sent

    def clean(self) -> dict:
        """A text is needed where none of the others is meant; a file that was sent comes before what is written."""
        found = super().clean()
        if found.get("procedure") != OWN:
            return found | {"text": ""}
        if found.get("file"):
            try:
                found["text"] = found["file"].read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not a text in UTF-8."))
                return found
        if not found.get("text", "").strip() and not self.errors:
            self.add_error("text", _("Write the procedure here, or send it as a file."))
        return found


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Choose; posted to: play what can be played at once, and go to the page of what came of it."""
    acting.proved(request, "settings")
    choosable = market_procedures.choosable(request.context)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    first = {"procedure": request.GET.get("procedure", ""), "cases": NUMBERS[0]}
    form = Trial(choosable, *sent, initial=first)
    if request.method != "POST" or not form.is_valid():
        return render(request, _FORM, {"form": form}, status=422 if form.errors else 200)
    asked = form.cleaned_data
    try:
        simulation = simulations.start(
            request.context, name=asked["procedure"], text=asked["text"], most=asked["cases"]
        )
    except Refusal as refusal:
        return _wrong(request, form, refusal)
    return redirect("simulation", simulation)


def _wrong(request: HttpRequest, form: Trial, refusal: Refusal) -> HttpResponse:
    """The form again, with what is wrong and the lines of the text around it."""
    led = refusals.lead(request, refusal)
    if led or refusal.code != "rulebook_wrong":
        return led or refusals.answer(request, refusal)
    line, text = refusal.facts["line"], form.cleaned_data["text"]
    told = refusals.told(request, refusal)
    form.add_error("text" if form.cleaned_data["procedure"] == OWN else "procedure", told.why)
    form.data = form.data.copy()
    form.data["text"] = text
    lines = text.splitlines()[max(line - 1 - _AROUND, 0) : line + _AROUND] if line else []
    numbered = [
        {"number": number, "text": written, "wrong": number == line}
        for number, written in enumerate(lines, max(line - _AROUND, 1))
    ]
    facts = {"form": form, "what": refusal.facts["what"], "line": line, "lines": numbered}
    return render(request, _FORM, facts, status=422)


@never_cache
def result(request: HttpRequest, simulation: str) -> HttpResponse:
    """How far it is, or what would change."""
    acting.proved(request, "settings")
    try:
        found = simulations.read(request.context, simulation)
    except Refusal as refusal:
        if refusal.code != "not_found":
            raise
        return render(request, "simulation/forgotten.html", status=404)
    rules = found.procedure
    facts = {
        "found": found,
        "name": telling.name_of(rules),
        "rules": rules,
        "again": f"{reverse('simulation_new')}?procedure={rules.id}",
        "every": _EVERY_SECONDS,
    }
    if found.comparison is None:
        answer = render(request, _RESULT, facts)
        if not found.stopped:
            answer.headers["Refresh"] = str(_EVERY_SECONDS)
        return answer
    return render(request, _RESULT, facts | telling.facts(found.comparison) | _pictures(request, rules))


def _pictures(request: HttpRequest, rules: Procedure) -> dict:
    """The procedure in force and the one that was tried, drawn beside each other."""
    chosen = market_procedures.chosen(request.context)
    return {
        "now": procedure_facts(request, chosen) | {"name": telling.name_of(chosen)},
        "then": procedure_facts(request, rules)
        | {"name": telling.name_of(rules), "same": rules.digest == chosen.digest},
    }
