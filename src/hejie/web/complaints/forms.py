"""What is written into complaints."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hejie.domain.complaints import decide
from hejie.web import words
from hejie.web.forms import Choices, Form

OUTCOMES = {
    "upheld": _("The complaint is right"),
    "partly": _("The complaint is partly right"),
    "not_upheld": _("The complaint is not right"),
}
CHANNELS = {
    "web": _("web page"),
    "email": _("e-mail"),
    "telephone": _("telephone"),
    "counter": _("shop counter"),
    "chat": _("chat"),
    "api": _("another program"),
}


class Complaint(Form):
    """A complaint of one's own. `targets`: (value, words) of what it may be about; a value is role:id."""

    target = forms.ChoiceField(label=_("What or whom is it about?"), widget=Choices)
    text = forms.CharField(
        label=_("What happened?"), max_length=decide.LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("When, where, who said what. Somebody who has no part in it reads it."),
    )  # fmt: skip
    file = forms.FileField(label=_("A file that shows it"), required=False)

    def __init__(self, targets: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = targets


class TakeIn(Form):
    """A complaint that somebody of the marketplace writes down or reads in for another."""

    channel = forms.ChoiceField(
        label=_("How did it come?"), widget=Choices,
        choices=[(name, CHANNELS[name]) for name in ("telephone", "counter", "email", "chat")],
    )  # fmt: skip
    target = forms.ChoiceField(label=_("What or whom is it about?"), widget=forms.Select({"data-user-text": ""}))
    text = forms.CharField(
        label=_("What was said"), max_length=decide.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For telephone and counter. A letter or a chat brings its own words."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("E-mail file (.eml) or saved chat"), required=False,
        help_text=_("The same letter is taken in once, whoever brings it."),
    )  # fmt: skip
    complainant = forms.CharField(
        label=_("E-mail address or id of the complainant here"), max_length=254, required=False,
        help_text=_("Then the complaint stands on that person’s own pages. A letter is matched by its sender."),
    )  # fmt: skip
    contact = forms.CharField(label=_("Else: how is the person reached?"), max_length=320, required=False)
    order = forms.CharField(
        label=_("Order, if it touches one"),
        max_length=16,
        required=False,
        help_text=_("From the address of the order’s page."),
    )

    def __init__(self, targets: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = targets

    def clean(self) -> dict:
        """Words by telephone and at the counter, a file of letters and chats."""
        told = super().clean()
        need = "file" if told.get("channel") in ("email", "chat") else "text"
        if not told.get(need) and need not in self.errors:
            self.add_error(need, _("This is needed for the way in which it came."))
        return told


class IntoCase(Form):
    """As which case of which order it goes on."""

    order = forms.CharField(label=_("Order"), max_length=16, help_text=_("From the address of the order’s page."))
    kind = forms.ChoiceField(label=_("What is asked for?"))
    reason = forms.ChoiceField(label=_("What went wrong?"), choices=list(words.REASONS.items()))

    def __init__(self, kinds: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
