"""Guided filing by page: what, how, a code, the files, what each shows; and what the marketplace has on record, shown."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.cases.state import Said
from hejie.record import reader
from hejie.usecases import order_records
from hejie.usecases.order_records import Told
from tests.web.test_evidence_page import PICTURE

AT = "2026-11-01T10:00:00.000Z"
CHAT = SimpleUploadedFile("chat.txt", "林悦 2026-03-12 14:02:11\n鞋子短了 <b>".encode(), content_type="text/plain")


def words(answer) -> str:
    return answer.content.decode()


def send(browser, scene, who, how="photo", files=None, **more):
    """Files of one kind are sent; the address of the page that asks what each shows."""
    data = {"proves": "", "how": how, "room": "joint", "file": files or [PICTURE()], **more}
    return browser(who).post("case_evidence_new", scene.case, **data)


def say(browser, scene, who, answer, shows=("The length",), **more):
    asked = {name: found for name, found in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    said = {f"shows-{one}": words_ for one, words_ in zip(asked["upload"], shows, strict=False)}
    more = {name: asked["upload"][int(value)] if name == "in_picture" else value for name, value in more.items()}
    single = {name: found[0] for name, found in asked.items() if name != "upload"} | more
    return browser(who).post("case_evidence_each", scene.case, upload=asked["upload"], **single, **said)


def reading(browser, scene, language):
    """The buyer's browser, in a language."""
    scene.buyer.person.language = language
    scene.buyer.person.save()
    return browser(scene.buyer, language=language)


def pieces(scene) -> list[Said]:
    return list(reader.case(scene.case).of_kind("evidence"))


