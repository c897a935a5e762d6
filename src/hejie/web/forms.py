"""Forms as Hejie draws them: label, hint, control; errors beside the field, linked for those who hear the page.

Every form of the pages derives from `Form`. Its fields are drawn by `{{ form }}` or `{{ form.name.as_field_group }}`
through `templates/forms/field.html`. Field texts: `label` a question or a noun, `help_text` what to write and why.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

_PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class HejieRenderer(TemplatesSetting):
    """Draws every form with our field markup (settings.FORM_RENDERER)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class Choices(forms.RadioSelect):
    """One answer of a few, each a large target with an optional hint.

    hints   words below a choice, by its value
    apart   values set apart from the others, as "unknown" for “I don’t know”
    """

    template_name = "forms/choices.html"

    def __init__(
        self,
        attrs: Mapping[str, object] | None = None,
        hints: Mapping[str, str] | None = None,
        apart: tuple[str, ...] = (),
    ) -> None:
        super().__init__(attrs)
        self.hints, self.apart = dict(hints or {}), apart

    def create_option(self, name: str, value: object, *args: object, **kwargs: object) -> dict:
        """One choice, with its hint and whether it stands apart."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), ""), "apart": str(value) in self.apart}


class ManyChoices(forms.CheckboxSelectMultiple):
    """Any number of answers, drawn as `Choices`."""

    template_name = "forms/choices.html"

    def __init__(self, attrs: Mapping[str, object] | None = None, hints: Mapping[str, str] | None = None) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: object, *args: object, **kwargs: object) -> dict:
        """One choice with its hint."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), ""), "apart": False}


class _InTheirOwn:
    """Marks every choice as written in the language that it names, for those who hear the page."""

    def create_option(self, name: str, value: object, *args: object, **kwargs: object) -> dict:
        """One choice, with its language."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"lang": str(value), "attrs": option["attrs"] | {"lang": str(value)}}


class Language(_InTheirOwn, Choices):
    """One of the languages of the pages."""


class Languages(_InTheirOwn, ManyChoices):
    """Some of them."""


class LanguageSelect(_InTheirOwn, forms.Select):
    """One of them, in a list that opens."""


class Form(forms.Form):
    """A form in our words: no colon after labels, our control class, errors that say what to do.

    speaks   names of fields that the other side reads; leads: what of them leads off the platform (`web.leading`), told before
             it is sent
    """

    speaks: tuple[str, ...] = ()
    leads: Sequence[Mapping[str, object]] = ()
    use_required_attribute = False  # the browser's own bubbles speak its language, not the page's
    error_css_class = "field--wrong"

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)

    def full_clean(self) -> None:
        """Look at what was written; a day or moment so far away that it cannot be reckoned with is told as one that is none."""
        for field in self.fields.values():
            if isinstance(field, forms.DateField | forms.DateTimeField) and _in_reach not in field.validators:
                field.validators.append(_in_reach)
        super().full_clean()


def _in_reach(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValidationError("", code="invalid")  # in the words of the field


def dress(form: forms.BaseForm) -> None:
    """Give a form of another package (sign-in) our control class and our words for common errors."""
    for field in form.fields.values():
        if not isinstance(field.widget, _PLAIN):
            before = field.widget.attrs.get("class", "")
            field.widget.attrs["class"] = f"input {before}".strip()
        for code, words in _ERRORS.items():
            if code in field.error_messages:
                field.error_messages[code] = words
        if isinstance(field, forms.CharField):
            field.error_messages["max_length"] = _TOO_LONG
        if isinstance(field, forms.ChoiceField):
            field.error_messages["required"] = _("Choose one of the answers.")


_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_TOO_LONG = _("This is too long. Shorten it to %(limit_value)d characters; it has %(show_value)d.")
_ERRORS = {
    "required": _("Fill this in to go on."),
    "invalid_choice": _("Choose one of the answers on this page; yours is no longer among them."),
    "empty": _("This file is empty. Choose another one."),
}
