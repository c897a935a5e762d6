"""Signed links of people who were asked in: one for each request, ended with it.

The token is made from the installation's secret and the request, so that a letter that is sent again holds the same; the
database keeps its digest. What he does himself (quote, answer, decline) needs a one-time code to the same address besides.
"""

import hashlib
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import ExpertLink
from hejie.usecases.people import links

READ_FOR = timedelta(days=30)
"""How long the link opens the request after the day by which he is asked to answer."""


def address_of(written: str) -> str:
    """An address as it is kept. Refuses expert_address."""
    address = written.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refusal("expert_address") from None
    return address


def keep(marketplace: str, case_id: str, asking: str, *, email: str, language: str, days: int, now: datetime) -> None:
    """Keep where the link of a new request goes."""
    ExpertLink.objects.create(
        digest=digest_of(token_of(marketplace, case_id, asking)),
        marketplace_id=marketplace,
        case_id=case_id,
        asking=asking,
        email=email,
        language=language,
        created_at=now,
        expires_at=now + timedelta(days=days) + READ_FOR,
    )


def token_of(marketplace: str, case_id: str, asking: str) -> str:
    """The token in the address of a request."""
    return salted_hmac("hejie.experts", f"{marketplace}:{case_id}:{asking}", algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """What the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_request(case_id: str, asking: str) -> ExpertLink | None:
    """The link of a request, whether it still opens or not."""
    return ExpertLink.objects.filter(case_id=case_id, asking=asking).first()


def still_open(digest: str, marketplace: str, now: datetime) -> ExpertLink:
    """The living link with this digest. Refuses link_not_valid, the same for unknown, ended and another marketplace's."""
    found = ExpertLink.objects.filter(
        digest=digest, marketplace_id=marketplace, revoked_at=None, expires_at__gt=now
    ).first()
    if found is None:
        raise Refusal("link_not_valid")
    return found


def revoke(case_id: str, asking: str, now: datetime) -> None:
    """End the link and forget the address."""
    ended = ExpertLink.objects.filter(case_id=case_id, asking=asking, revoked_at=None)
    ended.update(revoked_at=now, email="", code_digest="", code_expires_at=None)


def send_code(link: ExpertLink, language: str, now: datetime) -> None:
    """Mail a fresh code to the link's address. Refuses too_many_codes."""
    code = links.new_code(link, now)
    with translation.override(language):
        subject = _("%(code)s is your code") % {"code": code}
        text = _(
            "Your code is %(code)s. It is valid for 10 minutes.\n\n"
            "If you did not ask for it, do nothing: without the code nobody can answer for you."
        ) % {"code": code}
    message = EmailMessage(subject, text, None, [link.email])
    message.extra_headers["X-Hejie-Marketplace"] = link.marketplace_id
    message.send()


check_code = links.check_code
