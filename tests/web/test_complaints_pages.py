"""Complaints by page: complained, named, heard, answered, the last word; a letter taken in twice; what others do not see."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

LETTER = b"From: Lin <lin@example.org>\r\nSubject: Cold\r\nMessage-ID: <a@b>\r\n\r\nNobody answers.\r\n"


@pytest.fixture
def staff(people):
    """Who is there: an operator, the agent complained about, another agent."""
    return people("operator"), people("agent", name="Bo Bad"), people("agent", name="Gu Good")


def test_a_complaint_goes_from_the_first_word_to_the_last(browser, scene, staff):
    operator, bad, good = staff
    buyer = browser(scene.buyer)
    assert "Bo Bad" in buyer.get("complaint_new", query=f"?order={scene.root}").content.decode()
    sent = buyer.client.post(
        f"/complaints/new/?order={scene.root}", {"target": f"agent:{bad.id}", "text": "Hung up.", "key": "c"}
    )
    name = sent.url.strip("/").split("/")[-1]
    boss, handler = browser(operator), browser(good)
    page = boss.get("complaint", name).content.decode()
    assert "Bo Bad</option>" not in page
    assert boss.post("complaint_act", name, do="assign", handler=bad.id).status_code == 422
    assert boss.post("complaint_act", name, do="assign", handler=good.id).status_code == 302
    assert handler.post("complaint_act", name, do="note", text="Third time.").status_code == 302
    assert (
        boss.get("complaint", name).content.decode().count(">you<") == 1 == page.count("Name somebody for it")
    )  # his own word
    unheard = handler.post("complaint_act", name, do="answer", outcome="upheld", text="Sorry.")
    assert unheard.status_code == 409
    assert "unheard" in unheard.content.decode()
    assert browser(bad).get("complaint", name).status_code == 404
    assert handler.post("complaint_act", name, do="ask").status_code == 302
    about = browser(bad)
    assert "Third time." not in about.get("complaint", name).content.decode()
    assert about.post("complaint_act", name, do="word", text="The line broke.").status_code == 302
    lure = handler.post("complaint_act", name, do="answer", outcome="upheld", text="Call me: +86 138 1234 5678")
    assert "Before you send" in lure.content.decode()
    assert handler.post("complaint_act", name, do="answer", outcome="upheld", text="We are sorry.").status_code == 302
    read = buyer.get("complaint", name).content.decode()
    assert "We are sorry." in read
    assert "Third time." not in read
    assert "The line broke." not in read
    assert "Gu Good" not in read
    assert buyer.post("complaint_act", name, do="not-satisfied", text="").status_code == 422
    assert buyer.post("complaint_act", name, do="satisfied").status_code == 302
    assert "closed" in buyer.get("complaints").content.decode()


def test_records_and_times_are_for_those_whose_they_are(browser, scene, staff):
    boss, buyer, shop = browser(staff[0]), browser(scene.buyer), browser(scene.seller)
    sent = buyer.client.post(
        f"/complaints/new/?order={scene.root}", {"target": f"shop:{scene.seller.shop}", "text": "Rude.", "key": "c"}
    )
    name = sent.url.strip("/").split("/")[-1]
    assert boss.post("complaint_act", name, do="note", text="Secret.").status_code == 302
    assert [part in boss.get("complaint", name).content.decode() for part in ("room=desk", "room=word")] == [
        True,
        False,
    ]
    assert "room=desk" not in buyer.get("complaint", name).content.decode()
    assert buyer.get("complaint_record", name)["Content-Type"] == "application/zip"
    assert buyer.get("complaint_record", name, query="?room=desk").status_code == 404
    assert shop.get("complaint_record", name).status_code == 404
    told = {
        f"{wait}_{part}": value
        for wait in ("assign", "answer", "word", "again", "rate")
        for part, value in (("amount", 3), ("unit", "days"))
    }
    assert boss.post("complaint_times", **told, version="0", calendar="").status_code == 302
    wrong = boss.post("complaint_times", **{**told, "answer_amount": 90}, version="1", calendar="")
    assert (wrong.status_code, "within these bounds" in wrong.content.decode()) == (422, True)
    assert boss.post("complaint_times", **told, version="0", calendar="").status_code == 412
    assert buyer.get("complaint_times").status_code == 404


def test_a_letter_is_taken_in_once_and_a_note_is_written_down(browser, scene, staff):
    boss = browser(staff[0])
    told = {"channel": "email", "target": "platform:"}
    first = boss.post("complaint_take_in", **told, file=SimpleUploadedFile("a.eml", LETTER), key="one")
    again = boss.post("complaint_take_in", **told, file=SimpleUploadedFile("b.eml", LETTER), key="two")
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    assert "Cold" in boss.client.get(first.url).content.decode()
    assert boss.post("complaint_take_in", **told, key="three").status_code == 422
    assert (
        boss.post("complaint_take_in", channel="telephone", target="platform:", text="", key="four").status_code == 422
    )
    note = boss.post(
        "complaint_take_in",
        channel="counter",
        target=f"shop:{scene.seller.shop}",
        text="Rude.",
        contact="at noon",
        key="five",
    )
    page = boss.client.get(note.url).content.decode()
    assert "shop counter" in page
    assert "at noon" in page
    assert browser(scene.buyer).get("complaint_take_in").status_code == 404


def test_a_file_of_a_complaint_is_a_download_of_those_who_see_it(browser, scene, staff):
    buyer = browser(scene.buyer)
    shown = SimpleUploadedFile("what was said.txt", b"13:02 Nobody answers.\n")
    told = {"target": "platform:", "text": "Nobody answers.", "file": shown, "key": "c"}
    name = buyer.client.post(f"/complaints/new/?order={scene.root}", told).url.strip("/").split("/")[-1]
    for reader in (buyer, browser(staff[0])):
        page = reader.get("complaint", name).content.decode()
        path = re.search(rf'href="(/complaints/{name}/files/[a-z0-9]+/)"', page)[1]
        kept = reader.client.get(path)
        assert (kept.status_code, b"".join(kept.streaming_content)) == (200, b"13:02 Nobody answers.\n")
        assert kept["Content-Disposition"] == 'attachment; filename="what was said.txt"'
        assert "sandbox" in kept["Content-Security-Policy"]
        assert reader.client.get(path.replace("/files/", "/files/x")).status_code == 404
    assert browser(scene.seller).client.get(path).status_code == 404


def test_what_is_about_goods_goes_on_as_a_case(browser, scene, staff):
    buyer, boss = browser(scene.buyer), browser(staff[0])
    sent = buyer.client.post(
        f"/complaints/new/?order={scene.root}", {"target": "platform:", "text": "It is broken.", "key": "c"}
    )
    name = sent.url.strip("/").split("/")[-1]
    assert boss.post("complaint_case", name, order="x", kind="return", reason="defective").status_code == 404
    assert boss.post("complaint_case", name, order=scene.root, kind="return", reason="defective").status_code == 302
    page = buyer.get("complaint", name).content.decode()
    assert "goes on as a case" in page
    assert "/cases/" in page
