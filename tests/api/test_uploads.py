"""Uploads in parts as programs send them, by the words of tus 1.0."""

import base64

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.api.conftest import BASE

FILM = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40
WHOLE = len(FILM)
OCTETS = "application/offset+octet-stream"


class Sender:
    """A program that sends a file in parts with somebody's token."""

    def __init__(self, caller, case: str) -> None:
        self.client, self.headers, self.path = Client(), dict(caller._headers), f"{BASE}/cases/{case}/uploads"

    def begin(self, size=WHOLE, name="unboxing.mp4", **headers):
        told = {"Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()},type dmlkZW8="}
        length = {} if size is None else {"Upload-Length": str(size)}
        return self.client.post(self.path, headers=self.headers | length | told | headers)

    def send(self, place, content, offset):
        headers = self.headers | {"Upload-Offset": str(offset)}
        return self.client.generic("PATCH", place, content, OCTETS, headers=headers)

    def call(self, method, place):
        return self.client.generic(method, place, headers=self.headers)


@pytest.fixture
def sender(caller, claim, opened):
    buyer, _seller, _body = claim
    return Sender(caller(buyer), opened["cases"][0]["id"])


def test_a_film_is_sent_in_parts_and_filed(sender, caller, claim):
    answer = sender.begin()
    assert answer.status_code == 201 and answer.json()["size"] == len(FILM)
    place = answer["Location"]
    assert place == f"{sender.path}/{answer.json()['id']}" and answer["Tus-Resumable"] == "1.0.0"
    assert "GMT" in answer["Upload-Expires"]
    answer = sender.send(place, FILM[:4000], 0)
    assert (answer.status_code, answer["Upload-Offset"], answer.content) == (204, "4000", b"")
    answer = sender.call("HEAD", place)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "4000", str(len(FILM)))
    assert answer["Cache-Control"] == "no-store"
    wrong = sender.send(place, FILM, 0)
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["facts"]) == (409, "upload_offset", {"offset": 4000})
    more = sender.send(place, FILM[4000:] + b"!", 4000)
    rest = len(FILM) - 4000
    assert (more.status_code, more.json()["code"]) == (413, "upload_longer")
    assert more.json()["facts"] == {"most": rest, "given": rest + 1}
    assert sender.send(place, FILM[4000:], 4000)["Upload-Offset"] == str(len(FILM))
    buyer, seller, _body = claim
    path = place.removeprefix(BASE)
    filed = caller(buyer).post(f"{path}/filing", {"purpose": "It was open."}, key="f")
    assert filed.status_code == 201 and filed.json()["created"] == {"id": "e1"}
    assert caller(buyer).post(f"{path}/filing", {"purpose": "It was open."}, key="f").json()["repeated"]
    shown = caller(seller).get(path.partition("/uploads")[0]).json()
    assert next(one for one in shown["file"] if one["kind"] == "evidence")["id"] == "e1"


def test_without_a_length_or_an_offset_nothing_begins(sender):
    assert sender.begin(None).json()["code"] == "upload_length"
    assert sender.begin("many").json()["code"] == "upload_length"
    assert sender.begin(10 << 30).json()["code"] == "file_too_large"
    place = sender.begin()["Location"]
    bare = sender.client.generic("PATCH", place, b"x", OCTETS, headers=sender.headers)
    assert (bare.status_code, bare.json()["facts"]) == (409, {"offset": 0})


def test_an_upload_that_was_stopped_is_gone(sender):
    place = sender.begin()["Location"]
    assert sender.call("DELETE", place).status_code == 204
    assert sender.call("HEAD", place).status_code == 404
    assert sender.send(place, FILM, 0).json()["code"] == "upload_unknown"


def test_a_part_may_be_larger_than_any_form(sender):
    size = settings.REQUEST_MOST_BYTES + 10
    content = FILM[:12] + b"\0" * (size - 12)
    place = sender.begin(size)["Location"]
    assert sender.send(place, content, 0)["Upload-Offset"] == str(size)
    answer = sender.client.generic("POST", sender.path, content, OCTETS, headers=sender.headers)
    assert answer.status_code == 413


def test_a_signed_in_page_sends_with_its_form_token_alone(claim, opened, sender):
    buyer, _seller, _body = claim
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(buyer.person)
    page = browser.get(reverse("case", args=[sender.path.split("/")[4]]))
    token = page.context["csrf_token"]
    without = browser.post(sender.path, headers={"Upload-Length": "10"})
    assert without.json()["code"] == "csrf_failed"
    answer = browser.post(sender.path, headers={"Upload-Length": "10", "X-CSRFToken": str(token)})
    assert answer.status_code == 201
    sent = browser.generic(
        "PATCH", answer["Location"], b"0123456789", OCTETS, headers={"Upload-Offset": "0", "X-CSRFToken": str(token)}
    )
    assert sent["Upload-Offset"] == "10"
