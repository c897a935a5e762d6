"""What the rules say stands in the case for both sides alike; each side may answer what they ask, and the neutral sees his findings in it."""

import re

import pytest
from django.utils import translation

from hejie.store import market_law
from hejie.usecases import mediation, reading
from hejie.web.way_in import fact_words
from tests.web.test_neutral_table import draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _law(marketplace):
    market_law.choose(marketplace.pk, "UK", "")
    market_law.forget()
    yield
    market_law.forget()


def part(browser, who, scene, language: str = "en") -> str:
    """The part of the case page, as somebody reads it."""
    who.person.language = language
    who.person.save()
    page = browser(who).get("case", scene.case).content.decode()
    found = re.search(r'<div class="section" id="live-rules".*?</section>', page, re.S)
    return found.group() if found else ""


def entitled(scene) -> dict:
    return reading.read_case(scene.ctx(scene.buyer), scene.case).case.entitled


def test_both_sides_read_the_same_rows_and_reasons(browser, scene):
    scene.opened()
    both = [part(browser, who, scene) for who in (scene.buyer, scene.seller)]
    assert "Consumer Rights Act" in both[0]
    rows = [re.search(r"<table.*?</table>", one, re.S).group() for one in both]
    assert rows[0] == rows[1]
    assert f"entry {entitled(scene)['seq']} of the record" in both[0]


@pytest.mark.parametrize("language, word", [("zh", "依据的事实"), ("ru", "На чём это основано")])
def test_it_is_said_in_the_readers_language(browser, scene, language, word):
    scene.opened()
    assert word in part(browser, scene.buyer, scene, language)


def test_a_side_answers_a_question_and_sees_it_counted(browser, scene):
    scene.opened()
    assert "/facts/goods/" in part(browser, scene.buyer, scene)
    page = browser(scene.buyer).get("case_facts", scene.case, "goods").content.decode()
    assert "The other side and the neutral read your answer." in page
    answer = browser(scene.buyer).post("case_facts", scene.case, "goods", answer=["physical"])
    assert answer.status_code == 302, answer.content.decode()
    assert entitled(scene)["from"]["goods"] == "buyer"
    assert "as the buyer says" in part(browser, scene.seller, scene)


def test_what_both_say_differently_is_shown_as_disputed(browser, scene):
    scene.opened()
    browser(scene.buyer).post("case_facts", scene.case, "condition.intact", answer="yes")
    browser(scene.seller).post("case_facts", scene.case, "condition.intact", answer="no")
    assert "The buyer says: Yes. The seller says: No." in part(browser, scene.buyer, scene)
    browser(scene.seller).post("case_facts", scene.case, "condition.intact", answer="unknown")
    assert "Disputed facts" not in part(browser, scene.buyer, scene)


def test_what_is_no_fact_or_not_asked_for_is_not_there(browser, scene):
    scene.opened()
    for fact in ("colour", "as_of"):
        assert browser(scene.buyer).get("case_facts", scene.case, fact).status_code == 404


def test_the_neutral_reads_it_but_is_asked_nothing(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral).get("neutral_table", scene.case).content.decode()
    assert "With your findings as they stand in the draft." in page
    assert "/facts/" not in page


def test_without_a_law_the_part_is_not_there(browser, scene, marketplace):
    market_law.choose(marketplace.pk, "none", "")
    market_law.forget()
    scene.opened()
    assert part(browser, scene.buyer, scene) == ""


def test_the_list_of_proof_holds_what_the_law_asks_for(browser, scene):
    scene.opened()
    page = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "What the law asks for besides" in page
    assert 'value="law.' in page


def test_a_decision_cites_rule_article_version_and_what_it_gives(browser, scene):
    scene.opened().mediated()
    rules = [name for row in entitled(scene)["remedies"] if row["certainty"] != "excluded" for name in row["rules"]]
    table = browser(scene.neutral)
    page = table.get("neutral_table", scene.case).content.decode()
    offered = re.findall(r'name="law" value="([^"]+)"', page)
    assert offered and set(offered) <= {*rules, *entitled(scene)["books"]}
    table.post("neutral_draft", scene.case, **draft(law=[offered[0]]))
    shown = table.get("neutral_table", scene.case).content.decode()
    assert "Consumer Rights Act 2015" in shown


def test_a_signed_decision_holds_the_rule_with_its_article_and_version_and_tells_it_to_both(browser, scene):
    scene.opened()
    browser(scene.buyer).post("case_facts", scene.case, "goods", answer=["physical"])
    scene.mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    table = browser(scene.neutral)
    first = re.findall(
        r'name="law" value="([^"]+)"[^>]*checked', table.get("neutral_table", scene.case).content.decode()
    )
    assert first, "rules by which what is claimed is due stand in the draft from the start"
    table.post("neutral_draft", scene.case, sign="yes", **draft(law=first))
    table.post("neutral_decision", scene.case, number="1")
    kept = entitled(scene)
    ruling = reading.read_case(scene.ctx(scene.buyer), scene.case).case.ruling
    cited = {(one["rulebook"], one["version"], one["article"]) for one in ruling.data["applied"]}
    book, _blank, article = kept["books"][first[0]].partition(" ")
    assert (book, kept["rulebook"]["version"], article) in cited
    for who in (scene.buyer, scene.seller):
        told = browser(who).get("case", scene.case).content.decode()
        assert "Consumer Rights Act 2015" in told
        assert "Send the goods back and get the money back: due." in told


def test_once_it_is_decided_nothing_more_is_asked(browser, scene):
    scene.opened().decided()
    assert "What this rests on" in part(browser, scene.buyer, scene)
    assert "What would settle the rest" not in part(browser, scene.buyer, scene)


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_a_wide_kind_of_goods_is_said_in_the_readers_language(language):
    with translation.override(language):
        assert fact_words.label("category", "food") == fact_words.label("goods", "food") != "food"
        assert fact_words.label("category", "sailing") == "sailing"
