"""A mediation in Chromium: opened and confirmed, carried from one room to the other, drafted, mapped, and then decided without."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.scene import SECRETS
from tests.browser.served import Scene, barriers, served, sign_in

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
_A_MINUTE = 60_000


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("mediation"), 1) as made:
        yield made


def sit_down(chromium: Browser, scene: Scene, role: str, language: str = "") -> Page:
    """Somebody signed in by hand, in a browser of his own; its complaints are kept on the page. language: that he then chooses."""
    context = chromium.new_context(base_url=scene.market.address, locale="en", viewport=WIDE)
    context.set_default_timeout(_A_MINUTE)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    sign_in(page, f"{role}@example.org", SECRETS.get(role, ""))
    if language:
        page.click(f"[name=language][value={language}]")
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    return page


def fits(page: Page) -> None:
    """Wide and narrow: nothing that axe finds, nothing to scroll sideways for, no complaint of the browser."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert barriers(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.complaints == [], page.url


def test_a_mediation_from_its_opening_to_a_decision_without_it(scene, chromium):
    case = scene.play("mediated", scene.orders[0])
    neutral, buyer = sit_down(chromium, scene, "neutral"), sit_down(chromium, scene, "buyer")

    neutral.goto(f"/table/{case}/")
    neutral.click("text=Read and put the opening statement")
    expect(neutral.locator(".principles dt")).to_have_count(5)
    fits(neutral)
    neutral.click("text=Put it to both sides")
    expect(neutral.locator("#mediation")).to_contain_text("has not confirmed the opening statement yet")

    buyer.goto(f"/cases/{case}/")
    fits(buyer)
    buyer.click("text=Confirm that you have read it")
    expect(buyer.locator("#mediation")).to_contain_text("confirmed the opening statement")

    # What one side said alone reaches the other only with its word, and in the neutral's own words.
    buyer.goto(f"/cases/{case}/?room=buyer")
    buyer.click("text=Let the neutral tell the other side something")
    buyer.fill("[name=note]", "A drop-off point would do for me.")
    fits(buyer)
    buyer.click("text=The neutral may tell this")
    buyer.goto(f"/cases/{case}/")
    buyer.fill("#say", "Between the three of us: sixty per cent would do for me by Friday.")
    buyer.click("#talk .composer .button")
    expect(buyer.locator("#talk")).to_contain_text("Not in the decision file")

    neutral.goto(f"/table/{case}/?room=buyer")
    expect(neutral.locator(".composer__to")).to_contain_text("does not read it")
    fits(neutral)
    neutral.click("#rooms .told .button >> nth=0")
    expect(neutral.locator("#say")).to_have_value("A drop-off point would do for me.")
    expect(neutral.locator(".room")).to_have_attribute("data-side", "seller")
    neutral.fill("#say", "Would a drop-off point help?")
    neutral.click("#rooms .composer .button")
    expect(neutral.locator("#room-seller")).to_contain_text("Would a drop-off point help?")

    # The map stands there, and what it shows can be proposed.
    expect(neutral.locator("#map .plot__frontier >> visible=true")).to_have_count(1)
    neutral.click("#map summary")
    neutral.click("#map a[href$='map=nash']")
    expect(neutral.locator("#preview")).to_contain_text("The buyer")
    neutral.goto(f"/table/{case}/text/")
    neutral.fill("[name=note]", "Both want an end of it.")
    expect(neutral.locator("#preview")).to_contain_text("Both want an end of it.")
    fits(neutral)
    neutral.click("text=Put it to both for comment")
    expect(neutral.locator("#texts")).to_contain_text("Version 1")
    buyer.goto(f"/cases/{case}/#texts")
    expect(buyer.locator("#texts")).to_contain_text("Both want an end of it.")

    neutral.goto(f"/table/{case}/onward/")
    neutral.click("text=Go on to the decision")
    neutral.goto(f"/table/{case}/")
    expect(neutral.locator("main")).to_contain_text("things said in mediation are not part of this file")
    expect(neutral.locator("main")).not_to_contain_text("sixty per cent would do")
    expect(neutral.locator("#map")).to_have_count(0)
    fits(neutral)
    buyer.goto(f"/cases/{case}/")
    expect(buyer.locator("#talk")).to_contain_text("sixty per cent would do")
