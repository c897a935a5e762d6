"""The page on which operators try another procedure: what it asks, what it shows, how it tells mistakes."""

import re
from functools import partial

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.usecases import simulations
from tests.rulebooks.test_procedures import GOOD
from tests.support import closed
from tests.support.dispute import Disputes

SHORT = GOOD.replace("{business_days: 3}", "{hours: 24}")


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _nothing_remembered(marketplace):
    cache.clear()


@pytest.fixture
def two(people, ctx, orders, clock, run_worker):
    """A case that was agreed, then one in which the seller was silent."""
    disputes = Disputes(people, ctx, orders, clock)
    return closed.agreed(disputes, ctx, clock, run_worker), closed.silent(disputes, clock, run_worker)


@pytest.fixture
def page(browser, people):
    """An operator's browser."""
    return browser(people("operator"))


def tried(page, **asked) -> str:
    """The page of what came of a trial."""
    answer = page.post("simulation_new", follow=True, **{"cases": 200, "procedure": "own", **asked})
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_the_procedures_lead_to_it_and_it_offers_all_that_can_be_chosen(page):
    assert "/settings/procedure/trial/" in text(page.get("market_procedures"))
    shown = text(page.get("simulation_new"))
    assert 'value="procedures/taobao"' in shown and "1,000 cases" in shown and "Who did nothing" in shown


def test_what_would_change_is_shown_in_words_tables_and_four_drawings(two, page):
    shown = tried(page, text=SHORT)
    assert "1 of 2 cases would have another result." in shown
    assert shown.count('class="plot__svg') == 4 and shown.count("The same as a table") == 4
    assert f"/cases/{two[0].case}/" in shown and f"/cases/{two[1].case}/" not in shown
    assert shown.count('class="picture"') == 2 and "The case is here" not in shown
    assert "style=" not in re.sub(r"stylesheet|<link[^>]*>", "", shown)


def test_nothing_that_people_wrote_is_on_it(two, page):
    assert closed.SECRET not in tried(page, text=SHORT)


def test_an_installed_one_is_tried_by_its_name_and_a_text_beside_it_is_not_looked_at(two, page):
    shown = tried(page, procedure="procedures/standard", text="nonsense")
    assert "0 of 2 cases would have another result." in shown and shown.count('class="picture"') == 1


def test_a_file_can_be_sent(two, page):
    assert "Sample" in tried(page, file=SimpleUploadedFile("short.yaml", SHORT.encode()))


def test_a_marketplace_without_closed_cases_is_told_so(page):
    assert "There is no closed case yet" in tried(page, procedure="procedures/standard")


def test_a_mistake_is_told_beside_its_line_and_the_text_stays(page):
    wrong = GOOD.replace("replacements: 1\n", "replacement: 1\n")
    answer = page.post("simulation_new", procedure="own", cases=200, text=wrong)
    shown = text(answer)
    assert answer.status_code == 422 and "Line 16 and those around it" in shown
    assert re.search(r'lines__line--wrong" value="16"><code>replacement: 1', shown)
    assert "did you mean replacements?" in shown and "procedures/sample" in shown


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"text": " "}, "Write the procedure here"),
        ({"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")}, "not a text in UTF-8"),
        ({"file": SimpleUploadedFile("a.yaml", b"a" * 900_000)}, "too large"),
        ({"text": "a" * 300_000}, "characters"),
        ({"text": "<script>: 1"}, "unknown key"),
    ],
)
def test_what_is_no_procedure_is_refused(page, asked, told):
    answer = page.post("simulation_new", procedure="own", cases=200, **asked)
    assert answer.status_code == 422 and told in text(answer) and "<script>:" not in text(answer)


def test_a_long_one_shows_how_far_it_is_until_the_worker_is_done(two, page, monkeypatch, run_worker):
    monkeypatch.setattr(simulations, "start", partial(simulations.start, at_once=1, slices=1))
    answer = page.post("simulation_new", procedure="procedures/standard", cases=5000, follow=True)
    assert "1 of 2 cases are played" in text(answer) and answer.headers["Refresh"] == "2"
    run_worker()
    done = page.client.get(answer.request["PATH_INFO"])
    assert "0 of 2 cases would have another result." in text(done) and "Refresh" not in done.headers


def test_what_is_forgotten_says_that_it_has_to_be_started_again(page):
    answer = page.get("simulation", "0" * 32)
    assert answer.status_code == 404 and "has to be started again" in text(answer)


def test_a_trial_that_cannot_be_played_says_why(two, page, monkeypatch):
    from hejie.insight import simulate

    def breaks(procedure, cases):
        raise simulate.Unplayable("some case", "<it breaks>")

    monkeypatch.setattr(simulate, "compare", breaks)
    assert "&lt;it breaks&gt;" in tried(page, procedure="procedures/standard")


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_it_speaks_three_languages(two, browser, people, language):
    shown = tried(browser(people("operator", language=language)), procedure="procedures/taobao")
    body = re.sub(r"(?s)<(script|style|code|details).*?</\1>|<[^>]*>", " ", shown)
    assert not re.search(r"\b(before|after|cases|would|decided)\b", body)


def test_nobody_but_operators_reaches_it(browser, people):
    for role in ("buyer", "seller", "neutral", "auditor"):
        assert browser(people(role)).get("simulation_new").status_code == 404
    assert browser(people("operator"), second_factor=False).get("simulation_new").status_code == 302
