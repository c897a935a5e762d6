"""Marketplaces of one installation are fully apart."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hejie.store.models import MarketplaceHost, Person
from hejie.usecases.people import tokens

pytestmark = [pytest.mark.urls("tests.people.urls"), pytest.mark.django_db]


def test_the_same_address_in_two_marketplaces_is_two_people(buyer, same_address):
    assert buyer.pk != same_address.pk
    assert {buyer.login, same_address.login} == {"toys:lin@example.org", "books:lin@example.org"}


def test_an_address_is_unique_within_a_marketplace_whatever_its_case(buyer, toys):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user(toys, "LIN@Example.org", "x")


def test_two_people_without_an_address_can_be_told_apart(toys):
    first, second = (Person.objects.create_user(toys, "", None, external_ref=ref) for ref in ("7", "8"))
    assert first.login != second.login


def test_each_signs_in_with_his_own_password_only(client, buyer, same_address, sign_in):
    assert sign_in("/m/books", "lin@example.org").status_code == 200
    assert client.get("/m/books/whoami/").content == b"books nobody"
    assert sign_in("/m/toys", "lin@example.org").status_code == 302
    assert client.get("/m/toys/whoami/").content.decode() == f"toys {buyer.pk}"


def test_a_sign_in_of_one_marketplace_is_nobodys_in_another(client, buyer, same_address, sign_in):
    sign_in("/m/toys", "lin@example.org")
    assert client.get("/m/books/whoami/").content == b"books nobody"


def test_a_stolen_session_cookie_does_not_cross_over(client, buyer, books, sign_in):
    sign_in("/m/toys", "lin@example.org")
    thief = Client()
    for name in ("hejie", "hejie_books"):
        thief.cookies[name] = client.cookies["hejie_toys"].value
    assert thief.get("/m/books/whoami/").content == b"books nobody"


def test_signing_in_here_does_not_sign_out_there(client, buyer, same_address, sign_in):
    sign_in("/m/toys", "lin@example.org")
    sign_in("/m/books", "lin@example.org", "another long password")
    assert client.get("/m/toys/whoami/").content.decode() == f"toys {buyer.pk}"
    assert client.get("/m/books/whoami/").content.decode() == f"books {same_address.pk}"


def test_a_token_of_one_marketplace_is_refused_in_another(client, buyer, books, now):
    made = tokens.create(buyer, name="t", scopes=["read"], now=now)
    headers = {"authorization": f"Bearer {made.secret}"}
    assert client.get("/m/toys/actor/", headers=headers).status_code == 200
    assert client.get("/m/books/actor/", headers=headers).content == b"token_not_valid"


def test_the_host_name_chooses_and_addresses_have_no_prefix_then(client, buyer, books):
    MarketplaceHost.objects.create(host="cases.toys.example", marketplace_id="toys")
    answer = client.get("/whoami/", headers={"host": "cases.toys.example"})
    assert answer.content == b"toys nobody"


def test_a_host_that_nobody_named_is_refused(client, buyer):
    assert client.get("/whoami/", headers={"host": "evil.example"}).status_code == 400


def test_the_only_marketplace_needs_no_prefix(client, buyer):
    assert client.get("/whoami/").content == b"toys nobody"


def test_with_several_and_no_prefix_one_is_asked_which(client, buyer, books):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "/m/toys/" in answer.content.decode() and "/m/books/" in answer.content.decode()
    assert client.get("/whoami/").status_code == 404


def test_addresses_below_a_prefix_keep_it(client, buyer, books):
    page = client.get("/m/toys/account/login/").content.decode()
    assert 'action="/m/toys/account/login/"' in page
    assert 'action="/account/login/"' not in page
    after = client.get("/", headers={"host": "localhost"}).content.decode()
    assert 'href="/m/toys/account' not in after


def test_an_unknown_slug_is_not_found(client, buyer, books):
    assert client.get("/m/nowhere/whoami/").status_code == 404


def test_the_language_is_the_readers_own(client, buyer, same_address):
    assert client.get("/m/books/account/login/").headers["Content-Language"] == "ru"
    accept = {"accept-language": "zh-CN,zh;q=0.9"}
    assert client.get("/m/toys/account/login/", headers=accept).headers["Content-Language"] == "zh"
    client.post("/m/toys/language/", {"language": "ru", "next": "/m/toys/"})
    assert client.get("/m/toys/account/login/", headers=accept).headers["Content-Language"] == "ru"
