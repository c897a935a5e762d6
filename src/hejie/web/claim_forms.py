"""The questions of a claim, one a page, and what becomes of the answers: nothing is stored until the claim is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.claims import REMEDIES
from hejie.domain.cases.packages import usual_terms
from hejie.domain.escrow import holds
from hejie.web import words
from hejie.web.case.forms import LONGEST, minor_of
from hejie.web.case.voice import plain_sum
from hejie.web.forms import Choices, Form, ManyChoices
from hejie.web.numbers import whole

# What went wrong, in the buyer's voice; the likeliest first, by whether the order has arrived.
SAID = {
    "not_shipped": gettext_lazy("It was never sent"),
    "not_received": gettext_lazy("It was sent but has not arrived"),
    "late": gettext_lazy("It came too late"),
    "wrong_item": gettext_lazy("I received something else"),
    "missing_parts": gettext_lazy("Something is missing"),
    "damaged_in_transit": gettext_lazy("It arrived damaged"),
    "not_as_described": gettext_lazy("It is not as described"),
    "defective": gettext_lazy("It does not work as it should"),
    "counterfeit": gettext_lazy("It is not genuine"),
    "none": gettext_lazy("I have changed my mind"),
    "refund_withheld": gettext_lazy("A promised refund has not come"),
    "order_cancelled_by_seller": gettext_lazy("The seller cancelled the order"),
    "extra_charge": gettext_lazy("I was charged more than agreed"),
    "price_error": gettext_lazy("The price was not right"),
    "repair_failed": gettext_lazy("The repair did not help"),
    "service_not_performed": gettext_lazy("The service was not given"),
    "false_advertising": gettext_lazy("The advertising was untrue"),
    "expired": gettext_lazy("It is past its date"),
    "unsafe": gettext_lazy("It is not safe"),
    "mislabelled": gettext_lazy("The label is wrong or missing"),
    "unauthorised_payment": gettext_lazy("I did not authorise the payment"),
    "fraud": gettext_lazy("I was deceived"),
}
_FIRST = {
    True: (
        "not_as_described",
        "defective",
        "damaged_in_transit",
        "wrong_item",
        "missing_parts",
        "late",
        "counterfeit",
        "none",
    ),
    False: ("not_received", "not_shipped", "late", "order_cancelled_by_seller", "refund_withheld", "none"),
}
_WANTED = {
    "there": ("return_and_refund", "partial_refund", "replacement", "repair", "refund", "compensation", "apology"),
    "absent": ("refund", "redelivery", "partial_refund", "compensation", "apology"),
}
_PARTLY = frozenset({"partial_refund", "price_reduction", "compensation"})


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been answered so far, out of the address of the page or the form that is sent.

    lines   numbers of order lines; reason, remedy: "" while unanswered; amount: as it was written
    way     the sealed answers of the guided way in, which are carried along as the first words of the story
    """

    lines: tuple[int, ...]
    reason: str = ""
    remedy: str = ""
    amount: str = ""
    more: bool = False
    free: tuple[int, ...] = field(default=())
    way: str = ""

    def pairs(self, names: tuple[str, ...] = ("line", "reason", "remedy", "amount")) -> list[tuple[str, str]]:
        """The answers of these names as they go into an address or hidden fields, and what is carried along."""
        found = [("line", str(line)) for line in self.lines]
        found += [("reason", self.reason), ("remedy", self.remedy), ("amount", self.amount), ("way", self.way)]
        return [(name, value) for name, value in found if value and (name in names or name == "way")]


def answers(given: QueryDict, order: object) -> Answers:
    """The valid answers among those given; a single line need not be asked for."""
    free = tuple(line.line for line in order.lines if not order.case_of(line.line))
    lines = tuple(sorted({whole(one) for one in given.getlist("line")} & set(free)))
    if not lines and len(free) == 1:
        lines = free
    reason = given.get("reason", "")
    remedy = given.get("remedy", "")
    return Answers(
        lines,
        reason if reason in SAID else "",
        remedy if remedy in REMEDIES else "",
        given.get("amount", "")[:20],
        "more" in given,
        free,
        given.get("way", "")[:LONGEST],
    )


class Lines(Form):
    """Which goods it is about."""

    line = forms.TypedMultipleChoiceField(label=gettext_lazy("What is it about?"), coerce=int, widget=ManyChoices)

    def __init__(
        self, choices: list[tuple[int, str]], hints: Mapping[str, str], *args: object, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = choices
        self.fields["line"].widget.hints = dict(hints)


class Reason(Form):
    """What went wrong."""

    reason = forms.ChoiceField(label=gettext_lazy("What went wrong?"), widget=Choices)

    def __init__(self, arrived: bool, more: bool, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        first = _FIRST[arrived]
        listed = (*first, *(key for key in SAID if key not in first)) if more else first
        self.fields["reason"].choices = [(key, SAID[key]) for key in listed]


class Remedy(Form):
    """What is wanted, and how much where it is a part."""

    remedy = forms.ChoiceField(label=gettext_lazy("What would put it right?"), widget=Choices)
    amount = forms.CharField(
        label=gettext_lazy("How much money back?"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )

    def __init__(self, reason: str, order: object, lines: tuple[int, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.paid = order.currency, holds.paid_for(order, lines)
        wanted = _WANTED["absent" if reason in words.NOTHING_THERE else "there"]
        if not self.paid:
            wanted = tuple(key for key in wanted if key in ("replacement", "repair", "redelivery", "apology"))
        most = plain_sum(self.paid, self.currency)
        self.fields["remedy"].choices = [(key, words.REMEDIES[key]) for key in wanted]
        self.fields["remedy"].widget.hints = {
            "refund": _("%(sum)s come back to you.") % {"sum": most},
            "return_and_refund": _("%(sum)s come back to you once the goods are back.") % {"sum": most},
        }
        self.fields["amount"].help_text = _("Only for a part of the money or for a loss: up to %(most)s.") % {
            "most": most
        }

    def clean(self) -> dict:
        """An amount where the remedy needs one, within what was paid."""
        data = super().clean()
        if data.get("remedy") in _PARTLY and "amount" in data:
            self._check_amount(data)
        return data

    def _check_amount(self, data: dict) -> None:
        if not data["amount"].strip():
            self.add_error("amount", _("Write how much you would like back."))
            return
        try:
            minor = minor_of(data["amount"], self.currency)
        except forms.ValidationError as error:
            self.add_error("amount", error)
            return
        if not 0 < minor <= self.paid:
            most = plain_sum(self.paid, self.currency)
            self.add_error("amount", _("Write an amount above zero, at most %(most)s.") % {"most": most})


class Story(Form):
    """What happened, in the buyer's own words."""

    speaks = ("story",)
    story = forms.CharField(
        label=gettext_lazy("Tell it in your own words"),
        help_text=gettext_lazy(
            "What you ordered, what came, and when you noticed. The seller reads this. You can add photos right after."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def wanted(given: Answers, order: object) -> Remedy:
    """The question of the remedy with the answers as they are, to see whether they fit."""
    return Remedy(given.reason, order, given.lines, {"remedy": given.remedy, "amount": given.amount})


def package(given: Answers, order: object) -> dict:
    """The settlement terms that the answers ask for."""
    paid = holds.paid_for(order, given.lines)
    refund = minor_of(given.amount, order.currency) if given.remedy in _PARTLY else paid
    return {"refund": min(refund, paid), "currency": order.currency, **usual_terms(given.remedy)}
