"""The account forms that look people up by address, narrowed to the request's marketplace."""

from allauth.account import forms
from allauth.core import context as allauth_context

from hejie.conf import accounts


class LoginForm(forms.LoginForm):
    """Address and password; the rest is the framework's."""


class ResetPasswordForm(forms.ResetPasswordForm):
    """Sends a letter to the person of this address in this marketplace, and says the same when there is none."""

    def clean_email(self) -> str:
        """Find the person here and nowhere else."""
        email = self.cleaned_data["email"].strip().lower()
        person = accounts.find(allauth_context.request.marketplace, email)
        self.users = [person] if person and person.is_active else []
        return email


class UserTokenForm(forms.UserTokenForm):
    """Reads a recovery link; a link of another marketplace is no link here."""

    def _get_user(self, uidb36: str):
        person = super()._get_user(uidb36)
        marketplace = allauth_context.request.marketplace
        return person if person and marketplace and person.marketplace_id == marketplace.pk and person.is_active else None
