"""What is written into questions: the question, an answer, times of an appointment."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hejie.domain.kernel import clock
from hejie.domain.questions import decide
from hejie.web.forms import Choices, Form

ABOUT = (("goods", _("I want to know something")), ("installation", _("I would like somebody to come and install it")))


class Ask(Form):
    """A question to a shop."""

    about = forms.ChoiceField(label=_("What is it?"), choices=ABOUT, widget=Choices, initial="goods")
    text = forms.CharField(
        label=_("Your question"), max_length=decide.LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The shop and the marketplace read it. If there is a dispute about the order later, it is part of the file."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where is it to be installed?"), max_length=500, required=False,
        help_text=_("Street, floor, whether there is a lift. Only for an appointment."),
    )  # fmt: skip

    def __init__(self, with_order: bool, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not with_order:
            del self.fields["about"], self.fields["place"]


class Times(Form):
    """Up to three times of an appointment, in the reader's zone; the rest of six goes over the API."""

    speaks = ("note",)

    first = forms.DateTimeField(label=_("First time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    second = forms.DateTimeField(
        label=_("Second time"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    third = forms.DateTimeField(
        label=_("Third time"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    hours = forms.IntegerField(label=_("How many hours does it take?"), min_value=1, max_value=12, initial=2)
    note = forms.CharField(
        label=_("What should be ready?"),
        max_length=decide.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def slots(self) -> tuple[tuple[str, str], ...]:
        """The times as the record writes them."""
        told = self.cleaned_data
        length = timedelta(hours=told["hours"])
        given: list[datetime] = [told[name] for name in ("first", "second", "third") if told[name]]
        aware = [one if timezone.is_aware(one) else timezone.make_aware(one) for one in given]
        return tuple((clock.text(one), clock.text(one + length)) for one in aware)


class Hours(Form):
    """Within how many hours a shop promises to answer."""

    hours = forms.IntegerField(
        label=_("Within how many hours do you answer?"), min_value=decide.HOURS[0], max_value=decide.HOURS[1],
        help_text=_("Buyers see it before they ask. Half of the time later you are reminded; when it is over, both sides are told."),
    )  # fmt: skip


class Public(Form):
    """Question and answer in the shop's own words."""

    language = forms.ChoiceField(label=_("Language of this text"))
    title = forms.CharField(label=_("The question, in your words"), max_length=160)
    body = forms.CharField(
        label=_("The answer, in your words"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave out names, addresses and numbers of orders. The buyer is not named."),
    )  # fmt: skip
