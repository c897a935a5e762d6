"""Forms of the steps of a repair: visit, diagnosis, quote, work, check, a loan meanwhile, and the choice after two that failed."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.servicing.repairing import AFTER_TWO
from hejie.domain.kernel import clock
from hejie.web import formatting
from hejie.web.forms import Choices
from hejie.web.service.step_form import Choice, StepForm, money_field, short, sum_or_error
from hejie.web.service.waybill_fields import ask_whether_sure, clean_waybill, way_told

_PARTS = 3


class Visit(StepForm):
    """When somebody comes; once more where the time is to be another one."""

    proof = False

    def label(self) -> str:
        """What is asked for."""
        return _("When do you come?")

    def hint(self) -> str:
        """What the buyer has asked for, or that he may."""
        asked, said = self.service.last("other_time"), self.service.last("visit")
        if asked is not None and (said is None or asked.seq > said.seq):
            at = formatting.moment(clock.parse(asked.data["at"]), timezone.now())
            return _("The buyer cannot then, and asks for %(at)s.") % {"at": at}
        return _("The buyer may ask for another time.")

    def build(self) -> None:
        """Day and time, in the reader's zone."""
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input input--short"}, format="%Y-%m-%dT%H:%M"
        )
        self.fields["at"] = forms.DateTimeField(
            label=self.label(),
            help_text=self.hint(),
            widget=widget,
            input_formats=["%Y-%m-%dT%H:%M"],
            error_messages={"invalid": _("Choose a day and a time.")},
        )

    def clean_at(self) -> object:
        """A moment that is still to come."""
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("Choose a day and a time that are still to come."))
        return at

    def told(self) -> dict:
        """The moment as the record writes it."""
        return {"at": clock.text(clock.cut(self.cleaned_data["at"]))}


class OtherTime(Visit):
    """The buyer cannot at that time."""

    def label(self) -> str:
        """What is asked for."""
        return _("When would it suit you?")

    def hint(self) -> str:
        """What follows."""
        return _("The seller says a time anew; until then the old one does not count.")


class Diagnose(StepForm):
    """What is broken, and whether the guarantee covers it."""

    noted = False

    def build(self) -> None:
        """The fault in words; covered or not."""
        self.fields["fault"] = short(_("What is broken?"))
        self.fields["fault"].required = True
        choices = [("yes", _("The guarantee covers it")), ("no", _("It is not covered: the buyer gets a quote"))]
        self.fields["covered"] = forms.ChoiceField(label=_("Who pays for it?"), choices=choices, widget=Choices())

    def told(self) -> dict:
        """Fault and cover."""
        return {"fault": self.cleaned_data["fault"].strip(), "covered": self.cleaned_data["covered"] == "yes"}


class _WithParts(StepForm):
    """Rows of parts, each with its price."""

    def parts_fields(self) -> None:
        """Some rows; what is empty is no part."""
        for number in range(_PARTS):
            self.fields[f"part{number}"] = short(_("Part %(number)s") % {"number": number + 1})
            self.fields[f"price{number}"] = money_field(_("Its price, if it has one"))

    def clean(self) -> dict:
        """Prices are sums of parts that have a name."""
        data = super().clean()
        for number in range(_PARTS):
            sum_or_error(self, f"price{number}")
            if str(data.get(f"price{number}") or "").strip() and not str(data.get(f"part{number}") or "").strip():
                self.add_error(f"part{number}", _("Name the part."))
        return data

    def parts(self) -> list[dict]:
        """The rows that were filled in."""
        found = []
        for number in range(_PARTS):
            name = self.cleaned_data[f"part{number}"].strip()
            if name:
                found.append({"name": name, "minor": self.amount(f"price{number}") or 0})
        return found


