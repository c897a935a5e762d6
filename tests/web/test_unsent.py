"""What was typed when the sign-in had ended comes back after signing in, unsent, to the same person and to nobody else."""

import re
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hejie.conf import context
from hejie.store.models import CacheRow
from hejie.usecases.people import sign_ins
from hejie.web import unsent

pytestmark = pytest.mark.once
PASSWORD = "correct horse battery"
WORDS = "The left shoe is 7 mm too short,\nand <b>you</b> said & wrote otherwise."


@pytest.fixture
def market(scene, clock, monkeypatch):
    """The buyer's case, and people with passwords."""
    monkeypatch.setattr(context, "now", lambda: clock.now)
    cache.clear()
    scene.opened()
    for who in (scene.buyer, scene.seller):
        who.person.set_password(PASSWORD)
        who.person.save()
    return scene


@pytest.fixture
def way(market):
    """The pages and addresses of the buyer's case."""
    case = f"/cases/{market.case}/"
    return SimpleNamespace(case=case, say=f"{case}rooms/joint/messages/", evidence=f"{case}evidence/", room=market)


def _sign_in(client: Client, who, goes: str = "/"):
    return client.post("/account/login/", {"login": who.person.email, "password": PASSWORD, "next": goes})


def _say(client: Client, way, words: str = WORDS, **more):
    return client.post(
        way.say, {"text": words, "key": "k1", **more}, headers={"referer": f"http://testserver{way.case}?room=joint"}
    )


def _lost(client: Client, way, words: str = WORDS):
    """The buyer has signed in, his sign-ins were ended, and he sends."""
    _sign_in(client, way.room.buyer)
    sign_ins.end_all(way.room.buyer.person)
    return _say(client, way, words)


def test_it_comes_back_filled_in_and_unsent_and_is_gone_once_it_was_sent(client, way):
    answer = _lost(client, way)
    goes = f"{way.case}?room=joint#unsent"
    asked = client.get(answer.url).content.decode()
    assert "what you had typed stands in the form again" in asked and goes in asked
    assert _sign_in(client, way.room.buyer, goes).url == goes
    page = client.get(f"{way.case}?room=joint")
    told = page.content.decode()
    form = re.search(rf'<form[^>]*action="{way.say}".*?</form>', told, re.DOTALL).group(0)
    assert "and &lt;b&gt;you&lt;/b&gt; said &amp; wrote otherwise.</textarea>" in form
    assert 'id="unsent"' in form and "Not sent yet" in form and page["Cache-Control"] == "no-store"
    assert told.count("7 mm too short,") == 1, "it stands in the form, and nothing was sent"
    assert "7 mm too short," in client.get(f"{way.case}?room=joint").content.decode(), "a page read again still has it"
    key = re.search(r'name="key" value="([^"]+)"', form).group(1)
    assert _say(client, way, key=key).status_code == 302
    after = client.get(f"{way.case}?room=joint").content.decode()
    assert "Not sent yet" not in after and after.count("7 mm too short,") == 1
    assert not CacheRow.objects.filter(cache_key__contains="unsent").exists()


def test_another_person_at_the_same_browser_sees_nothing_and_ends_it(client, way):
    _lost(client, way)
    _sign_in(client, way.room.seller)
    assert "7 mm too short," not in client.get(f"{way.case}?room=joint").content.decode()
    assert client.get("/account/unsent/").status_code == 404
    assert not CacheRow.objects.filter(cache_key__contains="unsent").exists()
    client.post("/account/logout/")
    _sign_in(client, way.room.buyer)
    assert "7 mm too short," not in client.get(f"{way.case}?room=joint").content.decode()


def test_nothing_of_it_can_be_read_in_the_database_nor_in_the_browser(client, way):
    _lost(client, way)
    kept = " ".join(f"{row.cache_key} {row.value}" for row in CacheRow.objects.all())
    cookies = " ".join(cookie.output() for cookie in client.cookies.values())
    for clear in ("too short", way.room.buyer.person.pk, way.room.case):
        assert clear not in kept and clear not in cookies
    assert client.cookies["hejie_unsent"]["httponly"] and client.cookies["hejie_before"]["httponly"]
    other = Client()
    _sign_in(other, way.room.buyer)
    assert "7 mm too short," not in other.get(f"{way.case}?room=joint").content.decode(), "it is this browser's"


