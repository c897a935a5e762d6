"""How long whoever has to act in a complaint has: read by operators and auditors, set by operators."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.complaints.clocks import EXACT, WAITS
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import calendars, complaints
from hejie.usecases import complaint_clocks as use
from hejie.web import asking, clock_words
from hejie.web.forms import Form
from hejie.web.numbers import whole

_TEMPLATE = "complaints/times.html"
_UNITS = {
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "business_days": gettext_lazy("working days"),
}
_WAITS = {
    "assign": (gettext_lazy("Somebody is named who handles it"), gettext_lazy("Then it is escalated.")),
    "answer": (gettext_lazy("It is answered"), gettext_lazy("Then it is escalated.")),
    "word": (
        gettext_lazy("Whoever it is about says how it was"),
        gettext_lazy("Then it is answered without that word."),
    ),
    "again": (gettext_lazy("Operators are told again of what is late"), gettext_lazy("Again and again.")),
    "rate": (
        gettext_lazy("The complainant says whether the answer is good"),
        gettext_lazy("Then it closes without a word on the answer."),
    ),
}


class Times(Form):
    """A number and its unit for each wait, and the calendar of working days."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=9)
    calendar = forms.ChoiceField(
        label=gettext_lazy("Whose working days count?"),
        required=False,
        help_text=gettext_lazy("Needed where a time is set in working days."),
    )

    def __init__(self, found: use.Times, *args: object) -> None:
        super().__init__(*args, initial={"version": str(found.version), "calendar": found.calendar})
        self.fields["calendar"].choices = [
            ("", _("none")),
            *((one, clock_words.place_of(one)) for one in calendars.names()),
        ]
        for wait in WAITS:
            ((unit, amount),) = found.waits[wait].items()
            units = [(name, label) for name, label in _UNITS.items() if name != "business_days" or wait not in EXACT]
            self.fields[f"{wait}_amount"] = forms.IntegerField(min_value=1, max_value=1440, initial=amount)
            self.fields[f"{wait}_unit"] = forms.ChoiceField(choices=units, initial=unit)
            for part in ("amount", "unit"):
                self.fields[f"{wait}_{part}"].widget.attrs["class"] = "input input--short"

    def rows(self, found: use.Times) -> list[dict]:
        """Each wait with its two fields, its bounds, and what follows when it is over."""
        return [
            {"what": what, "then": then, "amount": self[f"{wait}_amount"], "unit": self[f"{wait}_unit"],
             "least": found.bounds[wait][0], "most": found.bounds[wait][1]}
            for wait, (what, then) in _WAITS.items()
        ]  # fmt: skip

    def clean(self) -> dict:
        """Each time within the bounds of the rulebook, with the calendar that it needs."""
        told, rules = super().clean(), complaints.load()
        for wait in WAITS:
            span = {told.get(f"{wait}_unit"): told.get(f"{wait}_amount")}
            if f"{wait}_amount" not in self.errors and not rules.fits(wait, span, told.get("calendar", "")):
                self.add_error(f"{wait}_amount", _("Choose a time within these bounds; working days need a calendar."))
        return told

    def waits(self) -> dict[str, dict[str, int]]:
        """The times as the use case takes them."""
        told = self.cleaned_data
        return {wait: {told[f"{wait}_unit"]: told[f"{wait}_amount"]} for wait in WAITS}


def times(request: HttpRequest) -> HttpResponse:
    """Read them, or save them over the version that was read."""
    found = use.read(request.context)
    form = Times(found, *([request.POST] if request.method == "POST" else []))
    actor = request.context.actor
    facts = {
        "form": form,
        "rows": form.rows(found),
        "saved": bool(found.version),
        "may_save": actor.role == "operator" and actor.second_factor,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, _TEMPLATE, facts, status=422 if form.errors else 200)
    told = form.cleaned_data
    try:
        use.save(request.context, form.waits(), calendar=told["calendar"], over=whole(told["version"]) or 0)
    except Refusal as refusal:
        return asking.again(request, _TEMPLATE, facts, refusal)
    messages.success(request, _("The times are saved. They count for complaints that come from now on."))
    return redirect("complaint_times")
