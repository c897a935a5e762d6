"""The way to a proved second factor and back: set one up, or enter a code of the one there is."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hejie.web.people.places import is_ours

_BACK = "second_factor_next"


@login_required
def prove(request: HttpRequest) -> HttpResponse:
    """Go back to `next` when this sign-in has proved a second factor; else explain, and lead to proving it."""
    wanted = request.GET.get("next", "")
    if is_ours(request, wanted):
        request.session[_BACK] = wanted
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return redirect(request.session.pop(_BACK, "") or reverse("home"))
    held = Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    way = "mfa_reauthenticate" if held.exists() else "mfa_activate_totp"
    facts = {"way": reverse(way), "here": reverse("second_factor"), "has_one": held.exists()}
    return render(request, "people/second_factor.html", facts)
