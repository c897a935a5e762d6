"""Which of several alike it is about, where they cost different sums: the question, its answer, and how both are said."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales import serials
from hejie.domain.cases.servicing import money, naming
from hejie.domain.cases.servicing.wishes import OF_GOODS
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.web.case.voice import plain_sum
from hejie.web.forms import Choices, Form
from hejie.web.service import kinds

_KINDS = money.PAYS_BACK | (money.PAYS_A_SUM - {"late"}) | {"exchange"}
"""Kinds for which it makes a difference: what is paid hangs on what the piece cost, or its price changes."""
_FEW, _MANY = 6, 12
"""So many answers are listed one below the other; with more pieces than `_MANY` a line is left to the usual order."""


def of(order: OrderState, kind: str, pieces: Mapping[int, int]) -> dict[int, tuple[tuple[int, ...], ...]]:
    """The answers that there are, by line, as prices of the pieces meant; of lines where nothing is to be asked, none."""
    found = {}
    for line, count in pieces.items() if kind in _KINDS else ():
        if ways := ways_of(order, line, count):
            found[line] = ways
    return found


def ways_of(order: OrderState, line: int, count: int) -> tuple[tuple[int, ...], ...]:
    """So many pieces of a line by what they cost, each way once, the dearest first; none where it makes no difference."""
    there = naming.options(order, line)
    if not 0 < count < len(there) <= _MANY:
        return ()
    return tuple(sorted(set(combinations(there, count)), reverse=True))


def written(prices: Sequence[int]) -> str:
    """As it stands in an address."""
    return "-".join(str(price) for price in prices)


def read(value: str) -> tuple[int, ...]:
    """What stands in an address; empty where it is none."""
    parts = value[:200].split("-")
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() for part in parts) else ()


def said(prices: Iterable[int], currency: str) -> str:
    """As people read it."""
    return " + ".join(plain_sum(price, currency) for price in prices)


def choice(ways: Sequence[Sequence[int]], currency: str, label: object, unsaid: object) -> forms.Field:
    """A field for one line. unsaid: what it means that nothing is chosen."""
    choices = [("", unsaid), *((written(way), said(way, currency)) for way in ways)]
    widget = Choices() if len(ways) <= _FEW else forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


class Which(Form):
    """Which pieces of each line, by what was paid for them; and the serial number of one piece, where nothing else asks for it.

    ways      the answers by line; titles: what each line is called
    """

    def __init__(
        self,
        order: OrderState,
        kind: str,
        ways: Mapping[int, Sequence],
        titles: Mapping[int, object],
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        unsaid = _("Not known: the dearest count first")
        for line, answers in ways.items():
            self.fields[f"q{line}"] = choice(answers, order.currency, titles[line], unsaid)
        if kind in OF_GOODS and "serial" not in kinds.of(kind).wish:
            self.fields["qs"] = forms.CharField(
                label=gettext_lazy("Serial number of the piece, if it has one"),
                help_text=gettext_lazy(
                    "It stands on the thing or its box. The seller sees by it which one comes back."
                ),
                required=False,
                max_length=serials.LONGEST,
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
            )

    def clean_qs(self) -> str:
        """A number that can be one, or nothing."""
        number = self.cleaned_data["qs"].strip()
        try:
            serials.plain(number or "1")
        except Refusal:
            raise forms.ValidationError(_("Write letters and figures as they stand on the thing.")) from None
        return number
