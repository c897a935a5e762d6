"""Signing in, within one marketplace: the backend that knows people, and what django-allauth asks of us.

The same e-mail address in two marketplaces is two people, so every look-up by address goes through `sign_ins.find`.
"""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_reset
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from hejie.store.models import Person
from hejie.usecases.people import sign_ins

_WAYS = {
    "reauthenticate": _("Enter your password instead"),
    "mfa_reauthenticate": _("Enter a code of the authenticator app instead"),
}


class MarketplaceBackend(AuthenticationBackend):
    """Knows people by address and password within the request's marketplace."""

    def _authenticate(self, request: HttpRequest | None, **credentials) -> Person | None:
        marketplace = getattr(request, "marketplace", None)
        email = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(sign_ins.find(marketplace, email), credentials.get("password") or "")

    def get_user(self, user_id: str) -> Person | None:
        """The active person of a session."""
        person = Person.objects.filter(pk=user_id).first()
        return person if person and person.is_active else None

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """None: what people may do is decided by the one gate, never by Django's permissions."""
        return set()


class AccountAdapter(DefaultAccountAdapter):
    """Letters, limits and redirects that know the marketplace."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not belong together. Check both, or set a new password."),
        "enter_current_password": _("This is not your password now. Type the one you signed in with."),
        "incorrect_password": _("This is not your password. Type the one you signed in with."),
        "incorrect_code": _("This code is not right. Enter the one that is shown now."),
        "too_many_login_attempts": _(
            "Too many attempts for this address. Wait a quarter of an hour, or set a new password by letter."
        ),
        "rate_limited": _("Too many attempts. Wait a quarter of an hour, then try again."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new letter."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by himself: people come from the marketplace, and set their password by recovery."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very host; other marketplaces on other hosts are strangers too."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        """Failed attempts are counted for an address within a marketplace."""
        email = credentials.get("email") or credentials.get("username") or ""
        return f"{_slug(request)}:{email.strip().lower()}"

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The ways to prove oneself again, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": _WAYS.get(way["id"], way["description"])} for way in ways]

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is his password, counted like a sign-in."""
        again = self.authenticate(allauth_context.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def render_mail(self, template_prefix: str, email, context: dict, headers: dict | None = None) -> EmailMessage:
        """The letter in its reader's language, marked with its marketplace."""
        request = allauth_context.request
        person = context.get("user") or getattr(request, "user", None) or AnonymousUser()
        language = getattr(person, "language", "") or translation.get_language()
        marked = {**(headers or {}), "X-Hejie-Marketplace": _slug(request)}
        with translation.override(language):
            return super().render_mail(template_prefix, email, {**context, "marketplace": request.marketplace}, marked)

    def send_notification_mail(self, template_prefix: str, user: Person, context=None, email=None) -> None:
        """Tell a person of a change to his account, at the address he signs in with."""
        if user.email:
            told = {"user": user, **(context or {})}
            super().send_notification_mail(template_prefix, user, told, email or user.email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that the database alone does not give them away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right, or was used already. Enter the next one that the app shows: each is good once."
        ),
    }

    def get_totp_issuer(self) -> str:
        """The marketplace's name, as the authenticator app will show it."""
        marketplace = getattr(allauth_context.request, "marketplace", None)
        return marketplace.name if marketplace else settings.MFA_TOTP_ISSUER

    def encrypt(self, text: str) -> str:
        """Encrypt with a key derived from the installation's secret key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Counterpart of encrypt."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in by OpenID Connect, for people whom the marketplace already knows."""

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list:
        """The providers that this marketplace offers; one that names no marketplaces serves all."""
        slug = _slug(request)
        return [
            app
            for app in super().list_apps(request, provider=provider, client_id=client_id)
            if slug in (app.settings.get("marketplaces") or [slug])
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        """A stranger with a provider's account stays a stranger."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        """Connect to the person of the same address, when the provider has verified that address.

        An account connected in another marketplace is not let in here.
        """
        if sociallogin.is_existing:
            if sociallogin.user.marketplace_id != _slug(request):
                raise ImmediateHttpResponse(redirect("account_login"))
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        person = next((found for email in verified if (found := sign_ins.find(request.marketplace, email))), None)
        if person is not None and person.is_active:
            sociallogin.connect(request, person)


@receiver(authenticator_added, dispatch_uid="hejie-second-factor-proved")
def prove_by_setting_up(request: HttpRequest, user: Person, authenticator, **_signal) -> None:
    """Whoever has just set up a second factor has shown its first code, so this sign-in has proved it."""
    if authenticator.type == authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(password_reset, dispatch_uid="hejie-recovery-ends-lock-out")
def let_in_after_recovery(request: HttpRequest, user: Person, **_signal) -> None:
    """Whoever has set a new password by a letter to his address need not wait out the failed attempts before."""
    get_adapter(request)._delete_login_attempts_cached_email(request, email=user.email)


@receiver(post_save, sender=Person, dispatch_uid="hejie-inactive-ends-sessions")
def end_sign_ins_of_the_inactive(instance: Person, **_signal) -> None:
    """A person who is switched off loses his sign-ins and tokens at once."""
    if not instance.is_active:
        sign_ins.end_all(instance)


def _slug(request: HttpRequest | None) -> str:
    marketplace = getattr(request, "marketplace", None)
    return marketplace.slug if marketplace else ""
