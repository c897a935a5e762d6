"""A payment on top: the buyer's button, what staff put down of a payment that came another way, and words on where it stands."""

from django import forms
from django.utils.translation import gettext as _

from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales import on_top
from hejie.domain.cases.servicing import paying
from hejie.usecases.reading import CaseView
from hejie.web.case.voice import plain_sum, say, written
from hejie.web.service.step_form import StepForm, money_field, short, sum_or_error


class Pay(StepForm):
    """One button with the sum on it; the sum goes along, so that nobody pays another than he has read."""

    noted, proof = False, False

    def build(self) -> None:
        """The sum, out of sight."""
        self.fields["minor"] = forms.IntegerField(widget=forms.HiddenInput, initial=_due(self.view), min_value=1)

    @property
    def send(self) -> list[dict]:
        """The button."""
        due = plain_sum(_due(self.view), self.view.case.currency)
        return [{"value": "", "words": say(_("Pay %(sum)s"), sum=due)}]

    def told(self) -> dict:
        """The sum that was read."""
        return {"minor": self.cleaned_data["minor"]}


class RatherRefund(StepForm):
    """Nothing but a button."""

    noted, proof = False, False


class PayMore(StepForm):
    """The payment came another way; staff put down what the payment provider has told."""

    noted, proof = False, False

    def build(self) -> None:
        """How much, and by what the provider knows it."""
        self.fields["minor"] = money_field(
            _("How much was paid"), _("In %(currency)s") % {"currency": self.view.case.currency}
        )
        self.fields["minor"].required = True
        self.fields["provider_ref"] = short(_("Number of the payment"))

    def clean(self) -> dict:
        """The sum is one."""
        data = super().clean()
        sum_or_error(self, "minor")
        return data

    def told(self) -> dict:
        """Sum and number."""
        number = self.cleaned_data["provider_ref"].strip()
        return {"minor": self.amount("minor")} | ({"provider_ref": number} if number else {})


FORMS: dict[str, type[StepForm]] = {"pay": Pay, "rather_refund": RatherRefund, "pay_more": PayMore}


def lead(step: str, view: CaseView) -> str:
    """What stands above the button of a payment."""
    if step == "pay" and view.case.service.last("quote"):
        return _("The repair begins when it is paid. If it falls through after all, the whole sum comes back to you.")
    if step == "pay":
        return _(
            "The exchange goes on when it is paid. If it falls through after all, the whole sum comes back to you."
        )
    if step == "rather_refund":
        return _("The seller then answers once more: he had agreed to another article, not to pay back.")
    return ""


def standing(view: CaseView) -> object:
    """Where the payment stands, in one sentence for everybody; "" where there is none to make."""
    service = view.case.service
    if asked := on_top.under_way(service):
        told = {"sum": plain_sum(asked.data["minor"], view.case.currency)}
        return say(
            _("The payment provider has been asked for %(sum)s. It goes on by itself as soon as the answer is there."),
            **told,
        )
    if not view.case.waits(flows.wait_of("pay_more")):
        return ""
    if refused := on_top.refused(service):
        why = view.text(refused.data["why"]) if refused.data.get("why") else ""
        if why:
            return say(_("The payment provider has refused the payment: %(why)s"), why=written(why))
        return _("The payment provider has refused the payment, without saying why.")
    return say(_("%(sum)s are to be paid on top."), sum=plain_sum(_due(view), view.case.currency))


def _due(view: CaseView) -> int:
    return paying.due_of(view.order, view.case.service)
