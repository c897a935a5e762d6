"""The forms of the acts in a case. Each cleans to plain values; what is allowed is decided by the case, not here."""

import re
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hejie.domain.cases import credit
from hejie.domain.cases.claims import nothing_there
from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel import money
from hejie.domain.kernel.refusal import Refusal
from hejie.web import formatting, other_currency, words
from hejie.web.case.voice import plain_sum
from hejie.web.forms import Choices, Form

LONGEST = 20_000
DAYS = (3, 5, 7, 10, 14, 21, 30)
VOUCHER_DAYS = (30, 60, 90, 180, 365)
PROMISE_DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 60, 90)


def _text(label: str, hint: str = "", required: bool = True, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=LONGEST, widget=area)


class Message(Form):
    """A message into a room."""

    speaks = ("text",)
    text = _text(gettext_lazy("Your message"))


class Statement(Form):
    """A side's own account."""

    speaks = ("text",)
    text = _text(
        gettext_lazy("What happened, as you saw it?"),
        gettext_lazy(
            "In the order in which it happened, with dates. Both sides and a neutral will read it; it cannot be "
            "changed later."
        ),
        rows=8,
    )


class Answer(Form):
    """An answer to a question of the neutral, or to a request for a second look."""

    speaks = ("text",)
    text = _text(gettext_lazy("Your answer"))


class Note(Form):
    """A word beside an act; may be left out."""

    speaks = ("note",)
    note = _text(gettext_lazy("A word to go with it"), required=False, rows=3)


class Reason(Form):
    """A reason that must be given."""

    speaks = ("note",)
    note = _text(gettext_lazy("Why?"))


class Dispute(Form):
    """Why the other side's obligation counts as not done."""

    speaks = ("note",)
    note = _text(
        gettext_lazy("What is not in order?"),
        gettext_lazy("Say what you received, when, and what is wrong with it. A neutral will read it and decide."),
    )


class NotKept(Form):
    """Why a promise counts as not kept."""

    speaks = ("note",)
    note = _text(
        gettext_lazy("What was not kept?"),
        gettext_lazy("Say what you received or did not receive, and when. The other side reads it."),
    )


