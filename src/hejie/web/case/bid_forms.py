"""The forms of sealed bids: the terms beside the sum, and one's own limit."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.state import CaseState
from hejie.web.case.forms import Offer, minor_of
from hejie.web.case.voice import plain_sum
from hejie.web.forms import Form


class Terms(Offer):
    """A package without its sum, which is what is bid for."""

    def __init__(self, case: CaseState, *args: object, **kwargs: object) -> None:
        super().__init__(case, *args, **kwargs)
        del self.fields["refund"], self.fields["note"]

    def package(self) -> dict:
        """The terms in the one plain form, without a refund."""
        self.cleaned_data["refund"] = 0
        found = super().package()
        del found["refund"]
        return found


class Limit(Form):
    """The one number that nobody else sees."""

    limit = forms.CharField(
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "input--short", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    waives = forms.BooleanField(required=False)

    def __init__(self, case: CaseState, side: str, floor: str, *args: object, **kwargs: object) -> None:
        """floor: what is guaranteed to the buyer, as a sentence; "" where nothing is."""
        super().__init__(*args, **kwargs)
        self.case = case
        field = self.fields["limit"]
        field.label = _("The least that you take back") if side == "buyer" else _("The most that you give back")
        field.help_text = _("In %(currency)s, from 0 to %(most)s.") % {
            "currency": case.currency,
            "most": plain_sum(case.paid_minor, case.currency),
        }
        field.error_messages["required"] = gettext_lazy("Write an amount in figures, like 119.40.")
        if side == "buyer" and floor:
            self.fields["waives"].label = _("I know that I may get less than the rules give me, and agree to it")
            self.fields["waives"].help_text = floor
        else:
            del self.fields["waives"]

    def clean_limit(self) -> int:
        """Minor units, within what was paid."""
        minor = minor_of(self.cleaned_data["limit"], self.case.currency)
        if minor > self.case.paid_minor:
            most = plain_sum(self.case.paid_minor, self.case.currency)
            raise forms.ValidationError(_("This is more than was paid. Write at most %(most)s.") % {"most": most})
        return minor
