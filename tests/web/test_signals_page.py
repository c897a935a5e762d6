"""Signals by page and by API: both sides read what was noticed and how often it is wrong; other cases staff alone is shown."""

import pytest

from hejie.domain.cases.filing_commands import NoteSignals
from tests.web.test_evidence_page import filed

FOUND = ({"signal": "seen_picture", "facts": {"bits": 4, "of": 256, "cases": 2}},)


def note(scene, about: str = "e1", found=FOUND, of: str = "", case: str = "") -> None:
    from hejie.domain.cases import signals
    from hejie.store.models import Marketplace
    from hejie.usecases import acts, system

    ctx = system.context(Marketplace.objects.get().pk, system.now())
    command = NoteSignals(case or scene.case, about, found, "signals/standard", "2026-11-28", of)
    acts.in_case(ctx, command, key=f"note {about}", decide=signals.note, action="system.signal")


@pytest.fixture
def piece(browser, scene):
    """e1 of the buyer, about which something was noticed."""
    scene.opened()
    assert filed(browser, scene).status_code == 302
    note(scene)
    return scene


def page(browser, who, case) -> str:
    return browser(who).get("case", case).content.decode()


def test_both_sides_read_what_was_noticed_how_often_it_is_wrong_and_what_would_answer_it(browser, piece):
    for who in (piece.buyer, piece.seller):
        shown = page(browser, who, piece.case)
        assert "A near-same picture stands in another case" in shown and "differs in 4 of 256 points" in shown
        assert "How often it is wrong" in shown and "decides nothing" in shown and "one-time code" in shown
        assert "Cases that you may read yourself" not in shown


def test_on_the_page_of_the_piece_its_filer_may_explain_it(browser, piece):
    shown = browser(piece.buyer).get("case_evidence_remarks", piece.case, "joint", "e1").content.decode()
    assert "A near-same picture stands in another case" in shown and 'name="text"' in shown


def test_signals_about_words_and_waybills_stand_below_the_evidence(browser, piece):
    note(piece, "parcel", ({"signal": "waybill_reused", "facts": {"orders": 1}},), of="seller")
    note(piece, "claim", ({"signal": "copied_text", "facts": {"percent": 91, "signs": 300}},))
    shown = page(browser, piece.buyer, piece.case)
    assert "Signal about a waybill:" in shown and "Signal about the words of the claim:" in shown
    assert "91 %" in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "另一案件中有几乎相同的图片"), ("ru", "Почти такое же изображение есть в другом деле")],
)
def test_the_words_are_there_in_chinese_and_russian(browser, piece, language, words):
    piece.buyer.person.language = language
    piece.buyer.person.save()
    shown = page(browser, piece.buyer, piece.case)
    assert words in shown
