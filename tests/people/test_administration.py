"""Operators and the people of their marketplace."""

from dataclasses import replace

import pytest

from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import ApiToken, Person
from hejie.usecases.people import administration, roles, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(toys):
    """A context of an operator who has proved a second factor."""
    person = Person.objects.create_user(toys, "op@example.org", "correct horse battery")
    roles.give(person, "operator")
    return context.for_cli("toys", person)


def test_an_operator_adds_a_person_with_a_role(operator, shop):
    person = administration.add(operator, "New@Example.org", name="New", role="seller", seller=shop.id)
    assert (person.email, roles.of(person)) == ("new@example.org", (f"seller:{shop.id}", "buyer"))
    assert not person.has_usable_password()


def test_acts_on_people_demand_a_second_factor(operator, buyer):
    ctx = context.for_actor(replace(operator.actor, second_factor=False))
    for act in (
        lambda: administration.add(ctx, "x@example.org"),
        lambda: administration.give_role(ctx, buyer.id, "neutral"),
        lambda: administration.switch(ctx, buyer.id, active=False),
    ):
        with pytest.raises(Refusal, match="second_factor_needed"):
            act()
    assert [person.email for person in administration.people(ctx, words="lin@")] == ["lin@example.org"]


def test_nobody_else_learns_of_people(seller):
    ctx = context.for_cli("toys", seller, "seller")
    with pytest.raises(Refusal, match="not_found"):
        administration.people(ctx)


def test_an_operator_does_not_reach_another_marketplaces_people(operator, same_address):
    with pytest.raises(Refusal, match="not_found"):
        administration.switch(operator, same_address.id, active=False)
    assert same_address.id not in {person.id for person in administration.people(operator)}


def test_an_address_twice_or_none_at_all_is_refused(operator, buyer):
    with pytest.raises(Refusal, match="person_exists"):
        administration.add(operator, "LIN@example.org")
    with pytest.raises(Refusal, match="address_not_understood"):
        administration.add(operator, "no address")
    with pytest.raises(Refusal, match="seller_unknown"):
        administration.add(operator, "x@example.org", role="seller", seller="snowhere")
    assert not Person.objects.filter(email="x@example.org").exists()


def test_switching_off_ends_tokens_and_nobody_does_it_to_himself(operator, buyer, now):
    tokens.create(buyer, name="t", scopes=["read"], now=now)
    administration.switch(operator, buyer.id, active=False)
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    with pytest.raises(Refusal, match="not_your_own"):
        administration.switch(operator, operator.actor.id, active=False)
    with pytest.raises(Refusal, match="not_your_own"):
        administration.take_role(operator, operator.actor.id, "operator")


def test_a_role_is_taken_away_once(operator, seller, shop):
    administration.take_role(operator, seller.id, "seller", seller=shop.id)
    with pytest.raises(Refusal, match="not_found"):
        administration.take_role(operator, seller.id, "seller", seller=shop.id)
