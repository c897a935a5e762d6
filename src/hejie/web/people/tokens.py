"""One's own bearer tokens: made here, shown once, ended here."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hejie.adapters.refusal_texts import sentences
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases.people import roles
from hejie.usecases.people import tokens as use
from hejie.web.forms import Form, ManyChoices
from hejie.web.people.second_factor import prove

SCOPE_LABELS = {
    "read": gettext_lazy("Read my cases and orders"),
    "write": gettext_lazy("Open cases, write messages, file evidence"),
    "personal": gettext_lazy("Accept, sign and withdraw for me"),
    "staff": gettext_lazy("Do what my work for a shop or the marketplace allows"),
}


class TokenForm(Form):
    """Name, reach and life of a new token."""

    name = forms.CharField(label=gettext_lazy("What is it for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=list(SCOPE_LABELS.items()),
        widget=ManyChoices,
        initial=["read"],
    )
    days = forms.IntegerField(label=gettext_lazy("Days until it ends"), min_value=1, max_value=366, initial=90)


@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make a new one; staff first prove a second factor."""
    ctx = request.context
    if roles.is_staff(request.user) and not ctx.actor.second_factor:
        return prove_first(request)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = _create(request, form)
        form = TokenForm()
    facts = {"form": form, "made": made, "tokens": use.own(request.user, ctx.now), "labels": SCOPE_LABELS}
    return render(request, "people/tokens.html", facts)


@require_POST
@login_required
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """End a token of one's own at once."""
    if use.revoke(request.user, prefix, request.context.now):
        messages.success(request, _("The token has ended. Programs that used it are refused from now on."))
    return redirect("tokens")


def prove_first(request: HttpRequest) -> HttpResponse:
    """Lead to the second factor and back to this very page."""
    request.GET = request.GET.copy()
    request.GET["next"] = request.get_full_path()
    return prove(request)


def _create(request: HttpRequest, form: TokenForm) -> use.NewToken | None:
    ctx = request.context
    try:
        return use.create(
            request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            days=form.cleaned_data["days"],
            now=ctx.now,
            second_factor=ctx.actor.second_factor,
        )
    except Refusal as refusal:
        form.add_error(None, str(sentences(refusal, request.LANGUAGE_CODE)))
        return None
