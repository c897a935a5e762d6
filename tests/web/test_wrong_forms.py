"""Forms that were posted wrong: told in the reader's language, with what was typed, and nothing done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hejie.rulebooks import refusals
from tests.support.refused import says

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "body", "kind"),
    [
        ("request_too_large", b"".join(
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n1\r\n' for _ in range(30)
        ) + b"--x--\r\n", "multipart/form-data; boundary=x"),
        ("request_too_large", b"&".join(b"a=1" for _ in range(25_000)), "application/x-www-form-urlencoded"),
        ("bad_form", b"x", "multipart/form-data; boundary="),
    ],
    ids=["30 files", "25000 fields", "no boundary"],
)  # fmt: skip
def test_a_form_that_cannot_be_taken_is_refused_in_the_readers_words(browser, scene, code, body, kind):
    scene.opened()
    for language in refusals.LANGUAGES:
        page = browser(scene.buyer, language=language)
        scene.buyer.person.language = language
        scene.buyer.person.save()
        answer = page.client.generic("POST", reverse("case_evidence", args=[scene.case]), body, kind)
        assert answer.status_code == refusals.text(code, "en", {}).status and says(code, answer, language), (
            answer.content
        )


def test_a_strange_host_is_answered_without_a_page(client):
    assert client.get("/", headers={"host": "a b"}).status_code == 400


@pytest.mark.parametrize("wrong", [{"key": ""}, {"room": "attic"}], ids=["no key", "no such room"])
def test_what_was_typed_beside_what_is_refused_stays(browser, scene, wrong):
    page = browser(scene.opened().buyer)
    typed = {"key": "k", "name": "Seam", "purpose": "Shows the seam & the <label>", "room": "joint", **wrong}
    sent = {**typed, "file": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")}
    answer = page.client.post(reverse("case_evidence", args=[scene.case]), sent)
    assert 400 <= answer.status_code < 500 and 'id="evidence"' in answer.content.decode()
    assert "Shows the seam &amp; the &lt;label&gt;" in answer.content.decode(), answer.content


@pytest.mark.parametrize("how", ["", "never", "[[["])
def test_a_way_of_taking_a_picture_that_was_never_offered_is_no_fault_of_the_program(browser, scene, how):
    page = browser(scene.opened().buyer)
    answer = page.client.post(reverse("case_capture_code", args=[scene.case]), {"how": how, "proves": ""})  # and no key
    assert answer.status_code in (409, 422) and 'role="alert"' in answer.content.decode(), answer.status_code
