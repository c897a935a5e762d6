"""Tokens of outside systems (a shop's program, a help desk), as an operator hands them out and ends them."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store.models import ApiToken, Person
from hejie.usecases.people import tokens
from hejie.usecases.people.managing import for_operators

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SCOPES = ("read", "write", "orders", "staff", "webhooks")


def listed(ctx: Context, most: int = 200) -> Sequence[ApiToken]:
    """Tokens of integrators that still live, newest first. Refuses not_found for others than operators."""
    for_operators(ctx)
    living = ApiToken.objects.filter(marketplace_id=ctx.actor.marketplace, revoked_at=None).exclude(integrator="")
    living = living.filter(Q(expires_at=None) | Q(expires_at__gt=ctx.now))
    return list(living.select_related("person").order_by("-created_at")[:most])


def create(ctx: Context, integrator: str, *, name: str, scopes: Iterable[str], days: int) -> tokens.NewToken:
    """A token of an outside system; its secret can be read only now.

    Refuses   second_factor_needed, setting_not_understood (a name that cannot stand in the record), and what tokens.create refuses
    """
    _for_acts(ctx)
    if not NAME.fullmatch(integrator):
        raise Refusal("setting_not_understood", setting="integrator", value=integrator[:40], meant="a-z 0-9 -")
    owner = Person.objects.get(pk=ctx.actor.id)
    return tokens.create(
        owner, name=name, scopes=scopes, now=ctx.now, days=days, integrator=integrator, second_factor=True
    )


def revoke(ctx: Context, prefix: str) -> int:
    """End an integrator's token at once; returns how many there were. Refuses second_factor_needed, not_found."""
    _for_acts(ctx)
    living = ApiToken.objects.filter(marketplace_id=ctx.actor.marketplace, prefix=prefix, revoked_at=None)
    return living.exclude(integrator="").update(revoked_at=ctx.now)


def _for_acts(ctx: Context) -> None:
    for_operators(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="token")
