"""A buyer takes less than the rules give him: what he gives up is said, and he ticks that he knows it, before it counts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hejie.domain.cases import commands, waiving
from hejie.usecases import settlement
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.case import bargain, page, terms, voice
from hejie.web.case.entitlement import Floor
from hejie.web.case.voice import joined
from hejie.web.forms import Form


class Knowing(Form):
    """A box that nobody has ticked for him."""

    waives = forms.BooleanField(label=_("I know that and agree all the same"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        said = _("Tick the box if you want to agree all the same, or go back to the case.")
        self.fields["waives"].error_messages["required"] = said


ACCEPTANCE = asking.Ask(
    settlement.accept_offer,
    Knowing,
    _("Accept less than the rules give you?"),
    "",
    _("Agree all the same"),
    _("You have accepted the offer."),
    (_("You cannot ask for the rest once both sides have signed."),),
    primary=False,
)
SIGNATURE = replace(
    ACCEPTANCE,
    do=settlement.sign_agreement,
    title=_("Sign for less than the rules give you?"),
    send=_("Sign all the same"),
    done=_("You have signed the agreement."),
)


def accept(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Accept an open offer knowingly."""
    found = page.read(request, case_id).case.offer(offer)
    command = commands.AcceptOffer(case_id, offer, waives=True)
    return _asked(request, case_id, ACCEPTANCE, found.package if found else None, lambda _data: command)


def sign(request: HttpRequest, case_id: str) -> HttpResponse:
    """Sign the agreement that stands knowingly."""
    found = page.read(request, case_id).case.agreement
    command = commands.SignAgreement(case_id, request.GET.get("document", ""), waives=True)
    return _asked(request, case_id, SIGNATURE, found.package if found else None, lambda _data: command)


def _asked(
    request: HttpRequest, case_id: str, question: asking.Ask, package: Mapping | None, command: Callable
) -> HttpResponse:
    view = page.read(request, case_id)
    words = _words(request, view, package) if package is not None else ""
    return asking.ask(request, case_id, replace(question, words=words), command)


def _words(request: HttpRequest, view: CaseView, package: Mapping) -> str:
    """The terms, and what the buyer would give up by them."""
    told = ""
    if waiving.given_up(view.case, package):
        told = Floor(request, view, bargain.table(request, view)).told(package)
    return joined(terms.sentence(package, view.case, voice.of_view(view)), told)
