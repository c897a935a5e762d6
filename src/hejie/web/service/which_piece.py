"""Which of several alike it is about, where they cost different sums: the question, its answer, and how both are said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.aftersales import serials
from hejie.domain.cases.servicing import money, naming
from hejie.domain.cases.servicing.wishes import OF_GOODS
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.web.case.voice import plain_sum
from hejie.web.formatting import number
from hejie.web.forms import Choices, Form
from hejie.web.numbers import MOST_DIGITS, whole
from hejie.web.service import kinds

NOTHING: Mapping = MappingProxyType({})
_KINDS = money.PAYS_BACK | (money.PAYS_A_SUM - {"late"}) | {"exchange"}
"""Kinds for which it makes a difference: what is paid hangs on what the piece cost, or its price changes."""
_FEW, _MANY = 6, 12
"""So many answers are listed one below the other; with more pieces than `_MANY` a line is asked price by price, how many are meant."""
_PRICES = 40
"""With more different prices than these a page would be a list of fields without end, and the line is left to the usual order."""


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


def many_of(order: OrderState, kind: str, pieces: Mapping[int, int]) -> dict[int, dict[int, int]]:
    """Of lines with many pieces: how many there are at each price, the dearest first; of lines where nothing is to be asked, none."""
    found = {}
    for line, count in pieces.items() if kind in _KINDS else ():
        if there := many_at(order, line, count):
            found[line] = there
    return found


def many_at(order: OrderState, line: int, count: int) -> dict[int, int]:
    """How many pieces of a line with many there are at each price, the dearest first; none where it makes no difference."""
    there = naming.options(order, line)
    asked = 0 < count < len(there) and len(there) > _MANY and len(set(there)) <= _PRICES
    return dict(Counter(there)) if asked and len(set(there)) > 1 else {}


def differ(order: OrderState, kind: str, pieces: Mapping[int, int]) -> bool:
    """Whether it has to be asked which of them is meant."""
    return bool(of(order, kind, pieces) or many_of(order, kind, pieces))


def fitting(order: OrderState, kind: str, pieces: Mapping[int, int], told: Mapping[int, tuple[int, ...]]) -> dict:
    """Those of the answers that can still be meant."""
    ways, many = of(order, kind, pieces), many_of(order, kind, pieces)
    return {
        line: prices
        for line, prices in told.items()
        if prices in ways.get(line, ())
        or (0 < len(prices) <= pieces.get(line, 0) and not Counter(prices) - Counter(many.get(line, {})))
    }


def written(prices: Sequence[int]) -> str:
    """As it stands in an address: price by price; of many pieces each price once, with their number."""
    if len(prices) <= _MANY:
        return "-".join(str(price) for price in prices)
    return "-".join(f"{price}x{count}" for price, count in Counter(prices).items())


def read(value: str, most: int = 0) -> tuple[int, ...]:
    """What stands in an address; empty where it is none. most: the pieces that there are, where they may be many."""
    found: list[int] = []
    for part in value[:1000].split("-"):
        price, many, count = part.partition("x")
        times = whole(count) if many else 1
        if not (price.isascii() and price.isdigit() and len(price) <= MOST_DIGITS and 0 < times <= max(most, 1)):
            return ()
        found += [int(price)] * times
        if len(found) > max(most, 200):
            return ()
    return tuple(found)


def said(prices: Sequence[int], currency: str) -> str:
    """As people read it; of many pieces each price once, with their number."""
    if len(prices) <= _FEW:
        return " + ".join(plain_sum(price, currency) for price in prices)
    return " + ".join(f"{number(count)} × {plain_sum(price, currency)}" for price, count in Counter(prices).items())


def choice(ways: Sequence[Sequence[int]], currency: str, label: object, unsaid: object) -> forms.Field:
    """A field for one line. unsaid: what it means that nothing is chosen."""
    choices = [("", unsaid), *((written(way), said(way, currency)) for way in ways)]
    widget = Choices() if len(ways) <= _FEW else forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _how_many(title: object, price: str, there: int) -> forms.Field:
    told = {"title": title, "price": price}
    return forms.IntegerField(
        label=format_html(_("{title}: how many of those at {price}?"), **told),
        help_text=ngettext("%(count)s is there.", "%(count)s are there.", there) % {"count": number(there)},
        required=False,
        min_value=0,
        max_value=there,
        widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
    )


def how_many(prefix: str, there: Mapping[int, int], title: object, currency: str) -> dict[str, forms.Field]:
    """A field for each price at which there are pieces of a line, called by the prefix and the price."""
    return {f"{prefix}{price}": _how_many(title, plain_sum(price, currency), count) for price, count in there.items()}


def counted(data: Mapping, prefix: str) -> tuple[int, ...]:
    """What the pieces cost that were named in such fields, the dearest first; empty where nobody has said."""
    counts = {int(name.removeprefix(prefix)): many or 0 for name, many in data.items() if name.startswith(prefix)}
    return tuple(sorted(Counter(counts).elements(), reverse=True))


def no_more_than(form: forms.Form, prefix: str, count: int) -> None:
    """No more are named in such fields than there are pieces."""
    names = [name for name in form.fields if name.startswith(prefix)]
    if sum(form.cleaned_data.get(name) or 0 for name in names) > count:
        words = ngettext(
            "It is about %(count)s piece. Name no more than that.",
            "It is about %(count)s pieces. Name no more than these.",
            count,
        )
        form.add_error(names[0], words % {"count": number(count)})


class Which(Form):
    """Which pieces of each line, by what was paid for them; and the serial number of one piece, where nothing else asks for it.

    ways      the answers by line; titles: what each line is called
    many      of lines with many pieces: how many there are at each price; pieces: how many are asked for, by line
    """

    def __init__(
        self,
        order: OrderState,
        kind: str,
        ways: Mapping[int, Sequence],
        titles: Mapping[int, object],
        data: object = None,
        *,
        many: Mapping[int, Mapping[int, int]] = NOTHING,
        pieces: Mapping[int, int] = NOTHING,
    ) -> None:
        super().__init__(data)
        self._many, self._pieces = many, pieces
        unsaid = _("Not known: the dearest count first")
        for line, answers in ways.items():
            self.fields[f"q{line}"] = choice(answers, order.currency, titles[line], unsaid)
        for line, there in many.items():
            self.fields |= how_many(f"q{line}-", there, titles[line], order.currency)
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

    def prices(self, line: int) -> tuple[int, ...]:
        """What the pieces of a line cost that are meant, the dearest first; empty where nobody has said."""
        if line not in self._many:
            return read(self.cleaned_data.get(f"q{line}", ""))
        return counted(self.cleaned_data, f"q{line}-")

    def clean(self) -> dict:
        """No more are named than are asked for."""
        data = super().clean()
        for line, there in self._many.items():
            asked = self._pieces[line]
            if sum(data.get(f"q{line}-{price}") or 0 for price in there) > asked:
                words = ngettext(
                    "You ask about %(count)s piece. Name no more than that.",
                    "You ask about %(count)s pieces. Name no more than these.",
                    asked,
                )
                self.add_error(f"q{line}-{next(iter(there))}", words % {"count": number(asked)})
        return data

    def clean_qs(self) -> str:
        """A number that can be one, or nothing."""
        number = self.cleaned_data["qs"].strip()
        try:
            serials.plain(number or "1")
        except Refusal:
            raise forms.ValidationError(_("Write letters and figures as they stand on the thing.")) from None
        return number
