"""Bearer tokens: made, shown once, kept as a digest, ended.

A person's own token may do all that he may, as far as its scopes reach. An integrator's token belongs to an outside
system, which opens, tells, files and reads for people but never accepts, signs or withdraws for them.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from django.db import connection
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


@dataclass(frozen=True, slots=True)
class Living:
    """What a request needs to know of its token, read by one statement."""

    digest: str
    marketplace_id: str
    person_id: str
    integrator: str
    scopes: tuple[str, ...]
    role: str
    second_factor: bool


_FIND = (
    "SELECT t.person_id, t.integrator, t.scopes, t.role, t.second_factor, t.last_used_at FROM api_token t "
    "JOIN person p ON p.id = t.person_id WHERE t.digest = %s AND t.marketplace_id = %s AND t.revoked_at IS NULL "
    "AND (t.expires_at IS NULL OR t.expires_at > %s) AND p.is_active"
)


def find(secret: str, marketplace: str, now: datetime) -> Living:
    """The living token of this marketplace behind a bearer secret. Plain SQL: every API call comes this way.

    Refuses   token_not_valid, the same for unknown, ended, revoked and another marketplace's
    """
    if not secret.startswith(_MARK):
        raise Refusal("token_not_valid")
    digest = digest_of(secret)
    moment = now if connection.vendor == "postgresql" else now.replace(tzinfo=None).isoformat(" ", "microseconds")
    with connection.cursor() as cursor:
        cursor.execute(_FIND, (digest, marketplace, moment))
        row = cursor.fetchone()
    if row is None:
        raise Refusal("token_not_valid")
    person, integrator, scopes, role, second_factor, used = row
    _note_use(digest, used, now)
    kinds = scopes if isinstance(scopes, list) else orjson.loads(scopes)
    return Living(digest, marketplace, person, integrator, tuple(kinds), role, bool(second_factor))


def _note_use(digest: str, used: datetime | str | None, now: datetime) -> None:
    """Keep when a token was last used, to some minutes."""
    last = datetime.fromisoformat(used) if isinstance(used, str) else used
    if last is not None and last.tzinfo is None:
        last = last.replace(tzinfo=UTC)
    if last is None or now - last > _USED_EVERY:
        ApiToken.objects.filter(digest=digest).update(last_used_at=now)


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
