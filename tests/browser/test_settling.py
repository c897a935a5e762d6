"""Two people at two browsers settle a case: each says in a minute what matters, ranks in secret, and both sign."""

import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.scene import SECRETS
from tests.browser.served import Scene, barriers, served, sign_in

PHONE = {"width": 360, "height": 740}
_A_MINUTE = 60_000
_SMALL = """() => [...document.querySelectorAll('.button, .input, select, .choice, .rank, summary')]
  .filter(one => one.offsetParent && Math.round(one.getBoundingClientRect().height) < 44)
  .map(one => one.className + ' ' + one.textContent.trim().slice(0, 30))"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("settling"), 3) as made:
        yield made


@pytest.fixture(scope="module")
def known(chromium: Browser, scene: Scene) -> dict[str, dict]:
    """The sign-ins of buyer and seller, each made once by hand: a code counts once."""
    return {role: _sign_in(chromium, scene, role) for role in ("buyer", "seller")}


@pytest.fixture
def sit_down(chromium: Browser, scene: Scene, known: dict[str, dict]):
    """Opens a browser in which somebody is signed in: `sit_down("seller")`; its complaints are kept on the page."""
    opened: list[BrowserContext] = []

    def open_window(role: str, **options: object) -> Page:
        opened.append(chromium.new_context(base_url=scene.market.address, storage_state=known[role], **options))
        opened[-1].set_default_timeout(_A_MINUTE)
        page = opened[-1].new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        return page

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


def _fit_for_everybody(page: Page) -> None:
    """Nothing that axe finds, nothing too small to hit, nothing to scroll sideways for, no complaint of the browser."""
    assert barriers(page) == [], page.url
    assert page.evaluate(_SMALL) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.complaints == [], page.url


def _tab_to(page: Page, selector: str) -> None:
    """Reach an element by the keyboard alone."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the keyboard")


def _says_what_matters(page: Page, case: str) -> None:
    """By the keyboard alone: money five points up, the goods five down, and keep it."""
    page.goto(f"/cases/{case}/preferences/")
    expect(page.locator("[data-weigh-says]")).to_contain_text("all given")
    _tab_to(page, "#id_points-refund ~ [data-weigh-step='5']")
    page.keyboard.press("Enter")
    expect(page.locator("[data-weigh-says]")).to_contain_text("over 100 by 5")
    _tab_to(page, "#id_points-goods")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-weigh-says]")).to_contain_text("all given")
    _fit_for_everybody(page)
    _tab_to(page, "form[data-weigh] .button--primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**#proposals")
    expect(page.locator(".messages")).to_contain_text("Nobody but you can read it")


def _ranks_by_keyboard(page: Page, accepts: str) -> None:
    """Places in the order in which the proposals stand, and of each whether it can be accepted."""
    cards = page.locator(".proposal").evaluate_all("all => all.map(one => one.id.slice(5))")
    for place, card in enumerate(cards):
        if len(cards) > 2:
            _tab_to(page, f"[name='rank-{card}']")
            page.keyboard.press("Space")
            for _ in range(place):
                page.keyboard.press("ArrowRight")
        _tab_to(page, f"[name='accept-{card}']")
        page.keyboard.press("Space" if card[-1] in accepts else "ArrowRight")
    _tab_to(page, "form[id^=ranking] .button")
    page.keyboard.press("Enter")


def _ranks_by_hand(page: Page, accepts: str) -> None:
    cards = page.locator(".proposal").evaluate_all("all => all.map(one => one.id.slice(5))")
    for place, card in enumerate(cards, 1):
        page.check(f"#rank-{card}-{place}")
        page.check(f"#accept-{card}-{'yes' if card[-1] in accepts else 'no'}")
    page.click("form[id^=ranking] .button")


