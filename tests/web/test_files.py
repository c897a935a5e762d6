"""Originals leave by an address of their own, on which no cookie is read or set."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.support.refused import says
from tests.web.test_evidence_page import PICTURE, filed


@pytest.fixture
def led(browser, scene):
    """Files a file and gives the address to which the other side is led."""
    scene.opened()

    def lead(file: SimpleUploadedFile, **more) -> str:
        assert filed(browser, scene, file=file, **more).status_code == 302
        answer = browser(scene.seller).get("case_evidence_file", scene.case, "joint", "e1")
        assert answer.status_code == 302 and answer.headers["Cache-Control"] == "no-store"
        return answer.headers["Location"]

    return lead


def test_whoever_holds_the_address_gets_the_file_and_no_cookie(led):
    original = PICTURE().read()
    stranger = Client()
    stranger.cookies["hejie"], stranger.cookies["hejie_language"] = "whatever", "ru"
    answer = stranger.get(led(PICTURE()))
    assert b"".join(answer.streaming_content) == original
    assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer.headers["Content-Security-Policy"]
    )
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["Content-Type"] == "image/png"


def test_what_is_no_picture_is_only_a_download(led):
    letter = SimpleUploadedFile("letter.txt", b"he wrote <script>alert(1)</script> to me", content_type="text/html")
    answer = Client().get(led(letter, name="letter.html"))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter.bin"'


def test_an_address_ends_after_ten_minutes_and_cannot_be_made_up(led, clock):
    address = led(PICTURE())
    _slash, _files, token, name = address.split("/")
    for false in (f"/files/{token}/other.html", f"/files/{token[:-3]}AAA/{name}", f"/files/{'A' * 40}/x.png"):
        assert says("file_link_over", Client().get(false))
    assert Client().post(address).status_code == 405
    clock.move(minutes=10)
    answer = Client().get(address, headers={"accept-language": "ru"})
    assert says("file_link_over", answer, "ru")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=5-9", 206, 5, 9),
        ("bytes=10-", 206, 10, 25),
        ("bytes=-3", 206, 23, 25),
        ("bytes=0-999", 206, 0, 25),
        ("bytes=-999", 206, 0, 25),
        ("bytes=26-", 200, 0, 25),
        ("bytes=9-5", 200, 0, 25),
        ("bytes=1-2,4-5", 200, 0, 25),
        ("bytes=-", 200, 0, 25),
        ("lines=1-2", 200, 0, 25),
    ],
)
def test_a_download_goes_on_after_a_broken_line(led, asked, status, first, last):
    letters = b"abcdefghijklmnopqrstuvwxyz"
    address = led(SimpleUploadedFile("letters.txt", letters))
    answer = Client().get(address, headers={"range": asked})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (status, letters[first : last + 1])
    assert answer.headers["Content-Length"] == str(last - first + 1) and answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers.get("Content-Range") == (f"bytes {first}-{last}/26" if status == 206 else None)


def test_an_erased_file_is_gone_at_its_address_too(led, scene, ctx, work_for):
    address = led(PICTURE())
    work_for(scene, "e1")
    assert Client().get(address).status_code == 410


@pytest.fixture
def work_for(ctx):
    """Erases a piece of a scene."""
    from hejie.domain.cases.commands import EraseContent
    from hejie.usecases import erasure

    def erase(scene, piece: str) -> None:
        command = EraseContent(scene.case, erasure.of_evidence(scene.case, piece), "asked for")
        erasure.erase_content(ctx(scene.operator), command, key="erase")

    return erase


def test_a_host_of_its_own_serves_files_and_nothing_else(led, settings, scene):
    settings.FILES_URL = "https://files.example"
    address = led(PICTURE())
    assert address.startswith("https://files.example/files/")
    path = address.removeprefix("https://files.example")
    assert Client().get(path).status_code == 404
    assert Client(headers={"host": "files.example"}).get(path).status_code == 200
    for other in ("/", reverse("case", args=[scene.case]), "/api/v1/openapi.json", "/static/hejie/hejie.js"):
        assert Client(headers={"host": "files.example"}).get(other).status_code == 404
