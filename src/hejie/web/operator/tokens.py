"""Tokens of outside systems: made here, shown once, ended here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases.people import integrators as use
from hejie.web.asking import again
from hejie.web.operator import acting, forms

_TEMPLATE = "operator/tokens.html"


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens and make a new one, whose secret is shown this once."""
    acting.proved(request, "token")
    form = forms.Token(request.POST or None)
    facts = {"form": form, "tokens": use.listed(request.context), "scopes": forms.SCOPES}
    if request.method != "POST" or not form.is_valid():
        return render(request, _TEMPLATE, facts, status=422 if form.errors else 200)
    data = form.cleaned_data
    try:
        made = use.create(
            request.context, data["integrator"], name=data["name"], scopes=data["scopes"], days=data["days"]
        )
    except Refusal as refusal:
        return again(request, _TEMPLATE, facts, refusal)
    facts = {"form": forms.Token(), "made": made, "tokens": use.listed(request.context)}
    return render(request, _TEMPLATE, facts)


@require_POST
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """End a token at once."""
    return acting.button(
        request,
        lambda: use.revoke(request.context, prefix),
        done=_("The token has ended. Programs that used it are refused from now on."),
        goes=("integrator_tokens",),
    )
