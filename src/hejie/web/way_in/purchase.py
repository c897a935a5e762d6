"""The second question: who bought from whom, where, how, and for how much."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.web.forms import Choices, Form
from hejie.web.way_in import fact_words
from hejie.web.way_in.currencies import of_country
from hejie.web.way_in.fields import UNKNOWN, amount


class Purchase(Form):
    """Who bought from whom, where and how: what decides which law it is."""

    jurisdiction = forms.ChoiceField()
    buyer = forms.ChoiceField()
    seller = forms.ChoiceField()
    channel = forms.ChoiceField()
    price = forms.CharField(required=False, max_length=20)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)

    def __init__(self, side: str, currencies: Sequence[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.usual = currencies[0]
        listed = [(one, one) for one in currencies]
        self.fields["currency"].choices = listed if len(listed) == 1 else [("", _("of the country")), *listed]
        self.fields["currency"].widget.attrs["class"] = "input input--short"
        self.fields["price"].label = fact_words.question("price", side)
        self.fields["price"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input input--short"})
        for path in _OF_WORDS:
            field = self.fields[path]
            field.label, field.help_text = fact_words.question(path, side), fact_words.hint(path)
            field.choices = [*fact_words.labels(path).items(), (UNKNOWN, _NOT_KNOWN.get(path) or _("I don’t know"))]
            few = len(field.choices) <= _FEW
            field.widget = Choices(apart=(UNKNOWN,)) if few else forms.Select(attrs={"class": "input"})
            field.widget.choices = field.choices

    def clean(self) -> dict:
        """The price in minor units of its currency, None where it was left out."""
        data = super().clean()
        said = data.get("price", "").strip()
        data["price"] = None
        data["currency"] = data.get("currency") or of_country(_place(data), self.usual)
        if said:
            try:
                data["price"] = amount(said, data)
            except forms.ValidationError as error:
                self.add_error("price", error)
        return data

    def told(self) -> dict[str, object]:
        """What was said, None for “I don't know”."""
        words = {path: self.cleaned_data[path] for path in _OF_WORDS}
        told = {path: None if said == UNKNOWN else said for path, said in words.items()}
        price = self.cleaned_data["price"]
        return told | ({"price": price} if price else {})


_OF_WORDS = ("jurisdiction", "buyer", "seller", "channel")
_FEW = 4
_NOT_KNOWN = {"jurisdiction": gettext_lazy("Another country, or I don’t know")}


def _place(data: dict) -> str:
    said = data.get("jurisdiction", "")
    return "" if said == UNKNOWN else said
