"""What a shop, or the marketplace for what it sells itself, sets for service; the clocks of the rulebook beside it."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales.service import GRADES
from hejie.domain.kernel.money import Money, format_decimal
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import service_settings as use
from hejie.usecases.service_settings import Settings
from hejie.web import asking, formatting
from hejie.web.case.forms import minor_of
from hejie.web.claim_forms import SAID
from hejie.web.forms import Form, ManyChoices
from hejie.web.numbers import whole
from hejie.web.service import kinds, vocabulary
from hejie.web.way_in.currencies import CURRENCIES
from hejie.web.way_in.fields import Several

_TEMPLATE = "service/settings.html"
_OPEN = 5
_WARNS = (25, 50, 60, 75, 80, 90)


def _sum(label: object, hint: object) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input--short", "inputmode": "decimal"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=20, widget=widget)


class Limits(Form):
    """The shop's own limits, the warning, the grades."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=9)
    auto = _sum(
        gettext_lazy("Requests up to this sum are approved by themselves"),
        gettext_lazy(
            "Nobody need answer them. Empty: none is. What shows any sign, as a second return of the same goods, still waits for you."
        ),
    )
    keep = _sum(
        gettext_lazy("Up to this sum the goods need not come back"),
        gettext_lazy(
            "The refund is approved provisionally: you have 72 hours to object, and both sides see that. Empty: goods always come back."
        ),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency of both sums"), required=False)
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("For which reasons?"),
        help_text=gettext_lazy("None chosen: for all."),
        required=False,
        widget=Several(apart=()),
    )
    warn = forms.TypedChoiceField(label=gettext_lazy("Remind when this much of a clock has run"), coerce=int)
    held = forms.MultipleChoiceField(
        label=gettext_lazy("Returned goods that are kept apart until somebody lets them go"),
        required=False,
        widget=ManyChoices,
    )

    def __init__(self, own: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = dict.fromkeys(("", own, *CURRENCIES))
        self.fields["currency"].choices = [(one, one or _("none")) for one in known]
        self.fields["currency"].widget.attrs["class"] = "input input--short"
        listed = dict.fromkeys(reason for kind in kinds.KINDS.values() for reason in kind.reasons)
        self.fields["reasons"].widget.first = _OPEN
        self.fields["reasons"].choices = [(name, SAID[name]) for name in listed if name in SAID]
        shares = sorted({*_WARNS, int(self.initial.get("warn") or 75)})
        self.fields["warn"].choices = [
            (share, _("%(share)s %%") % {"share": formatting.number(share)}) for share in shares
        ]
        self.fields["warn"].widget.attrs["class"] = "input input--short"
        self.fields["held"].choices = [(one, f"{one} · {vocabulary.word('grades', one)}") for one in GRADES]

    @classmethod
    def of(cls, settings: Settings, own: str, *args: object) -> "Limits":
        """The form with what stands there now."""

        def plain(minor: int) -> str:
            return format_decimal(Money(minor, settings.currency)) if minor else ""

        told = {"auto": plain(settings.auto_minor), "keep": plain(settings.keep_minor), "currency": settings.currency}
        told |= {"reasons": list(settings.reasons), "warn": settings.warn, "held": list(settings.held)}
        return cls(own, *args, initial={**told, "version": str(settings.version)})

    def clean(self) -> dict:
        """Sums in minor units; a sum has a currency, and what has no sum needs none."""
        data = super().clean()
        currency = data.get("currency", "")
        for name in ("auto", "keep"):
            written = str(data.get(name, "")).strip()
            data[name] = 0
            if written and not currency:
                self.add_error(
                    "currency", _("Choose the currency of the sum.")
                ) if "currency" not in self.errors else None
            elif written:
                try:
                    data[name] = minor_of(written, currency)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        if not self.errors and not data["auto"] and not data["keep"] and (currency or data.get("reasons")):
            self.add_error("auto", _("Fill in a sum, or take currency and reasons away: half a rule is none."))
        return data

    def wanted(self) -> dict:
        """The settings as the use case takes them."""
        data = self.cleaned_data
        told = {"auto_minor": data["auto"], "keep_minor": data["keep"], "currency": data["currency"]}
        return told | {"reasons": data["reasons"], "warn": data["warn"], "held": data["held"]}


def settings(request: HttpRequest) -> HttpResponse:
    """Read them, or save them over the version that was read."""
    found = use.read(request.context)
    own = request.marketplace.currency if request.marketplace else ""
    form = Limits.of(found, own, *([request.POST] if request.method == "POST" else []))
    operator = request.context.actor.role == "operator"
    facts = {
        "form": form,
        "operator": operator,
        "saved": bool(found.version),
        "may_save": request.context.actor.second_factor,
        "clocks": [_clock(step) for step in use.usual_steps()],
        "back": reverse("market_settings") if operator else reverse("inbox"),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, _TEMPLATE, facts, status=422 if form.errors else 200)
    try:
        use.save(request.context, form.wanted(), over=whole(form.cleaned_data["version"]))
    except Refusal as refusal:
        return asking.again(request, _TEMPLATE, facts, refusal)
    messages.success(request, _("The settings are saved."))
    return redirect("service_settings")


def _clock(step: object) -> dict:
    return {
        "what": vocabulary.step_do(step.name),
        "who": step.who,
        "within": formatting.span(timedelta(hours=step.hours)),
        "silence": vocabulary.silence(step.silence),
    }
