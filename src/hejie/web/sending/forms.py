"""Forms of sending: a parcel, a slip mended, handing over, digital delivery, many orders at once."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import shipping
from hejie.usecases.shipping import Sent
from hejie.web.forms import Choices, Form, ManyChoices, forms

HANDED = {
    "in_person": gettext_lazy("to the buyer himself"),
    "household": gettext_lazy("to somebody of his household"),
    "neighbour": gettext_lazy("to a neighbour"),
    "locker": gettext_lazy("into a locker"),
    "pick_up_point": gettext_lazy("to a pick-up point"),
    "left_at_door": gettext_lazy("left at the door"),
}
EVENTS = {
    "sent": gettext_lazy("handed over to his account or address"),
    "opened": gettext_lazy("opened for the first time"),
    "downloaded": gettext_lazy("downloaded"),
    "activated": gettext_lazy("the key was used"),
    "streamed": gettext_lazy("played"),
    "revoked": gettext_lazy("taken away again"),
}


def _short(label: object, hint: object = "", **more: object) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=120, **more)


class _OfLines(Form):
    """About lines of the shop. Lines that are done stay possible, so that a form sent twice is understood."""

    lines = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which goods?"), coerce=int, widget=ManyChoices({"data-user-text": ""})
    )

    def __init__(self, request: HttpRequest, titles: dict[int, str], left: tuple[int, ...], *args: object) -> None:
        told = {"lines": [str(one) for one in left], "on": timezone.localdate(request.context.now)}
        super().__init__(*args, initial=told | {"at": clock.text(request.context.now)})
        self.now = request.context.now
        field = self.fields["lines"]
        field.choices = [(str(number), title) for number, title in titles.items()]
        if not self.is_bound:
            field.choices = [one for one in field.choices if int(one[0]) in left]
        if len(titles) == 1:
            field.widget = forms.MultipleHiddenInput()


class _Now(_OfLines):
    """Something that is told now. The moment is that in which the form was opened, so that one sent twice is told once."""

    at = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_at(self) -> str:
        """A moment of the last day; else now."""
        try:
            moment = clock.parse(self.cleaned_data["at"])
        except ValueError:
            return clock.text(self.now)
        return clock.text(moment if self.now - timedelta(days=1) <= moment <= self.now else self.now)


class Number(Form):
    """Who carries a parcel, under which number."""

    carrier = _short(
        gettext_lazy("Who carries it?"), gettext_lazy("The carrier’s name. Your own driver: your shop’s name.")
    )
    waybill = _short(
        gettext_lazy("Number of the waybill"), gettext_lazy("Letters and figures, as they stand on the slip.")
    )
    sure = forms.BooleanField(label=gettext_lazy("I have looked again: the number is right"), required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        if not self.is_bound:
            self.fields["sure"].widget = forms.HiddenInput()

    def clean(self) -> dict:
        """One of the two is needed."""
        data = super().clean()
        if not data.get("carrier", "").strip() and not data.get("waybill", "").strip():
            self.add_error("carrier", _("Name the carrier or the number of the waybill."))
        return data

    def sent(self, lines: tuple[int, ...] = ()) -> Sent:
        """The parcel as the use case takes it."""
        data = self.cleaned_data
        return Sent(data["carrier"], data["waybill"], data.get("on", ""), lines, data["sure"])


class Parcel(Number, _OfLines):
    """A parcel on its way."""

    on = forms.DateField(
        label=gettext_lazy("On which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("lines", "carrier", "waybill", "sure", "on")

    def clean_on(self) -> str:
        """The moment that stands for the day."""
        day: date = self.cleaned_data["on"]
        try:
            return shipping.of_day(day, timezone.get_current_timezone(), self.now)
        except Refusal:
            raise forms.ValidationError(_("This day has not come yet.")) from None


class HandedOver(_Now):
    """Goods that have arrived, as the shop saw it."""

    handed = forms.ChoiceField(label=gettext_lazy("How were they handed over?"), required=False, widget=Choices())
    file = forms.FileField(
        label=gettext_lazy("A picture of it"), help_text=gettext_lazy("The signed slip, or the goods where they were left."),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.fields["handed"].choices = [*HANDED.items(), ("", _("I do not know"))]


class Digital(_Now):
    """A digital delivery and its proof."""

    event = forms.ChoiceField(
        label=gettext_lazy("What happened?"), choices=list(EVENTS.items()), widget=Choices(), initial="sent"
    )
    account = _short(
        gettext_lazy("Account or address"), gettext_lazy("To which it was handed over. Both sides read it.")
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence key"),
        help_text=gettext_lazy("It is not kept: only a fingerprint, with which the buyer can compare his."),
        required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("A word with it"), required=False, max_length=500)
    file = forms.FileField(
        label=gettext_lazy("A file that shows it"),
        help_text=gettext_lazy("The delivery log, or a picture of it."),
        required=False,
    )
    arrived = forms.BooleanField(
        label=gettext_lazy("With this it counts as delivered"),
        help_text=gettext_lazy("The buyer’s time to look at it begins."), required=False, initial=True,
    )  # fmt: skip
    field_order = ("lines", "event", "account", "licence", "note", "file", "arrived")

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.initial |= {"event": "sent", "arrived": True}


class Many(Form):
    """Waybills of many orders."""

    rows = forms.CharField(
        label=gettext_lazy("Order, carrier, number"),
        help_text=gettext_lazy("One parcel a line, parted by comma, semicolon or tab, as copied from a spreadsheet."),
        required=False, max_length=1_000_000, widget=forms.Textarea(attrs={"rows": 8, "class": "input input--code"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or a file"), help_text=gettext_lazy("CSV, up to 500 rows."), required=False
    )

    sure = forms.BooleanField(label=gettext_lazy("I have looked again: the numbers are right"), required=False)

    def __init__(self, *args: object, doubtful: bool = False, **more: object) -> None:
        super().__init__(*args, **more)
        if not doubtful:
            self.fields["sure"].widget = forms.HiddenInput()

    def clean(self) -> dict:
        """One of the two."""
        data = super().clean()
        if not self.errors and not data.get("rows", "").strip() and not data.get("file"):
            self.add_error("rows", _("Paste the rows, or choose a file."))
        return data
