"""Forms about neutrals: what somebody works on, a stake that he has, and to whom a case goes."""

from collections.abc import Iterable

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.store.neutrals import MOST_COUNTED
from hejie.usecases.neutral_profiles import ProfileView
from hejie.web import languages, words
from hejie.web.forms import Choices, Form, Languages, ManyChoices


class Profile(Form):
    """What a neutral works on."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("In which both sides can write and be read without a translation."),
        widget=Languages,
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Claims known best"),
        help_text=gettext_lazy("Such cases come here rather than to others; other cases come as well."),
        required=False,
        widget=ManyChoices,
        choices=list(words.REASONS.items()),
    )
    categories = forms.CharField(
        label=gettext_lazy("Goods known best"),
        help_text=gettext_lazy("The marketplace’s own words for kinds of goods, one a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    most_open = forms.IntegerField(
        label=gettext_lazy("Most open cases at once"),
        help_text=gettext_lazy("Left empty, any number."),
        required=False,
        min_value=1,
        max_value=MOST_COUNTED,
    )
    away_until = forms.DateField(
        label=gettext_lazy("Away until"),
        help_text=gettext_lazy("The first day on which new cases may come again. Open cases and their clocks go on."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}),
    )

    group = forms.ChoiceField(
        label=gettext_lazy("Own side of trade"),
        help_text=gettext_lazy(
            "Whether this person mostly buys or sells in this marketplace. Votes on panels are watched by it, so that nobody favours "
            "the own side unseen."
        ),
        choices=list(words.TRADE_SIDES.items()),
        required=False,
        widget=Choices,
    )

    def __init__(self, offered: Iterable[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        names = {one.code: one.name for one in languages.LANGUAGES}
        self.fields["languages"].choices = [(code, names.get(code, code)) for code in offered]

    def clean_group(self) -> str:
        """Where nothing is said: neither."""
        return self.cleaned_data["group"] or "none"

    def clean_categories(self) -> list[str]:
        """Each line a word."""
        return [line.strip() for line in self.cleaned_data["categories"].splitlines() if line.strip()]


def begun(view: ProfileView) -> dict:
    """A profile as its form begins."""
    one = view.profile
    return {
        "languages": list(one.languages),
        "reasons": list(one.reasons),
        "categories": "\n".join(one.categories),
        "most_open": one.most_open,
        "away_until": one.away_until,
        "group": one.group,
    }


class Stake(Form):
    """With whom somebody has a stake, and why."""

    party = forms.CharField(
        label=gettext_lazy("Id of the shop or the person"),
        help_text=gettext_lazy("As the page of the shop or the person shows it; it begins with s or p."),
        max_length=16,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Read by the neutral and by operators alone."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HandOver(Form):
    """Why a case goes to somebody else, and to whom."""

    reason = forms.CharField(
        label=gettext_lazy("Why, and what to know"),
        help_text=gettext_lazy(
            "A note in the internal room: the next neutral and the marketplace’s staff read it, the two sides do not."
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    to = forms.ChoiceField(label=gettext_lazy("Who takes it over?"), required=False)

    def __init__(self, people: list[tuple[str, str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.widget = Choices(hints={one: hint for one, _name, hint in people})
        field.choices = [
            ("", _("Whoever fits best")),
            *((one, format_html("<span data-user-text>{}</span>", name)) for one, name, _hint in people),
        ]


class HandOverAll(Form):
    """Why all cases of somebody go to others."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Stands as a note in the internal room of each case."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