def test_what_is_missing_stands_first_then_how_then_the_files(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    what = words(page.get("case_evidence_new", scene.case))
    links = re.findall(r'choice--link[^"]*" href="([^"]+)"', what)
    assert "What do you want to show?" in what and "Still missing" in what and len(links) > 2
    how = words(page.client.get(links[0].replace("&amp;", "&")))
    assert "What do you have?" in how and "To show:" in how
    ways = re.findall(r'choice--link" href="([^"]+)"', how)
    assert len(ways) == 6
    files = words(page.client.get(ways[0].replace("&amp;", "&")))
    assert 'capture="environment"' in files and 'accept="image/*"' in files and "multiple" in files
    assert "Get a code" in files and "Lay a ruler" in files


def test_several_files_are_sent_at_once_and_each_says_what_it_shows(browser, scene):
    scene.opened()
    answer = send(browser, scene, scene.buyer, files=[PICTURE(), PICTURE(1)])
    assert answer.status_code == 302 and not pieces(scene)
    asked = words(browser(scene.buyer).client.get(answer.headers["Location"]))
    assert asked.count("photo.png") == 2
    assert say(browser, scene, scene.buyer, answer, ("The length", "The label")).status_code == 302
    assert [(one.id, one.data["how"]) for one in pieces(scene)] == [("e1", "photo"), ("e2", "photo")]
    page = words(browser(scene.seller).get("case", scene.case))
    assert "The length" in page and "The label" in page


def test_a_file_that_shows_nothing_is_asked_for_it(browser, scene):
    scene.opened()
    answer = send(browser, scene, scene.buyer)
    again = say(browser, scene, scene.buyer, answer, ("",))
    assert again.status_code == 422 and "Say what this shows." in words(again) and not pieces(scene)
    assert re.search(r'role="alert".*?href="#shows-\w+">photo.png: Say what this shows.', words(again), re.DOTALL)


def test_a_page_gone_back_to_files_nothing_twice_and_says_so_in_plain_words(browser, scene):
    scene.opened()
    answer = send(browser, scene, scene.buyer)
    page = browser(scene.buyer)
    for said in ("The length", "The length, seen again"):
        sent = say(lambda who: page, scene, scene.buyer, answer, (said,), key="the-page-gone-back-to")
        assert sent.status_code == 302
    assert [one.id for one in pieces(scene)] == ["e1"]
    told = words(page.get("case", scene.case))
    assert "You have filed this already" in told and "Idempotency" not in told


def test_no_file_and_a_disguised_one_are_told_in_words(browser, scene):
    scene.opened()
    none = browser(scene.buyer).post("case_evidence_new", scene.case, proves="", how="photo", room="joint")
    assert none.status_code == 422 and "No file was chosen" in words(none)
    disguised = SimpleUploadedFile("photo.png", b"MZ\x90\x00" + b"\x00" * 400, content_type="image/png")
    answer = send(browser, scene, scene.buyer, files=[PICTURE(), disguised])
    refused = say(browser, scene, scene.buyer, answer, ("One", "Two"))
    assert 400 <= refused.status_code < 500 and 'role="alert"' in words(refused)
    assert len(pieces(scene)) == 1, "what came before it is on the file"
    assert words(refused).count("photo.png") == 1


def test_a_code_is_shown_large_and_stands_on_the_piece_with_both_times(browser, scene, clock):
    scene.opened()
    page = browser(scene.buyer)
    given = page.post("case_capture_code", scene.case, proves="", how="photo", room="joint")
    assert given.status_code == 302
    (code,) = reader.case(scene.case).of_kind("capture_code")
    signs = code.data["code"]
    assert f'class="capture__code" translate="no">{signs}<' in words(page.client.get(given.headers["Location"]))
    clock.move(minutes=7)
    answer = send(browser, scene, scene.buyer, code="k1")
    say(browser, scene, scene.buyer, answer, code="k1", in_picture=0)
    (piece,) = pieces(scene)
    assert piece.data["code"]["id"] == "k1"
    seen = words(browser(scene.seller).get("case", scene.case))
    assert re.search(rf"code {signs}, given \d\d:\d\d, filed \d\d:\d\d", seen)


def test_a_code_that_is_not_in_the_picture_is_not_attached(browser, scene):
    scene.opened()
    browser(scene.buyer).post("case_capture_code", scene.case, proves="", how="photo", room="joint")
    answer = send(browser, scene, scene.buyer, code="k1")
    say(browser, scene, scene.buyer, answer, code="k1")
    assert "code" not in pieces(scene)[0].data


def test_files_on_their_way_are_nobody_elses(browser, scene):
    scene.opened()
    answer = send(browser, scene, scene.buyer)
    assert browser(scene.seller).client.get(answer.headers["Location"]).status_code == 404
    assert say(browser, scene, scene.seller, answer).status_code == 404


def test_files_that_wait_are_found_again_and_can_be_left_out(browser, scene):
    scene.opened()
    answer = send(browser, scene, scene.buyer, files=[PICTURE(), PICTURE(1)])
    page = browser(scene.buyer)
    assert "Files of yours are waiting" in words(page.get("case_evidence_new", scene.case))
    assert "are waiting" not in words(browser(scene.seller).get("case_evidence_new", scene.case))
    first, second = parse_qs(urlsplit(answer.headers["Location"]).query)["upload"]
    left = page.post("case_evidence_each", scene.case, upload=[first, second], how="photo", proves="", remove=first)
    assert first not in left.headers["Location"] and second in left.headers["Location"]
    gone = page.post("case_evidence_each", scene.case, upload=[second], how="photo", proves="", remove=second)
    assert "/evidence/new/?" in gone.headers["Location"]
    assert "are waiting" not in words(page.get("case_evidence_new", scene.case)) and not pieces(scene)


def test_a_piece_goes_into_the_private_room_when_it_is_meant_for_it(browser, scene):
    scene.opened().mediated()
    answer = send(browser, scene, scene.buyer, room="buyer")
    say(browser, scene, scene.buyer, answer, room="buyer")
    assert not pieces(scene) and len(reader.room(scene.case, "buyer").of_kind("evidence")) == 1
    assert send(browser, scene, scene.seller, room="buyer").status_code in (403, 404, 409)


def test_strangers_find_none_of_these_pages(browser, scene, people):
    scene.opened()
    stranger = browser(people("buyer"))
    for name in ("case_evidence_new", "case_evidence_each"):
        assert stranger.get(name, scene.case).status_code == 404
    assert stranger.post("case_capture_code", scene.case, how="photo").status_code == 404


def test_a_saved_chat_is_read_as_messages_and_nothing_in_it_is_carried_out(browser, scene):
    scene.opened()
    CHAT.seek(0)
    answer = send(browser, scene, scene.buyer, how="chat", files=[CHAT])
    say(browser, scene, scene.buyer, answer)
    page = browser(scene.seller)
    assert f"/cases/{scene.case}/evidence/joint/e1/chat/" in words(page.get("case", scene.case))
    shown = words(page.get("case_evidence_chat", scene.case, "joint", "e1"))
    assert "林悦" in shown and "鞋子短了 &lt;b&gt;" in shown and "2026-03-12 14:02:11" in shown


def test_a_picture_is_no_chat(browser, scene):
    scene.opened()
    say(browser, scene, scene.buyer, send(browser, scene, scene.buyer))
    assert browser(scene.buyer).get("case_evidence_chat", scene.case, "joint", "e1").status_code == 404


@pytest.mark.parametrize(("language", "source", "title"), [
    ("en", "Carrier: SF Express", "Weight of the parcel"),
    ("zh", "物流公司（SF Express）", "包裹称重"),
    ("ru", "Перевозчик: SF Express", "Вес посылки"),
])  # fmt: skip
def test_the_marketplace_s_record_is_shown_with_its_source_and_contradictions(browser, scene, language, source, title):
    scene.opened()
    for key, grams in (("1", 1240), ("2", 320)):
        told = Told("weight", "carrier", AT, origin="SF Express", facts={"grams": grams})
        order_records.import_record(scene.ctx(scene.operator), scene.root, told, key=key)
    page = words(reading(browser, scene, language).get("case", scene.case))
    assert page.count(source) >= 2 and title in page
    assert "E1" in page and "E2" in page and "320" in page
    record = words(reading(browser, scene, language).get("case_record", scene.case))
    assert f"{title}, {source}" in record


def test_in_every_language_the_pages_stand(browser, scene):
    scene.opened()
    for language in ("zh", "ru"):
        page = reading(browser, scene, language)
        for query in (
            "",
            "?proves=",
            *(f"?proves=&how={how}" for how in ("photo", "video", "screenshot", "pdf", "chat", "other")),
        ):
            assert page.get("case_evidence_new", scene.case, query=query).status_code == 200
