"""Signed links: how a buyer without an account comes to his one case, and proves on the spot that it is he.

A link opens one case for one person until it ends or is revoked. Reading, telling and filing need nothing more. What a
person must do himself (accept, sign, withdraw) needs a six-digit code besides, sent to the very address the link was
sent to: valid 10 minutes, 5 attempts, kept as a keyed digest.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import CaseLink, ExpertLink, Person

VALID = timedelta(days=30)
CODE_VALID = timedelta(minutes=10)
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
PROVED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just made: `token` stands in its address (`/l/<token>`) and nowhere else."""

    token: str
    link: CaseLink


def digest_of(token: str) -> str:
    """What the database keeps of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(person: Person, case_id: str, *, now: datetime, valid: timedelta = VALID) -> NewLink:
    """A new link of a person to one case; older ones stay valid until they end.

    Refuses   person_without_address (nowhere to send link and code)
    """
    if not person.email:
        raise Refusal("person_without_address", person=person.id)
    token = secrets.token_urlsafe(32)
    link = CaseLink.objects.create(
        digest=digest_of(token),
        marketplace_id=person.marketplace_id,
        case_id=case_id,
        person=person,
        email=person.email,
        created_at=now,
        expires_at=now + valid,
    )
    return NewLink(token, link)


def open_link(token: str, marketplace: str, now: datetime) -> CaseLink:
    """The living link behind a token, with its person.

    Refuses   link_not_valid, the same for unknown, ended, revoked and another marketplace's
    """
    return still_open(digest_of(token), marketplace, now)


def still_open(digest: str, marketplace: str, now: datetime) -> CaseLink:
    """The link that a session has opened, if it still lives; refuses link_not_valid."""
    link = (
        CaseLink.objects.select_related("person")
        .filter(digest=digest, marketplace_id=marketplace, revoked_at=None, expires_at__gt=now)
        .first()
    )
    if link is None or not link.person.is_active:
        raise Refusal("link_not_valid")
    return link


def revoke(marketplace: str, case_id: str, now: datetime, person_id: str = "") -> int:
    """End all links to a case, or those of one person; returns how many lived."""
    living = CaseLink.objects.filter(marketplace_id=marketplace, case_id=case_id, revoked_at=None)
    return (living.filter(person_id=person_id) if person_id else living).update(revoked_at=now)


def of_case(marketplace: str, case_id: str) -> list[CaseLink]:
    """The links to a case, newest first, 100 at most."""
    found = CaseLink.objects.filter(marketplace_id=marketplace, case_id=case_id).select_related("person")
    return list(found.order_by("-created_at")[:100])


def send_code(link: CaseLink, now: datetime) -> None:
    """Mail a fresh six-digit code to the link's address; an earlier one ends.

    Refuses   too_many_codes (5 an hour)
    """
    _mail_code(link, new_code(link, now))


def new_code(link: CaseLink | ExpertLink, now: datetime) -> str:
    """A fresh six-digit code for a link of either kind, to be sent to its address. Refuses too_many_codes (5 an hour)."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        held = type(link).objects.select_for_update().get(pk=link.pk)
        fresh_hour = held.codes_counted_from is None or now - held.codes_counted_from > timedelta(hours=1)
        if not fresh_hour and held.codes_sent >= CODES_AN_HOUR:
            raise Refusal("too_many_codes", most=CODES_AN_HOUR)
        held.codes_sent = 1 if fresh_hour else held.codes_sent + 1
        held.codes_counted_from = now if fresh_hour else held.codes_counted_from
        held.code_digest = _code_digest(held.digest, code)
        held.code_expires_at = now + CODE_VALID
        held.code_attempts = 0
        held.save(update_fields=["codes_sent", "codes_counted_from", "code_digest", "code_expires_at", "code_attempts"])
    return code


def check_code(link: CaseLink | ExpertLink, code: str, now: datetime) -> None:
    """Let the right code pass, once.

    Every attempt counts before it is compared, so that many at once do not get more than five.
    Refuses   code_not_right (with the attempts left), code_ended (too old, used, or too many attempts)
    """
    counted = (
        type(link)
        .objects.filter(pk=link.pk, revoked_at=None, code_expires_at__gt=now, code_attempts__lt=CODE_ATTEMPTS)
        .exclude(code_digest="")
    )
    if not counted.update(code_attempts=F("code_attempts") + 1):
        raise Refusal("code_ended")
    held = type(link).objects.get(pk=link.pk)
    digits = "".join(code.split())
    if not constant_time_compare(held.code_digest, _code_digest(held.digest, digits)):
        raise Refusal("code_not_right", left=max(0, CODE_ATTEMPTS - held.code_attempts))
    unused = type(link).objects.filter(pk=link.pk, code_digest=held.code_digest)
    if not unused.update(code_digest="", code_expires_at=None):
        raise Refusal("code_ended")


def _code_digest(link_digest: str, code: str) -> str:
    return salted_hmac("hejie.links.code", f"{link_digest}:{code}", algorithm="sha256").hexdigest()


def _mail_code(link: CaseLink, code: str) -> None:
    person = link.person
    with translation.override(person.language):
        subject = _("%(code)s is your code") % {"code": code}
        text = _(
            "Your code for case %(case)s is %(code)s. It is valid for 10 minutes.\n\n"
            "If you did not ask for it, do nothing: without the code nobody can accept or sign anything for you."
        ) % {"case": link.case_id, "code": code}
    message = EmailMessage(subject, text, None, [link.email])
    message.extra_headers["X-Hejie-Marketplace"] = link.marketplace_id
    message.send()
