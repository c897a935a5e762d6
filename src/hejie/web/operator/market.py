"""The settings of a marketplace."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.usecases.people import settings as use
from hejie.web.operator import acting, forms


def settings(request: HttpRequest) -> HttpResponse:
    """Name, languages, currency, time zone, host names, letters."""
    acting.proved(request, "settings")
    form = forms.Market.of(use.read(request.context), *([request.POST] if request.method == "POST" else []))
    facts = {
        "title": _("Settings"),
        "lead": _("Open cases keep their currency, their procedure and the addresses that were sent out."),
        "send": _("Save"),
        "back": reverse("overview"),
        "back_words": _("Back to the overview"),
        "links": [
            {"url": reverse("market_procedures"), "label": _("Procedure of new cases")},
            {"url": reverse("market_law"), "label": _("Law of new cases")},
            {"url": reverse("market_holidays"), "label": _("Holidays")},
            {"url": reverse("guidance"), "label": _("Answers for buyers")},
            {"url": reverse("retention"), "label": _("How long cases are kept, and legal holds")},
            {"url": reverse("service_settings"), "label": _("Service settings")},
            {"url": reverse("policies"), "label": _("Return policy")},
            {"url": reverse("points_worth"), "label": _("What a point is worth")},
            {"url": reverse("vetting"), "label": _("What we ask of shops")},
            {"url": reverse("rules"), "label": _("The rules")},
            {"url": reverse("integrator_tokens"), "label": _("Tokens of outside systems")},
            {"url": reverse("webhooks"), "label": _("Webhooks")},
            {"url": reverse("mail"), "label": _("Letters that were sent")},
        ],
    }

    def do(_data: dict) -> object:
        return use.change(request.context, form.wanted())

    return acting.form_page(
        request, form, facts, do, done=_("The settings are saved."), goes=lambda _came: ("market_settings",)
    )
