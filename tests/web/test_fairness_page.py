"""The operator's page of the fairness watch: figures drawn and as a table, alarms named, nothing of few."""

from random import Random

import pytest

from tests.domain.settlement.test_watch import sample
from tests.usecases.test_fairness import plant


def told(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_with_too_few_it_says_so(people, browser):
    page = told(browser(people("operator")).get("fairness"))
    assert "Too few agreements yet" in page and "before thirty draws" in page and "When an alarm rings" in page
    assert '<svg class="plot__svg' not in page


@pytest.mark.tampers
def test_a_drift_is_named_drawn_and_in_the_table(marketplace, people, browser, clock):
    plant(marketplace, clock.now, sample(Random(1), 400, "ru", -0.6))
    page = told(browser(people("operator")).get("fairness"))
    assert "Drifted further than chance explains" in page and "buyer: Language, Русский" in page
    assert page.count('class="plot__svg plot__wide"') == 2 and page.count("The same as a table") == 2
    assert "400 agreements counted" in page and "100–999 CNY" in page and "drifted" in page
    assert "Русский" in page and "One of three proposals" in page and "Sealed bids" in page


@pytest.mark.tampers
@pytest.mark.parametrize(("language", "words"), [("zh", ("公平监测", "买家")), ("ru", ("Справедливость", "покупател"))])
def test_it_speaks_three_languages(marketplace, people, browser, clock, language, words):
    plant(marketplace, clock.now, sample(Random(2), 100))
    page = told(browser(people("operator", language=language)).get("fairness"))
    for word in words:
        assert word in page


@pytest.mark.tampers
def test_another_quarter_can_be_asked_for_and_an_unknown_one_is_not_there(marketplace, people, browser, clock):
    plant(marketplace, clock.now, sample(Random(3), 60))
    clock.move(days=80)
    operator = browser(people("operator"))
    assert "2026, quarter 4" in told(operator.get("fairness"))
    assert "60 agreements counted" in told(operator.get("fairness", query="?period=2026Q4"))
    for unknown in ("2019Q1", "x", "2026Q9"):
        assert operator.get("fairness", query=f"?period={unknown}").status_code == 404


def test_it_is_for_operators_and_auditors(people, browser):
    assert browser(people("auditor")).get("fairness").status_code == 200
    for role in ("buyer", "seller", "neutral", "agent"):
        assert browser(people(role)).get("fairness").status_code in (403, 404)


def test_the_overview_leads_there(people, browser):
    assert 'href="/fairness/"' in told(browser(people("operator")).get("overview"))


@pytest.mark.parametrize("alarm", [False, True])
def test_the_audit_of_the_draws_is_told_with_its_tenths(alarm):
    from hejie.domain.settlement.draw_audit import Figures, Leaning
    from hejie.web.operator import fairness

    tenths = (5, 4, 6, 5, 5, 5, 4, 6, 5, 5)
    leanings = (Leaning("buyer", 0.52, 0.4), Leaning("earlier", 0.47, -0.6))
    found = fairness._draws(Figures(50, True, tenths, 1.6, 0.0001 if alarm else 0.996, leanings, alarm))
    assert found["count"] == "50 draws counted" and [row["count"] for row in found["tenths_rows"]] == [
        str(one) for one in tenths
    ]
    assert found["rows"][0] == {"of": "The buyer", "mean": "52%", "expected": "50%"}
    assert ("less than one in a thousand" in found["chance"]) == alarm
    assert len(found["bars"]["bars"]) == 10
