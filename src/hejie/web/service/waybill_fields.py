"""The number of a parcel in the forms of steps: by the rule that holds for orders, told beside the field where it is typed."""

from django import forms
from django.utils.translation import gettext as _

from hejie.adapters import refusal_texts
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import waybills
from hejie.web.languages import active
from hejie.web.service.step_form import StepForm


def ask_whether_sure(form: StepForm) -> None:
    """A field to say that one has looked again, where the check figure of the number that was sent does not fit."""
    sent = waybills.plain(str(form.data.get(form.add_prefix("waybill"), ""))) if form.is_bound else ""
    if sent and not waybills.check_fits(sent):
        form.fields["sure"] = forms.BooleanField(label=_("I have looked again: the number is right"), required=False)


def clean_waybill(form: StepForm) -> None:
    """What was typed can be the number of a parcel."""
    said = form.cleaned_data
    try:
        waybills.typed(said.get("waybill", ""), sure=bool(said.get("sure")))
    except Refusal as refusal:
        told = refusal_texts.sentences(refusal, active())
        form.add_error("waybill", f"{told.why} {told.do}")


def way_told(form: StepForm) -> dict:
    """Carrier and number, as far as they were filled in, and that one has looked again."""
    told = {name: said for name in ("carrier", "waybill") if (said := form.cleaned_data[name].strip())}
    return told | ({"sure": True} if form.cleaned_data.get("sure") else {})
