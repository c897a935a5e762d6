"""The second factor of a person, as the one who runs the machine may need it."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from hejie.store.models import Person


def code_now(person: Person) -> str:
    """The code that his authenticator shows at this moment, or "" where he has none. Whoever may call this can read
    the secret from the database anyway; demonstrations and lost telephones need it."""
    found = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if found is None:
        return ""
    secret = TOTP(found).instance.data["secret"]
    counter = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(_plain(secret), counter[len(counter) // 2]))


def _plain(secret: str) -> str:
    return get_adapter().decrypt(secret)
