"""Every page of every role on a served market: it answers, it speaks one language, and nobody is kept out by its form.

The language of all pages is read without a browser. The browser opens one page of each kind.
"""

from pathlib import Path

import axe_core_python
import pytest

from hejie.web.wrong_language import other_language_words_of_page
from tests.browser.market import market_of
from tests.browser.tour import Stop, Tour

_SIZE = 60
_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
_RUN_AXE = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...rules});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join(' | '));
}"""
# The size of what is pressed is measured by _SMALL: this axe has no rule for it. What only the Enter key reaches is left out.
_CONTRAST = {"runOnly": ["color-contrast"]}
_SMALL = """() => [...document.querySelectorAll(
    '.button, button, .nav a, .tabs a, .jump a, .crumbs a, .input, select, .choice, summary, .menu__list a')]
  .filter(one => one.offsetParent && !one.closest('[aria-hidden=true]') && Math.round(one.getBoundingClientRect().height) < 44)
  .map(one => one.className + ' ' + one.textContent.trim().slice(0, 30))"""
_TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth ?
    [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 3).map(one => `${one.tagName}.${one.className} ends at ${one.getBoundingClientRect().right}`) : []"""


@pytest.fixture(scope="module")
def tour(tmp_path_factory) -> Tour:
    """A market, served, with guests who are signed in."""
    market = market_of(tmp_path_factory.mktemp("market"), _SIZE)
    yield Tour(market)
    market.end()


@pytest.fixture(scope="module")
def stops(tour) -> list[Stop]:
    """One page of each kind for each role, and cases of all kinds."""
    return list(tour.stops())


def test_every_link_leads_to_a_page(stops):
    assert [
        (stop.name, stop.found.path, stop.found.answer.status) for stop in stops if stop.found.answer.status != 200
    ] == []
    assert len(stops) > 120


@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
def test_every_page_speaks_one_language(tour, stops, lang):
    for email in {stop.email for stop in stops}:
        tour.guest(email).speak(lang)
    foreign = {}
    for stop in stops:
        if stop.found.answer.html:
            html = tour.guest(stop.email).get(stop.found.path).html
            assert f'<html lang="{lang}"' in html, stop
            if words := other_language_words_of_page(html):
                foreign[stop.name] = words[:12]
    assert foreign == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_can_be_used_by_everybody(tour, stops, chromium, lang):
    faults: dict[str, list[str]] = {}
    kinds = sorted({stop.name.partition("-case-")[2] for stop in stops})
    pages = [stop for stop in stops if stop.found.answer.html and _is_looked_at(stop, lang, kinds)]
    for email in dict.fromkeys(stop.email for stop in pages):
        guest = tour.guest(email)
        guest.speak(lang)
        context = chromium.new_context(reduced_motion="reduce")
        context.add_cookies(guest.cookies())
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error, told=complaints: told.append(str(error)))
        page.on("console", lambda said, told=complaints: told.append(said.text) if said.type == "error" else None)
        for stop in (stop for stop in pages if stop.email == email):
            page.goto(tour.market.address + stop.found.path)
            if found := _faults(page, lang) + complaints:
                faults[stop.name] = [stop.found.path, *found]
            complaints.clear()
        context.close()
    assert faults == {}


def _is_looked_at(stop: Stop, lang: str, kinds: list[str]) -> bool:
    """Every page; but of the kinds of cases, which are many and long, one half wide by their buyers and all who work on them, the
    other half narrow by their sellers."""
    role, case, kind = stop.name.partition("-case-")
    if not case:
        return True
    return role != ("seller" if lang == "en" else "buyer") and kinds.index(kind) % 2 == (lang == "zh")


def _faults(page, lang: str) -> list[str]:
    """Wide and light in English, narrow and dark in Chinese; axe whole at one of them, what depends on looks at both."""
    wide = lang == "en"
    page.emulate_media(color_scheme="light" if wide else "dark")
    found: list[str] = []
    for width in (1280,) if wide else (320, 360):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"wider than {width}: {one}" for one in page.evaluate(_TOO_WIDE)]
    page.evaluate(_AXE)
    found += page.evaluate(_RUN_AXE, {} if wide else _CONTRAST)
    return found + [f"lower than 44: {one}" for one in page.evaluate(_SMALL)]
