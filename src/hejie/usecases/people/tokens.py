"""Bearer tokens: made, shown once, kept as a digest, ended.

A person's own token may do all that he may, as far as its scopes reach. An integrator's token belongs to an outside
system, which opens, tells, files and reads for people but never accepts, signs or withdraws for them.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import orjson
from django.db import connection
from django.db.models import Q

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Credential
from hejie.store import statements
from hejie.store.models import ApiToken, Person
from hejie.usecases.people import roles

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
    "SELECT t.person_id, t.integrator, t.scopes, t.role, t.second_factor, "
    "t.last_used_at IS NOT NULL AND t.last_used_at >= %s FROM api_token t "
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
    with connection.cursor() as cursor:
        (found,) = statements.ask(cursor, [_question(digest, marketplace, now)])
    if not found:
        raise Refusal("token_not_valid")
    if not found[0][-1]:  # when a token was last used is kept to some minutes
        ApiToken.objects.filter(digest=digest).update(last_used_at=now)
    living = _living(digest, marketplace, found[0])
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[digest, marketplace] = (now, living)
    return living


def recall(secret: str, marketplace: str, now: datetime) -> tuple[Living, Credential] | None:
    """What this process knows of a token since a short while, and how the writer is to see that it still stands.

    For acts, which ask the database anyway: a journey less for each. Nothing may be shown or done on it before. All
    that is remembered of a token stays as it was made; only its end has to be looked for.
    """
    digest = digest_of(secret)
    found_at, living = _remembered.get((digest, marketplace), (None, None))
    if found_at is None or not timedelta() <= now - found_at < _USED_EVERY:
        return None
    return living, Credential(_question(digest, marketplace, now), partial(Refusal, "token_not_valid"))


def with_role(credential: Credential, actor: Actor) -> Credential:
    """The credential of a token that acts in a role besides the buyer's: both have to stand."""
    asked, bound = credential.question
    sql, values = roles.question(actor)

    def ended() -> Refusal:
        with connection.cursor() as cursor:
            (found,) = statements.ask(cursor, [credential.question])
        return Refusal("role_not_yours", role=roles.written(actor)) if found else credential.refusal()

    return Credential((f"{asked} AND EXISTS ({sql})", (*bound, *values)), ended)


def prove(credential: Credential) -> None:
    """Look now whether a recalled token still stands. Refuses token_not_valid."""
    with connection.cursor() as cursor:
        (found,) = statements.ask(cursor, [credential.question])
    if not found:
        raise credential.refusal()


_MOST_REMEMBERED = 10_000
_remembered: dict[tuple[str, str], tuple[datetime, Living]] = {}


def _question(digest: str, marketplace: str, now: datetime) -> statements.Statement:
    return (_FIND, (_bound(now - _USED_EVERY), digest, marketplace, _bound(now)))


def _living(digest: str, marketplace: str, row: tuple) -> Living:
    person, integrator, scopes, role, second_factor, _used_lately = row
    kinds = scopes if isinstance(scopes, list) else orjson.loads(scopes)
    return Living(digest, marketplace, person, integrator, tuple(kinds), role, bool(second_factor))


def _bound(moment: datetime) -> datetime | str:
    """A moment as the database compares it."""
    return moment if connection.vendor == "postgresql" else moment.replace(tzinfo=None).isoformat(" ", "microseconds")


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
