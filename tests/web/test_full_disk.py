"""A disk that is full in the middle of an upload: told in a sentence, nothing half kept, and filed once there is room.

The disk is not really filled: the kernel lets this process make no file longer than some megabytes (RLIMIT_FSIZE).
"""

import resource
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.usecases import uploads
from tests.usecases.test_uploads import Line
from tests.web.test_evidence_page import filed

_MEGABYTE = 1 << 20
_MOST = 15 * _MEGABYTE
_FILM = b"\0\0\0\x18ftypisom" + bytes(20 * _MEGABYTE)


@contextmanager
def full():
    """From 15 MB on, no file grows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _left() -> list[str]:
    places = (settings.FILE_UPLOAD_TEMP_DIR, settings.STORAGES["default"]["OPTIONS"]["location"])
    return [path.name for place in places for path in Path(place).rglob("*") if path.is_file()]


def _send_form(page, scene):
    film = SimpleUploadedFile("film.mp4", _FILM, content_type="video/mp4")
    return page.post("case_evidence", scene.case, file=film, name="film", purpose="all of it", key="once")


def test_an_upload_that_finds_no_room_is_told_so_and_comes_through_later(browser, scene):
    scene.opened()
    before, page = _left(), browser(scene.buyer)
    page.client.raise_request_exception = False
    with full():
        answer = _send_form(page, scene)
    assert answer.status_code == 503 and "no room left" in answer.content.decode()
    assert _left() == before and not reader.case(scene.case).of_kind("evidence")
    assert _send_form(page, scene).status_code == 302
    assert len(reader.case(scene.case).of_kind("evidence")) == 1


def test_parts_that_find_no_room_are_sent_again_from_where_they_were(scene, ctx):
    scene.opened()
    before, buyer = _left(), ctx(scene.buyer)
    found = uploads.begin(buyer, scene.case, size=len(_FILM), name="film.mp4")

    def send(offset: int, size: int):
        line = Line(_FILM[offset : offset + size])
        return uploads.go_on(buyer, scene.case, found.id, offset=offset, read=line.read)

    def file():
        return uploads.file_upload(buyer, scene.case, found.id, purpose="all of it", key="k")

    send(0, 4 * _MEGABYTE)
    with full(), pytest.raises(Refusal, match="storage_full"):
        send(4 * _MEGABYTE, _MOST + 1)
    assert len(_left()) == len(before) + 1
    send(4 * _MEGABYTE, 10 * _MEGABYTE)
    send(14 * _MEGABYTE, 10 * _MEGABYTE)
    with full(), pytest.raises(Refusal, match="storage_full"):
        file()
    assert not reader.case(scene.case).of_kind("evidence")
    file()
    assert len(_left()) == len(before) + 1


def test_ten_gigabytes_are_refused_before_their_body_is_read(browser, scene):
    scene.opened()
    address = reverse("case_evidence", args=[scene.case])
    answer = browser(scene.buyer).client.post(address, CONTENT_LENGTH=str(10 << 30))
    assert answer.status_code == 413 and answer.headers["Connection"] == "close"


def test_a_film_filed_by_its_form_is_the_one_that_was_sent(browser, scene):
    scene.opened()
    filed(browser, scene, file=SimpleUploadedFile("film.mp4", _FILM, content_type="video/mp4"))
    led = browser(scene.seller).get("case_evidence_file", scene.case, "joint", "e1")
    answer = browser(scene.seller).client.get(led.headers["Location"])
    assert b"".join(answer.streaming_content) == _FILM
