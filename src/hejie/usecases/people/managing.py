"""One person of the marketplace as its operator looks after him; adding, roles and switching off: `people.administration`."""

from django.db import IntegrityError, transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store.models import Person
from hejie.usecases.people import administration, sign_ins

PAGE = 50


def listed(ctx: Context, *, role: str = "", words: str = "", after: str = "") -> tuple[list[Person], str]:
    """(a page of people with their memberships loaded, the id to go on from or ""). Refuses not_found for others than operators."""
    rows = administration.people(ctx, role=role, words=words.strip(), after=after, most=PAGE + 1)
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else ""


def person(ctx: Context, person_id: str) -> Person:
    """A person of the operator's own marketplace. Refuses not_found."""
    for_operators(ctx)
    found = Person.objects.select_related("marketplace").filter(marketplace_id=ctx.actor.marketplace, pk=person_id)
    if (one := found.first()) is None:
        raise Refusal("not_found")
    return one


def change(ctx: Context, person_id: str, *, name: str, email: str, language: str) -> Person:
    """Put a name or an address right. Refuses second_factor_needed, not_found, person_exists.

    Whether letters reach a new address nobody knows yet, so clocks that were held go on only when the operator says so.
    """
    _for_acts(ctx)
    one = person(ctx, person_id)
    one.name, one.email, one.language = name.strip(), email, language
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        raise Refusal("person_exists", address=email) from None
    return one


def end_sign_ins(ctx: Context, person_id: str) -> int:
    """End all sign-ins and tokens of somebody; returns how many. Refuses second_factor_needed, not_found."""
    _for_acts(ctx)
    return sign_ins.end_all(person(ctx, person_id))


def for_operators(ctx: Context) -> None:
    """Let operators pass. Refuses not_found."""
    if ctx.actor.role != "operator":
        raise Refusal("not_found")


def _for_acts(ctx: Context) -> None:
    for_operators(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="people")
