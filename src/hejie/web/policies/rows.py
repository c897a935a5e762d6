"""The rows of the policy editor as forms. Each row stands below its own prefix, its conditions below that."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hejie.domain.entitlements.policies import model
from hejie.domain.kernel.money import EXPONENTS
from hejie.web.forms import Form, ManyChoices, forms
from hejie.web.policies import exceptions, words

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_DAY = re.compile(r"(?:(\d{4}|YYYY)-)?(\d{2}-\d{2})")
_SEPARATORS = re.compile(r"[,;，；、\n]")
_SUM = re.compile(r"|0|\d{1,3}([.,]\d{1,4})?\s*%|\d{1,9}([.,]\d{1,4})?\s*[A-Za-z]{3}")
_SHORT = {"class": "input--short"}


def _choices(known: dict, empty: str | None = None) -> list[tuple[str, object]]:
    return [*([("", empty)] if empty is not None else []), *known.items()]


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Short name"), help_text=_("Small letters, figures and _; it is named as the reason."), max_length=60
    )


def _grade_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How sure is it"), choices=_choices(words.GRADES), required=False)


class Row(Form):
    """A row with a short name."""

    def clean_id(self) -> str:
        """Small letters and figures."""
        found = self.cleaned_data["id"].strip()
        if not NAME.fullmatch(found):
            raise ValidationError(_("Use small letters, figures, - and _ alone."))
        return found


class Condition(Form):
    """One condition: a fact, and values any of which is enough."""

    fact = forms.ChoiceField(label=_("Only if"), required=False)
    value = forms.CharField(
        label=_("is"),
        help_text=_(
            "yes or no; or words with commas between them; or two days, as 11-01 to 12-31. After “All but”: kinds of goods, with what "
            "else must be so in brackets: underwear, software (opened)."
        ),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: object, own: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        known = {name: words.FACTS[name] for name in words.CONDITION_FACTS} | {name: name for name in own}
        self.fields["fact"].choices = _choices(known, _("nothing further"))

    def clean(self) -> dict:
        """The value as the fact wants it; a row without a fact counts as not there."""
        fact, value = self.cleaned_data.get("fact"), (self.cleaned_data.get("value") or "").strip()
        if not fact:
            return self.cleaned_data
        self.cleaned_data["wanted"] = self._wanted(fact, value)
        return self.cleaned_data

    def _wanted(self, fact: str, value: str) -> object:
        if fact in model.FLAGS or self.own.get(fact) == "flag":
            if value.lower() not in exceptions.YES | exceptions.NO:
                self.add_error("value", _("Write yes or no."))
            return value.lower() in exceptions.YES
        if fact == model.ALL_BUT:
            return self._exceptions(value)
        if fact in model.SPANS:
            found = _DAY.findall(value)
            if len(found) != 2:
                self.add_error(
                    "value", _("Write two days: 11-01 to 12-31 for every year, or with the year before them.")
                )
            return [f"{year or 'YYYY'}-{day}" for year, day in found]
        listed = [one.strip() for one in _SEPARATORS.split(value) if one.strip()]
        if not listed:
            self.add_error("value", _("Write at least one word."))
        return listed

    def _exceptions(self, value: str) -> object:
        try:
            found = exceptions.read(value, self.own)
        except exceptions.Unreadable as wrong:
            said = _("This is no exception: %(words)s. Write kinds of goods, as: underwear, software (opened).")
            self.add_error("value", ValidationError(said, params={"words": str(wrong)}))
            return []
        if not found:
            self.add_error("value", _("Write at least one word."))
        return found


class Window(Row):
    """How long, and from when."""

    id = _name_field()
    term = forms.ChoiceField(label=_("It can come back"), choices=_choices(words.TERMS))
    days = forms.IntegerField(
        label=_("Days"), required=False, min_value=0, max_value=model.LONGEST_DAYS, widget=forms.NumberInput(_SHORT)
    )
    last_day = forms.DateField(
        label=_("Fixed last day"), required=False, widget=forms.DateInput({"type": "date", **_SHORT})
    )
    clock = forms.ChoiceField(label=_("The days run"), choices=_choices(words.CLOCKS), initial="delivery_date")
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)
    contested = forms.CharField(label=_("Where sources differ"), required=False, max_length=1000)
    grade = _grade_field()
    after = forms.CharField(
        label=_("Goes on once this window is over"), help_text=_("Its short name; it stands further up. Empty: it stands by itself."),
        required=False, max_length=60,
    )  # fmt: skip
    own_refunds = forms.MultipleChoiceField(
        label=_("What is given back"), choices=_choices(words.REFUNDS), required=False, widget=ManyChoices
    )
    own_way = forms.ChoiceField(
        label=_("Who pays for the way back of whoever has changed his mind"),
        choices=[("", _("as for the whole policy")), *((one, words.FEES[one]) for one in ("customer", "free"))],
        required=False,
    )
    own_restocking = forms.CharField(
        label=_("Restocking fee"), help_text=_("15%, or a sum: 5.00 EUR; 0 for none."), required=False, max_length=40,
        widget=forms.TextInput(_SHORT),
    )  # fmt: skip
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """What is chosen needs its number or day."""
        found = self.cleaned_data
        if not _SUM.fullmatch((found.get("own_restocking") or "").strip()):
            self.add_error("own_restocking", _("Write per cent as 15%, or a sum with its currency as 5.00 EUR."))
        if found.get("term") == "days" and found.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Say how many days."))
        if found.get("term") == "last_day" and not found.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Say which day is the last one."))
        return found


class Exclusion(Row):
    """What cannot be given back."""

    id = _name_field()
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)
    grade = _grade_field()


class Modifier(Row):
    """Days on top."""

    id = _name_field()
    add_days = forms.IntegerField(
        label=_("Days on top"), min_value=1, max_value=model.LONGEST_DAYS, widget=forms.NumberInput(_SHORT)
    )
    not_for = forms.CharField(
        label=_("Not for these windows"),
        help_text=_("Their short names, with commas."),
        required=False,
        max_length=2000,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)
    grade = _grade_field()


class Charge(Row):
    """A fee of its own."""

    id = _name_field()
    what = forms.CharField(label=_("For what"), max_length=300)
    amount = forms.CharField(
        label=_("Sum, or per cent with %"), required=False, max_length=20, widget=forms.TextInput(_SHORT)
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    rule = forms.CharField(label=_("In words, where it is no sum"), required=False, max_length=1000)
    grade = _grade_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [("", "—"), *((one, one) for one in sorted(EXPONENTS))]

    def clean(self) -> dict:
        """A sum has a currency, and per cent has none."""
        amount = (self.cleaned_data.get("amount") or "").strip()
        if amount and not amount.endswith("%") and not self.cleaned_data.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        return self.cleaned_data


class Fee(Form):
    """What a return costs in one case."""

    kinds = forms.MultipleChoiceField(
        label=_("Cost of a return"), choices=_choices(words.FEES), required=False, widget=ManyChoices
    )
    amount = forms.CharField(
        label=_("Fixed sum for the way back"), required=False, max_length=20, widget=forms.TextInput(_SHORT)
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    label = forms.ChoiceField(label=_("Label"), choices=_choices(words.LABELS, "—"), required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [("", "—"), *((one, one) for one in sorted(EXPONENTS))]

    def clean(self) -> dict:
        """A sum has a currency."""
        if self.cleaned_data.get("amount") and not self.cleaned_data.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        return self.cleaned_data


class OwnFact(Form):
    """A fact of the policy's own, such as whether it is a trading card."""

    name = forms.CharField(label=_("Short name"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Told by"), choices=[("flag", _("yes or no")), ("word", _("a word"))])

    def clean_name(self) -> str:
        """Small letters and figures, and no fact that every policy has."""
        found = self.cleaned_data["name"].strip()
        if found and (not NAME.fullmatch(found) or found in words.FACTS):
            raise ValidationError(_("Use small letters, figures, - and _ alone, and no name that is there already."))
        return found


class Head(Form):
    """What goes for the whole policy."""

    name = forms.CharField(label=_("Name of the policy"), max_length=200)
    combine = forms.ChoiceField(label=_("Which window counts"), choices=_choices(words.COMBINES), initial="first")
    country = forms.CharField(
        label=_("Countries of buyers"), help_text=_("Two letters each, with commas; empty for all."), required=False,
        max_length=500,
    )  # fmt: skip
    methods = forms.MultipleChoiceField(
        label=_("How goods come back"), choices=_choices(words.METHODS), required=False, widget=ManyChoices
    )
    refunds = forms.MultipleChoiceField(
        label=_("What is given back"), choices=_choices(words.REFUNDS), required=False, widget=ManyChoices
    )
    conditions = forms.MultipleChoiceField(
        label=_("Goods may be"), choices=_choices(words.CONDITIONS), required=False, widget=ManyChoices
    )
    restocking = forms.CharField(
        label=_("Restocking fee"), help_text=_("15% of the price, or a sum with its currency: 5.00 EUR."), required=False,
        max_length=40, widget=forms.TextInput(_SHORT),
    )  # fmt: skip
    refund_days = forms.IntegerField(
        label=_("Days until the money is paid back"), required=False, min_value=0, max_value=365,
        widget=forms.NumberInput(_SHORT),
    )  # fmt: skip
    link = forms.URLField(label=_("Page with the policy"), required=False, assume_scheme="https", max_length=2000)
    other = forms.CharField(
        label=_("What else is promised"), help_text=_("One promise a line."), required=False, max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    sources = forms.CharField(
        label=_("Sources"),
        help_text=_("One a line."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 2}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
