"""Every part of a page, in three languages: nothing that axe finds, nothing too small or too wide, no foreign word."""

import pytest
from axe_core_python.sync_playwright import Axe

from hejie.web import styleguide_samples
from hejie.web.wrong_language import other_language_words_of_page
from tests.support import still_pages
from tests.support.still_pages import HOST, show

_SMALL = """() => [...document.querySelectorAll(
    '.button, .nav a, .nav button, .tabs a, .jump a, .crumbs a, .input, .choice, summary, .menu__list a')]
  .filter(one => one.offsetParent && Math.round(one.getBoundingClientRect().height) < 44)
  .map(one => one.className + ' ' + one.textContent.trim().slice(0, 30))"""


def _page(chromium, lang: str, width: int, **options):
    context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    body = still_pages.html("styleguide.html", styleguide_samples.page(lang), lang)
    page.complaints = still_pages.serve(page, lambda route: show(route, body))
    page.goto(f"{HOST}/")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
def test_axe_finds_nothing(chromium, lang, width, scheme):
    page = _page(chromium, lang, width, color_scheme=scheme)
    found = Axe().run(page)["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.complaints == []
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
def test_nothing_scrolls_sideways_and_targets_are_large(chromium, lang):
    page = _page(chromium, lang, 1280)
    for width in (320, 360, 640, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_SMALL) == []
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
def test_the_page_speaks_one_language(chromium, lang):
    page = _page(chromium, lang, 1280)
    assert other_language_words_of_page(page.content()) == []
    assert page.evaluate("document.documentElement.lang") == lang
    page.context.close()


def test_paper_holds_the_file_and_not_the_controls(chromium):
    page = _page(chromium, "en", 1280)
    page.emulate_media(media="print")
    assert page.locator(".button:visible").count() == 0
    assert page.locator(".nav:visible").count() == 0
    assert page.locator(".timeline__act").count() == 6
    for act in page.locator(".timeline__act").all():
        assert act.bounding_box()["height"] > 10
    page.context.close()
