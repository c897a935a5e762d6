"""The form of each step of a service: its fields, its buttons, and what the use case gets of it.

A step that has no row here has a form with a word and pieces of evidence alone, so that its page works all the same.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales.service import GRADES
from hejie.domain.cases.servicing.sending import STATIONS
from hejie.usecases.reading import CaseView
from hejie.web.case.voice import say
from hejie.web.forms import Choices
from hejie.web.service import inspect_form, pay_forms, repair_forms, vocabulary
from hejie.web.service.step_form import (
    Choice,
    StepForm,
    counter,
    money_field,
    short,
    sum_or_error,
)
from hejie.web.service.waybill_fields import ask_whether_sure, clean_waybill, way_told

_ROWS = 2


class _Carried(StepForm):
    """Who carries it, and under which number."""

    sums: object = None
    proof = False
    noted = False

    def build(self) -> None:
        """Carrier and number; what it cost where that is paid back or borne."""
        self.fields["carrier"] = short(_("Who carries it?"), _("Its name, or the number of the waybill below."))
        self.fields["waybill"] = short(_("Number of the waybill"), _("It stands on the slip."))
        ask_whether_sure(self)
        if self._asks_sum():
            self.fields["minor"] = money_field(self.sums, _("In %(currency)s") % {"currency": self.view.case.currency})

    def _asks_sum(self) -> bool:
        return False

    def clean(self) -> dict:
        """Something is told of the way, and the sum is one."""
        data = super().clean()
        if not str(data.get("carrier", "")).strip() and not str(data.get("waybill", "")).strip():
            self.add_error("carrier", _("Name the carrier or the number of the waybill."))
        clean_waybill(self)
        sum_or_error(self, "minor")
        return data

    def told(self) -> dict:
        """Only what was filled in."""
        data = way_told(self)
        minor = self.amount("minor") if "minor" in self.fields else None
        return data | ({"minor": minor} if minor else {})


class _Corrected(_Carried):
    """The same, as it was said, to be mended."""

    def build(self) -> None:
        """What stands on the file is there already."""
        super().build()
        done = self.service.parcel(self.step.removeprefix("correct_"))
        told = done.data if done is not None else {}
        self.fields["carrier"].initial = told.get("carrier", "")
        self.fields["waybill"].initial = self.view.text(told["waybill"]) if told.get("waybill") else ""


class Send(_Carried):
    """The buyer sends the goods back."""

    sums = gettext_lazy("What you paid for the way back")

    def build(self) -> None:
        """Also the slip, where what it cost is paid back."""
        super().build()
        self.proof = self.proof or self._asks_sum()

    def _asks_sum(self) -> bool:
        return self.service.freight == "seller"


class Label(_Carried):
    """A label for the way back."""

    sums = gettext_lazy("What it costs the buyer, if anything")

    def build(self) -> None:
        """Also where the label is to be had."""
        super().build()
        self.fields["address"] = short(_("Where the buyer gets it"), _("An address on the web, or a counter"))

    def _asks_sum(self) -> bool:
        return self.service.freight == "buyer"

    def clean(self) -> dict:
        """A label is somebody's."""
        data = super().clean()
        if not str(data.get("carrier", "")).strip() and "carrier" not in self.errors:
            self.add_error("carrier", _("Name the carrier."))
        return data

    def told(self) -> dict:
        """With the address."""
        where = self.cleaned_data["address"].strip()
        return super().told() | ({"address": where} if where else {})


class Receive(StepForm):
    """What came back, and in which condition."""

    def build(self) -> None:
        """Whether it arrived; how many of each line, and their grade."""
        choices = [
            ("yes", _("The parcel is here")),
            ("refused", _("I turned it away at the door")),
            ("no", _("Nothing has come")),
        ]
        away = _("It counts as received all the same, and your time to look at the goods begins.")
        self.fields["arrived"] = forms.ChoiceField(
            label=_("Did it arrive?"), choices=choices, widget=Choices(hints={"refused": away}), initial="yes"
        )
        names = self.names_of_lines()
        for piece in self.service.pieces:
            most = piece.quantity if piece.approved is None else piece.approved
            if most > 1:
                self.fields[f"r{piece.line}"] = counter(_("How many came"), most)
                self.fields[f"r{piece.line}"].label = say(
                    "%(what)s: %(goods)s", what=_("How many came"), goods=names[piece.line]
                )
            grades = [
                ("", _("not said yet")),
                *((grade, f"{grade} · {vocabulary.word('grades', grade)}") for grade in GRADES),
            ]
            self.fields[f"g{piece.line}"] = forms.ChoiceField(
                label=say("%(what)s: %(goods)s", what=_("Condition"), goods=names[piece.line]),
                choices=grades,
                required=False,
                widget=forms.Select(attrs={"class": "input input--short"}),
            )

    def told(self) -> dict:
        """Rows by line, or that nothing came."""
        data = self.cleaned_data
        if data["arrived"] != "yes":
            return {"arrived": False} if data["arrived"] == "no" else {"refused": True}
        rows = []
        for piece in self.service.pieces:
            row: dict = {"line": piece.line}
            if f"r{piece.line}" in self.fields:
                row["received"] = data[f"r{piece.line}"]
            if data.get(f"g{piece.line}"):
                row["grade"] = data[f"g{piece.line}"]
            if len(row) > 1:
                rows.append(row)
        return {"pieces": rows} if rows else {}


