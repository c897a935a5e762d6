"""The form of a listing: fields of its category, made out of the very rulebook by which it is looked at."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.money import EXPONENTS
from hejie.domain.listings.taxonomy import AMOUNT, CHOICE, FLAG, Fact
from hejie.rulebooks import listings as books
from hejie.usecases import listing_words
from hejie.web import languages
from hejie.web.case.forms import minor_of
from hejie.web.forms import Form, ManyChoices

_SHORT = {"class": "input--short", "inputmode": "decimal"}
_SIGNS = frozenset(("GB", "mAh", "%", "W", "V", "ml", "g", "km", "‰"))
"""Units that are written alike in every language here; others stand in the name of the fact."""


def categories(language: str) -> list[tuple[str, str]]:
    """Every category that has facts of its own, by its name."""
    found = [(path, listing_words.category(path, language)) for path in books.taxonomy().categories if path != "all"]
    return [("", _("Something else")), *sorted(found, key=lambda one: one[1])]


class Listing(Form):
    """A listing. category: decides which facts are asked for; currency: of the price."""

    product = forms.CharField(label=gettext_lazy("Your own number of the product"), max_length=120)
    title = forms.CharField(label=gettext_lazy("Title of the page"), max_length=300)
    price = forms.CharField(label=gettext_lazy("Price"), required=False, max_length=30, widget=forms.TextInput(_SHORT))
    text = forms.CharField(
        label=gettext_lazy("Description"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 6})
    )

    def __init__(self, sent: Any, category: str, currency: str, kept: Mapping[str, Any] | None = None) -> None:
        self.category, self.currency = category, currency
        self._facts = _asked(category, kept)
        super().__init__(sent, initial=self._initial(kept) if kept else None)
        self.musts = [self[f"f-{fact.id}"] for fact, must in self._facts if must]
        self.betters = [self[f"f-{fact.id}"] for fact, must in self._facts if not must]

    def _initial(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        facts = {f"f-{name}": value for name, value in kept.get("facts", {}).items()}
        price = kept.get("price")
        digits = EXPONENTS[self.currency]
        shown = f"{price['minor'] / 10**digits:.{digits}f}" if price else ""
        return {name: kept.get(name, "") for name in ("product", "title", "text")} | facts | {"price": shown}

    def written(self) -> dict[str, Any] | None:
        """The listing as an object; None where something has to be mended first."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        found: dict[str, Any] = {
            "category": self.category,
            **{name: data[name] for name in ("product", "title", "text")},
        }
        facts = {fact.id: data[f"f-{fact.id}"] for fact, _must in self._facts}
        found["facts"] = {name: _value(name, value) for name, value in facts.items() if value not in (None, "", [])}
        if data["price"].strip():
            try:
                found["price"] = {"minor": minor_of(data["price"], self.currency), "currency": self.currency}
            except ValidationError as fault:
                self.add_error("price", fault)
                return None
        return found

    @property
    def base(self) -> list:
        """Fields that every listing has."""
        return [self[name] for name in ("product", "title", "price", "text")]


def _asked(category: str, kept: Mapping[str, Any] | None) -> list[tuple[Fact, bool]]:
    """(fact, whether it must be said) of a category, then what the listing says beside them."""
    book = books.taxonomy()
    found = {need.fact: need.must for need in book.needs(category)}
    for rule in book.also:
        if not rule.within or category in rule.within:
            found.setdefault(rule.fact, False)
    found |= {name: False for name in (kept or {}).get("facts", {}) if name in book.facts and name not in found}
    return [(book.facts[name], must) for name, must in found.items()]


def form(sent: Any, category: str, currency: str, kept: Mapping[str, Any] | None = None) -> Listing:
    """A listing's form with a field for each fact of its category."""
    language = languages.active()
    fields = {f"f-{fact.id}": _field(fact, language) for fact, _must in _asked(category, kept)}
    made = type("ListingOfCategory", (Listing,), fields)
    return made(sent, category, currency, kept)


def _field(fact: Fact, language: str) -> forms.Field:
    label = fact.name[language]
    if fact.kind == CHOICE:
        choices = [(value, names[language]) for value, names in fact.values.items()]
        if fact.many:
            return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=ManyChoices)
        return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)
    if fact.kind == FLAG:
        answers = [("", "—"), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=label, choices=answers, required=False)
    if fact.kind == AMOUNT:
        sign = fact.unit if fact.unit in _SIGNS else ""
        unit = f" ({sign})" if sign and sign not in label else ""
        return forms.CharField(label=f"{label}{unit}", required=False, max_length=20, widget=forms.TextInput(_SHORT))
    return forms.CharField(label=label, required=False, max_length=2000)


def _value(name: str, value: Any) -> Any:
    kind = books.taxonomy().facts[name].kind
    if kind == FLAG:
        return value in ("yes", True, "True")
    if kind == AMOUNT:
        try:
            number = Decimal(str(value).replace(",", ".").strip())
        except InvalidOperation:
            return value
        return int(number) if number == number.to_integral_value() else float(number)
    return value


class File(Form):
    """A file of listings."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV with a header, or JSON, in UTF-8; up to 5,000 listings."),
    )
