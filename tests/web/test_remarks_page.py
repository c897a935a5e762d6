"""Remarks on evidence by page: written below a piece, read by both sides, marked as disputed, covered by a mediation."""

import pytest

from tests.web.test_evidence_page import filed

SAID = "That is another pair: mine have red laces."


@pytest.fixture
def piece(browser, scene):
    """e1 of the buyer in the joint room."""
    scene.opened()
    assert filed(browser, scene).status_code == 302
    return scene


def remark(browser, who, case, text=SAID, room="joint", name="e1", **more):
    return browser(who).post("case_evidence_remarks", case, room, name, text=text, **more)


def case_page(browser, who, case) -> str:
    return browser(who).get("case", case).content.decode()


def test_a_remark_is_written_on_the_page_of_its_piece_and_stands_below_it(browser, piece):
    page = browser(piece.seller).get("case_evidence_remarks", piece.case, "joint", "e1").content.decode()
    assert "Ruler in the shoe" in page and 'name="disputes"' in page
    answer = remark(browser, piece.seller, piece.case, disputes="on")
    assert answer.status_code == 302 and answer.headers["Location"].endswith("#joint-e1")
    shown = case_page(browser, piece.buyer, piece.case)
    assert SAID in shown and "the seller disputes it" in shown
    assert "you dispute it" in case_page(browser, piece.seller, piece.case)
    remark(browser, piece.seller, piece.case, text="I was wrong.")
    shown = case_page(browser, piece.buyer, piece.case)
    assert "the seller disputes it" not in shown and "1 earlier remark" in shown and "disputed it then" in shown


def test_its_own_piece_nobody_is_asked_to_dispute(browser, piece):
    page = browser(piece.buyer).get("case_evidence_remarks", piece.case, "joint", "e1").content.decode()
    assert 'name="text"' in page and 'name="disputes"' not in page
    assert remark(browser, piece.buyer, piece.case, text="Taken at noon.", disputes="on").status_code == 302
    assert "dispute it" not in case_page(browser, piece.buyer, piece.case)


def test_a_remark_without_words_is_asked_for_them(browser, piece):
    answer = remark(browser, piece.seller, piece.case, text=" ")
    assert answer.status_code == 422 and "Fill this in" in answer.content.decode()


def test_a_remark_that_is_refused_keeps_its_words(browser, piece):
    for number in range(20):
        remark(browser, piece.seller, piece.case, text=f"Number {number}.")
    answer = remark(browser, piece.seller, piece.case, text="One too many.")
    page = answer.content.decode()
    assert answer.status_code == 409 and "One too many." in page and "20 remarks" in page


def test_what_somebody_writes_is_text_and_no_markup(browser, piece):
    remark(browser, piece.seller, piece.case, text="<script>alert(1)</script> [E1]")
    shown = case_page(browser, piece.buyer, piece.case)
    assert "<script>alert(1)</script>" not in shown and "&lt;script&gt;alert(1)" in shown


def test_others_find_no_such_page(browser, piece, people):
    assert browser(people("buyer")).get("case_evidence_remarks", piece.case, "joint", "e1").status_code == 404
    assert browser(piece.seller).get("case_evidence_remarks", piece.case, "joint", "e9").status_code == 404
    piece.mediated()
    filed(browser, piece, room="buyer")
    assert browser(piece.seller).get("case_evidence_remarks", piece.case, "buyer", "e1").status_code == 404
    answer = remark(browser, piece.neutral, piece.case, text="In daylight, please.", room="buyer")
    assert answer.status_code == 302
    assert "In daylight, please." not in case_page(browser, piece.seller, piece.case)
    page = browser(piece.buyer).get("case_evidence_remarks", piece.case, "buyer", "e1").content.decode()
    assert "In daylight, please." in page
    joint = browser(piece.neutral).get("case_evidence_remarks", piece.case, "joint", "e1").content.decode()
    assert 'name="text"' not in joint


def test_the_story_tells_who_disputes_what(browser, piece):
    remark(browser, piece.seller, piece.case, disputes="on")
    assert "disputes E1:" in case_page(browser, piece.buyer, piece.case)
    assert "You dispute E1:" in case_page(browser, piece.seller, piece.case)
    assert SAID in browser(piece.buyer).get("case_record", piece.case).content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh", "卖家有异议"), ("ru", "оспаривает продавец")])
def test_the_page_speaks_the_readers_language(browser, piece, language, words):
    remark(browser, piece.seller, piece.case, disputes="on")
    for who in (piece.buyer, piece.seller):
        who.person.language = language
        who.person.save()
    assert words in case_page(browser, piece.buyer, piece.case)
    page = browser(piece.seller).get("case_evidence_remarks", piece.case, "joint", "e1").content.decode()
    assert "I dispute" not in page and "disputes it" not in page
