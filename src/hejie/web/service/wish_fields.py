"""The fields of a wish, by name: how each is asked for, and what the use case gets of it. A kind names the fields it needs."""

from collections.abc import Callable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales import serials
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.web.case.forms import minor_of
from hejie.web.case.voice import plain_sum
from hejie.web.forms import Choices, Form
from hejie.web.service import exchange_words, kinds, told_for

_SUMS = ("minor", "price")
_CALLED = {"name": "title"}
"""Fields that the use case calls otherwise: an invoice has a name where an exchange has the title of the other article."""


PAPERS = {"issue": gettext_lazy("A new invoice"), "correct": gettext_lazy("The invoice that there is, corrected")}


def names(kind: str) -> tuple[str, ...]:
    """The fields of a kind's wish."""
    return tuple(name for name in kinds.of(kind).wish if name in FIELDS)


class Wish(Form):
    """What belongs to a wish of one kind. most: what the pieces come to at most, and what was once paid for them, in minor units;
    mine: the buyer himself asks."""

    def __init__(
        self,
        kind: str,
        order: OrderState,
        most: int,
        *args: object,
        paid: int = 0,
        mine: bool = True,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.order, self.most, self.paid = kind, order, most, paid
        for name in names(kind):
            self.fields[f"w_{name}"] = FIELDS[name](self)
            widget = self.fields[f"w_{name}"].widget
            if isinstance(widget, forms.TextInput | forms.Textarea):
                widget.attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
        if not mine:
            told_for.tell(self, names(kind))

    def clean_w_minor(self) -> str:
        """An amount in figures, above nothing and at most what is left of what was paid for the pieces."""
        written = self.cleaned_data["w_minor"].strip()
        minor = minor_of(written, self.order.currency)
        if not 0 < minor <= self.most:
            told = {"most": plain_sum(self.most, self.order.currency)}
            error = _("Write an amount above zero and at most %(most)s.") % told
            raise forms.ValidationError(f"{error} {self.why()}")
        return written

    def why(self) -> str:
        """Why it cannot be more."""
        if self.paid <= self.most:
            return _("That was paid for these pieces.") if self.most else _("No payment for these pieces is known.")
        told = {"paid": plain_sum(self.paid, self.order.currency)}
        return _("%(paid)s was paid for these pieces, and a part of it has come back already.") % told

    def clean(self) -> dict:
        """What is sent in goes some way; what is repaired at home goes none."""
        data = super().clean()
        if data.get("w_where") == "send_in" and "w_way" not in self.errors and not data.get("w_way"):
            self.add_error("w_way", _("Say how you send it in."))
        return data

    def clean_w_serial(self) -> str:
        """A number that can be one, or nothing."""
        written = self.cleaned_data["w_serial"].strip()
        try:
            serials.plain(written or "1")
        except Refusal:
            raise forms.ValidationError(_("Write letters and figures as they stand on the thing.")) from None
        return written

    def clean_w_price(self) -> str:
        """An amount in figures, or nothing."""
        written = self.cleaned_data["w_price"].strip()
        if written:
            minor_of(written, self.order.currency)
        return written


def told(kind: str, order: OrderState, answers: Mapping[str, str]) -> dict:
    """The wish as the use case takes it."""
    found: dict = {}
    for name in names(kind):
        value = answers.get(name, "").strip()
        if value:
            found[_CALLED.get(name, name)] = minor_of(value, order.currency) if name in _SUMS else value
    return found


def shown(kind: str, order: OrderState, answers: Mapping[str, str], *, mine: bool = True) -> list[tuple[str, str]]:
    """Pairs of question and answer, for reading once more."""
    form = Wish(kind, order, 0, mine=mine)
    found = []
    for name in names(kind):
        value = answers.get(name, "").strip()
        field = form.fields[f"w_{name}"]
        if value:
            choices = dict(getattr(field, "choices", ()))
            words = plain_sum(minor_of(value, order.currency), order.currency) if name in _SUMS else value
            found.append((str(field.label), str(choices.get(value, words))))
    return found


def _way(form: Wish) -> forms.Field:
    at_home = form.kind == "repair"
    return forms.ChoiceField(
        label=gettext_lazy("If you send it in: how?") if at_home else gettext_lazy("How does it go back?"),
        required=not at_home,
        choices=list(kinds.WAY_WORDS.items()),
        widget=Choices(hints=kinds.WAY_HINTS),
    )


def _where(form: Wish) -> forms.Field:
    choices = [("send_in", gettext_lazy("I send it in")), ("on_site", gettext_lazy("Somebody comes to my place"))]
    return forms.ChoiceField(label=gettext_lazy("Where is it repaired?"), choices=choices, widget=Choices())


def _need(form: Wish) -> forms.Field:
    choices = [
        ("none", gettext_lazy("I can do without it for a while")),
        ("daily", gettext_lazy("I need it every day")),
        ("work", gettext_lazy("I need it for my work")),
        ("health", gettext_lazy("Somebody’s health depends on it")),
    ]
    hint = gettext_lazy("Who depends on it more is served first; the seller sees why.")
    return forms.ChoiceField(
        label=gettext_lazy("How much do you need it?"), help_text=hint, choices=choices, widget=Choices()
    )


def _minor(form: Wish) -> forms.Field:
    field = forms.CharField(
        label=gettext_lazy("How much money back?"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    told = {"currency": form.order.currency, "most": plain_sum(form.most, form.order.currency)}
    most = _("In %(currency)s, at most %(most)s.") % told
    field.help_text = f"{most} {form.why()}"
    return field


def _want(form: Wish) -> forms.Field:
    choices = [("refund", gettext_lazy("My money back")), ("again", gettext_lazy("The goods, sent once more"))]
    return forms.ChoiceField(label=gettext_lazy("What would you like?"), choices=choices, widget=Choices())


def _parts(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Which parts are missing?"),
        help_text=gettext_lazy("As they are called on the box or in the manual."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _what(form: Wish) -> forms.Field:
    choices = list(PAPERS.items())
    return forms.ChoiceField(label=gettext_lazy("What do you need?"), choices=choices, widget=Choices())


def _name(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Name on the invoice"), required=False, max_length=100, widget=forms.TextInput()
    )


def _title(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Which article instead?"),
        help_text=gettext_lazy("Size, colour or name. Leave it empty for the same again."),
        required=False,
        max_length=200,
        widget=forms.TextInput(),
    )


def _price(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Price of one piece of it, if it differs"),
        help_text=gettext_lazy("The difference is paid or paid back."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )


def _order(form: Wish) -> forms.Field:
    choices = list(exchange_words.ORDERS.items())
    return forms.ChoiceField(label=gettext_lazy("In which order?"), choices=choices, widget=Choices())


def _tax_number(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Tax number, if there is one"), required=False, max_length=40, widget=forms.TextInput()
    )


def _serial(form: Wish) -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Serial number, if it has one"),
        help_text=gettext_lazy("It stands on the thing or its box. With it the guarantee of this very thing is found."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


FIELDS: dict[str, Callable[[Wish], forms.Field]] = {
    "way": _way,
    "where": _where,
    "need": _need,
    "serial": _serial,
    "minor": _minor,
    "want": _want,
    "parts": _parts,
    "what": _what,
    "title": _title,
    "price": _price,
    "order": _order,
    "name": _name,
    "tax_number": _tax_number,
}
