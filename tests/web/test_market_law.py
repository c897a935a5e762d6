"""Operators choose the law and the policy by which new cases are looked at; open cases keep theirs."""

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.store import market_law as store
from hejie.usecases import market_law, reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    store.forget()


def entitled(scene) -> dict | None:
    return reading.read_case(scene.ctx(scene.buyer), scene.case).case.entitled


def test_it_is_chosen_on_a_page_and_counts_for_new_cases_alone(browser, scene):
    page = browser(scene.operator)
    assert "/settings/law/" in page.get("market_settings").content.decode()
    scene.opened()
    assert entitled(scene)["facts"]["jurisdiction"] == "CN"  # by the currency of the order
    assert page.post("market_law", jurisdiction="UK", policy=market_law.policies()[0]).status_code == 302
    store.forget()
    page.get("case", scene.case)
    assert entitled(scene)["facts"]["jurisdiction"] == "CN"
    shown = page.get("market_law").content.decode()
    assert 'value="UK" selected' in shown
    assert store.chosen("harbour") == store.Chosen("UK", market_law.policies()[0])


@pytest.mark.parametrize("data", [{"jurisdiction": "XX"}, {"policy": "moon"}])
def test_what_is_not_there_cannot_be_chosen(browser, scene, data):
    assert browser(scene.operator).post("market_law", **data).status_code == 422
    with pytest.raises(Refusal) as caught:
        market_law.choose(scene.ctx(scene.operator), data.get("jurisdiction", ""), data.get("policy", ""))
    assert caught.value.code == "setting_not_understood"


def test_it_is_for_operators_with_a_second_factor_alone(browser, scene):
    for who in (scene.buyer, scene.seller, scene.neutral):
        assert browser(who).get("market_law").status_code == 404
    assert browser(scene.operator, second_factor=False).get("market_law").status_code != 200
    with pytest.raises(Refusal) as caught:
        market_law.choose(scene.ctx(scene.operator, second_factor=False), "UK", "")
    assert caught.value.code == "second_factor_needed"
