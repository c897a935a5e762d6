"""One question as a form: a control that fits the kind of the fact, and “I don't know”, which is always an answer.

`Form.raw()` gives what was answered as the contract `entitle` writes it; None is “I don't know”.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.money import exponent
from hejie.web import formatting
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form, ManyChoices
from hejie.web.numbers import whole
from hejie.web.way_in import fact_words

UNKNOWN = "unknown"
PLANNED = frozenset({"dates.ship_by", "dates.deliver_by"})
_MOST_OPEN = 9
_OPEN = {"problem": 10, "goods": 8}
_EARLIEST = date(1990, 1, 1)
_NONE = "none_of_these"


class Several(ManyChoices):
    """Any number of answers; all but the first ones are folded, “I don't know” stands apart.

    first   how many stand open; 0: all of them
    """

    template_name = "way_in/several.html"

    def __init__(self, first: int = 0, apart: tuple[str, ...] = (UNKNOWN,)) -> None:
        super().__init__()
        self.first, self.apart = first, apart

    def get_context(self, name: str, value: object, attrs: object) -> dict:
        """The options parted into those that stand open, those folded, and those apart."""
        context = super().get_context(name, value, attrs)
        options = [one for _group, some, _index in context["widget"]["optgroups"] for one in some]
        apart = [one | {"apart": True} for one in options if str(one["value"]) in self.apart]
        usual = [one for one in options if str(one["value"]) not in self.apart]
        cut = self.first or len(usual)
        more = usual[cut:]
        shown = {"usual": usual[:cut], "more": more, "set_apart": apart}
        context["widget"] |= shown | {"opened": any(one["selected"] for one in more)}
        return context


class Question(Form):
    """What all questions have in common."""

    def raw(self) -> object:
        """The answer as the contract writes it, None for “I don't know”."""
        return self.cleaned_data["answer"]


