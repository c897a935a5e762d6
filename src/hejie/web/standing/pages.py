"""One's own standing: how it stands and why, what would come next, what mends it, and the appeal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands
from hejie.usecases import standings
from hejie.web.asking import key_of
from hejie.web.forms import Form, forms
from hejie.web.operator import acting
from hejie.web.standing import shown


class Appeal(Form):
    """Why a sanction is wrong."""

    grounds = forms.CharField(
        label=gettext_lazy("Why it is wrong"),
        help_text=gettext_lazy("Name the case and what shows it. An operator who has had no part in it reads this."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def mine(request: HttpRequest) -> HttpResponse:
    """The standing of the shop for which one acts, or of the buyer himself."""
    side, of = _own(request)
    view = standings.read(request.context, side, of)
    facts = shown.facts(request.context, view)
    return render(request, "standing/page.html", facts | {"title": title(side), "lead": _lead(side)})


def appeal(request: HttpRequest, sanction: str) -> HttpResponse:
    """Ask for a second look at a sanction."""
    side, of = _own(request)
    view = standings.read(request.context, side, of)
    found = view.state.sanction(sanction) if view.state else None
    if found is None:
        raise Refusal("sanction_unknown", sanction=sanction)
    facts = {
        "title": _("Appeal"),
        "lead": shown.rule(found.says),
        "lost": [_("There is one appeal for each sanction. What is decided on it stands.")],
        "send": _("Appeal"),
        "back": reverse("standing"),
        "back_words": title(side),
    }

    def do(data: dict) -> object:
        command = commands.AppealSanction(side, of, sanction, data["grounds"])
        return standings.appeal(request.context, command, key=key_of(request))

    return acting.form_page(
        request, Appeal(request.POST or None), facts, do,
        done=_("Your appeal is on record. Somebody who has had no part in it decides."), goes=lambda _came: ("standing",),
    )  # fmt: skip


def title(side: str) -> str:
    """What the page is called for its owner."""
    return _("Where we stand") if side == "seller" else _("My standing")


def _lead(side: str) -> str:
    if side == "seller":
        return _(
            "What upheld complaints have led to, what would come next, and what mends it. Withdrawn and lost claims never "
            "count, and neither the other side nor a neutral sees this page."
        )
    return _(
        "What the marketplace keeps about your conduct in cases: this, and nothing besides. A claim that you withdraw or "
        "lose never counts, and neither the seller nor a neutral sees this page."
    )


def _own(request: HttpRequest) -> tuple[str, str]:
    actor = request.context.actor
    if actor.role == "buyer":
        return "buyer", actor.id
    if actor.role in ("seller", "agent") and actor.seller:
        return "seller", actor.seller
    raise Refusal("not_found")
