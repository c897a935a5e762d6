"""The main way as people walk it: from a complaint to moved money, in Chromium, against the real command."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.scene import SECRETS
from tests.browser.served import Scene, served, sign_in

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005"
    "0001ff89993d1d0000000049454e44ae426082"
)
_LIVE = re.compile(r"/live\?")
_A_MINUTE = 60_000


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("scene"), 6) as made:
        yield made


@pytest.fixture
def window(chromium: Browser, scene: Scene):
    """Opens browsers of people's own: `window()` is a stranger's."""
    opened: list[BrowserContext] = []

    def open_window() -> Page:
        opened.append(chromium.new_context(base_url=scene.market.address, locale="en"))
        opened[-1].set_default_timeout(_A_MINUTE)
        return opened[-1].new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def known(chromium: Browser, scene: Scene) -> dict[str, dict]:
    """The sign-ins of buyer, seller and neutral, each made once by hand: a code counts once."""
    return {role: _sign_in(chromium, scene, role) for role in ("buyer", "seller", "neutral")}


@pytest.fixture
def sit_down(chromium: Browser, scene: Scene, known: dict[str, dict]):
    """Opens a browser in which somebody is signed in: `sit_down("seller")`."""
    opened: list[BrowserContext] = []

    def open_window(role: str) -> Page:
        opened.append(chromium.new_context(base_url=scene.market.address, storage_state=known[role]))
        opened[-1].set_default_timeout(_A_MINUTE)
        return opened[-1].new_page()

    yield open_window
    for context in opened:
        context.close()


def _sign_in(chromium: Browser, scene: Scene, role: str) -> dict:
    context = chromium.new_context(base_url=scene.market.address, locale="en")
    page = context.new_page()
    sign_in(page, f"{role}@example.org", SECRETS.get(role, ""))
    held = context.storage_state()
    context.close()
    return held


def _complain(buyer: Page, order: str) -> str:
    """From my orders to an open case, by the questions; its address."""
    buyer.goto("/orders/")
    buyer.click(f'a[href="/orders/{order}/"]')
    buyer.click("a:text-is('Something is wrong') >> nth=0")
    buyer.click("text=None of these: open a case")
    buyer.check("text=It is not as described")
    buyer.click("text=Continue")
    buyer.check("text=Money back, nothing to send back")
    buyer.click("text=Continue")
    buyer.fill("[name=story]", "The shoes are 7 mm shorter than their page says.")
    buyer.click("main form button.button--primary")
    buyer.wait_for_url("**/cases/**")
    return re.search(r"/cases/[^/]+/", buyer.url)[0]


def _file_a_photo(buyer: Page) -> None:
    buyer.click("summary:text-is('Add evidence')")
    buyer.set_input_files("[name=file]", {"name": "ruler.png", "mimeType": "image/png", "buffer": _PIXEL})
    buyer.fill("#file [name=name]", "the ruler in the left shoe")
    buyer.fill("#file [name=purpose]", "the length")
    buyer.click("button:text-is('File it')")
    expect(buyer.locator("#evidence .evidence")).to_contain_text("the ruler in the left shoe")


def _tab_to(page: Page, selector: str) -> None:
    """Reach an element by the keyboard alone."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the keyboard")


def _until(page: Page, words: str) -> None:
    """Wait until a page says it, reading it anew as a patient person would."""
    for _ in range(90):  # a minute and a half: on a busy machine the worker comes late
        if page.get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"{page.url} never says {words!r}")


def test_from_a_complaint_to_moved_money(scene, sit_down):
    buyer, seller = sit_down("buyer"), sit_down("seller")
    case = _complain(buyer, scene.orders[0])
    _file_a_photo(buyer)
    buyer.evaluate("window.neverLeft = true")

    seller.goto("/inbox/")
    seller.click(f'a[href^="{case}"] >> nth=0')
    seller.click("text=Propose a change")
    seller.fill("[name=refund]", "99.50")
    seller.fill("[name=note]", "Half of it, and keep the shoes.")
    seller.click("button:text-is('Put the offer to the other side')")
    expect(seller.locator("#o2")).to_be_visible()

    # The offer comes to the open page by itself.
    expect(buyer.locator("#o2")).to_be_visible(timeout=_A_MINUTE)
    assert buyer.evaluate("window.neverLeft")
    expect(buyer.locator("#o2")).to_contain_text("¥99.50")
    _tab_to(buyer, "#o2 button[value=accept]")
    buyer.keyboard.press("Enter")
    buyer.wait_for_url("**/knowing/")
    expect(buyer.locator("main")).to_contain_text("You would give up")
    _tab_to(buyer, "[name=waives]")
    buyer.keyboard.press("Space")
    _tab_to(buyer, "main form.section button")
    buyer.keyboard.press("Enter")
    buyer.wait_for_url("**#content")
    _tab_to(buyer, "form[action$='signature/'] button")
    buyer.keyboard.press("Enter")
    expect(buyer.locator(".messages")).to_contain_text("signed")

    seller.goto(case)
    seller.click("form[action$='signature/'] button")
    for page in (buyer, seller):
        page.goto(case)
        _until(page, "Closed: you found a solution together")
        expect(page.locator("#money")).to_contain_text("¥99.50")
    assert scene.play("count", case.split("/")[2], "CaseClosed") == 1


