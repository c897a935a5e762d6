"""A procedure drawn: where the case is, until when its clocks run, and nothing of what the case is about."""

import re
from dataclasses import replace

import pytest

from hejie.rulebooks import procedures
from hejie.usecases import market_procedures
from hejie.web import picture
from tests.rulebooks.test_procedures import GOOD

STANDARD = procedures.load("procedures/standard")


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def words(drawn: str) -> str:
    """What stands in a drawing."""
    return " ".join(re.findall(r">([^<>]+)</text>", drawn))


def test_all_stages_and_clocks_are_drawn_and_none_is_marked_where_there_is_no_case():
    drawn = picture.drawn(STANDARD)
    assert drawn.count("picture__node--ahead") == len(STANDARD.stages) + 1 and "The case is here" not in drawn
    assert drawn.count("picture__dot--") == len(STANDARD.waits)
    assert 'aria-label="The procedure, drawn"' in drawn and "style=" not in drawn


@pytest.mark.parametrize("stage", STANDARD.stages)
def test_the_stage_of_a_case_is_marked_in_form_and_words(stage):
    drawn = picture.drawn(STANDARD, stage=stage)
    assert drawn.count("picture__node--now") == 1 and words(drawn).count("The case is here") == 1
    assert drawn.count("picture__node--past") == [*STANDARD.stages[:-1], "done", "closed"].index(stage)


def test_an_open_clock_says_until_when():
    drawn = picture.drawn(STANDARD, stage="negotiation", open_waits={"answer": "24 Nov, 18:00"})
    assert drawn.count("picture__now") >= 1 and "24 Nov, 18:00" in words(drawn)


def test_a_procedures_own_words_are_escaped():
    texts = {
        language: {**own, "stages": {"negotiation": "<script>Talks & more"}} for language, own in STANDARD.texts.items()
    }
    drawn = picture.drawn(replace(STANDARD, texts=texts), stage="negotiation")
    assert "<script>" not in drawn and "&lt;script&gt;Talks &amp; more" in drawn


def test_both_parties_see_where_they_are_on_their_case(browser, scene):
    scene.opened()
    for who in (scene.buyer, scene.seller):
        page = text(browser(who).get("case", scene.case))
        assert re.search(r'<summary>Where are we\?</summary>\s*<svg class="picture"', page)
        assert page.count("picture__node--now") == 1 and "The case is here" in page


@pytest.mark.parametrize(
    ("language", "told", "here"), [("zh", "现在到哪一步了？", "目前在这一步"), ("ru", "Где мы сейчас?", "Дело здесь")]
)
def test_it_speaks_the_readers_language(browser, people, orders, ctx, scene, language, told, here):
    scene.buyer = people("buyer", language=language)
    scene.root = orders(scene.buyer, scene.seller)
    scene.opened()
    page = text(browser(scene.buyer, language=language).get("case", scene.case))
    drawn = page[page.index('<svg class="picture"') :]
    drawn = drawn[: drawn.index("</svg>")]
    assert told in page and here in words(drawn) and not re.search(r"[A-Za-z]{4,}", words(drawn))


def test_nothing_of_the_case_itself_is_in_it(browser, scene):
    scene.opened().offered()
    page = text(browser(scene.buyer).get("case_procedure", scene.case))
    drawn = page[page.index('<svg class="picture"') : page.index("</svg>", page.index('<svg class="picture"'))]
    for word in ("shoes", "119", "Lin Yue", "Zhou Min", scene.case):
        assert word not in drawn
    assert "picture__now" in drawn


def test_it_is_shown_before_the_claim_and_to_the_operator_who_chooses(browser, scene):
    query = "?line=1&reason=defective&remedy=refund"
    assert '<svg class="picture"' in text(browser(scene.buyer).get("claim", scene.root, query=query))
    page = text(browser(scene.operator).get("market_procedures"))
    assert page.count('<svg class="picture"') == len(market_procedures.choosable(scene.ctx(scene.operator)))


def test_a_procedure_without_talks_begins_where_it_begins():
    rules = procedures.parse(GOOD)
    drawn = picture.drawn(rules, stage=rules.stages[0])
    assert "picture__node--past" not in drawn and drawn.count("<svg") == 1
