"""Signing in: lock-out, second factor, recovery, redirects, ending sign-ins."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from hejie.store.models import ApiToken, CacheRow
from hejie.usecases.people import tokens

pytestmark = [pytest.mark.urls("tests.people.urls"), pytest.mark.django_db]

_ACTIVATE = "/account/second-factor/totp/activate/"


def _code(secret: str) -> str:
    counter = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, counter))


def _set_up(client: Client, prefix: str = "") -> str:
    asked = client.get(f"{prefix}{_ACTIVATE}")
    assert asked.headers["Location"].startswith(f"{prefix}/account/reauthenticate/")
    fields = {"password": "correct horse battery", "next": f"{prefix}{_ACTIVATE}"}
    page = client.post(asked.headers["Location"], fields, follow=True).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{16,})</code>", page).group(1)
    answer = client.post(f"{prefix}{_ACTIVATE}", {"code": _code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_after_six_wrong_passwords_the_right_one_is_held_back(client, buyer, sign_in):
    for _ in range(6):
        assert sign_in("", buyer.email, "wrong password").status_code == 200
    answer = sign_in("", buyer.email)
    assert answer.status_code == 200
    assert "Too many attempts" in answer.content.decode()
    assert client.get("/whoami/").content == b"toys nobody"


def test_a_lock_out_in_one_marketplace_leaves_the_other_alone(client, buyer, same_address, sign_in):
    for _ in range(6):
        sign_in("/m/toys", "lin@example.org", "wrong password")
    assert sign_in("/m/books", "lin@example.org", "another long password").status_code == 302


def test_attempts_are_counted_in_the_database(client, buyer, sign_in):
    sign_in("", buyer.email, "wrong password")
    assert CacheRow.objects.filter(cache_key__contains="login_failed").exists()


def test_recovery_ends_the_lock_out(client, buyer, sign_in, letters):
    for _ in range(6):
        sign_in("", buyer.email, "wrong password")
    _recover(client, letters, "a quite new password")
    assert sign_in("", buyer.email, "a quite new password").status_code == 302


def _recover(client: Client, letters, password: str) -> None:
    client.post("/account/password/reset/", {"email": "lin@example.org"})
    path = urlsplit(re.search(r"http\S+", letters[-1].body).group(0)).path
    page = client.get(path, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    assert answer.status_code == 302, answer.content.decode()


def test_recovery_does_not_say_whether_an_address_is_known(client, buyer, letters):
    known = client.post("/account/password/reset/", {"email": buyer.email})
    sent = len(letters)
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert sent == 1 and len(letters) == 1


def test_a_recovery_letter_goes_to_the_person_of_this_marketplace_alone(client, buyer, same_address, letters):
    client.post("/m/books/account/password/reset/", {"email": "lin@example.org"})
    assert len(letters) == 1
    assert "/m/books/" in letters[0].body and same_address.pk in letters[0].body
    assert letters[0].extra_headers["X-Hejie-Marketplace"] == "books"


def test_a_recovery_link_does_not_work_in_another_marketplace(client, buyer, same_address, letters):
    client.post("/m/books/account/password/reset/", {"email": "lin@example.org"})
    path = urlsplit(re.search(r"http\S+", letters[0].body).group(0)).path
    page = client.get(path.replace("/m/books/", "/m/toys/"), follow=True).content.decode()
    assert "This link does not work any more" in page


def test_a_person_without_a_password_sets_the_first_one_by_letter(client, toys, letters, sign_in):
    from hejie.store.models import Person

    Person.objects.create_user(toys, "lin@example.org")
    _recover(client, letters, "a quite new password")
    assert sign_in("", "lin@example.org", "a quite new password").status_code == 302


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_does_not_lead_away(client, buyer, sign_in, where):
    answer = sign_in("", buyer.email, next=where)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example"])
def test_no_form_of_ours_leads_away(client, buyer, sign_in, where):
    assert client.post("/language/", {"language": "en", "next": where}).headers["Location"] == "/"
    sign_in("", buyer.email)
    assert client.post("/as/buyer/", {"next": where}).headers["Location"] == "/"


def test_signing_in_leads_to_where_one_wanted(client, buyer, sign_in):
    assert sign_in("", buyer.email, next="/whoami/").headers["Location"] == "/whoami/"


def test_nobody_signs_up_by_himself(client, buyer):
    assert client.get("/account/signup/").status_code == 404


def test_a_password_alone_is_no_second_factor(client, seller, sign_in):
    sign_in("", seller.email)
    assert client.get("/actor/").content.decode().split()[-1] == "False"


@pytest.mark.django_db(transaction=True)
def test_staff_are_led_to_the_second_factor_and_back(client, seller, sign_in):
    sign_in("", seller.email)
    page = client.get("/account/tokens/")
    assert page.status_code == 200 and b"A second factor is needed" in page.content
    _set_up(client)
    assert client.get("/account/prove/").headers["Location"] == "/account/tokens/"
    assert client.get("/actor/").content.decode().split()[-1] == "True"


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_is_set_up_below_a_prefix_too(client, seller, books, sign_in):
    sign_in("/m/toys", seller.email)
    _set_up(client, "/m/toys")
    assert client.get("/m/toys/actor/").content.decode().split()[-1] == "True"


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_asked_for_at_the_next_sign_in(client, seller, sign_in):
    sign_in("", seller.email)
    secret = _set_up(client)
    client.post("/account/logout/")
    assert sign_in("", seller.email).headers["Location"] == "/account/second-factor/authenticate/"
    assert client.get("/whoami/").content == b"toys nobody"
    CacheRow.objects.all().delete()
    answer = client.post("/account/second-factor/authenticate/", {"code": "000000"})
    assert b"This code is not right" in answer.content
    client.post("/account/second-factor/authenticate/", {"code": _code(secret)})
    assert client.get("/actor/").content.decode().split()[-1] == "True"


@pytest.mark.django_db(transaction=True)
def test_a_code_is_good_once_for_as_long_as_it_is_right(client, seller, sign_in):
    sign_in("", seller.email)
    code = _code(_set_up(client))
    for expected in (seller.pk, "nobody"):
        client.post("/account/logout/")
        sign_in("", seller.email)
        client.post("/account/second-factor/authenticate/", {"code": code})
        assert client.get("/whoami/").content.decode() == f"toys {expected}"
        # The framework forgets a code after half a minute, while it is right for a minute longer.
        CacheRow.objects.filter(cache_key__contains="allauth.mfa.totp.used").delete()
    mark = CacheRow.objects.get(cache_key__contains="hejie.second-factor")
    assert mark.expires > datetime.now(UTC) + timedelta(seconds=60)


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_lets_in_once(client, seller, sign_in):
    sign_in("", seller.email)
    _set_up(client)
    codes = Authenticator.objects.get(user=seller, type="recovery_codes").wrap().get_unused_codes()
    for expected in (seller.pk, "nobody"):
        client.post("/account/logout/")
        sign_in("", seller.email)
        client.post("/account/second-factor/authenticate/", {"code": codes[0]})
        assert client.get("/whoami/").content.decode() == f"toys {expected}"


@pytest.mark.django_db(transaction=True)
def test_the_secret_of_a_second_factor_is_not_kept_in_the_clear(client, seller, sign_in):
    sign_in("", seller.email)
    secret = _set_up(client)
    assert secret not in str(Authenticator.objects.get(user=seller, type="totp").data)


def test_one_sees_ones_sign_ins_and_ends_the_others(client, buyer, sign_in):
    other = Client()
    other.post("/account/login/", {"login": buyer.email, "password": "correct horse battery"})
    sign_in("", buyer.email)
    assert client.get("/account/sign-ins/").content.count(b"<tr") == 3
    client.post("/account/sign-ins/")
    assert other.get("/whoami/").content == b"toys nobody"
    assert client.get("/whoami/").content.decode() == f"toys {buyer.pk}"


def test_signing_out_everywhere_ends_tokens_too(client, buyer, sign_in, now):
    other = Client()
    other.post("/account/login/", {"login": buyer.email, "password": "correct horse battery"})
    sign_in("", buyer.email)
    tokens.create(buyer, name="t", scopes=["read"], now=now)
    client.post("/account/everywhere/")
    for browser in (client, other):
        assert browser.get("/whoami/").content == b"toys nobody"
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_a_person_switched_off_is_out_at_once(client, buyer, sign_in):
    sign_in("", buyer.email)
    buyer.is_active = False
    buyer.save()
    assert client.get("/whoami/").content == b"toys nobody"
    assert sign_in("", buyer.email).headers["Location"] == "/account/inactive/"


def test_a_new_password_ends_other_sign_ins(client, buyer, sign_in, letters):
    sign_in("", buyer.email)
    _recover(Client(), letters, "a quite new password")
    assert client.get("/whoami/").content == b"toys nobody"


def test_a_form_that_waits_for_the_password_is_not_kept_in_the_session(client, seller, books, sign_in):
    sign_in("/m/toys", seller.email)
    answer = client.post(f"/m/toys{_ACTIVATE}", {"code": "123456"})
    assert answer.headers["Location"] == f"/m/toys/account/reauthenticate/?next={quote(f'/m/toys{_ACTIVATE}', safe='')}"
    assert "123456" not in str(dict(client.session))
