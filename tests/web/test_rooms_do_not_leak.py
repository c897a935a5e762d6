"""What is said in a private room is on nobody else's page: no word, no count, no tab, no entry, no document."""

import re

import pytest

from hejie.usecases import cases

SECRET = "Between us: I would take half of it"


@pytest.fixture
def whispered(scene):
    """The buyer has written to the neutral alone, and the neutral has made a note."""
    scene.opened().mediated()
    for number in range(3):
        scene.do(scene.buyer, cases.write_message, "WriteMessage", f"{SECRET} {number}", "buyer")
    scene.do(scene.neutral, cases.write_note, "WriteNote", "Offer them half.")
    return scene


@pytest.mark.parametrize("name", ["case", "case_record", "case_procedure"])
@pytest.mark.parametrize("query", ["", "?room=buyer", "?room=internal"])
def test_the_other_side_sees_nothing_of_a_private_room(browser, whispered, name, query):
    page = browser(whispered.seller).get(name, whispered.case, query=query).content.decode()
    assert SECRET not in page and "Offer them half." not in page
    assert "Neutral and buyer alone" not in page and "Internal notes" not in page


def test_the_other_side_gets_the_very_same_page_as_before_the_whispering(browser, scene):
    scene.opened().mediated()
    before = _plain(browser(scene.seller).get("case", scene.case))
    scene.do(scene.buyer, cases.write_message, "WriteMessage", SECRET, "buyer")
    scene.do(scene.neutral, cases.write_note, "WriteNote", "Offer them half.")
    assert _plain(browser(scene.seller).get("case", scene.case)) == before


def test_those_who_may_read_a_room_see_it_named_with_its_readers(browser, whispered):
    buyer = browser(whispered.buyer).get("case", whispered.case, query="?room=buyer").content.decode()
    assert SECRET in buyer and "Send to the neutral alone" in buyer
    neutral = browser(whispered.neutral).get("case", whispered.case, query="?room=buyer").content.decode()
    assert SECRET in neutral and "Send to the buyer alone" in neutral
    assert (
        "Offer them half."
        in browser(whispered.neutral).get("case", whispered.case, query="?room=internal").content.decode()
    )


def test_a_dossier_of_a_room_is_not_there_for_the_other_side(browser, whispered):
    assert browser(whispered.seller).get("case_dossier", whispered.case, query="?room=buyer").status_code == 404


def test_writing_into_the_other_sides_room_is_refused(browser, whispered):
    answer = browser(whispered.seller).post("case_messages", whispered.case, "buyer", text="Hello?")
    assert 400 <= answer.status_code < 500
    assert SECRET not in answer.content.decode()


def _plain(answer) -> str:
    """A page without form keys and live tokens."""
    html = answer.content.decode()
    html = re.sub(r'value="[^"]*"', "", html)
    return re.sub(r"token=[^\"]*", "", html)
