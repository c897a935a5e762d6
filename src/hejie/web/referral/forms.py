"""Forms of the way to outside bodies: who lives where, the letter, and what came back."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from hejie.domain.cases.referrals import RESULTS
from hejie.usecases import referral_letter
from hejie.web import words
from hejie.web.forms import Choices, Form

LONGEST = 20_000
LETTER_LANGUAGES = {
    "en": _("English"),
    "zh": _("Chinese"),
    "ru": _("Russian"),
    "de": _("German"),
    "fr": _("French"),
}
_UNKNOWN = ("", _("I don’t know"))
_ANSWERS = [("yes", _("Yes")), ("no", _("No")), _UNKNOWN]


class People(Form):
    """Where both sides are, and what else the choice depends on. It is read as an address, never checked as a form."""

    buyer_in = forms.ChoiceField(label=_("Where does the buyer live?"))
    seller_in = forms.ChoiceField(label=_("Where is the seller?"))
    consumer = forms.ChoiceField(
        label=_("Did the buyer buy for himself?"),
        widget=Choices(apart=("",)),
        choices=_ANSWERS,
        help_text=_("Not for a business or for selling on. Most bodies are for such buyers alone."),
    )
    arbitration = forms.ChoiceField(
        label=_("Have both sides agreed on arbitration?"),
        widget=Choices(apart=("",)),
        choices=_ANSWERS,
        help_text=_("A clause on arbitration in the terms of the purchase, or an agreement afterwards."),
    )

    def __init__(self, places: Iterable[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("buyer_in", "seller_in"):
            self.fields[name].choices = [_UNKNOWN, *places]


class Letter(Form):
    """The letter as it is kept."""

    letter = forms.CharField(
        label=_("Your letter"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text=_(
            "Written from the file of the case. Fill in what stands in brackets, change what you like, and leave out "
            "what you do not want to say."
        ),
    )


class LetterLanguage(Form):
    """In which language the letter is written."""

    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=[(code, LETTER_LANGUAGES[code]) for code in referral_letter.LANGUAGES],
    )


class Result(Form):
    """What came back from an outside body."""

    result = forms.ChoiceField(
        label=_("What came back?"),
        widget=Choices,
        choices=[(name, words.REFERRAL_RESULTS[name]) for name in RESULTS],
    )
    note = forms.CharField(
        label=_("What exactly?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example the file number, what was settled or decided, or why it was not taken up."),
    )