def test_a_double_click_accepts_once(scene, sit_down):
    case = scene.play("offered", scene.orders[1])
    buyer = sit_down("buyer")
    buyer.goto(f"/cases/{case}/")
    buyer.dblclick("#o2 button[value=accept]")
    buyer.wait_for_url("**/knowing/")
    buyer.check("[name=waives]")
    buyer.dblclick("main form.section button")
    buyer.wait_for_url("**#content")
    expect(buyer.locator("form[action$='signature/']")).to_be_visible()
    assert scene.play("count", case, "OfferAccepted") == 1
    assert buyer.locator(".errors").count() == 0


def test_without_the_live_stream_the_page_is_read_again(scene, sit_down):
    case = scene.play("offered", scene.orders[2])
    buyer = sit_down("buyer")
    buyer.context.route(_LIVE, lambda route: route.abort())
    buyer.goto(f"/cases/{case}/")
    expect(buyer.locator("#o2")).to_be_visible()
    offer = scene.play("offer_again", case, 15000)
    expect(buyer.locator(f"#{offer}")).to_be_visible(timeout=_A_MINUTE)


def test_a_neutral_decides_at_the_table(scene, sit_down):
    case = scene.play("to_be_decided", scene.orders[3])
    neutral, buyer = sit_down("neutral"), sit_down("buyer")
    neutral.goto("/table/")
    neutral.click(f'a[href*="/table/{case}/"] >> nth=0')
    neutral.select_option("#finding-1", index=1)
    neutral.fill("[name=findings]", "The ruler shows 258 mm where the page promised 265 mm.")
    neutral.fill("[name=rules]", "Goods must be as their page describes them.")
    neutral.fill("#decide [name=refund]", "80.00")
    neutral.click("button[name=sign]")
    neutral.wait_for_url("**/decision/")
    expect(neutral.locator("#draft")).to_contain_text("¥80.00")
    neutral.click("button:text-is('Sign the decision')")
    neutral.wait_for_url(f"**/{case}/")
    buyer.goto(f"/cases/{case}/")
    expect(buyer.locator("main")).to_contain_text("The ruler shows 258 mm")
    expect(buyer.locator("main")).to_contain_text("¥80.00")


def test_by_a_link_and_a_code_from_the_letter(scene, window):
    case = scene.play("offered", scene.orders[4])
    token = scene.play("link", case)
    buyer = window()
    buyer.goto(f"/l/{token}/")
    buyer.click("main form button.button--primary")
    buyer.wait_for_url(f"**/cases/{case}/")
    assert token not in buyer.content()
    buyer.click("#o2 button[value=accept]")
    buyer.click("button:text-is('Send me the code')")
    expect(buyer.locator(".notice")).to_contain_text("on its way")

    letters = window()
    letters.goto("/mail/?to=buyer@example.org")
    letters.click("main a:has-text('is your code') >> nth=0")
    code = re.search(r"\b(\d{6})\b", letters.locator("main").inner_text())[1]
    buyer.fill("[name=code]", code)
    buyer.press("[name=code]", "Enter")
    buyer.wait_for_url(f"**/cases/{case}/**")
    buyer.click("#o2 button[value=accept]")
    buyer.check("[name=waives]")
    buyer.click("main form.section button")
    expect(buyer.locator("form[action$='signature/']")).to_be_visible()
    assert scene.play("count", case, "OfferAccepted") == 1


def test_two_people_settle_the_sum_by_sealed_bids(scene, sit_down):
    """By a telephone's width and by the keyboard: asked for, sealed by both, and the agreement stands by itself."""
    case = scene.play("offered", scene.orders[5])
    buyer, seller = sit_down("buyer"), sit_down("seller")
    buyer.set_viewport_size({"width": 360, "height": 740})
    seller.goto(f"/cases/{case}/")
    seller.get_by_role("link", name="Settle the sum by sealed bids").click()
    seller.get_by_role("button", name="Ask for sealed bids").click()
    seller.wait_for_url("**/cases/**#bidding")
    buyer.goto(f"/cases/{case}/")
    assert buyer.evaluate("document.documentElement.scrollWidth") <= 360
    buyer.get_by_role("link", name="Seal a bid").click()
    expect(buyer.get_by_text("If the bids meet you are bound, and this is your signature")).to_be_visible()
    buyer.get_by_label("The least that you take back").fill("80")
    buyer.keyboard.press("Enter")
    expect(buyer.get_by_role("alert").first).to_be_visible()
    assert buyer.get_by_label("The least that you take back").input_value() == ""
    buyer.get_by_label("The least that you take back").fill("80")
    buyer.get_by_label("I know that I may get less than the rules give me").check()
    assert buyer.evaluate("document.documentElement.scrollWidth") <= 360
    buyer.get_by_role("button", name="Seal and sign").click()
    expect(buyer.get_by_text("Sealed. Nobody sees it, we neither.")).to_be_visible()
    seller.goto(f"/cases/{case}/bids/")
    seller.get_by_label("The most that you give back").fill("120.00")
    seller.get_by_role("button", name="Seal and sign").click()
    for page in (seller, buyer):
        _until(page, "The sealed bids met:")
        expect(page.locator("#agreement")).to_contain_text("In effect")
    assert scene.play("count", case, "AgreementReached") == 1
