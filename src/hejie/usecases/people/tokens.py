"""Bearer tokens: made, shown once, kept as a digest, ended.

A person's own token may do all that he may, as far as its scopes reach. An integrator's token belongs to an outside
system, which opens, tells, files and reads for people but never accepts, signs or withdraws for them.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import ApiToken, Person

SCOPES = ("read", "write", "personal", "orders", "staff", "webhooks")
PERSONAL_SCOPES = frozenset({"read", "write", "personal", "staff"})
_MARK = "hejie_"
_SHOWN = 12
_USED_EVERY = timedelta(minutes=5)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: the only moment at which `secret` can be read."""

    secret: str
    token: ApiToken


def digest_of(secret: str) -> str:
    """What the database keeps of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create(
    person: Person,
    *,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    days: int = 90,
    role: str = "",
    integrator: str = "",
    second_factor: bool = False,
) -> NewToken:
    """A new token of a person, or of an integrator that this person looks after.

    days            until it ends, 1 to 366
    role            `operator`, `seller:s…`: in which role the token acts; empty means the person's usual one
    second_factor   whether it is made in a sign-in that proved one; staff's acts on money need it
    Refuses         unknown_scope, token_days_out_of_range
    """
    asked = tuple(dict.fromkeys(scopes))
    known = SCOPES if integrator else tuple(scope for scope in SCOPES if scope in PERSONAL_SCOPES)
    wrong = [scope for scope in asked if scope not in known]
    if wrong or not asked:
        raise Refusal("unknown_scope", scope=", ".join(wrong), known=", ".join(known))
    if not 1 <= days <= LONGEST.days:
        raise Refusal("token_days_out_of_range", days=days, most=LONGEST.days)
    secret = _MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        digest=digest_of(secret),
        prefix=secret[:_SHOWN],
        marketplace_id=person.marketplace_id,
        person=person,
        integrator=integrator,
        name=name.strip()[:80],
        scopes=list(asked),
        role=role,
        second_factor=second_factor,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return NewToken(secret, token)


def find(secret: str, marketplace: str, now: datetime) -> ApiToken:
    """The living token of this marketplace behind a bearer secret, with its person loaded.

    Refuses   token_not_valid, the same for unknown, ended, revoked and another marketplace's
    """
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of(secret), marketplace_id=marketplace, revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .first()
        if secret.startswith(_MARK)
        else None
    )
    if token is None or not token.person.is_active:
        raise Refusal("token_not_valid")
    if token.last_used_at is None or now - token.last_used_at > _USED_EVERY:
        ApiToken.objects.filter(digest=token.digest).update(last_used_at=now)
    return token


def own(person: Person, now: datetime) -> list[ApiToken]:
    """A person's tokens that still live, newest first, 100 at most."""
    living = ApiToken.objects.filter(person=person, revoked_at=None)
    return list(living.filter(Q(expires_at=None) | Q(expires_at__gt=now)).order_by("-created_at")[:100])


def revoke(person: Person, prefix: str, now: datetime) -> int:
    """End a person's tokens of this prefix at once; returns how many there were."""
    return ApiToken.objects.filter(person=person, prefix=prefix, revoked_at=None).update(revoked_at=now)


def revoke_all(person: Person, now: datetime) -> int:
    """End all tokens of a person, as when he signs out everywhere."""
    return ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
