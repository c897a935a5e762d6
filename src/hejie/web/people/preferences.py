"""One's own account: name, language, time zone, the role in which one acts, and signing out everywhere."""

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.rulebooks.clock_words import zone_names
from hejie.store.people import names
from hejie.usecases.people import roles, sign_ins
from hejie.web.forms import LanguageSelect, dress
from hejie.web.people.places import next_place

_COOKIE_AGE = 365 * 24 * 3600
_ROLES = {
    "buyer": gettext_lazy("Buyer"),
    "seller": gettext_lazy("Seller"),
    "agent": gettext_lazy("Service agent"),
    "neutral": gettext_lazy("Neutral"),
    "operator": gettext_lazy("Operator"),
    "auditor": gettext_lazy("Auditor"),
    "integrator": gettext_lazy("Integrator"),
}


class AccountForm(forms.ModelForm):
    """What a person may change about himself."""

    class Meta:
        model = get_user_model()
        fields = ("name", "language", "timezone")
        labels = {
            "name": gettext_lazy("Name"),
            "language": gettext_lazy("Language"),
            "timezone": gettext_lazy("Time zone"),
        }
        widgets = {"language": LanguageSelect}
        help_texts = {"timezone": gettext_lazy("As in Asia/Shanghai. Left empty, the marketplace's own is used.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.use_required_attribute = False
        dress(self)

    def clean_timezone(self) -> str:
        """Only zones that exist."""
        name = self.cleaned_data["timezone"].strip()
        if name and name not in zone_names():
            raise forms.ValidationError(_("This time zone is not known. Write it like Asia/Shanghai or Europe/Moscow."))
        return name


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Read and change one's own account."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.instance.language):
            messages.success(request, _("Your account has been changed."))
        return redirect("account")
    held = Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    slug, own = request.marketplace.slug, roles.of(request.user)
    current = request.session.get("role") or own[0]
    listed = [{"value": role, "words": role_words(slug, role), "current": role == current} for role in own]
    facts = {"form": form, "roles": listed, "has_second_factor": held.exists()}
    return render(request, "people/account.html", facts)


def role_words(marketplace: str, role: str) -> str:
    """A role as people call it; shops by their name."""
    kind, _colon, shop = role.partition(":")
    words = str(_ROLES[kind])
    return f"{words} · {names(marketplace, [shop]).get(shop, shop)}" if shop else words


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read in another language from now on; remembered by the account or, without one, by a cookie."""
    response = redirect(next_place(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)
    return response


set_language.without_marketplace = True


@require_POST
@login_required
def act_as(request: HttpRequest, role: str) -> HttpResponse:
    """Act in another of one's roles from now on, in this sign-in."""
    if role in roles.of(request.user):
        request.session["role"] = role
    return redirect(next_place(request))


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every sign-in and token and the calendar's address of one's own, this sign-in too."""
    sign_ins.end_all(request.user)
    logout(request)
    messages.success(
        request, _("You are signed out everywhere. Your tokens and the address of your calendar have ended too.")
    )
    return redirect("account_login")