def test_two_people_settle_a_case_in_three_minutes(scene, sit_down):
    case = scene.play("opened", scene.orders[0])
    buyer, seller = sit_down("buyer", viewport=PHONE), sit_down("seller", viewport={"width": 1280, "height": 900})
    began = time.monotonic()
    for page in (buyer, seller):
        _says_what_matters(page, case)
    seller.evaluate("window.neverLeft = true")
    _tab_to(buyer, "form[action$='/proposals/'] button")
    buyer.keyboard.press("Enter")

    # The proposals come to both open pages by themselves.
    for page in (buyer, seller):
        expect(page.locator(".proposal")).to_have_count(3, timeout=_A_MINUTE)
        expect(page.locator(".turn")).to_contain_text("Rank the proposals in secret")
        _fit_for_everybody(page)
    assert seller.evaluate("window.neverLeft")

    _ranks_by_keyboard(buyer, accepts="a")
    expect(buyer.locator("#proposals")).to_contain_text("Ranked. The other side does not see it; nor whether you have.")
    expect(buyer.locator(".turn")).to_contain_text("You have ranked the proposals")
    _fit_for_everybody(buyer)
    seller.reload()
    expect(seller.locator(".turn")).to_contain_text("Rank the proposals in secret")

    seller.click("form[id^=ranking] .button")
    expect(seller.locator(".errors")).to_contain_text("Give every proposal a place")
    _fit_for_everybody_but_errors(seller)
    _ranks_by_hand(seller, accepts="ab")
    for page in (buyer, seller):
        page.goto(f"/cases/{case}/")
        expect(page.locator("form[action$='signature/'] button")).to_be_visible(timeout=_A_MINUTE)
        page.click("form[action$='signature/'] button")
        expect(page.locator(".messages")).to_contain_text("signed")
    assert scene.play("count", case, "AgreementInEffect") == 1
    assert time.monotonic() - began < 180


def _fit_for_everybody_but_errors(page: Page) -> None:
    """The refused form is a page that answers 422, of which the browser complains by itself."""
    page.complaints.clear()
    _fit_for_everybody(page)


def test_what_an_offer_means_is_told_while_its_terms_are_moved(scene, sit_down):
    case = scene.play("offered", scene.orders[1])
    buyer = sit_down("buyer", viewport=PHONE)
    buyer.goto(f"/cases/{case}/offers/")
    buyer.evaluate("window.neverLeft = true")
    buyer.fill("[name=refund]", "120")
    expect(buyer.locator("#meaning")).to_contain_text("¥120.00")
    expect(buyer.locator("#meaning")).to_contain_text("Below what the rules guarantee")
    expect(buyer.locator("#meaning-live")).to_contain_text("of your 100 points")
    buyer.check("[name=service][value=replacement]")
    expect(buyer.locator("#meaning")).to_contain_text("The seller sends a replacement.")
    buyer.fill("[name=refund]", "what")
    expect(buyer.locator("#meaning")).to_contain_text("as soon as every term is filled in")
    buyer.fill("[name=refund]", "199")
    expect(buyer.locator("#meaning")).to_contain_text("everything back")
    assert buyer.evaluate("window.neverLeft")
    assert buyer.evaluate("document.activeElement.name") == "refund"
    _fit_for_everybody(buyer)


def test_without_a_script_the_server_says_the_same(scene, sit_down):
    case = scene.play("offered", scene.orders[2])
    buyer = sit_down("buyer", viewport=PHONE, java_script_enabled=False)
    buyer.goto(f"/cases/{case}/preferences/")
    buyer.fill("#id_points-refund", "90")
    buyer.click("form[data-weigh] .button--primary")
    expect(buyer.locator(".errors")).to_contain_text("more than 100")
    buyer.click("button[name=scale]")
    expect(buyer.locator("main")).to_contain_text("Brought to 100 points in the same relation.")
    buyer.click("form[data-weigh] .button--primary")
    expect(buyer.locator(".messages")).to_contain_text("Nobody but you can read it")
    buyer.goto(f"/cases/{case}/offers/")
    buyer.fill("[name=refund]", "120")
    buyer.click("button[name=see]")
    expect(buyer.locator("#meaning")).to_contain_text("¥120.00")
