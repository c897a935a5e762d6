"""The words of the questions where somebody else writes a request down for a buyer: what he says, told of him."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hejie.web.forms import Form

KIND = _("What would the buyer like?")
STORY = _("In the buyer’s words")
REASONS: Mapping[str, object] = {"none": _("The buyer has changed his mind"), "wrong_item": _("Something else came")}
FIELDS: Mapping[str, Mapping] = {
    "way": {
        "choices": {
            "drop_off": _("The buyer takes it to a drop-off point"),
            "pick_up": _("It is picked up at the buyer’s place"),
            "own_carrier": _("The buyer sends it with a carrier of his choice"),
        },
        "hints": {
            "drop_off": _("The seller gives a label, if there is one."),
            "pick_up": _("Buyer and seller agree on a day."),
            "own_carrier": _("The slip shows that it was sent; the buyer keeps it."),
        },
    },
    "where": {"choices": {"send_in": _("The buyer sends it in"), "on_site": _("Somebody comes to the buyer’s place")}},
    "need": {
        "label": _("How much does the buyer need it?"),
        "choices": {
            "none": _("He can do without it for a while"),
            "daily": _("He needs it every day"),
            "work": _("He needs it for his work"),
        },
    },
    "want": {"label": KIND, "choices": {"refund": _("The money back")}},
    "what": {"label": _("What does the buyer need?")},
}
"""By field of a wish: its label, what its choices and hints are called; what is not here is said alike to everybody."""


def tell(form: Form, names: tuple[str, ...]) -> None:
    """Put these words into a form of wishes."""
    for name in names:
        said, field = FIELDS.get(name, {}), form.fields[f"w_{name}"]
        if "label" in said:
            field.label = said["label"]
        if "choices" in said:
            field.choices = [(value, said["choices"].get(value, words)) for value, words in field.choices]
        if "hints" in said:
            field.widget.hints = {**field.widget.hints, **said["hints"]}
