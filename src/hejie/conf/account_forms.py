"""The account forms in our words, and those that look people up by address narrowed to the request's marketplace."""

from allauth.account import forms
from allauth.core import context as allauth_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from hejie.usecases.people import sign_ins
from hejie.web.forms import dress

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}


class _Dressed:
    """Draws a form of the framework as our own: our labels, no placeholders, no links inside hints."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        dress(self)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_Dressed, forms.LoginForm):
    """Address and password."""


class ReauthenticateForm(_Dressed, forms.ReauthenticateForm):
    """The password again, before the account changes."""


class ChangePasswordForm(_Dressed, forms.ChangePasswordForm):
    """A new password for the old one."""


class SetPasswordForm(_Dressed, forms.SetPasswordForm):
    """A first password."""


class ResetPasswordKeyForm(_Dressed, forms.ResetPasswordKeyForm):
    """A new password, by the link in a letter."""


class ResetPasswordForm(_Dressed, forms.ResetPasswordForm):
    """Sends a letter to the person of this address in this marketplace, and says the same when there is none."""

    def clean_email(self) -> str:
        """Find the person here and nowhere else."""
        email = self.cleaned_data["email"].strip().lower()
        person = sign_ins.find(allauth_context.request.marketplace, email)
        self.users = [person] if person and person.is_active else []
        return email


class UserTokenForm(forms.UserTokenForm):
    """Reads a recovery link; a link of another marketplace is no link here."""

    def _get_user(self, uidb36: str):
        person = super()._get_user(uidb36)
        marketplace = allauth_context.request.marketplace
        if person is None or marketplace is None or not person.is_active:
            return None
        return person if person.marketplace_id == marketplace.pk else None


class _GoodOnce:
    """Refuses a code that was used, for as long as it would be right (RFC 6238, section 5.2).

    The framework remembers a code for one period, yet takes those of the periods beside it.
    """

    def clean_code(self) -> str:
        """The code, marked as used."""
        code = super().clean_code()
        lasts = (2 * settings.MFA_TOTP_TOLERANCE + 1) * settings.MFA_TOTP_PERIOD
        if not cache.add(f"hejie.second-factor?person={self.user.pk}&code={code}", "used", timeout=lasts):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_Dressed, _GoodOnce, second_factor.AuthenticateForm):
    """A code of the authenticator app, or a recovery code, while signing in."""


class ConfirmForm(_Dressed, _GoodOnce, second_factor.ReauthenticateForm):
    """The same, in a sign-in that goes on."""


class ActivateForm(_Dressed, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""