class OneOf(Question):
    """One of a few words, or of many in a list that opens."""

    answer = forms.ChoiceField()

    def __init__(self, labels: Mapping[str, str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        few = len(labels) <= _MOST_OPEN
        listed = [*labels.items(), (UNKNOWN, _("I don’t know"))]
        field.choices = listed if few else [("", _("Choose one")), *listed]
        field.widget = (
            Choices(hints={UNKNOWN: _hint()}, apart=(UNKNOWN,)) if few else forms.Select(attrs={"class": "input"})
        )
        field.widget.choices = field.choices

    def raw(self) -> object:
        """The word."""
        said = self.cleaned_data["answer"]
        return None if said == UNKNOWN else said


class YesNo(OneOf):
    """Yes or no."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__({"yes": _("Yes"), "no": _("No")}, *args, **kwargs)

    def raw(self) -> object:
        """True or False."""
        said = super().raw()
        return None if said is None else said == "yes"


class ManyOf(Question):
    """Any number of words."""

    answer = forms.MultipleChoiceField()

    def __init__(self, labels: Mapping[str, str], first: int, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [*labels.items(), (UNKNOWN, _("I don’t know"))]
        field.widget = Several(first)
        field.widget.choices = field.choices

    def clean_answer(self) -> list[str]:
        """Who says that nothing is wrong cannot say at the same time what is."""
        said = [one for one in self.cleaned_data["answer"] if one != UNKNOWN]
        if "none" in said and len(said) > 1:
            raise forms.ValidationError(_("Either nothing is wrong, or something is. Take one of the two away."))
        return said

    def raw(self) -> object:
        """The list of words."""
        return self.cleaned_data["answer"] or None


class _Written(Question):
    """Something to write, with “I don't know” beside it."""

    unknown = forms.BooleanField(label=gettext_lazy("I don’t know"), required=False)
    nothing = gettext_lazy("Write an answer, or choose “I don’t know”.")

    def clean(self) -> dict:
        """Something must be said."""
        data = super().clean()
        if not data.get("unknown") and "answer" in data and data["answer"] in (None, ""):
            self.add_error("answer", self.nothing)
        return data

    def raw(self) -> object:
        """What was written."""
        return None if self.cleaned_data["unknown"] else self.told(self.cleaned_data["answer"])

    def told(self, answer: object) -> object:
        """What was written as the contract writes it."""
        return answer


class Day(_Written):
    """A day of the calendar.

    today    the reader's; future: whether the day may lie ahead
    pending  whether it may not have happened yet: then today counts, the first day on which it can
    """

    answer = forms.CharField(required=False, max_length=20)
    nothing = gettext_lazy("Choose a day, or “I don’t know”.")

    not_yet = forms.BooleanField(label=gettext_lazy("Not yet"), required=False)

    def __init__(self, today: date, future: bool, pending: bool, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.future = today, future
        if not pending:
            del self.fields["not_yet"]
        self.fields["answer"].widget = forms.DateInput(attrs={"type": "date", "class": "input input--short"})

    def clean_answer(self) -> str:
        """A day that has been, unless it is one that was promised."""
        said = self.cleaned_data["answer"].strip()
        if "not_yet" in self.fields and self.data.get("not_yet"):
            return self.today.isoformat()
        if not said or self.data.get("unknown"):
            return ""
        try:
            day = date.fromisoformat(said)
        except ValueError:
            raise forms.ValidationError(_("This is no day. Write it as year-month-day, such as 2026-03-15.")) from None
        if day > self.today and not self.future:
            raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
        if day < _EARLIEST or day.year > self.today.year + 10:
            raise forms.ValidationError(_("This is too far from today. Check the year."))
        return day.isoformat()


class Count(_Written):
    """A whole number within bounds."""

    answer = forms.CharField(required=False, max_length=20)
    nothing = gettext_lazy("Write a number, or choose “I don’t know”.")

    def __init__(self, least: int, most: int, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most
        self.fields["answer"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input input--short"})

    def clean_answer(self) -> object:
        """The number."""
        said = self.cleaned_data["answer"].strip()
        if not said or self.data.get("unknown"):
            return ""
        if not (said.isascii() and said.isdigit()) or len(said) > 9 or not self.least <= whole(said) <= self.most:
            bounds = {"least": formatting.number(self.least), "most": formatting.number(self.most)}
            raise forms.ValidationError(_("Write a whole number from %(least)s to %(most)s.") % bounds)
        return whole(said)


class Sum(_Written):
    """An amount of money."""

    answer = forms.CharField(required=False, max_length=20)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    nothing = gettext_lazy("Write an amount, or choose “I don’t know”.")

    def __init__(self, currencies: Sequence[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input input--short"})
        self.fields["currency"].choices = [(one, one) for one in currencies]
        self.fields["currency"].widget.attrs["class"] = "input input--short"

    def clean(self) -> dict:
        """The amount in minor units of its currency."""
        data = super().clean()
        said = str(data.get("answer", "")).strip()
        if said and not data.get("unknown"):
            try:
                data["answer"] = amount(said, data)
            except forms.ValidationError as error:
                self.add_error("answer", error)
        return data


def amount(written: str, data: Mapping) -> dict:
    """An amount as the contract writes it. Raises ValidationError."""
    currency = data.get("currency")
    if not currency:
        raise forms.ValidationError(_("Choose the currency of the amount."))
    return {"minor": minor_of(written, currency), "currency": currency}


class Promises(Question):
    """What was promised, each with its number where it has one."""

    answer = forms.MultipleChoiceField()

    def __init__(self, labels: Mapping[str, str], most: int, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        field = self.fields["answer"]
        plain = {value: text.replace("{n}", "…") for value, text in labels.items()}
        apart = {_NONE: _("None of these"), UNKNOWN: _("I don’t know")}
        field.choices = list((plain | apart).items())
        field.widget = Several(apart=tuple(apart))
        field.widget.choices = field.choices
        for value, text in plain.items():
            if value.endswith(":N"):
                self.fields[_number_of(value)] = forms.CharField(
                    label=text,
                    required=False,
                    max_length=6,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input input--short"}),
                )

    def clean(self) -> dict:
        """A number for each promise that has one."""
        data = super().clean()
        for value in data.get("answer", ()):
            name = _number_of(value)
            if name in self.fields and not 1 <= whole(data.get(name, "").strip()) <= self.most:
                bounds = {"most": formatting.number(self.most)}
                self.add_error(name, _("Write the number that was promised, from 1 to %(most)s.") % bounds)
        return data

    def raw(self) -> object:
        """Names, or NAME:N."""
        said = [one for one in self.cleaned_data["answer"] if one not in (_NONE, UNKNOWN)]
        if not said and UNKNOWN in self.cleaned_data["answer"]:
            return None
        return [
            f"{one[:-2]}:{whole(self.cleaned_data[_number_of(one)].strip())}" if one.endswith(":N") else one
            for one in said
        ]


def _number_of(promise: str) -> str:
    return f"number_{promise[:-2]}" if promise.endswith(":N") else ""


def _hint() -> str:
    return _("You can go on. The answer will say what it depends on.")


def question_form(path: str, *, today: date, currencies: Sequence[str], known: object, data: object = None) -> Question:
    """The form that asks for a fact.

    known   what was answered before, UNKNOWN for “I don't know”, None while unanswered
    """
    said = fact_words.fact(path)
    kind = said["kind"]
    given = {"initial": initial(kind, known)}
    labels = fact_words.labels(path)
    if kind in ("choice", "category"):
        form = OneOf(labels, data, **given)
    elif kind == "flag":
        form = YesNo(data, **given)
    elif kind == "choices":
        form = ManyOf(labels, _OPEN.get(path, 0), data, **given)
    elif kind == "date":
        form = Day(today, path in PLANNED, said.get("not_yet", False), data, **given)
    elif kind == "number":
        form = Count(said.get("least", 0), said.get("most", 100_000), data, **given)
    elif kind == "money":
        form = Sum(currencies, data, **given)
    else:
        form = Promises(labels, said.get("most", 1000), data, **given)
    return form


def initial(kind: str, known: object) -> dict:
    """What stands in the form when an answer is to be changed."""
    if known is None:
        return {}
    if known == UNKNOWN:
        return {"answer": [UNKNOWN] if kind in ("choices", "promises") else UNKNOWN, "unknown": True} | (
            {"answer": ""} if kind in ("date", "number", "money") else {}
        )
    if kind == "flag":
        return {"answer": "yes" if known else "no"}
    if kind == "money":
        return {"answer": plain(known), "currency": known["currency"]}
    if kind == "promises":
        return _promised(known)
    return {"answer": known}


def plain(amount: Mapping) -> str:
    """119.40: an amount as it is written into a field."""
    return f"{Decimal(amount['minor']).scaleb(-exponent(amount['currency'])):f}"


def _promised(known: Sequence[str]) -> dict:
    found: dict = {"answer": []}
    for one in known:
        name, colon, number = one.partition(":")
        found["answer"].append(f"{name}:N" if colon else name)
        if colon:
            found[f"number_{name}"] = number
    return found if known else {"answer": [_NONE]}
