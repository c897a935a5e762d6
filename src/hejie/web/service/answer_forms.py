"""The seller's answer to a request: approved in whole or in part, or declined with a reason."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hejie.domain.aftersales.service import DECLINES
from hejie.domain.cases.servicing import money
from hejie.domain.cases.servicing.commands import AnswerService
from hejie.web.case.voice import say
from hejie.web.forms import Choices
from hejie.web.service import step_form, vocabulary


class _Answer(step_form.StepForm):
    """What both answers share: they are about what its writer had before him."""

    proof = False

    def build(self) -> None:
        """How the request stood when the page was opened."""
        self.fields["seen"] = forms.CharField(
            required=False, max_length=20, initial=self.service.status, widget=forms.HiddenInput
        )


class Approve(_Answer):
    """Approve: how many pieces, who bears the way back, what is taken off, whether the goods stay."""

    def build(self) -> None:
        """Only what the kind of request knows."""
        super().build()
        names, service = self.names_of_lines(), self.service
        for piece in service.pieces:
            if piece.quantity > 1 or len(service.pieces) > 1:
                field = step_form.counter(_("Pieces"), piece.quantity)
                field.label = say("%(what)s: %(goods)s", what=_("Pieces"), goods=names[piece.line])
                self.fields[f"q{piece.line}"] = field
        goes_back = service.step("send") is not None
        if goes_back:
            choices = [
                ("", _("As the rules and the reason have it")),
                ("seller", _("We pay it")),
                ("buyer", _("The buyer pays it")),
            ]
            self.fields["freight"] = forms.ChoiceField(
                label=_("Who pays the way back?"), required=False, choices=choices, widget=Choices()
            )
        if service.kind in money.PAYS_BACK and goes_back:
            self.fields["keep"] = forms.BooleanField(label=_("The goods need not come back"), required=False)
        if service.kind in money.PAYS_BACK:
            step_form.adjust_fields(self, 1)
        if service.kind in money.PAYS_A_SUM:
            hint = _("In %(currency)s; empty for all that was asked for") % {"currency": self.view.case.currency}
            self.fields["minor"] = step_form.money_field(_("Another sum"), hint)

    def clean(self) -> dict:
        """At least one piece; sums are sums."""
        data = super().clean()
        counted = [name for name in self.fields if name.startswith("q")]
        if counted and not any(data.get(name) for name in counted):
            raise forms.ValidationError(_("Approve at least one piece, or decline the request."))
        if "what0" in self.fields:
            step_form.clean_adjust(self, 1)
        step_form.sum_or_error(self, "minor")
        return data

    def command(self, case_id: str) -> AnswerService:
        """The answer as the use case takes it."""
        data, pieces = self.cleaned_data, ()
        if any(name.startswith("q") for name in self.fields):
            pieces = tuple((one.line, data[f"q{one.line}"]) for one in self.service.pieces)
        return AnswerService(
            case_id,
            True,
            pieces=pieces,
            note=self.note(),
            freight=data.get("freight", ""),
            adjust=tuple(step_form.adjusted(self, 1)) if "what0" in self.fields else (),
            keep=bool(data.get("keep")),
            minor=self.amount("minor") if "minor" in self.fields else None,
            seen=data.get("seen", ""),
        )


class Decline(_Answer):
    """Decline, with a reason of the list."""

    def build(self) -> None:
        """The reasons."""
        super().build()
        choices = [(name, capfirst(vocabulary.word("declines", name))) for name in DECLINES]
        self.fields["code"] = forms.ChoiceField(label=_("Why do you decline?"), choices=choices, widget=Choices())

    def note_label(self) -> str:
        """The buyer reads it."""
        return _("What the buyer should know")

    def clean(self) -> dict:
        """Another reason is said in words."""
        data = super().clean()
        if data.get("code") == "other" and not data.get("note", "").strip():
            self.add_error("note", _("Say what the reason is."))
        return data

    def command(self, case_id: str) -> AnswerService:
        """The answer as the use case takes it."""
        seen = self.cleaned_data.get("seen", "")
        return AnswerService(case_id, False, code=self.cleaned_data["code"], note=self.note(), seen=seen)
