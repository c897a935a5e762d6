"""The matrix by page: each side its own turns with the way to file, the neutral the same file with his boxes."""

from dataclasses import replace
from html import unescape

import pytest

from hejie.domain.cases import signals
from hejie.domain.cases.filing_commands import NoteSignals
from hejie.domain.kernel.actor import Actor
from hejie.record import reader
from hejie.usecases import acts, erasure, mediation, signal_words
from hejie.web.wrong_language import other_language_words_of_page
from tests.web.test_evidence_page import PICTURE, filed
from tests.web.test_neutral_table import draft
from tests.web.test_remarks_page import remark

PROVES = "description.first_proof"


def page_of(browser, who, case) -> str:
    answer = browser(who).get("case_matrix", case)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whose_turn_it_is_with_the_way_to_file_for_it(browser, scene):
    scene.opened()
    buyer, seller = page_of(browser, scene.buyer, scene.case), page_of(browser, scene.seller, scene.case)
    assert "Nothing is filed for it." in buyer and "If nothing more comes" in buyer
    assert f"/evidence/new/?proves={PROVES}" in buyer and "File for this point" in buyer
    assert "File for this point" not in seller
    chosen = browser(scene.buyer).get("case", scene.case, query=f"?proves={PROVES}").content.decode()
    assert f'<option value="{PROVES}" selected>' in chosen and 'open id="file"' in chosen
    filed(browser, scene, proves=PROVES)
    buyer, seller = page_of(browser, scene.buyer, scene.case), page_of(browser, scene.seller, scene.case)
    assert "File for this point" in seller and "File for this point" not in buyer
    assert "#joint-e1" in seller and "Ruler in the shoe" in seller
    assert "By " in seller and "What counts:" in seller


def test_what_is_disputed_said_late_or_erased_stands_beside_its_piece(browser, scene):
    scene.opened()
    filed(browser, scene, proves=PROVES)
    filed(browser, scene, file=PICTURE(3), name="The box")
    remark(browser, scene.seller, scene.case, disputes="on")
    shown = page_of(browser, scene.buyer, scene.case)
    assert "the seller disputes it" in shown and "1 remark" in shown
    assert "E1 (disputed)" in browser(scene.buyer).get("case", scene.case).content.decode()
    assert "For no point in particular" in shown and "The box" in shown


def test_everybody_who_reads_the_case_reads_it_and_nobody_else(browser, scene, people):
    scene.opened().mediated()
    for who in (scene.buyer, scene.seller, scene.neutral, scene.operator):
        assert "Both sides’ claims" in page_of(browser, who, scene.case)
    assert browser(people("buyer")).get("case_matrix", scene.case).status_code == 404
    assert browser(people("seller")).get("case_matrix", scene.case).status_code == 404


def test_late_evidence_is_labelled_wherever_it_stands(browser, scene):
    scene.opened().decided()
    filed(browser, scene, proves=PROVES)
    for who in (scene.buyer, scene.seller):
        assert "after the decision" in page_of(browser, who, scene.case)
        assert "after the decision" in browser(who).get("case", scene.case).content.decode()


def test_the_neutral_sees_what_is_disputed_where_he_ticks_it_and_what_is_said_below_the_list(browser, scene):
    scene.opened()
    filed(browser, scene, proves=PROVES)
    remark(browser, scene.seller, scene.case, text="It is another pair.", disputes="on")
    scene.mediated()
    shown = browser(scene.neutral).get("neutral_table", scene.case).content.decode()
    assert "the seller disputes it" in shown and "1 remark" in shown and "It is another pair." in shown
    assert "No clock runs for it now." in shown


def test_a_draft_says_what_it_cannot_cite_and_links_what_it_can(browser, scene):
    scene.opened()
    filed(browser, scene)
    filed(browser, scene, file=PICTURE(2), name="The label")
    scene.mediated()
    page = browser(scene.neutral)
    page.post("neutral_draft", scene.case, **draft(findings="As [E1] shows, and [E9]."))
    shown = page.get("neutral_table", scene.case).content.decode()
    assert f'<a href="/cases/{scene.case}/#joint-e1">[E1]</a>' in shown
    assert "E9 is not on the joint file" in shown
    assert "<mark" in shown or "Evidence relied on:" in shown


def test_an_erased_piece_cannot_be_cited_and_the_draft_says_so_before_it_is_signed(browser, scene):
    scene.opened()
    filed(browser, scene, proves=PROVES)
    ref = reader.case(scene.case).of_kind("evidence")[0].data["file"]["ref"]
    scene.do(scene.operator, erasure.erase_content, "EraseContent", (ref,), "request")
    scene.mediated()
    assert "(erased)" in page_of(browser, scene.buyer, scene.case)
    page = browser(scene.neutral)
    page.post("neutral_draft", scene.case, **draft(**{"bears-1": ["e1"]}))
    shown = page.get("neutral_table", scene.case).content.decode()
    assert "E1 has been erased, so that nobody can look at it" in shown


def test_in_a_decision_citations_lead_to_their_pieces(browser, scene):
    scene.opened()
    filed(browser, scene)
    scene.mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    page = browser(scene.neutral)
    page.post("neutral_draft", scene.case, **draft(findings="Measured in [E1] <b>well</b>."))
    page.post("neutral_decision", scene.case, number="1")
    assert reader.case(scene.case).ruling.data["evidence"] == ["e1"]
    shown = browser(scene.buyer).get("case", scene.case).content.decode()
    assert f'Measured in <a href="/cases/{scene.case}/#joint-e1">[E1]</a> &lt;b&gt;well&lt;/b&gt;.' in shown
    assert "proved" in page_of(browser, scene.seller, scene.case)


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_it_is_told_in_the_readers_language_alone(browser, scene, language):
    scene.opened()
    filed(browser, scene, proves=PROVES)
    remark(browser, scene.seller, scene.case, disputes="on")
    scene.buyer.person.language = language
    scene.buyer.person.save()
    for name, more in (("case_matrix", ()), ("case_evidence_remarks", ("joint", "e1"))):
        answer = browser(scene.buyer, language=language).get(name, scene.case, *more)
        assert other_language_words_of_page(answer.content.decode()) == []


def test_what_was_noticed_stands_beside_its_piece_in_both_matrices(browser, scene):
    scene.opened()
    filed(browser, scene, proves=PROVES)
    ctx = replace(
        scene.ctx(scene.buyer), actor=Actor("system", "worker", scene.buyer.actor.marketplace, through="worker")
    )
    found = NoteSignals(
        scene.case, "e1", ({"signal": "taken_before", "facts": {"days": 9}},), "signals/standard", "2026-11-28"
    )
    acts.in_case(ctx, found, key="signal", decide=signals.note, action="system.signal")
    title = signal_words.words({"signal": "taken_before", "facts": {"days": 9}}, "en").title
    for who in (scene.buyer, scene.seller):
        assert f"Signal: {title}" in unescape(page_of(browser, who, scene.case))
    scene.mediated()
    shown = unescape(browser(scene.neutral).get("neutral_table", scene.case).content.decode())
    assert shown.count(f"Signal: {title}") >= 2 and "What would answer it" in shown
