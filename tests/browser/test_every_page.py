"""Every page of every role on a served market: it answers, it speaks one language, and narrow and dark it can be used by everybody.

The language of all pages is read without a browser. The browser opens one page of each kind.
"""

import pytest

from hejie.web.wrong_language import other_language_words_of_page
from tests.browser import looks


def test_every_link_leads_to_a_page(stops):
    assert [
        (stop.name, stop.found.path, stop.found.answer.status) for stop in stops if stop.found.answer.status != 200
    ] == []
    assert len(stops) > 120


@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
def test_every_page_speaks_one_language(tour, stops, lang):
    if lang != "en":  # in which they were found
        for email in {stop.email for stop in stops}:
            tour.guest(email).speak(lang)
    foreign = {}
    for stop in stops:
        if stop.found.answer.html:
            answer = stop.found.answer if lang == "en" else tour.guest(stop.email).get(stop.found.path)
            html = answer.html
            assert f'<html lang="{lang}"' in html, stop
            if words := other_language_words_of_page(html):
                foreign[stop.name] = words[:12]
    assert foreign == {}


def test_narrow_and_dark_every_page_can_be_used_by_everybody(tour, stops, chromium):
    assert looks.faults(tour, stops, chromium, "zh") == {}
