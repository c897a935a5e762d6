"""The seals for anybody: their list, each as it was signed with its time stamps, a feed, and what is said of a lost key."""

import base64
import json
from xml.etree import ElementTree

import pytest
from django.conf import settings as home_settings
from django.urls import reverse

from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealing, signing
from hejie.usecases import cases, recordkeeping, stamping
from tests.support.authority import Authority
from tests.support.dispute import Disputes

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def keys():
    return signing.open_keys(home_settings.HOME)


@pytest.fixture
def dispute(people, ctx, orders, clock):
    return Disputes(people, ctx, orders, clock)()


@pytest.fixture
def seals(dispute, ctx, clock, keys):
    """Three seals, the newest last."""
    made = []
    for number in range(3):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        made += sealing.seal_new(keys, clock.move(seconds=3))
    return made


def test_the_feed_holds_every_seal_as_it_was_signed_and_is_found_from_the_list(client, seals):
    page = client.get(reverse("seals")).content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{reverse("seal-feed")}"' in page
    answer = client.get(reverse("seal-feed"))
    assert answer["content-type"].startswith("application/atom+xml") and answer["access-control-allow-origin"] == "*"
    root = ElementTree.fromstring(answer.content)
    entries = root.findall("a:entry", ATOM)
    assert [json.loads(one.find("a:content", ATOM).text)["seal"] for one in entries] == [
        seal.body for seal in reversed(seals)
    ]
    assert root.find("a:updated", ATOM).text == json.loads(seals[-1].body)["at"]
    assert len({one.find("a:id", ATOM).text for one in entries}) == 3
    address = entries[0].find("a:link", ATOM).get("href")
    assert client.get(address.removeprefix("http://testserver")).json()["seal"] == seals[-1].body


def test_a_feed_that_has_not_changed_is_not_sent_again(client, seals):
    first = client.get(reverse("seal-feed"))
    again = client.get(reverse("seal-feed"), headers={"if-none-match": first["etag"]})
    assert again.status_code == 304 and not again.content


def test_the_feed_goes_on_with_older_seals(client, seals):
    root = ElementTree.fromstring(client.get(f"{reverse('seal-feed')}?before={seals[-1].size}").content)
    assert len(root.findall("a:entry", ATOM)) == 2
    assert client.get(f"{reverse('seal-feed')}?before=x").status_code == 200


def test_a_feed_of_nothing_is_a_feed(marketplace, client):
    assert ElementTree.fromstring(client.get(reverse("seal-feed")).content).findall("a:entry", ATOM) == []


@pytest.mark.parametrize("language", ["zh", "en", "ru"])
def test_time_stamps_stand_beside_their_seals(client, dispute, clock, keys, settings, language):
    authority = Authority(name="测试时间戳 <b>")
    try:
        settings.TIME_STAMPS, settings.TIME_STAMPS_OWN_NETWORK = (authority.url,), True
        sealing.seal_new(keys, clock.now)
        assert stamping.all_due(clock.now) == (1, [])
        page = client.get(reverse("seals"), headers={"accept-language": language}).content.decode()
        assert "测试时间戳 &lt;b&gt;" in page
        size = recordkeeping.seals(limit=1)[0][0]
        told = client.get(reverse("seal", args=[size])).json()
        (token,) = told["tokens"]
        assert token["authority"] == authority.url
        assert authority.verifies(base64.b64decode(token["token"]), told["seal"].encode())
    finally:
        authority.end()


def test_a_key_that_was_lost_is_told_and_its_seals_are_still_there(client, seals, keys, clock):
    file = home_settings.HOME / "keys" / "signing.json"
    kept = file.read_bytes()
    try:
        file.unlink()
        assert recordkeeping.go_on_without_key(clock.move(seconds=3)) == [keys.public_key]
        page = client.get(reverse("seals")).content.decode()
        assert keys.public_key in page
        size = seals[-1].size
        newer = client.get(reverse("seal", args=[size])).json()
        older = client.get(f"{reverse('seal', args=[size])}?key={keys.public_key}").json()
        assert older["seal"] == seals[-1].body and newer["public_key"] != keys.public_key
        assert signing.verify_signature(keys.public_key, older["signature"], older["seal"].encode())
        assert client.get(f"{reverse('seal', args=[size])}?key={'0' * 64}").status_code == 404
        assert client.get(reverse("keys")).json()["lost_keys"] == [keys.public_key]
        assert not [check for check in recordkeeping.check_everything() if not check.holds]
    finally:
        file.write_bytes(kept)
