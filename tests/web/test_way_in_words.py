"""The guided way in can ask for every fact, tell every remedy and every problem, and speaks one language on each page."""

import pytest
from django.test import Client
from django.urls import reverse

from hejie.conf import context
from hejie.domain.entitlements.rules import AGAINST, LAYERS, REMEDIES
from hejie.rulebooks import law
from hejie.web.way_in import generous, words
from hejie.web.way_in.carried import Carried, sealed
from hejie.web.way_in.finding import MOST_QUESTIONS, find, next_page
from hejie.web.wrong_language import other_language_words_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOLD = {
    "jurisdiction": "CN",
    "buyer": "consumer",
    "seller": "business",
    "channel": "online",
    "price": {"minor": 19900, "currency": "CNY"},
}
ASKED = [path for path, fact in law.words().items() if fact.get("ask", True)]
PROBLEMS = list(law.words()["problem"]["values"])


@pytest.fixture
def reader(clock, marketplace, monkeypatch):
    """Reads pages as a stranger: `reader("zh")(name, carried)`."""
    monkeypatch.setattr(context, "now", lambda: clock.now)

    def in_language(language: str):
        client = Client(headers={"accept-language": language})

        def read(name: str, carried: Carried, **query: str) -> str:
            answer = client.get(reverse(name), {"a": sealed(carried), **query})
            assert answer.status_code == 200, (answer.status_code, name, carried)
            return answer.content.decode()

        return read

    return in_language


def _carried(problem: str, side: str = "buyer", **told: object) -> Carried:
    return Carried(told={**TOLD, "problem": [problem], **told}, pages=("problem", "purchase"), side=side)


def test_every_remedy_side_and_layer_has_words():
    assert set(words.TITLES) == {*REMEDIES, "no_remedy"}
    assert set(words.ENTITLED) == set(words.ASKED) == set(REMEDIES)
    assert set(words.AGAINST) == set(AGAINST) and set(words.LAYERS) == set(LAYERS)
    assert set(words.GENEROUS) == {"freight", "late", "window", *generous._OFFERED}


@pytest.mark.parametrize(("language", "side"), [("en", "buyer"), ("zh", "seller"), ("ru", "buyer")])
def test_every_fact_can_be_asked_for_in_one_language(reader, language, side):
    read = reader(language)
    foreign = {}
    for path in ASKED:
        carried = Carried(told={**TOLD, "problem": ["defective"]}, pages=("problem", path), side=side)
        if found := other_language_words_of_page(read("way_in", carried, go=path)):
            foreign[path] = found[:6]
    assert foreign == {}


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_problem_has_an_answer_and_a_letter(reader, language):
    read = reader(language)
    foreign = {}
    for problem in PROBLEMS:
        for side in ("buyer", "seller"):
            html = read("way_in_result", _carried(problem, side))
            if found := other_language_words_of_page(html):
                foreign[problem] = found[:6]
        if reverse("way_in_letter") in read("way_in_result", _carried(problem)):
            assert 'id="letter"' in read("way_in_letter", _carried(problem))
    assert foreign == {}


@pytest.mark.parametrize("place", ["", "RU", "UK", "US", "EU", "DE", "FR", "PL"])
def test_every_place_has_an_answer(reader, place):
    read = reader("en")
    told = {"jurisdiction": place} if place else {}
    carried = Carried(told={**TOLD, "problem": ["defective"], **told}, pages=("problem", "purchase"))
    if not place:
        carried = carried.without("jurisdiction")
    html = read("way_in_result", carried)
    assert "How sure is this?" in html
    assert ("At least this holds" in html) == (place == "PL" or place == "EU")


def test_what_was_only_remembered_is_marked(reader):
    html = reader("en")("way_in_result", _carried("defective", jurisdiction="DE", **{"dates.delivered": "2026-10-20"}))
    assert "unverified" in html


def test_readings_that_differ_are_told(reader):
    html = reader("en")("way_in_result", _carried("price_error"))
    assert "Contested" in html


@pytest.mark.parametrize("place", ["CN", "DE", "RU"])
def test_whatever_happened_at_most_seven_questions_are_asked_each_once(clock, place):
    for problem in PROBLEMS:
        carried = _carried(problem, jurisdiction=place, price={"minor": 19900, "currency": "EUR"})
        while page := next_page(find(carried, "", clock.now))[0]:
            assert page not in carried.pages and page not in carried.told, (problem, page)
            carried = carried.answered(page, {page: None})
        assert len(carried.pages) <= MOST_QUESTIONS, problem
        assert set(carried.unknown) == set(carried.pages) - {"problem", "purchase"}


def test_days_and_money_are_asked_for_before_what_few_people_know(clock):
    carried = _carried("none")
    assert next_page(find(carried, "", clock.now))[0] in ("dates.delivered", "condition.intact", "goods")


def test_a_closed_way_names_the_rule_that_closes_it(reader):
    html = reader("en")("way_in_result", _carried("none", goods=["made_to_order"]))
    assert "From what you told us, no way is open" in html
    closed = html[html.index("Why other ways are closed") :]
    assert "cn.cpl.25_1.excluded_four" in closed[closed.index("Return without a reason") :]
