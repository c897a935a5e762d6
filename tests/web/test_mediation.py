"""A mediation on the pages: its opening, claims beside each other, shuttle, single text, map, and what does not travel."""

import re

import pytest

from hejie.domain.cases import mediating as decided
from hejie.usecases import cases, mediating, mediation, reading, settlement

QUICK = "I would take sixty per cent if the money is quick."
TEXT = {
    "note": "Both want an end of it. The buyer keeps the shoes.",
    "refund": "119.40",
    "goods": "keep",
    "payer": "seller",
    "service": "none",
    "days": "10",
}


def page(browser, who, scene, name="case", query="") -> str:
    return browser(who).get(name, scene.case, query=query).content.decode()


def opened(scene):
    """A mediation under a statement."""
    scene.opened().mediated()
    mediating.open_mediation(scene.ctx(scene.neutral), scene.case, key=scene.key())
    scene.clock.move(minutes=1)
    return scene


def to_decision(scene):
    scene.clock.move(minutes=1)
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    scene.clock.move(minutes=1)
    return scene


def test_the_neutral_reads_the_statement_puts_it_and_sees_who_has_confirmed(browser, scene):
    scene.opened().mediated()
    neutral = browser(scene.neutral)
    assert "Read and put the opening statement" in page(browser, scene.neutral, scene, "neutral_table")
    assert "Confidentiality" in page(browser, scene.neutral, scene, "neutral_opening")
    neutral.post("neutral_opening", scene.case)
    assert (
        page(browser, scene.neutral, scene, "neutral_table").count("has not confirmed the opening statement yet") == 2
    )
    digest = re.search(r'name="digest" value="(\w+)"', page(browser, scene.buyer, scene))[1]
    browser(scene.buyer).post("case_opening_confirmation", scene.case, digest=digest)
    assert (
        page(browser, scene.neutral, scene, "neutral_table").count("has not confirmed the opening statement yet") == 1
    )
    assert "Confirm that you have read it" not in page(browser, scene.buyer, scene)
    assert "Confirm that you have read it" in page(browser, scene.seller, scene)


@pytest.mark.parametrize(("language", "word"), [("zh", "自愿"), ("ru", "Добровольность"), ("en", "Free will")])
def test_each_reads_the_statement_in_his_own_language(browser, scene, language, word):
    opened(scene)
    said = browser(scene.buyer, language=language).client
    scene.buyer.person.language = language
    scene.buyer.person.save()
    assert word in said.get(f"/cases/{scene.case}/").content.decode()


def test_claims_stand_beside_each_other_with_the_gap_and_the_evidence(browser, scene):
    opened(scene)
    scene.do(scene.seller, settlement.make_offer, "MakeOffer", {"refund": 11940, "currency": "CNY"})
    found = page(browser, scene.neutral, scene, "neutral_table")
    table = found[found.index('class="table table--stack issues"') :]
    table = table[: table.index("</table>")]
    assert "¥79.60" in table and "Money back" in table
    assert "Both say the same" in table


def test_what_was_said_in_mediation_is_not_on_the_table_of_whoever_decides(browser, scene):
    opened(scene)
    scene.do(scene.buyer, cases.write_message, "WriteMessage", QUICK)
    scene.do(scene.buyer, cases.write_message, "WriteMessage", "Between us: half would do.", "buyer")
    scene.do(scene.seller, settlement.make_offer, "MakeOffer", {"refund": 11941, "currency": "CNY"}, "Our last word.")
    assert QUICK in page(browser, scene.neutral, scene, "neutral_table")
    to_decision(scene)
    for name in ("neutral_table", "case", "case_record"):
        found = page(browser, scene.neutral, scene, name)
        assert QUICK not in found and "Our last word" not in found and "119.41" not in found, name
    for query in ("?room=buyer", "?room=seller", "?room=internal"):
        assert "Between us" not in page(browser, scene.neutral, scene, "neutral_table", query)
    assert "2 things said in mediation are not part of this file." in page(
        browser, scene.neutral, scene, "neutral_table"
    )


def test_both_sides_and_an_auditor_read_the_whole_file(browser, scene, people):
    opened(scene)
    scene.do(scene.buyer, cases.write_message, "WriteMessage", QUICK)
    to_decision(scene)
    for who in (scene.buyer, scene.seller, people("auditor")):
        assert QUICK in page(browser, who, scene)
    assert "Not in the decision file" in page(browser, scene.buyer, scene)


def test_the_author_lets_his_words_be_used_and_whoever_decides_reads_them(browser, scene):
    opened(scene)
    scene.do(scene.buyer, cases.write_message, "WriteMessage", QUICK)
    scene.do(scene.seller, cases.write_message, "WriteMessage", "We are tired of this.")
    to_decision(scene)
    shown = page(browser, scene.buyer, scene, "case_allowances")
    assert QUICK in shown and "We are tired" not in shown
    browser(scene.buyer).post("case_allowances", scene.case, item="m2", allow="yes")
    found = page(browser, scene.neutral, scene, "neutral_table")
    assert QUICK in found and "We are tired" not in found
    browser(scene.buyer).post("case_allowances", scene.case, item="m2", allow="no")
    assert QUICK not in page(browser, scene.neutral, scene, "neutral_table")


