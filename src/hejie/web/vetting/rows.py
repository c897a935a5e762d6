"""The rows of the editor as forms: kinds of papers, rules by place and goods, and what counts where no rule says otherwise."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hejie.domain.kernel.money import EXPONENTS
from hejie.domain.standing.vetting import FOLLOWS, STOPS
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form, ManyChoices, forms

ANY = "any"
_SHORT = {"class": "input--short", "inputmode": "numeric"}
_SEPARATORS = re.compile(r"[,;，；、\s]+")
_COUNTRY, _WORD, _KIND = (
    re.compile(r"[A-Z]{2}"),
    re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}"),
    re.compile(r"[a-z][a-z0-9_]{0,39}"),
)
_MOST_DAYS = 3650
WHAT_FOLLOWS = {
    "hold": _("Buyers have longer to look at the goods before the money goes to the shop"),
    "new_orders": _("No new orders"),
    "new_listings": _("No new goods"),
    "new_deals": _("No new deals"),
}


def _days(label: object, hint: object = "", *, needed: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=needed,
        min_value=least,
        max_value=_MOST_DAYS,
        widget=forms.NumberInput(_SHORT),
    )


def sums(text: str) -> dict[str, int]:
    """Minor units by currency of lines such as `CNY 5000`. Raises ValidationError."""
    found: dict[str, int] = {}
    for line in filter(None, (one.strip() for one in re.split(r"[\n;；]", text))):
        currency, _space, amount = line.partition(" ")
        if currency.upper() not in EXPONENTS or not amount.strip():
            raise ValidationError(_("Write a currency and a sum in each line: CNY 5000."))
        found[currency.upper()] = minor_of(amount.strip(), currency.upper())
        if not found[currency.upper()]:
            raise ValidationError(_("A limit must be above zero."))
    return found


def written(most: Mapping[str, int]) -> str:
    """Such lines of minor units by currency."""
    return "\n".join(f"{name} {minor / 10 ** EXPONENTS[name]:.{EXPONENTS[name]}f}" for name, minor in most.items())


class Paper(Form):
    """A kind of paper."""

    kind = forms.CharField(label=_("Short name"), help_text=_("Small letters, figures and _."), max_length=40)
    en = forms.CharField(label=_("Its name in English"), max_length=200)
    zh = forms.CharField(label=_("Its name in Chinese"), max_length=200)
    ru = forms.CharField(label=_("Its name in Russian"), max_length=200)
    ends = forms.BooleanField(label=_("It has a last day"), required=False)
    lasts = _days(_("Good for at most so many days"), _("Empty: as long as it says itself."), needed=False, least=1)

    def clean_kind(self) -> str:
        """Small letters and figures."""
        if not _KIND.fullmatch(found := self.cleaned_data["kind"].strip()):
            raise ValidationError(_("Use small letters, figures and _ alone."))
        return found


class Rule(Form):
    """What a shop must show, by who sells, where and what."""

    who = forms.ChoiceField(
        label=_("Who sells?"),
        choices=[("business", _("A business")), ("private", _("A private person"))],
        widget=Choices,
    )
    countries = forms.CharField(
        label=_("In which countries"), help_text=_("Two letters each, with commas. Empty: where no rule names the country."),
        required=False, max_length=500,
    )  # fmt: skip
    categories = forms.CharField(
        label=_("Kinds of goods"), help_text=_("As your orders call them, in small letters and with commas. Empty: all."), required=False,
        max_length=1000,
    )  # fmt: skip
    papers = forms.MultipleChoiceField(label=_("Papers"), required=False, widget=ManyChoices)
    deposit = forms.CharField(
        label=_("Deposit"), required=False, max_length=30, widget=forms.TextInput({"class": "input--short"})
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    probation = _days(_("First time of such a shop, in days"), _("Empty: as in general."), needed=False)
    longer = _days(_("Hours that its buyers have more"), _("Empty: as in general."), needed=False)
    most = forms.CharField(
        label=_("What an order may come to"), help_text=_("A currency and a sum in each line: CNY 5000. Empty: as in general."),
        required=False, max_length=400, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    source = forms.CharField(label=_("Where it is written, or why"), max_length=500, help_text=_("The shop reads it."))

    def __init__(self, *args: object, kinds: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = list(kinds.items())
        self.fields["currency"].choices = [("", "—"), *((one, one) for one in sorted(EXPONENTS))]

    def clean_countries(self) -> list[str]:
        """Two capitals each; any where none is named."""
        return self._listed("countries", _COUNTRY, str.upper, _("Write two letters for each country: CN, DE."))

    def clean_categories(self) -> list[str]:
        """Small letters; any where none is named."""
        return self._listed("categories", _WORD, str.lower, _("Write small letters and figures: food, apparel.shoes."))

    def _listed(self, name: str, form: re.Pattern, turn: object, wrong: object) -> list[str]:
        found = [turn(one) for one in _SEPARATORS.split(self.cleaned_data[name].strip()) if one]
        if any(not form.fullmatch(one) for one in found if one != ANY):
            raise ValidationError(wrong)
        return list(dict.fromkeys(found)) or [ANY]

    def clean_most(self) -> dict[str, int]:
        """Minor units by currency."""
        return sums(self.cleaned_data["most"])

    def clean(self) -> dict:
        """A deposit has a currency and is above zero; a limit of its own belongs to a first time of its own."""
        found = self.cleaned_data
        text = (found.get("deposit") or "").strip()
        found["minor"] = 0
        if text and not found.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        elif text:
            try:
                found["minor"] = minor_of(text, found["currency"])
            except ValidationError as fault:
                self.add_error("deposit", fault)
        if found.get("probation") is None and (found.get("longer") is not None or found.get("most")):
            self.add_error("probation", _("Say how many days, since something else stands below it."))
        return found

    def row(self) -> dict:
        """The rule as the policy has it."""
        found = self.cleaned_data
        row: dict = {"for": found["who"], "countries": found["countries"], "categories": found["categories"], "papers": found["papers"],
                     "source": found["source"].strip()}  # fmt: skip
        if found["minor"]:
            row["deposit"] = {"minor": found["minor"], "currency": found["currency"]}
        if found["probation"] is not None:
            row["probation"] = {"days": found["probation"]}
            row["probation"] |= {"longer": found["longer"]} if found["longer"] is not None else {}
            row["probation"] |= {"most": found["most"]} if found["most"] else {}
        return row


class General(Form):
    """What counts where no rule says otherwise."""

    version = forms.CharField(label=_("Name of this version"), max_length=80, help_text=_("For example 2027-01."))
    first = _days(_("Days to file what is needed, from the declaration on"))
    grace = _days(_("Days to renew a paper after it has run out"))
    renewal = _days(_("Days before its last day on which the shop is reminded"))
    review = _days(_("Days in which we look at a paper"))
    stops = forms.MultipleChoiceField(
        label=_("What follows where papers are missing for longer"), required=False, widget=ManyChoices,
        choices=[(one, WHAT_FOLLOWS[one]) for one in STOPS],
    )  # fmt: skip
    deposit_days = _days(_("Days to make up the deposit, or what the guarantee fund has paid for the shop"))
    then = forms.MultipleChoiceField(
        label=_("What follows where it is not made up in time"), required=False, widget=ManyChoices,
        choices=[(one, WHAT_FOLLOWS[one]) for one in FOLLOWS],
    )  # fmt: skip
    hold = _days(_("How many hours longer buyers have then"))
    probation = _days(_("First time of a shop, in days"))
    again = _days(_("Days that are added where it has not gone well"))
    longer = _days(_("Hours that its buyers have more in that time"))
    most = forms.CharField(
        label=_("What an order may come to in that time"), help_text=_("A currency and a sum in each line: CNY 5000. Empty: no limit."),
        required=False, max_length=400, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def clean_most(self) -> dict[str, int]:
        """Minor units by currency."""
        return sums(self.cleaned_data["most"])

    def clean(self) -> dict:
        """Longer times need their hours."""
        found = self.cleaned_data
        if "hold" in found.get("then", ()) and not found.get("hold"):
            self.add_error("hold", _("Say how many hours."))
        return found


class Publish(Form):
    """From when it counts, and for whom."""

    counts_from = forms.DateField(
        label=_("It counts from"), required=False, help_text=_("Empty: from now on. Else from the beginning of that day."),
        widget=forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )  # fmt: skip
    whom = forms.ChoiceField(
        label=_("For which shops?"), widget=Choices, initial="new",
        choices=[
            ("new", _("For shops that say from then on what they are")),
            ("all", _("For all shops; papers that were accepted stay accepted")),
            ("again", _("For all shops; papers that were accepted have to be filed again")),
        ],
    )  # fmt: skip


class Try(Form):
    """A shop for which the text is tried."""

    who = forms.ChoiceField(label=_("Who sells?"), choices=Rule.base_fields["who"].choices, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, required=False)
    categories = forms.CharField(label=_("Kinds of goods"), max_length=200, required=False)
