"""The law and the policy by which new cases are looked at."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.usecases import market_law as use
from hejie.web.forms import Form
from hejie.web.languages import active
from hejie.web.operator import acting
from hejie.web.way_in import fact_words


class Law(Form):
    """Whose law, and whose policy beside it."""

    jurisdiction = forms.ChoiceField(
        label=gettext_lazy("Whose law"),
        help_text=gettext_lazy("What the rules say of a case is the same for both sides, and binds nobody."),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("Policy of a platform beside it"),
        help_text=gettext_lazy("It may only add to what the law gives."),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        places = [(one, fact_words.label("jurisdiction", one)) for one in use.jurisdictions()]
        self.fields["jurisdiction"].choices = [
            ("", _("As the currency of each order says")),
            *sorted(places, key=lambda one: one[1]),
            (use.NONE, _("None: promises and the policy alone")),
        ]
        self.fields["policy"].choices = [
            ("", _("None")),
            *((one, use.policy_name(one, active())) for one in use.policies()),
        ]


def law(request: HttpRequest) -> HttpResponse:
    """Show what is set, or set it for cases opened from now on."""
    acting.proved(request, "settings")
    now = use.chosen(request.context)
    form = Law(request.POST or None, initial={"jurisdiction": now.jurisdiction, "policy": now.policy})
    facts = {
        "title": _("Law of new cases"),
        "lead": _(
            "By it each case is told what is due to whom, with the rules. Open cases keep the law of their opening."
        ),
        "send": _("Save"),
        "back": reverse("market_settings"),
        "back_words": _("Back to the settings"),
    }

    def do(data: dict) -> object:
        return use.choose(request.context, data["jurisdiction"], data["policy"])

    return acting.form_page(
        request, form, facts, do, done=_("New cases are looked at by it. Open ones keep theirs."),
        goes=lambda _came: ("market_law",),
    )  # fmt: skip