def test_a_draft_that_repeats_what_was_said_is_not_ready_and_the_decision_not_taken(browser, scene):
    opened(scene)
    scene.do(scene.buyer, cases.write_message, "WriteMessage", QUICK)
    to_decision(scene)
    fields = {
        "point-1": "description", "says-1": "buyer", "prove-1": "buyer", "finding-1": "proved", "rules": "Size rule 3.",
        "findings": f"She said: {QUICK}", "refund": "99.00", "goods": "keep", "payer": "seller", "service": "none", "days": "10",
    }  # fmt: skip
    neutral = browser(scene.neutral)
    neutral.post("neutral_draft", scene.case, **fields)
    assert "stands in your words again (M2)" in page(browser, scene.neutral, scene, "neutral_table")
    answer = neutral.post("neutral_decision", scene.case, sign="yes", **fields)
    assert not reading.read_case(scene.ctx(scene.buyer), scene.case).case.rulings, answer.status_code


def test_a_side_lets_the_neutral_tell_the_other_and_it_becomes_a_message_or_a_proposal(browser, scene):
    opened(scene)
    terms = {"note": "A drop-off point would do.", "with_terms": "on", "refund": "100.00", "goods": "keep"}
    terms |= {"payer": "seller", "service": "none", "days": "10"}
    assert browser(scene.buyer).post("case_telling", scene.case, **terms).status_code == 302
    for query in ("", "?room=joint", "?room=seller", "?room=buyer"):
        assert "drop-off" not in page(browser, scene.seller, scene, "case", query)
    room = page(browser, scene.neutral, scene, "neutral_table", "?room=buyer")
    assert "You may tell" in room and "told=buyer-y1" in room
    other = page(browser, scene.neutral, scene, "neutral_table", "?room=seller&told=buyer-y1")
    assert "A drop-off point would do." in re.search(r"<textarea[^>]*id=\"say\"[^>]*>(.*?)</textarea>", other, re.S)[1]
    proposal = page(browser, scene.neutral, scene, "neutral_proposal", "?told=buyer-y1")
    assert 'value="100.00"' in proposal and "drop-off" not in proposal


def test_a_composer_names_its_room_by_mark_name_and_words(browser, scene):
    opened(scene)
    room = page(browser, scene.neutral, scene, "neutral_table", "?room=buyer")
    told = re.search(r'class="composer__to">(.*?)</p>', room, re.S)[1]
    assert 'data-side="buyer"' in told and "Lin Yue" in told and "does not read it" in told


def test_a_text_is_kept_then_put_to_both_with_its_changes_marked_and_proposed(browser, scene):
    opened(scene)
    neutral = browser(scene.neutral)
    neutral.post("neutral_text", scene.case, do="keep", **TEXT)
    for who in (scene.buyer, scene.seller):
        assert "Both want an end of it" not in page(browser, who, scene)
    neutral.post("neutral_text", scene.case, do="put", **TEXT)
    scene.clock.move(minutes=1)
    changed = TEXT | {"note": "Both want an end of it. The buyer keeps both shoes.", "refund": "120.00"}
    sent = neutral.post("neutral_text", scene.case, do="put", **changed)
    assert sent.status_code == 302
    for who in (scene.buyer, scene.seller, scene.neutral):
        found = page(browser, who, scene, "neutral_table" if who is scene.neutral else "case")
        assert "<del>the</del>" in found and "<ins>both</ins>" in found and "¥0.60 more" in found
    seen = page(browser, scene.buyer, scene)
    assert "Your comment, to the neutral alone" in seen
    ready = page(browser, scene.neutral, scene, "neutral_proposal", "?text=x2")
    assert 'value="120.00"' in ready and "The buyer keeps both shoes." in ready


def test_the_map_is_the_mediating_neutrals_alone(browser, scene, people):
    opened(scene)
    scene.do(scene.seller, settlement.make_offer, "MakeOffer", {"refund": 11940, "currency": "CNY"})
    found = page(browser, scene.neutral, scene, "neutral_table")
    assert "plot__frontier" in found and "?map=nash" in found
    assert 'name="refund"' in page(browser, scene.neutral, scene, "neutral_proposal", "?map=nash")
    for who in (scene.buyer, scene.seller, scene.operator, people("auditor")):
        assert "plot__frontier" not in page(browser, who, scene)
    assert "plot__frontier" not in page(browser, scene.neutral, scene)
    assert browser(people("neutral")).get("neutral_table", scene.case).status_code == 404
    to_decision(scene)
    assert "plot__frontier" not in page(browser, scene.neutral, scene, "neutral_table")


def test_every_page_of_it_is_written_in_each_language(browser, scene):
    opened(scene)
    command = decided.PutText(scene.case, "Both want an end of it.", {"refund": 11940, "currency": "CNY"})
    mediating.put_text(scene.ctx(scene.neutral), command, key=scene.key())
    for language in ("zh", "ru"):
        neutral, buyer = browser(scene.neutral, language=language), browser(scene.buyer, language=language)
        for name in ("neutral_table", "neutral_text"):
            assert neutral.get(name, scene.case).status_code == 200
        for name in ("case", "case_allowances", "case_telling"):
            assert buyer.get(name, scene.case).status_code == 200
