"""What all forms of a service's steps share: a word, pieces on the file or a new one with it, buttons, sums, what is taken off."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import evidence
from hejie.web.case.forms import LONGEST, minor_of
from hejie.web.case.voice import say, written
from hejie.web.forms import Form, ManyChoices
from hejie.web.service import vocabulary

_NAME = 120
_FOLDED = ("what0", "what1", "minor0", "minor1", "why0", "why1", "part", "price")
TAKEN_OFF = ("use", "damage", "missing", "restocking")


class StepForm(Form):
    """What is told with a step: its own fields, a word, pieces on the file, or a new one with it.

    noted    whether a word is asked for; must: whether it is needed; proof: whether a piece of evidence may go with it
    buttons  (value, words) of each button: more than one where the step is a choice; one value is sent as `choice`
    """

    speaks = ("note",)
    noted, must, proof = True, False, True
    buttons: tuple[tuple[str, object], ...] = ()

    def __init__(self, view: CaseView, step: str, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("prefix", step)
        super().__init__(*args, **kwargs)
        self.view, self.step, self.service = view, step, view.case.service
        self.build()
        if self.proof:
            self._proofs()
        if self.noted:
            self.fields["note"] = forms.CharField(
                label=self.note_label(),
                required=self.must,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
            )

    def build(self) -> None:
        """Add the step's own fields."""

    def note_label(self) -> str:
        """What the word is asked for."""
        return _("A word to go with it")

    def told(self) -> dict:
        """What belongs to the step, as the use case takes it."""
        return {}

    def note(self) -> str:
        """The word."""
        return self.cleaned_data.get("note", "")

    def pieces(self) -> tuple[str, ...]:
        """Pieces on the file that show it."""
        return tuple(self.cleaned_data.get("evidence", ()))

    fold_label = gettext_lazy("Take something off")

    @property
    def folded(self) -> list:
        """Fields that most people leave alone, behind a fold: what is taken off."""
        return [self[name] for name in self.fields if name.startswith(_FOLDED)]

    @property
    def plain(self) -> list:
        """All other fields."""
        return [self[name] for name in self.fields if not name.startswith(_FOLDED) and not self[name].is_hidden]

    @property
    def unfolded(self) -> bool:
        """Whether the fold must stand open: something was written there."""
        return any(field.errors or (self.is_bound and str(field.value() or "")) for field in self.folded)

    @property
    def send(self) -> list[dict]:
        """The buttons."""
        usual = (("", vocabulary.step_do(self.step)),)
        return [{"value": value, "words": words} for value, words in self.buttons or usual]

    def names_of_lines(self) -> dict[int, object]:
        """What each line is called."""
        lines = self.view.case.order["lines"]
        return {
            row["line"]: written(self.view.text(row.get("title"))) or _("Line %(number)s") % {"number": row["line"]}
            for row in lines
        }

    def amount(self, name: str) -> int | None:
        """Minor units of what was written; None for nothing."""
        said = str(self.cleaned_data.get(name) or "").strip()
        return minor_of(said, self.view.case.currency) if said else None

    def _proofs(self) -> None:
        own = [one for one in self.view.case.of_kind("evidence") if one.side == self.view.side]
        if own:
            self.fields["evidence"] = forms.MultipleChoiceField(
                label=_("What on the file shows it?"),
                required=False,
                widget=ManyChoices,
                choices=[
                    (
                        one.id,
                        say(
                            "%(number)s · %(title)s",
                            number=one.id.upper(),
                            title=written(evidence.title_of(self.view, one)),
                        ),
                    )
                    for one in own
                ],
            )
        self.fields["file"] = forms.FileField(
            label=_("Add a photo or a paper"), required=False, widget=forms.ClearableFileInput(attrs={"class": "input"})
        )


class Choice(StepForm):
    """A choice of two, each with a button of its own and both of one weight."""

    name = ""
    values: Mapping[str, object] = {}
    proof = False

    def told(self) -> dict:
        """What the button says."""
        return {self.name: self.values.get(self.data.get("choice", ""), next(iter(self.values.values())))}

    def clean(self) -> dict:
        """One of the two was pressed."""
        data = super().clean()
        if self.data.get("choice") not in self.values:
            raise forms.ValidationError(_("Choose one of the answers."))
        return data


def short(label: object, hint: object = "") -> forms.CharField:
    """A few words on one line."""
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=_NAME, widget=widget)


def money_field(label: object, hint: object = "") -> forms.CharField:
    """A sum as people write it."""
    widget = forms.TextInput(attrs={"class": "input input--short", "inputmode": "decimal"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=20, widget=widget)


def sum_or_error(form: StepForm, name: str) -> None:
    """What was written as a sum is one."""
    if name in form.fields and name not in form.errors:
        try:
            form.amount(name)
        except forms.ValidationError as error:
            form.add_error(name, error)


def counter(label: object, most: int) -> forms.Field:
    """How many of so many; all to begin with."""
    if most > 20:
        widget = forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"})
        return forms.IntegerField(label=label, min_value=0, max_value=most, initial=most, widget=widget)
    choices = [(count, formatting.number(count)) for count in range(most, -1, -1)]
    widget = forms.Select(attrs={"class": "input input--short"})
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, initial=most, widget=widget)


def adjust_fields(form: StepForm, rows: int) -> None:
    """Fields for what is taken off: what for, how much, why."""
    choices = [("", "–"), *((name, vocabulary.word("adjustments", name)) for name in TAKEN_OFF)]
    for number in range(rows):
        form.fields[f"what{number}"] = forms.ChoiceField(
            label=_("Taken off for"), required=False, choices=choices, widget=forms.Select(attrs={"class": "input"})
        )
        form.fields[f"minor{number}"] = money_field(
            _("How much"), _("In %(currency)s") % {"currency": form.view.case.currency}
        )
        form.fields[f"why{number}"] = short(_("Why"), _("The buyer reads it."))


def clean_adjust(form: StepForm, rows: int) -> None:
    """A row is whole, or there is none."""
    for number in range(rows):
        what, minor, why = (
            str(form.cleaned_data.get(f"{name}{number}") or "").strip() for name in ("what", "minor", "why")
        )
        if not (what or minor or why):
            continue
        if not what:
            form.add_error(f"what{number}", _("Say what it is taken off for."))
        if not minor:
            form.add_error(f"minor{number}", _("Write how much is taken off."))
        if not why and what != "restocking":
            form.add_error(f"why{number}", _("Say why; the buyer reads it."))
        sum_or_error(form, f"minor{number}")


def adjusted(form: StepForm, rows: int) -> list[dict]:
    """What is taken off, each with its sign."""
    found = []
    for number in range(rows):
        minor = form.amount(f"minor{number}")
        if minor and form.cleaned_data[f"what{number}"]:
            row = {"what": form.cleaned_data[f"what{number}"], "minor": -minor}
            why = form.cleaned_data[f"why{number}"].strip()
            found.append(row | ({"note": why} if why else {}))
    return found