def test_it_is_not_kept_for_a_stranger_nor_without_end_nor_of_passwords(client, way):
    assert "unsent" not in _say(client, way).url and "hejie_unsent" not in client.cookies
    told = _lost(client, way, "long " * unsent.MOST_BYTES)
    assert "unsent" not in told.url and "hejie_unsent" not in client.cookies
    assert "Sign in, then send it again." in client.get(told.url).content.decode()
    assert "unsent" not in _say(client, way, newpassword="secret words").url
    assert client.post(way.say, {"text": WORDS}, headers={"HX-Request": "true"}).status_code == 401


def test_a_form_from_elsewhere_is_not_kept(way):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["hejie_before"] = unsent.ciphers.encrypt("who was here", way.room.buyer.person.pk)
    answer = _say(strict, way)
    assert answer.status_code == 403 and "hejie_unsent" not in strict.cookies


def test_files_are_named_as_not_kept(client, way):
    _sign_in(client, way.room.buyer)
    sign_ins.end_all(way.room.buyer.person)
    file = SimpleUploadedFile("shoe.txt", b"7 mm")
    sent = {"name": "A ruler beside it", "purpose": "The length", "file": file, "key": "k2"}
    answer = client.post(way.evidence, sent, headers={"referer": f"http://testserver{way.case}"})
    assert "Files have to be chosen once more." in client.get(answer.url).content.decode()
    _sign_in(client, way.room.buyer)
    page = client.get(way.case).content.decode()
    assert "Files have to be chosen once more." in page and "A ruler beside it" in page


def test_words_whose_form_is_gone_can_still_be_copied_and_the_page_be_read_again(client, way):
    _sign_in(client, way.room.buyer)
    sign_ins.end_all(way.room.buyer.person)
    here = {"referer": f"http://testserver{way.case}"}
    client.post(f"{way.case}no-such-offer/", {"text": WORDS}, headers=here)  # no page: nothing is kept of it
    client.post(f"{way.case}offers/o9/acceptance/knowing/", {"note": WORDS, "waives": "on"}, headers=here)
    _sign_in(client, way.room.buyer)
    answer = client.get(way.case)
    assert answer.status_code == 302 and answer.url == "/account/unsent/"
    told = client.get(answer.url).content.decode()
    assert "7 mm too short," in told and "&lt;b&gt;you" in told and "was not sent" in told
    assert client.get(way.case).status_code == 200, "nobody is led away twice"
    assert "7 mm too short," in client.get(answer.url).content.decode()


def test_a_button_alone_leads_back_to_its_page_and_no_further(client, way):
    _sign_in(client, way.room.buyer)
    sign_ins.end_all(way.room.buyer.person)
    led = client.post(
        reverse("case_offer_answer", args=[way.room.case, "o1"]),
        {"answer": "accept", "key": "k4"},
        headers={"referer": f"http://testserver{way.case}"},
    )
    assert "Sign in, then send it again." in client.get(led.url).content.decode()
    _sign_in(client, way.room.buyer)
    page = client.get(way.case)
    assert page.status_code == 200 and "Not sent yet" not in page.content.decode()
    assert not client.cookies["hejie_unsent"].value


def test_it_is_kept_too_where_a_second_factor_is_wanted_first(way, browser):
    page = browser(way.room.operator, second_factor=False)
    form = reverse("case_hold", args=[way.room.case])
    answer = page.client.post(form, {"why": WORDS, "key": "k3"}, headers={"referer": f"http://testserver{form}"})
    assert answer.url.startswith(reverse("second_factor")) and answer.url.endswith("%23unsent")
    assert page.client.get(form).url.startswith(reverse("second_factor")), "the page waits for the proof too"
    session = page.client.session
    record_authentication(SimpleNamespace(session=session), way.room.operator.person, "mfa", type="totp")
    session.save()
    assert "7 mm too short," in page.client.get(form).content.decode()
