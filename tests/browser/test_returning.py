"""A return on two phones, from the order to posted money, with another item in the parcel."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.served import Scene, barriers, served
from tests.browser.test_mediation import PHONE, sit_down


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("returning"), 1) as made:
        yield made


def _fits(page: Page) -> None:
    """Nothing that axe finds, nothing to scroll sideways for, no complaint of the browser."""
    assert barriers(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.complaints == [], page.url


def _go_on(page: Page) -> None:
    _fits(page)
    page.get_by_role("button", name="Continue", exact=True).click()


def _asked(buyer: Page, root: str) -> str:
    """The buyer asks for two pieces back, one question a page; the address of the case."""
    buyer.goto(f"/orders/{root}/")
    buyer.get_by_role("link", name="Something is not right, or you want to send something back?").click()
    buyer.select_option("[name=p1]", "2")
    _go_on(buyer)
    buyer.check("[name=kind][value=return]")
    _go_on(buyer)
    buyer.check("[name=reason][value=not_as_described]")
    _go_on(buyer)
    if buyer.get_by_role("button", name="Skip such questions").count():
        _fits(buyer)
        buyer.get_by_role("button", name="Skip such questions").click()
    buyer.check("[name=w_way][value=drop_off]")
    _go_on(buyer)
    expect(buyer.locator("main")).to_contain_text("¥205.00")
    expect(buyer.locator("main")).to_contain_text("The seller pays the way back.")
    _fits(buyer)
    buyer.get_by_role("button", name="Send the request").click()
    expect(buyer.locator(".errors")).to_be_visible()
    buyer.fill("[name=story]", "The base is white, the page shows a black one.")
    buyer.get_by_role("button", name="Send the request").click()
    buyer.wait_for_url("**/cases/**")
    return buyer.url


def test_a_return_on_two_phones_with_another_item_in_the_parcel_ends_in_posted_money(scene, chromium):
    root = scene.play("two_kettles")
    buyer, seller = sit_down(chromium, scene, "buyer"), sit_down(chromium, scene, "seller")
    for page in (buyer, seller):
        page.set_viewport_size(PHONE)
    case = _asked(buyer, root)
    _fits(buyer)

    seller.goto("/inbox/?show=service")
    expect(seller.locator("main")).to_contain_text("Return and refund")
    seller.goto(case)
    _fits(seller)
    seller.locator("#do-approve").get_by_role("button", name="Approve the request").click()
    buyer.goto(case)
    send = buyer.locator("#do-send")
    send.locator("button").click()
    expect(buyer.locator(".errors")).to_contain_text("Name the carrier or the number of the waybill.")
    buyer.locator("#do-send [name=send-carrier]").fill("SF Express")
    buyer.locator("#do-send button").click()
    expect(buyer.locator(".turn")).to_contain_text("The seller’s turn")

    seller.goto(case)
    seller.locator("#do-receive button").click()
    form = seller.locator("#do-inspect")
    form.locator("select").first.select_option("other_item")
    form.locator("button").last.click()
    expect(seller.locator(".errors")).to_contain_text("Show what you found")
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "olive").save(picture, "JPEG")
    file = {"name": "parcel.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    seller.locator("#do-inspect [type=file]").set_input_files(file)
    seller.locator("#do-inspect [name=inspect-note]").fill("One of the two is a toaster.")
    seller.locator("#do-inspect button").last.click()
    expect(seller.locator(".turn")).to_contain_text("The buyer’s turn")
    _fits(seller)

    buyer.goto(case)
    expect(buyer.locator("#less")).to_contain_text("¥102.50")
    expect(buyer.locator("#less")).to_contain_text("One of the two is a toaster.")
    _fits(buyer)
    agree, contest = (
        buyer.locator("#do-agree").get_by_role("button", name=name) for name in ("I agree", "I contest it")
    )
    assert agree.evaluate("one => getComputedStyle(one).backgroundColor") == contest.evaluate(
        "one => getComputedStyle(one).backgroundColor"
    )
    agree.click()
    expect(buyer.locator("#service")).to_contain_text("Goods inspected")
    assert scene.play("paid_back", root) == 10250
    buyer.goto(case)
    expect(buyer.locator(".turn")).to_contain_text("less was paid back than asked for")


def test_an_exchange_in_russian_and_chinese_is_paid_on_the_page_and_paid_back_where_none_is_left(scene, chromium):
    root = scene.play("two_kettles", 1)
    buyer, seller = sit_down(chromium, scene, "buyer", "ru"), sit_down(chromium, scene, "seller", "zh")
    for page in (buyer, seller):
        page.set_viewport_size({"width": 390, "height": 844})
    buyer.goto(f"/orders/{root}/service/?kind=exchange&reason=none&enough=1&p1=1")
    buyer.fill("[name=w_title]", "Стальной чайник")
    buyer.fill("[name=w_price]", "125")
    buyer.check("[name=w_order][value=back_first]")
    buyer.check("[name=w_way][value=drop_off]")
    _fits(buyer)
    buyer.locator(".question .button--primary").click()
    expect(buyer.locator("main")).to_contain_text("Вы доплачиваете")
    expect(buyer.locator("main")).to_contain_text("25,00 ¥")
    buyer.fill("[name=story]", "Хочу стальной.")
    _fits(buyer)
    buyer.locator(".question .button--primary").click()
    buyer.wait_for_url("**/cases/**")
    case = buyer.url

    def act(page: Page, step: str, **told: str) -> None:
        page.goto(case)
        form = page.locator(f"#do-{step}")
        if form.evaluate("one => one.tagName") == "DETAILS":
            form.locator("summary").click()
        for name, value in told.items():
            form.locator(f"[name={step}-{name}]").fill(value)
        form.locator("button").first.click()
        page.wait_for_load_state()

    act(seller, "approve")
    expect(seller.locator("#service")).to_contain_text("买家需补缴")
    _fits(seller)
    act(buyer, "pay")
    _fits(buyer)
    assert scene.play("paid_back", root) == 0
    act(buyer, "send", carrier="СДЭК")
    act(seller, "receive")
    act(seller, "inspect")
    act(seller, "out_of_stock", note="最后一件刚刚卖掉了。")
    _fits(seller)
    buyer.goto(case)
    expect(buyer.locator("#service")).to_contain_text("最后一件刚刚卖掉了。")
    _fits(buyer)
    act(buyer, "choose")
    assert scene.play("paid_back", root) == 10000 + 250 + 2500
    buyer.goto(case)
    expect(buyer.locator(".turn")).to_contain_text("решено иначе, чем просили")
    expect(buyer.locator("#sum")).to_contain_text("127,50 ¥")
    _fits(buyer)
