"""Evidence by page: filed, shown with its purpose, opened by whoever may see it and by nobody else."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def PICTURE(number: int = 0) -> SimpleUploadedFile:  # noqa: N802  (reads like the file it is)
    """A small real picture; each number another one."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 30 + number, 10)).save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), content_type="image/png")


def filed(browser, scene, **more):
    """The buyer has filed a picture."""
    page = browser(scene.buyer)
    data = {"file": PICTURE(), "name": "Ruler in the shoe", "purpose": "The length"} | more
    return page.post("case_evidence", scene.case, **data)


def test_a_picture_is_filed_and_shown_with_what_it_is_for(browser, scene):
    scene.opened()
    assert filed(browser, scene).status_code == 302
    page = browser(scene.seller).get("case", scene.case).content.decode()
    assert "Ruler in the shoe" in page and "<span data-user-text>The length</span>" in page
    assert "Seen by: both sides, the neutral, the marketplace’s staff</span>" in page
    opened = browser(scene.seller).get("case_evidence_view", scene.case, "joint", "e1")
    assert opened.status_code == 200 and opened.headers["Content-Type"] == "image/webp"
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    assert f"/cases/{scene.case}/evidence/joint/e1/view/" in page and ">Original</a>" in page
    assert browser(scene.seller).get("case_evidence_picture", scene.case, "joint", "e1").status_code == 200


def test_a_file_without_a_purpose_is_asked_for_it_and_nothing_is_filed(browser, scene):
    scene.opened()
    answer = filed(browser, scene, purpose="")
    assert answer.status_code == 422
    assert "Fill this in" in answer.content.decode()


def test_a_disguised_file_is_refused_in_words(browser, scene):
    scene.opened()
    disguised = SimpleUploadedFile("photo.png", b"MZ\x90\x00" + b"\x00" * 400, content_type="image/png")
    answer = filed(browser, scene, file=disguised)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.content.decode()


def test_evidence_of_a_private_room_is_not_there_for_the_other_side(browser, scene):
    scene.opened().mediated()
    assert filed(browser, scene, room="buyer").status_code == 302
    assert browser(scene.neutral).get("case_evidence_file", scene.case, "buyer", "e1").status_code == 302
    assert browser(scene.seller).get("case_evidence_file", scene.case, "buyer", "e1").status_code == 404
    assert "Ruler in the shoe" not in browser(scene.seller).get("case", scene.case).content.decode()