class Promise(Form):
    """Something said that is to become binding: who keeps it, what, by when, and what it is worth."""

    speaks = ("text",)
    keeper = forms.ChoiceField(label=gettext_lazy("Who keeps it?"), widget=Choices)
    text = _text(
        gettext_lazy("What is promised?"),
        gettext_lazy(
            "Write it so that anybody can tell later whether it was kept. The other side agrees to these words."
        ),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("By when?"),
        help_text=gettext_lazy("The time runs from when the other side agrees; the dates hold if that is today."),
        coerce=int,
    )
    worth = forms.CharField(
        label=gettext_lazy("What is it worth, if it is a sum?"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )  # fmt: skip

    def __init__(self, case: CaseState, side: str, now: datetime, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        other = "seller" if side == "buyer" else "buyer"
        self.fields["keeper"].choices = [(side, _("I do")), (other, words.word(words.THE_SIDE, other))]
        self.fields["days"].choices = [(days, _until(days, now)) for days in PROMISE_DAYS]
        self.fields["worth"].help_text = _("In %(currency)s; for example the value of a voucher.") % {
            "currency": case.currency
        }

    def clean_worth(self) -> int:
        """Minor units; nothing written means that it is no sum."""
        written = self.cleaned_data["worth"].strip()
        return minor_of(written, self.case.currency) if written else 0


def _until(days: int, now: datetime) -> str:
    """So many days, with the date that they come to if it is agreed at once."""
    time = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    day = str(formatting.day(now + timedelta(days=days), now))
    return _("%(time)s: until %(day)s") % {"time": time, "day": day}


class Grounds(Form):
    """Why a decision should be looked at once more."""

    speaks = ("grounds",)
    grounds = _text(
        gettext_lazy("What should be looked at once more?"),
        gettext_lazy("Say what the decision overlooked or got wrong. You can add evidence to the case as well."),
        rows=6,
    )


class Evidence(Form):
    """A file for the case, and what it is to show."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy("A photo, PDF, film, sound or text of up to {size}. It is kept unaltered."),
            size=lazy(lambda: filesizeformat(settings.PIECE_MOST_BYTES), str)(),
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=200,
        help_text=gettext_lazy("For example: the ruler inside the left shoe."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What does it show?"), max_length=500, help_text=gettext_lazy("For example: the length.")
    )
    proves = forms.CharField(
        label=gettext_lazy("For what is it missing?"),
        help_text=gettext_lazy("What the rules ask your side to show. It is counted as there; the neutral weighs it."),
        max_length=90,
        required=False,
        widget=forms.Select,
    )


class Offer(Form):
    """A package, as a person puts it together: money back, goods, way back, service, words, days."""

    speaks = ("note",)
    refund = forms.CharField(
        label=gettext_lazy("Money back to the buyer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    goods = forms.ChoiceField(
        label=gettext_lazy("What happens to the goods?"),
        widget=Choices,
        choices=[
            ("keep", gettext_lazy("The buyer keeps them")),
            ("return", gettext_lazy("They go back to the seller")),
        ],
    )
    payer = forms.ChoiceField(
        label=gettext_lazy("If they go back, who pays the way?"),
        required=False,
        widget=Choices(hints={"seller": gettext_lazy("What the buyer lays out comes back with the refund.")}),
        choices=[("seller", gettext_lazy("The seller")), ("buyer", gettext_lazy("The buyer"))],
    )
    freight = forms.CharField(
        label=gettext_lazy("What the way back costs"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
        help_text=gettext_lazy("Only where the buyer lays it out and the seller repays it."),
    )
    service = forms.ChoiceField(
        label=gettext_lazy("What else does the seller do?"),
        widget=Choices,
        choices=[
            ("none", gettext_lazy("Nothing more")),
            ("replacement", gettext_lazy("Sends a replacement")),
            ("repair", gettext_lazy("Repairs the goods")),
            ("redelivery", gettext_lazy("Sends the order again")),
        ],
    )
    apology = forms.BooleanField(label=gettext_lazy("The seller apologises"), required=False)
    explanation = forms.BooleanField(label=gettext_lazy("The seller explains what happened"), required=False)
    voucher = forms.CharField(
        label=gettext_lazy("A voucher from the seller"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
        help_text=gettext_lazy("What it is good for. It is no money, and costs the seller less than money would."),
    )
    voucher_days = forms.TypedChoiceField(
        label=gettext_lazy("How long the voucher is good"), required=False, coerce=int, empty_value=0
    )
    points = forms.CharField(
        label=gettext_lazy("Marketplace points from the seller"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    public_reply = forms.BooleanField(
        label=gettext_lazy("The seller replies publicly to the buyer’s review"),
        help_text=gettext_lazy("To change or remove a review can never be part of an offer."),
        required=False,
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Time for each step"), coerce=int, initial=10)
    note = _text(
        gettext_lazy("Why this offer?"),
        gettext_lazy("The other side reads it beside the offer."),
        required=False,
        rows=3,
    )

    def __init__(self, case: CaseState, *args: object, worth: Worth | None = None, **kwargs: object) -> None:
        """worth: what a point is worth now; without it, or in another currency, none can be offered."""
        super().__init__(*args, **kwargs)
        self.case, self.worth = case, worth
        if worth is None or worth.currency != case.currency:
            self.fields.pop("points", None)
        elif "points" in self.fields:
            self.fields["points"].help_text = _points_help(worth, case.currency)
        self.fields["refund"].help_text = _("In %(currency)s, from 0 to %(most)s.") % {
            "currency": case.currency,
            "most": plain_sum(case.paid_minor, case.currency),
        }
        self.fields["days"].choices = [(days, _in_days(days)) for days in DAYS]
        if "voucher_days" in self.fields:
            self.fields["voucher_days"].choices = [(days, _in_days(days)) for days in VOUCHER_DAYS]
        if nothing_there(case):
            self.fields["goods"].choices = [
                ("keep", _("There is nothing to send back")),
                ("return", _("They go back to the seller")),
            ]

    @classmethod
    def of_package(cls, case: CaseState, package: dict, worth: Worth | None = None) -> "Offer":
        """The form filled with a package, to be changed."""
        freight, voucher = package["return_freight"], credit.of(package, credit.VOUCHER)
        return cls(
            case,
            worth=worth,
            initial={
                **package,
                "points": credit.of(package, credit.POINTS).get("number", ""),
                "voucher": money.format_decimal(money.Money(voucher["minor"], case.currency))
                if voucher["minor"]
                else "",
                "voucher_days": voucher["days"] or credit.USUAL_VOUCHER_DAYS,
                "refund": money.format_decimal(money.Money(package["refund"], case.currency)),
                "payer": freight["payer"] if package["goods"] == "return" else "seller",
                "freight": money.format_decimal(money.Money(freight["minor"], case.currency))
                if freight["minor"]
                else "",
            },
        )

    def clean_refund(self) -> int:
        """Minor units, within what was paid."""
        minor = self._minor(self.cleaned_data["refund"])
        if minor > self.case.paid_minor:
            most = plain_sum(self.case.paid_minor, self.case.currency)
            raise forms.ValidationError(_("This is more than was paid. Write at most %(most)s.") % {"most": most})
        return minor

    def clean_freight(self) -> int:
        """Minor units; nothing written means nothing."""
        return self._minor(self.cleaned_data["freight"]) if self.cleaned_data["freight"].strip() else 0

    def clean_voucher(self) -> int:
        """Minor units; nothing written means none."""
        return self._minor(self.cleaned_data["voucher"]) if self.cleaned_data["voucher"].strip() else 0

    def clean_points(self) -> int:
        """A whole number of points; nothing written means none."""
        written = _GAPS.sub("", self.cleaned_data["points"])
        if not written:
            return 0
        if not (written.isascii() and written.isdigit() and int(written) <= credit.MOST_POINTS):
            raise forms.ValidationError(_("Write a whole number of points, like 500."))
        return int(written)

    def package(self) -> dict:
        """The terms in the one plain form (`domain.cases.packages`), with points at what they are worth now."""
        data, back = self.cleaned_data, self.cleaned_data["goods"] == "return"
        payer = data["payer"] or "seller"
        more: dict = {}
        if data.get("voucher"):
            more["voucher"] = {"minor": data["voucher"], "days": data["voucher_days"] or credit.USUAL_VOUCHER_DAYS}
        if data.get("points") and self.worth:
            more["points"] = credit.at_worth(data["points"], self.worth)
        if data.get("public_reply"):
            more["public_reply"] = True
        return {
            "refund": data["refund"],
            "currency": self.case.currency,
            "goods": data["goods"],
            "return_freight": {
                "payer": payer if back else "buyer",
                "minor": data["freight"] if back and payer == "seller" else 0,
            },
            **{name: data[name] for name in ("service", "apology", "explanation", "days")},
            **more,
        }

    def _minor(self, written: str) -> int:
        return minor_of(written, self.case.currency)


def _points_help(worth: Worth, currency: str) -> str:
    """What they are worth, in words; that this is fixed with the offer is said here, where it matters."""
    each = ngettext("%(count)s point pays %(sum)s", "%(count)s points pay %(sum)s", worth.points)
    said = {"count": formatting.number(worth.points), "sum": plain_sum(worth.minor, currency)}
    facts = {"each": each % said, "days": _in_days(worth.days)}
    return (
        _("%(each)s at any shop here, for %(days)s once given. That is fixed with this offer. The deposit pays them.")
        % facts
    )


def _in_days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def minor_of(written: str, currency: str) -> int:
    """Minor units of an amount as people write it: 119.40, 119,40, ¥1,200. Raises ValidationError, also for another currency."""
    if other_currency.named(written, currency):
        raise forms.ValidationError(
            _("The amount is in %(currency)s here. Write it in that currency.") % {"currency": currency}
        )
    digits = money.exponent(currency)
    amount = _AMOUNT.fullmatch(written.strip())
    signs = _GAPS.sub("", amount[1]) if amount else ""
    found = _DECIMALS.fullmatch(signs)
    if digits != 3 and get_language() == "ru" and _UNCLEAR.fullmatch(signs):
        raise forms.ValidationError(
            _("Write an amount in figures, like 119.40.")
        )  # there a comma never parts thousands
    whole, fraction = (found[1], found[2]) if found and (len(found[2]) != 3 or digits == 3) else (signs, "")
    whole = _GROUPS.sub("", whole)
    if not whole.isascii() or not whole.isdigit() or _NO_SUM.search(written):
        raise forms.ValidationError(_("Write an amount in figures, like 119.40."))
    try:
        return money.parse_decimal(f"{int(whole)}.{fraction}" if fraction else str(int(whole)), currency).minor
    except Refusal as refusal:
        raise forms.ValidationError(_("Write an amount in figures, like 119.40.")) from refusal


# Words and signs of money stand before or behind a sum; within it only its own gaps, so that "1e3" or "5 or 60" is none.
_AMOUNT = re.compile(r"[^0-9]*?([0-9.,][0-9.,\s'’]*)[^0-9%]*")
_GAPS = re.compile(r"[\s'’]")
_NO_SUM = re.compile(r"[-%]|[0-9][^0-9]*[^\W\d_][^0-9]*[0-9]")  # as 10 %, or words between figures: 1e3, 5 or 60
_DECIMALS = re.compile(r"(.*)[.,]([0-9]+)")
_GROUPS = re.compile(r"[.,]")
_UNCLEAR = re.compile(r"[0-9]+,[0-9]{3}")
