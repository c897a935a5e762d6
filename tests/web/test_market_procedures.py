"""Operators choose the procedure of new cases with its unfairness before their eyes; so does a buyer before his claim."""

import re

import pytest

from hejie.record import reader
from hejie.store import market_procedures as store
from hejie.store.models import Seller
from hejie.usecases import cases, market_procedures
from hejie.web.wrong_language import other_language_words_of_page
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures

UNFAIR = """\
unfair:
  equal_windows:
    why: {en: "The seller has hours, the buyer days.", zh: 卖家只有几小时，买家有几天。, ru: "У продавца часы, у покупателя дни."}
    source: our rules, art. 5
"""

pytestmark = pytest.mark.once


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


@pytest.fixture
def page(browser, scene):
    """The operator's browser."""
    return browser(scene.operator)


def test_the_settings_lead_to_the_procedures(page):
    assert "/settings/procedure/" in text(page.get("market_settings"))


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "The seller has hours"), ("zh", "卖家只有几小时"), ("ru", "У продавца часы")],
)
def test_each_is_shown_with_what_it_states_to_be_unfair(browser, people, ctx, language, told):
    operator = people("operator", language=language)
    own_procedures.put(ctx(operator), GOOD + UNFAIR)
    page = text(browser(operator).get("market_procedures"))
    assert told in page and "our rules, art. 5" in page
    assert "procedures/standard" in page and "procedures/sample" in page


def test_a_text_is_taken_in_chosen_and_counts_for_new_cases_alone(page, scene, orders):
    scene.opened()
    old = scene.case
    assert page.post("market_procedure_new", text=own_procedures.sound()).status_code == 302
    page.post("market_procedures", procedure="procedures/sample")
    assert store.chosen("harbour")[0] == "procedures/sample"
    assert reader.case(old).procedure["id"] == "procedures/standard"
    store.forget()
    assert "Standard procedure · in force" in text(page.get("market_procedures"))


def test_a_mistake_is_told_with_its_line_and_what_was_written_stays(page):
    answer = page.post("market_procedure_new", text=GOOD.replace("replacements: 1\n", "replacement: 1\n"))
    assert answer.status_code == 422
    assert "Line 16" in text(answer) and "procedures/sample" in text(answer)


def test_what_a_check_finds_is_told_and_nothing_is_taken_in(page):
    answer = page.post("market_procedure_new", text=GOOD)
    assert answer.status_code == 422 and "stands still for ever" in text(answer)
    assert "procedures/sample" not in text(page.get("market_procedures"))


def test_what_is_not_there_cannot_be_chosen(page):
    assert page.post("market_procedures", procedure="procedures/nowhere").status_code == 409


def test_nobody_but_operators_reaches_it(browser, scene):
    for who in (scene.buyer, scene.seller, scene.neutral):
        assert browser(who).get("market_procedures").status_code == 404


def test_the_claimant_sees_the_procedure_in_force_and_its_unfairness_before_he_opens_a_case(page, browser, scene, ctx):
    own_procedures.put(ctx(scene.operator), GOOD + UNFAIR)
    market_procedures.choose(ctx(scene.operator), "procedures/sample")
    store.forget()
    query = "?line=1&reason=defective&remedy=refund"
    told = text(browser(scene.buyer).get("claim", scene.root, query=query))
    assert "The seller has hours, the buyer days." in told
    assert "Time for the seller to answer: 3 working days in China" in told


def test_both_sides_see_it_on_the_rules_of_their_case(browser, scene, ctx):
    own_procedures.put(ctx(scene.operator), GOOD + UNFAIR)
    market_procedures.choose(ctx(scene.operator), "procedures/sample")
    store.forget()
    (opened,) = cases.open_cases(
        ctx(scene.buyer), root=scene.root, lines=(1,), reason="defective", remedy="refund",
        package={"refund": 100, "currency": "CNY"}, story="It is broken.", shown=ctx().in_force().digest, key="open",
    )  # fmt: skip
    for who in (scene.buyer, scene.seller):
        assert "The seller has hours" in text(browser(who).get("case_procedure", opened.created["case"]))


def test_a_shop_gets_the_marketplaces_word_for_it(page, scene):
    shop = scene.seller.shop
    page.post("shop_change", shop, name="North", external_ref="", tier="gold")
    assert Seller.objects.get(id=shop).tier == "gold"
    assert "gold" in text(page.get("shop", shop))


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_page_of_procedures_speaks_the_reader_s_language(browser, people, language):
    page = text(browser(people("operator", language=language)).get("market_procedures"))
    assert other_language_words_of_page(page, language) == []


def test_how_long_a_case_can_last_is_worked_out_on_wish(page):
    assert "at most, if everybody" not in text(page.get("market_procedures"))
    asked = text(page.get("market_procedures", query="?longest=procedures/standard"))
    assert re.search(r"A case lasts \d+ days at most", asked) and asked.count("at most, if everybody") == 1
    assert page.get("market_procedures", query="?longest=procedures/nowhere").status_code == 404
