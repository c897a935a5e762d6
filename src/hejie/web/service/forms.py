"""The questions of a request for service, one a page."""

from collections.abc import Mapping
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.web.case.forms import LONGEST
from hejie.web.claim_forms import SAID
from hejie.web.forms import Choices, Form
from hejie.web.service import kinds, told_for
from hejie.web.service.vocabulary import kind_name, kind_wish

_FEW = 12
CHANNELS = {
    "phone": gettext_lazy("By telephone"),
    "counter": gettext_lazy("At the counter"),
    "mail": gettext_lazy("By e-mail or letter"),
    "chat": gettext_lazy("By chat"),
}


_NONE: Mapping[int, int] = MappingProxyType({})


class Pieces(Form):
    """How many pieces of which lines; where somebody else writes it down, also how he came to know.

    lines     label of each line by number; left: how many of it there are; sellers: of each line
    too_many  how many were asked for of lines that have fewer left
    """

    def __init__(
        self,
        lines: Mapping[int, object],
        left: Mapping[int, int],
        sellers: Mapping[int, str],
        staff: bool,
        *args: object,
        too_many: Mapping[int, int] = _NONE,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sellers, self._left, self._too_many = sellers, left, too_many
        for line, label in lines.items():
            self.fields[f"p{line}"] = _counter(label, left[line])
        if staff:
            self.fields["channel"] = forms.ChoiceField(
                label=_("How did the buyer ask for it?"), choices=list(CHANNELS.items()), widget=Choices()
            )

    def clean(self) -> dict:
        """Something is chosen, and all of one seller's."""
        data = super().clean()
        for line, count in self._too_many.items():
            self.errors.pop(f"p{line}", None)
            told = {"count": count, "left": self._left[line]}
            self.add_error(f"p{line}", _("You ask for %(count)s; %(left)s can be asked for.") % told)
        chosen = [line for line in self.sellers if int(data.get(f"p{line}") or 0)]
        if not self.errors and not chosen:
            raise forms.ValidationError(_("Choose at least one piece."))
        if len({self.sellers[line] for line in chosen}) > 1:
            raise forms.ValidationError(
                _("These goods come from different sellers. Choose those of one, then ask the next one.")
            )
        return data

    def counters(self) -> list:
        """The bound fields of the lines."""
        return [self[name] for name in self.fields if name != "channel"]


def _counter(label: object, left: int) -> forms.Field:
    """A box to tick for one piece; a list for a few; a number for many."""
    if left == 1:
        return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs={"value": "1"}))
    if left <= _FEW:
        choices = [("", _("none"))] + [
            (count, _("%(count)s of %(all)s") % {"count": count, "all": left}) for count in range(1, left + 1)
        ]
        return forms.TypedChoiceField(
            label=label,
            choices=choices,
            coerce=int,
            required=False,
            empty_value=0,
            widget=forms.Select(attrs={"class": "input input--short"}),
        )
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=left,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
    )


class Kind(Form):
    """What is wished."""

    kind = forms.ChoiceField(label=gettext_lazy("What would you like?"), widget=Choices)

    def __init__(self, names: list[str], *args: object, mine: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not mine:
            self.fields["kind"].label = told_for.KIND
        self.fields["kind"].choices = [(name, kind_wish(name)) for name in names]
        self.fields["kind"].widget.hints = {name: kind_name(name) for name in names}


class Reason(Form):
    """Why."""

    reason = forms.ChoiceField(label=gettext_lazy("Why?"), widget=Choices)

    def __init__(self, kind: str, *args: object, mine: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        listed = kinds.of(kind).reasons or tuple(SAID)
        self.fields["reason"].choices = [(name, reason_words(name, mine=mine)) for name in listed if name in SAID]


def reason_words(reason: str, *, mine: bool) -> object:
    """A reason as the buyer says it himself, or as it is told of him."""
    return SAID.get(reason, "") if mine else told_for.REASONS.get(reason) or SAID.get(reason, "")


class Story(Form):
    """The buyer's own words."""

    speaks = ("story",)
    story = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("What the seller should know to answer at once. Photos can be added right afterwards."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: object, mine: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not mine:
            self.fields["story"].label = told_for.STORY
