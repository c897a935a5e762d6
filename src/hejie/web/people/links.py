"""Coming to one case by a signed link, and proving with a one-time code that it is really oneself."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hejie.adapters.refusal_texts import sentences
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases.people import links as use
from hejie.web.forms import Form
from hejie.web.people.places import is_ours

_LINK = "link"


class CodeForm(Form):
    """The six digits from the letter."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link's case in this browser, and leave the token out of the address from then on.

    A mail program that looks ahead opens nothing: the page asks for one press of a button.
    """
    try:
        link = use.open_link(token, request.marketplace.pk, request.context_now)
    except Refusal as refusal:
        return _refused(request, refusal)
    if request.method != "POST":
        return render(request, "people/link.html", {"link": link})
    if request.user.is_authenticated and request.user.pk != link.person_id:
        logout(request)
    request.session.cycle_key()
    request.session[_LINK] = {"digest": link.digest, "case": link.case_id}
    return redirect("case", link.case_id)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code (`send`), or check the one that was typed, then go back to `next`."""
    opened = request.session.get(_LINK)
    try:
        link = use.still_open((opened or {}).get("digest", ""), request.marketplace.pk, request.context_now)
    except Refusal as refusal:
        return _refused(request, refusal)
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    back = wanted if is_ours(request, wanted) else ""
    form = CodeForm(request.POST if "code" in request.POST else None)
    sent = False
    try:
        if "send" in request.POST:
            use.send_code(link, request.context_now)
            sent = True
        elif form.is_bound and form.is_valid():
            use.check_code(link, form.cleaned_data["code"], request.context_now)
            request.session[_LINK] = {**opened, "proved_at": request.context_now.isoformat()}
            return redirect(back) if back else redirect("case", link.case_id)
    except Refusal as refusal:
        form.add_error(None, str(sentences(refusal, request.LANGUAGE_CODE)))
    facts = {"form": form, "link": link, "sent": sent, "next": back, "hidden_address": hidden(link.email)}
    return render(request, "people/code.html", facts, status=422 if form.is_bound and form.errors else 200)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser; the link itself stays valid."""
    request.session.pop(_LINK, None)
    messages.success(request, _("The case is closed in this browser. Your link still opens it."))
    return redirect("home")


def hidden(address: str) -> str:
    """An address of which only its owner recognises the rest: `a•••@example.org`."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    told = sentences(refusal, request.LANGUAGE_CODE)
    return render(request, "people/refused.html", {"told": told}, status=404)
