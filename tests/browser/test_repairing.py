"""A repair on two phones, the buyer in Chinese, the seller in Russian: not covered, paid, and found wrong at the first check."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.served import Scene, barriers, served
from tests.browser.test_mediation import PHONE, sit_down


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("repairing"), 1) as made:
        yield made


def _fits(page: Page) -> None:
    """Nothing that axe finds, nothing to scroll sideways for, no complaint of the browser."""
    assert barriers(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.complaints == [], page.url


def _asked(buyer: Page, root: str) -> str:
    """The buyer answers the guide's questions, and asks for a repair; the address of the case."""
    buyer.goto(f"/orders/{root}/service/?kind=repair&reason=defective")
    for answer in ("no", "yes", "no"):
        buyer.check(f"[name=answer][value={answer}]")
        _fits(buyer)
        buyer.locator("main form .button--primary").click()
    expect(buyer.locator("main")).to_contain_text("完全无法启动")
    _fits(buyer)
    buyer.get_by_role("link", name="继续申请维修").click()
    if buyer.locator("[name=enough]").count():
        buyer.locator("[name=enough]").click()
    for name, value in (("w_where", "send_in"), ("w_need", "work"), ("w_way", "drop_off")):
        buyer.check(f"[name={name}][value={value}]")
    buyer.fill("[name=w_serial]", "SN-1234")
    _fits(buyer)
    buyer.locator("main form .button--primary").click()
    buyer.fill("[name=story]", "无法开机。")
    buyer.locator("main form .button--primary").click()
    buyer.wait_for_url("**/cases/**")
    return buyer.url


def _take(page: Page, case: str, step: str, button: int = -1, **fields: str) -> None:
    """One step on a case page: its fields filled in, one of its buttons pressed."""
    page.goto(case)
    form = page.locator(f"form:has([name=csrfmiddlewaretoken])[action$='/{step}/']")
    for name, value in fields.items():
        field = form.locator(f"[name={step}-{name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={step}-{name}][value={value}]").check()
        else:
            field.fill(value)
    if step == "quote":
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "olive").save(picture, "JPEG")
        file = {"name": "board.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        form.locator("[type=file]").set_input_files(file)
    form.locator(".actions button").nth(button).click()
    page.wait_for_url("**#content")


def test_a_repair_on_two_phones_in_two_languages_is_paid_for_and_fails_its_first_check(scene, chromium):
    root = scene.play("a_phone")
    buyer, seller = sit_down(chromium, scene, "buyer"), sit_down(chromium, scene, "seller")
    for page, language in ((buyer, "zh"), (seller, "ru")):
        page.locator(f".nav--languages [value={language}]").first.click()
        page.wait_for_selector(f"html[lang={language}]")
        page.set_viewport_size(PHONE)
    case = _asked(buyer, root)
    seller.goto(case)
    expect(seller.locator("#service")).to_contain_text("Раньше других")
    expect(seller.locator("#service")).to_contain_text("Он включается?")
    _fits(seller)
    seller.locator("#do-approve .actions button").click()
    _take(buyer, case, "send", carrier="顺丰")
    _take(seller, case, "receive", arrived="yes")
    _take(seller, case, "diagnose", fault="Плата залита водой", covered="no")
    _take(seller, case, "quote", minor="40", days="5", note="Вода не покрывается гарантией.")
    buyer.goto(case)
    expect(buyer.locator("#quote")).to_contain_text("¥40.00")
    _fits(buyer)
    _take(buyer, case, "approve_quote", button=0)
    _take(buyer, case, "pay")
    scene.play("paid_back", root)
    _take(seller, case, "repair", work="Новая плата")
    _take(seller, case, "check", button=1)
    _take(seller, case, "repair", work="Новый шлейф")
    _take(seller, case, "check", button=0)
    _take(seller, case, "dispatch", carrier="SF")
    buyer.goto(case)
    expect(buyer.locator("#repair-log")).to_contain_text("尚未修好")
    _fits(buyer)
    _take(buyer, case, "arrive", button=0)
    assert scene.play("paid_back", root) == 0
    buyer.goto(case)
    expect(buyer.locator("#repair-log")).to_contain_text("Новый шлейф")
    _fits(buyer)