class Quote(_WithParts):
    """What a repair costs that is not covered: with a word on why, and what shows it."""

    must = True
    fold_label = gettext_lazy("Parts one by one")

    def build(self) -> None:
        """The sum, the days, the parts."""
        self.fields["minor"] = money_field(
            _("What it costs the buyer"), _("In %(currency)s") % {"currency": self.view.case.currency}
        )
        self.fields["minor"].required = True
        self.fields["days"] = forms.IntegerField(
            label=_("Days that it takes"),
            min_value=1,
            max_value=365,
            widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
        )
        self.parts_fields()

    def note_label(self) -> str:
        """The buyer reads it."""
        return _("Why the guarantee does not cover it")

    def clean(self) -> dict:
        """Something shows that it is not covered."""
        data = super().clean()
        sum_or_error(self, "minor")
        if not data.get("evidence") and not data.get("file"):
            self.add_error("file", _("Show what you found: add a photo, or choose a piece that is on the file."))
        return data

    def told(self) -> dict:
        """Sum, parts, days."""
        return {"minor": self.amount("minor"), "parts": self.parts(), "days": self.cleaned_data["days"]}


class Repaired(_WithParts):
    """The log: what was done, with which parts."""

    fold_label = gettext_lazy("Parts one by one")

    def build(self) -> None:
        """Work and parts."""
        self.fields["work"] = short(_("What was done?"))
        self.fields["work"].required = True
        self.parts_fields()

    def told(self) -> dict:
        """Work and parts."""
        return {"work": self.cleaned_data["work"].strip(), "parts": self.parts()}


class ApproveQuote(Choice):
    """The buyer's answer to a quote."""

    name, values = "answer", {"yes": "yes", "no": "no", "covered": "covered"}
    buttons = (
        ("yes", gettext_lazy("Do the repair at this price")),
        ("no", gettext_lazy("No, send it back as it is")),
        ("covered", gettext_lazy("I contest it: the guarantee covers it")),
    )


class Check(Choice):
    """The seller's own check before the goods go back."""

    name, values = "passed", {"yes": True, "no": False}
    buttons = (("yes", gettext_lazy("It works")), ("no", gettext_lazy("It must be repaired again")))


class Loan(StepForm):
    """Something lent to the buyer meanwhile."""

    noted, proof = False, False

    def build(self) -> None:
        """What, and its number."""
        self.fields["what"] = short(_("What is lent?"))
        self.fields["what"].required = True
        self.fields["serial"] = short(_("Its serial number"))

    def told(self) -> dict:
        """What was lent."""
        serial = self.cleaned_data["serial"].strip()
        return {"what": self.cleaned_data["what"].strip()} | ({"serial": serial} if serial else {})


class AfterTwo(Choice):
    """Repairs did not help: what the buyer wants now."""

    name, values, noted = "want", {one: one for one in AFTER_TWO}, False
    buttons = (
        ("refund", gettext_lazy("I want the money back")),
        ("exchange", gettext_lazy("I want another one")),
        ("repair", gettext_lazy("One more repair")),
    )


class GiveBack(StepForm):
    """What was lent goes back: by a carrier, or by hand."""

    noted, proof = False, False

    def build(self) -> None:
        """Who carries it, under which number."""
        self.fields["carrier"] = short(_("Who carries it?"), _("Leave both empty if you bring it by hand."))
        self.fields["waybill"] = short(_("Number of the waybill"))
        ask_whether_sure(self)

    def clean(self) -> dict:
        """The number is one."""
        data = super().clean()
        clean_waybill(self)
        return data

    def told(self) -> dict:
        """What was filled in."""
        return way_told(self)


class LoanBack(StepForm):
    """What was lent is back."""

    proof = False


FORMS: dict[str, type[StepForm]] = {
    "visit": Visit,
    "other_time": OtherTime,
    "diagnose": Diagnose,
    "quote": Quote,
    "approve_quote": ApproveQuote,
    "repair": Repaired,
    "check": Check,
    "loan": Loan,
    "give_back": GiveBack,
    "loan_back": LoanBack,
    "after_two": AfterTwo,
}
