"""The form of a deal's terms: what people type, turned into terms and back. Rows of goods stand in the form itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.deals import terms
from hejie.domain.kernel.money import EXPONENTS
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form

_SHORT = {"class": "input--short", "inputmode": "numeric"}
_PAYERS = [("buyer", gettext_lazy("The buyer")), ("seller", gettext_lazy("The seller"))]
_AS_LAW = ("", gettext_lazy("As the law has it"))


class Good(Form):
    """One line of goods."""

    speaks = ("title", "details")
    title = forms.CharField(label=gettext_lazy("What is sold"), max_length=200)
    details = forms.CharField(
        label=gettext_lazy("Facts of it: condition, measures, known defects"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    product = forms.CharField(label=gettext_lazy("The shop’s own number"), required=False, max_length=120)
    quantity = forms.IntegerField(
        label=gettext_lazy("Pieces"), min_value=1, max_value=1_000_000, initial=1, widget=forms.NumberInput(_SHORT)
    )
    price = forms.CharField(
        label=gettext_lazy("Price for all pieces"), max_length=30,
        widget=forms.TextInput({"class": "input--short", "inputmode": "decimal"}),
    )  # fmt: skip


class Head(Form):
    """What goes for the whole deal."""

    speaks = ("clauses", "note")
    freight = forms.CharField(
        label=gettext_lazy("Cost of sending"), required=False, max_length=30,
        widget=forms.TextInput({"class": "input--short", "inputmode": "decimal"}),
    )  # fmt: skip
    freight_by = forms.ChoiceField(label=gettext_lazy("Who pays for sending"), choices=_PAYERS, widget=Choices)
    deliver_by = forms.DateField(
        label=gettext_lazy("Delivered at the latest on"), required=False,
        widget=forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )  # fmt: skip
    return_days = forms.IntegerField(
        label=gettext_lazy("Days in which it can be given back without a reason"), required=False, min_value=0, max_value=3650,
        help_text=gettext_lazy("Empty: as the law has it."), widget=forms.NumberInput(_SHORT),
    )  # fmt: skip
    return_freight = forms.ChoiceField(
        label=gettext_lazy("Who pays for such a way back"), choices=[_AS_LAW, *_PAYERS], required=False, widget=Choices
    )
    repair_months = forms.IntegerField(
        label=gettext_lazy("Guarantee, in months"), required=False, min_value=0, max_value=120,
        help_text=gettext_lazy("Empty: as the law has it."), widget=forms.NumberInput(_SHORT),
    )  # fmt: skip
    clauses = forms.CharField(
        label=gettext_lazy("Other terms, in your own words"), required=False, max_length=40_000,
        help_text=gettext_lazy("One term a line."), widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("A word to the other side"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )


class Whom(Form):
    """Of a shop: to whom the deal is put."""

    buyer = forms.CharField(
        label=gettext_lazy("Buyer"),
        max_length=254,
        help_text=gettext_lazy("His e-mail address, or his number in your system."),
    )


class Business(Form):
    """Of a buyer: whether he buys for a business."""

    business = forms.BooleanField(
        label=gettext_lazy("I buy for a business, not for myself"), required=False,
        help_text=gettext_lazy("A consumer’s rights then do not apply."),
    )  # fmt: skip


class Terms:
    """The whole form. sent: what the browser sends, or None; currency: of the deal."""

    def __init__(self, sent: QueryDict | None, currency: str, kept: Mapping[str, Any] | None = None) -> None:
        self.currency = currency
        self._digits = EXPONENTS[currency]
        self.rows = _rows(sent, len(kept["goods"]) if kept else 1)
        self.head = Head(sent, prefix="t", initial=self._head(kept) if kept else {"freight_by": "buyer"})
        goods = kept["goods"] if kept else ()
        self.goods = [
            Good(sent, prefix=f"g{row}", initial=self._good(goods[row]) if row < len(goods) else {"quantity": 1})
            for row in self.rows
        ]

    def written(self) -> dict[str, Any] | None:
        """The terms as an object, or None where something has to be mended first."""
        if not all([self.head.is_valid(), *(one.is_valid() for one in self.goods)]):
            return None
        head = self.head.cleaned_data
        found: dict[str, Any] = {"currency": self.currency, "goods": [self._row(one) for one in self.goods]}
        found["freight"] = self._minor(self.head, "freight")
        for name in ("freight_by", "return_days", "return_freight", "repair_months"):
            if head[name] not in (None, ""):
                found[name] = head[name]
        if head["deliver_by"]:
            found["deliver_by"] = head["deliver_by"].isoformat()
        if lines := [one.strip() for one in head["clauses"].splitlines() if one.strip()]:
            found["clauses"] = lines
        return None if self.wrong else found

    @property
    def wrong(self) -> bool:
        """Whether a field has to be mended."""
        return bool(self.head.errors or any(one.errors for one in self.goods))

    def forms(self) -> tuple[Form, ...]:
        """Its forms, in the order of the page."""
        return (*self.goods, self.head)

    def _row(self, form: Good) -> dict[str, Any]:
        data = form.cleaned_data
        row = {name: data[name] for name in ("title", "details", "product", "quantity") if data[name]}
        return row | {"price": self._minor(form, "price")}

    def _minor(self, form: Form, name: str) -> int:
        """Minor units of a field; what is no amount is told beside it."""
        try:
            return minor_of(form.cleaned_data[name], self.currency) if form.cleaned_data[name].strip() else 0
        except ValidationError as fault:
            form.add_error(name, fault)
            return 0

    def _plain(self, minor: int) -> str:
        return f"{minor / 10**self._digits:.{self._digits}f}"

    def _good(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        return {**kept, "price": self._plain(kept["price"])}

    def _head(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: kept.get(name, "") for name in ("deliver_by", "return_freight")}
        found |= {name: kept.get(name) for name in ("return_days", "repair_months")}
        freight = self._plain(kept["freight"]) if kept.get("freight") else ""
        return found | {
            "freight": freight, "freight_by": kept.get("freight_by", "buyer"), "clauses": "\n".join(kept.get("clauses", ())),
        }  # fmt: skip


def _rows(sent: QueryDict | None, known: int) -> list[int]:
    """Numbers of the rows of goods, with one more or one less where a button asks for it."""
    rows = list(range(known))
    if sent is not None:
        listed = [int(one) for one in sent.get("rows", "").split(",") if one.isdigit() and len(one) < 4]
        rows = list(dict.fromkeys(listed))[: terms.MOST_GOODS] or [0]
        act, _colon, which = sent.get("do", "").partition(":")
        if act == "add" and len(rows) < terms.MOST_GOODS:
            rows.append(max(rows) + 1)
        elif act == "drop" and which.isdigit() and len(rows) > 1:
            rows = [one for one in rows if one != int(which)]
    return rows


def label_of(where: str) -> str:
    """What a place in the terms is called: `goods.2.price`, `clause.1`, `return_days`."""
    kind, _dot, rest = where.partition(".")
    if kind == "goods":
        number, _dot, name = rest.partition(".")
        field = Good.base_fields.get(name)
        of = _("Goods %(number)s") % {"number": number}
        return f"{of}: {field.label}" if field else of
    if kind == "clause":
        return _("Term %(number)s") % {"number": rest} if rest else _("Other terms, in your own words")
    more = {"currency": _("Currency"), "replace_months": _("Replacement instead of repair, in months"),
            "price_match_days": _("Price protection, in days")}  # fmt: skip
    field = Head.base_fields.get(kind)
    return str(field.label) if field else more.get(kind, kind)
