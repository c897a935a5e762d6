"""Two marketplaces with the same people in them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from hejie.store.models import Marketplace, Person, Seller
from hejie.usecases.people import marketplaces, roles

PASSWORD = "correct horse battery"


@pytest.fixture
def toys(db) -> Marketplace:
    """A marketplace that speaks English first."""
    return marketplaces.create("toys", "Toys", languages=["en", "zh", "ru"], currency="CNY", timezone="Asia/Shanghai")


@pytest.fixture
def books(db) -> Marketplace:
    """Another one in the same installation."""
    return marketplaces.create("books", "Books", languages=["ru", "en"], currency="RUB", timezone="Europe/Moscow")


@pytest.fixture
def buyer(toys) -> Person:
    """A buyer of Toys."""
    return Person.objects.create_user(toys, "lin@example.org", PASSWORD, name="Lin")


@pytest.fixture
def same_address(books) -> Person:
    """Somebody in Books with the very address of the buyer of Toys."""
    return Person.objects.create_user(books, "lin@example.org", "another long password", name="Other Lin")


@pytest.fixture
def shop(toys) -> Seller:
    """A shop of Toys."""
    return Seller.objects.create(id="sabcdefghijkl", marketplace=toys, name="Wooden Things")


@pytest.fixture
def seller(toys, shop) -> Person:
    """Staff of that shop."""
    person = Person.objects.create_user(toys, "shop@example.org", PASSWORD, name="Max")
    roles.give(person, "seller", shop)
    return person


@pytest.fixture
def now() -> datetime:
    """The present, as the program sees it."""
    return datetime.now(UTC)


@pytest.fixture
def sign_in(client: Client):
    """Sign in through the page: `sign_in("/m/toys", email, password)`."""

    def post(prefix: str, email: str, password: str = PASSWORD, **more):
        return client.post(f"{prefix}/account/login/", {"login": email, "password": password, **more})

    return post


@pytest.fixture
def letters():
    """What was mailed in this test."""
    return mail.outbox


HOUR = timedelta(hours=1)
