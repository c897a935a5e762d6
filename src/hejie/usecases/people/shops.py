"""Shops of a marketplace as its operator looks after them. Changes need a second factor."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store.models import Seller
from hejie.store.models.people import new_id
from hejie.usecases.people.managing import for_operators

PAGE = 50


def listed(ctx: Context, *, search: str = "", after: str = "") -> tuple[Sequence[Seller], str]:
    """(shops with `staff`, the number of their people; where to go on or ""), by id. Refuses not_found."""
    for_operators(ctx)
    found = Seller.objects.filter(marketplace_id=ctx.actor.marketplace)
    if search := search.strip():
        found = found.filter(Q(name__icontains=search) | Q(id=search) | Q(external_ref=search))
    if after:
        found = found.filter(key__gt=Seller.key_of(ctx.actor.marketplace, after))
    rows = list(found.order_by("key").annotate(staff=Count("memberships__person", distinct=True))[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else ""


def shop(ctx: Context, shop_id: str) -> Seller:
    """A shop of the operator's own marketplace. Refuses not_found."""
    for_operators(ctx)
    found = Seller.objects.filter(marketplace_id=ctx.actor.marketplace, id=shop_id).first()
    if found is None:
        raise Refusal("not_found")
    return found


def people(ctx: Context, one: Seller) -> list[tuple[str, str, str, str]]:
    """(person, name, address, role) of a shop's people, 200 at most."""
    for_operators(ctx)
    rows = one.memberships.select_related("person").order_by("pk")[:200]
    return [(row.person_id, row.person.name, row.person.email, row.role) for row in rows]


def rate(ctx: Context, name: str, *, tier: str) -> Seller:
    """Give a shop the marketplace's word for its standing. name: its id, or that in the marketplace's own system.

    Refuses   not_found for others than operators and the marketplace's own programs, seller_unknown
    """
    if ctx.actor.role not in ("operator", "integrator"):
        raise Refusal("not_found")
    one = named(ctx, name)
    one.tier = tier.strip()
    one.save()
    return one


def named(ctx: Context, name: str) -> Seller:
    """The shop that somebody means: by its id, or that in the marketplace's own system. Refuses seller_unknown."""
    found = Seller.objects.filter(marketplace_id=ctx.actor.marketplace)
    one = found.filter(id=name).first() or found.filter(external_ref=name).exclude(external_ref="").first()
    if one is None:
        raise Refusal("seller_unknown", name=name[:80])
    return one


def save(ctx: Context, shop_id: str, *, name: str, external_ref: str, tier: str | None = None) -> Seller:
    """Add a shop (`shop_id` empty) or change one. Refuses second_factor_needed, not_found, shop_exists.

    tier   the marketplace's word for its standing, None: as it was; it counts in cases opened from now on
    """
    for_operators(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="shop")
    market = ctx.actor.marketplace
    one = shop(ctx, shop_id) if shop_id else Seller(id=new_id("s"), marketplace_id=market)
    one.name, one.external_ref = name.strip(), external_ref.strip()
    one.tier = one.tier if tier is None else tier.strip()
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        raise Refusal("shop_exists", ref=external_ref) from None
    return one
