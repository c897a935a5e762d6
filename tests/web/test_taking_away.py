"""A dossier by page: chosen before it is fetched, leaving while it is put together."""

import io
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from hejie.record.verify import verify_dossier
from hejie.usecases import evidence


def test_the_questions_name_every_body_and_lead_to_the_file(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    asked = page.get("case_dossier_choice", scene.case)
    text = asked.content.decode()
    assert "Complete complaint file" in text and "Nobody outside" in text and "原始合同" not in text
    assert asked.context["form"].initial["certificate"] == "cn"
    assert "room" not in asked.context["form"].fields
    taken = page.get("case_dossier", scene.case, query="?certificate=eu&language=ru")
    assert taken.status_code == 200 and taken.streaming
    assert taken["Content-Disposition"].startswith("attachment")
    data = b"".join(taken.streaming_content)
    assert all(check.holds for check in verify_dossier(io.BytesIO(data)))
    assert page.get("case_dossier", scene.case, query="?certificate=mars").status_code == 422
    assert browser(scene.seller).get("case_dossier_choice", scene.case).status_code == 200


def test_strangers_are_not_even_asked(browser, scene, people):
    scene.opened()
    assert browser(people("buyer")).get("case_dossier_choice", scene.case).status_code == 404


def test_the_first_bytes_leave_before_the_file_is_read_to_its_end(browser, scene):
    scene.opened()
    read: list[int] = []
    pieces = [bytes([number]) * (1 << 20) for number in range(12)]
    upload = SimpleNamespace(chunks=lambda: iter(pieces))
    evidence.file_upload(scene.ctx(scene.buyer), scene.case, upload, name="film.bin", purpose="The film", key="f")
    taken = browser(scene.buyer).get("case_dossier", scene.case)
    leaving = iter(taken.streaming_content)
    first = next(leaving)
    assert first.startswith(b"PK\x03\x04") and len(first) < 1 << 20
    read.extend(len(piece) for piece in leaving)
    assert max(read) < 1 << 20 and len(read) > 12


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_questions_are_asked_in_the_readers_language(browser, scene, language):
    scene.opened()
    scene.buyer.person.language = language
    scene.buyer.person.save(update_fields=["language"])
    text = browser(scene.buyer).get("case_dossier_choice", scene.case).content.decode()
    assert {"zh": "由谁阅读？", "ru": "Кто будет это читать?"}[language] in text


def test_over_http_too(browser, scene):
    scene.opened()
    taken = browser(scene.buyer).client.get(f"/api/v1/cases/{scene.case}/dossier?certificate=none&language=en")
    assert taken.status_code == 200
    with ZipFile(io.BytesIO(b"".join(taken.streaming_content))) as archive:
        assert "dossier.pdf" in archive.namelist()
    refused = browser(scene.buyer).client.get(f"/api/v1/cases/{scene.case}/dossier?certificate=mars")
    assert (refused.status_code, refused.json()["code"]) == (422, "certificate_unknown")
