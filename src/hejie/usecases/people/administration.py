"""What an operator does with the people of his marketplace. Every act here demands a second factor."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store.models import Membership, Person, Seller
from hejie.usecases import neutral_profiles
from hejie.usecases.people import roles, sign_ins


def people(ctx: Context, *, role: str = "", words: str = "", after: str = "", most: int = 50) -> list[Person]:
    """People of the marketplace in the order of their ids, by keyset: `after` is the last id seen.

    role    only those of a role (not `buyer`, which all are); words: part of a name or address
    """
    _operator(ctx)
    found = Person.objects.within(ctx.actor.marketplace).filter(id__gt=after)
    if role and role != "buyer":
        found = found.filter(memberships__role=role).distinct()
    if words:
        found = found.filter(email__icontains=words) | found.filter(name__icontains=words)
    return list(found.prefetch_related("memberships__seller").order_by("id")[:most])


def add(
    ctx: Context, email: str, *, name: str = "", role: str = "buyer", seller: str = "", language: str = ""
) -> Person:
    """A new person, who sets his password by letter.

    Refuses   not_found, second_factor_needed, address_not_understood, person_exists, seller_unknown, role_needs_shop
    """
    _operator(ctx, "people")
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refusal("address_not_understood", address=email[:120]) from None
    if Person.objects.within(ctx.actor.marketplace).filter(email=address).exists():
        raise Refusal("person_exists", address=address)
    with transaction.atomic():
        person = Person(marketplace_id=ctx.actor.marketplace, email=address, name=name.strip()[:120])
        person.language = language or person.marketplace.offered_languages()[0]
        person.set_unusable_password()
        person.save()
        roles.give(person, role, _seller(ctx, seller))
    return person


def give_role(ctx: Context, person_id: str, role: str, *, seller: str = "", promise_limit_minor: int = 0) -> None:
    """Let a person act in a role; refuses as `add` does, and not_found for a person of elsewhere."""
    _operator(ctx, "people")
    roles.give(_person(ctx, person_id), role, _seller(ctx, seller), promise_limit_minor)


def take_role(ctx: Context, person_id: str, role: str, *, seller: str = "") -> None:
    """Take a role away; nobody takes the operator's role from himself.

    Refuses   not_found, second_factor_needed, not_your_own
    """
    _operator(ctx, "people")
    person = _person(ctx, person_id)
    if person.id == ctx.actor.id and role == "operator":
        raise Refusal("not_your_own")
    if not Membership.objects.filter(person=person, role=role, seller=_seller(ctx, seller)).delete()[0]:
        raise Refusal("not_found")
    if role == "neutral":
        neutral_profiles.remember(person)


def switch(ctx: Context, person_id: str, *, active: bool) -> None:
    """Switch an account off, which ends its sign-ins and tokens at once, or on again; not one's own.

    Refuses   not_found, second_factor_needed, not_your_own
    """
    _operator(ctx, "people")
    person = _person(ctx, person_id)
    if person.id == ctx.actor.id:
        raise Refusal("not_your_own")
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        sign_ins.end_all(person)


def _operator(ctx: Context, act: str = "") -> None:
    """For operators alone; acts (not mere reading) demand a second factor."""
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if act and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act=act)


def _person(ctx: Context, person_id: str) -> Person:
    person = Person.objects.within(ctx.actor.marketplace).filter(pk=person_id).first()
    if person is None:
        raise Refusal("not_found")
    return person


def _seller(ctx: Context, seller: str) -> Seller | None:
    if not seller:
        return None
    found = Seller.objects.filter(pk=Seller.key_of(ctx.actor.marketplace, seller)).first()
    if found is None:
        raise Refusal("seller_unknown", name=seller[:80])
    return found