class Agree(Choice):
    """What is taken off: agreed to, or contested."""

    name, values = "agreed", {"yes": True, "no": False}
    buttons = (("yes", gettext_lazy("I agree")), ("no", gettext_lazy("I contest it")))


class Arrive(Choice):
    """It came as agreed, or it did not."""

    name, values = "right", {"yes": True, "no": False}
    buttons = (("yes", gettext_lazy("It came, and is in order")), ("no", gettext_lazy("It is not in order")))


class Choose(Choice):
    """None is left: the money, or waiting."""

    name, values, noted = "want", {"refund": "refund", "wait": "wait"}, False

    def build(self) -> None:
        """Of parts nobody has said what they are worth, so that their money is a matter to be settled."""
        money = _("I want money instead") if self.service.kind == "missing_parts" else _("I want the money back")
        self.buttons = (("refund", money), ("wait", _("I wait for it")))


class Intercept(Choice):
    """The parcel was stopped, or not."""

    name, values = "caught", {"yes": True, "no": False}
    buttons = (("yes", gettext_lazy("It was stopped")), ("no", gettext_lazy("It could not be stopped")))


class Trace(Choice):
    """The parcel was found, or is lost."""

    name, values = "found", {"yes": True, "no": False}
    buttons = (("yes", gettext_lazy("It was found")), ("no", gettext_lazy("It is lost")))


class Scan(StepForm):
    """What the carrier says."""

    proof = False

    def build(self) -> None:
        """A station."""
        choices = [(name, vocabulary.word("stations", name)) for name in STATIONS]
        self.fields["station"] = forms.ChoiceField(
            label=_("What does the carrier say?"), choices=choices, widget=forms.Select(attrs={"class": "input"})
        )

    def told(self) -> dict:
        """The station."""
        return {"station": self.cleaned_data["station"]}


class Release(StepForm):
    """Goods that were kept apart."""

    proof = False

    def build(self) -> None:
        """Which, and whereto."""
        names = self.names_of_lines()
        held = [(piece.line, names[piece.line]) for piece in self.service.pieces if piece.held]
        self.fields["line"] = forms.TypedChoiceField(
            label=_("Which goods?"), choices=held, coerce=int, widget=forms.Select(attrs={"class": "input"})
        )
        choices = [(name, vocabulary.word("goods", name)) for name in ("stock", "written_off")]
        self.fields["to"] = forms.ChoiceField(label=_("What becomes of them?"), choices=choices, widget=Choices())

    def told(self) -> dict:
        """Line and place."""
        return {"line": self.cleaned_data["line"], "to": self.cleaned_data["to"]}


class Document(StepForm):
    """The paper that was asked for."""

    def build(self) -> None:
        """Its number."""
        self.fields["number"] = short(_("Its number, if it has one"))

    def told(self) -> dict:
        """The number."""
        number = self.cleaned_data["number"].strip()
        return {"number": number} if number else {}


class Words(StepForm):
    """Words alone, which are needed."""

    must, proof = True, False


class AskFacts(Words):
    """A question to the buyer."""

    def note_label(self) -> str:
        """The clock stands still meanwhile."""
        return _("What do you need to know? Your time stands still until the buyer has answered.")


class Facts(Words):
    """The answer."""

    def note_label(self) -> str:
        """To the seller."""
        return _("Your answer")


class Object(Words):
    """Why the refund should not be paid."""

    def note_label(self) -> str:
        """It becomes a dispute."""
        return _("Why should it not be paid? It then becomes a dispute, and your words open it.")


class ProveSent(Send):
    """That the parcel was sent."""

    noted, must, proof = True, True, True

    def _asks_sum(self) -> bool:
        return False


FORMS: dict[str, type[StepForm]] = {
    "label": Label,
    "send": Send,
    "prove_sent": ProveSent,
    "scan": Scan,
    "receive": Receive,
    "inspect": inspect_form.Inspect,
    "agree": Agree,
    "accept": Agree,
    "release": Release,
    "ask_facts": AskFacts,
    "facts": Facts,
    "object": Object,
    "dispatch": _Carried,
    "correct_send": _Corrected,
    "correct_dispatch": _Corrected,
    "arrive": Arrive,
    "choose": Choose,
    "out_of_stock": Words,
    "document": Document,
    "intercept": Intercept,
    "trace": Trace,
    **pay_forms.FORMS,
    **repair_forms.FORMS,
}


def of(view: CaseView, step: str, *args: object) -> StepForm:
    """The form of a step."""
    return FORMS.get(step, StepForm)(view, step, *args)
