"""From “what happened?” to an open case, in Chromium: by keyboard on a phone, without a sign-in until the case."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.market import Market
from tests.support import still_pages
from tests.support.world import PASSWORD

_A_MINUTE = 60_000
_KNOWN = {"goods": "physical", "condition.intact": "yes"}


@pytest.fixture(scope="module")
def market(tmp_path_factory) -> Market:
    """A served marketplace with one delivered order."""
    made = Market(tmp_path_factory.mktemp("scene"))
    made.set_up()
    made.python('from tests.browser import scene\nprint(json.dumps(scene.make(1)["orders"]))')
    made.serve(port=made.port)
    yield made
    made.end()


@pytest.fixture
def phone(market):
    """A stranger's browser, as narrow as a phone."""
    with still_pages.browser() as chromium:
        context = chromium.new_context(base_url=market.address, locale="en", viewport={"width": 360, "height": 800})
        context.set_default_timeout(_A_MINUTE)
        yield context.new_page()


def _press(page: Page, words: str) -> None:
    """Go on by Tab until something that bears these words has the focus, and press it."""
    for _step in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const one = document.activeElement; return (one.closest('label') || one).textContent.trim() }"
        )
        if here.startswith(words):
            kind = page.evaluate("() => document.activeElement.type || ''")
            page.keyboard.press("Space" if kind in ("checkbox", "radio") else "Enter")
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def _answer(page: Page, yesterday: str) -> None:
    """One answer: what is known, else “I don't know”."""
    path = re.search(r"go=([\w.]+)", page.locator("form.question").get_attribute("action"))[1]
    if path == "dates.delivered":
        page.fill("[name=answer]", yesterday)
    elif page.locator("[name=unknown]").count():
        page.check("[name=unknown]")
    elif page.locator("select[name=answer]").count():
        page.select_option("[name=answer]", "unknown")
    else:
        page.check(f"[name=answer][value={_KNOWN.get(path, 'unknown')}]")
    page.click("form.question button.button--primary")


def test_a_stranger_finds_out_what_he_is_entitled_to_and_opens_a_case(market, phone):
    faults = {}
    phone.goto("/")
    phone.click("text=Find out in a few questions")
    phone.fill("[name=story]", "The shoes are 7 mm shorter than their page says.")
    _press(phone, "It is not as described")  # the focus goes on from the story, over the end of the page
    faults["problem"] = looks.wrong_with(phone, "en")
    phone.set_viewport_size({"width": 360, "height": 800})
    _press(phone, "Continue")
    phone.wait_for_url("**/way-in/?a=*")
    expect(phone.locator("h1")).to_have_text("How was it bought?")
    faults["purchase"] = looks.wrong_with(phone, "zh")
    phone.click("form.question button.button--primary")
    yesterday = phone.evaluate("() => new Date(Date.now() - 864e5).toISOString().slice(0, 10)")
    for _question in range(6):
        if "/result/" in phone.url:
            break
        _answer(phone, yesterday)
    expect(phone.locator("h1")).to_contain_text("entitled to")
    assert not phone.context.cookies() or {one["name"] for one in phone.context.cookies()} <= {
        "hejie_form",
        "hejie_zone",
    }
    faults["result"] = looks.wrong_with(phone, "en") + looks.wrong_with(phone, "zh")
    phone.click("text=See the draft")
    expect(phone.locator("#letter")).to_contain_text("7 mm shorter")
    faults["letter"] = looks.wrong_with(phone, "en")
    assert {name: found for name, found in faults.items() if found} == {}

    phone.click("text=Back to what you are entitled to")
    phone.locator("article:has-text('Send the goods back') >> text=Open a case for this").first.click()
    phone.fill("[name=login]", "buyer@example.org")
    phone.fill("[name=password]", PASSWORD)
    phone.press("[name=password]", "Enter")
    phone.click("a.choice")
    expect(phone.locator("[name=story]")).to_have_value(re.compile("7 mm shorter"))
    phone.click("main form button.button--primary")
    phone.wait_for_url("**/cases/**")
    expect(phone.locator("main")).to_contain_text("7 mm shorter")


def test_the_browsers_way_back_keeps_the_answers(phone):
    phone.goto("/way-in/")
    phone.check("text=It did not arrive")
    phone.click("form.question button.button--primary")
    phone.wait_for_url("**/way-in/?a=*")
    phone.click("form.question button.button--primary")
    expect(phone.locator(".section__note")).to_contain_text("Question 3")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("How was it bought?")
    phone.click("a:text-is('Change')")
    expect(phone.locator("[value=not_received]")).to_be_checked()
