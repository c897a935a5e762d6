"""A policy written in Chromium: rows added, a case tried without leaving the page, published; and all of it without script."""

from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.market import Market
from tests.browser.served import sign_in
from tests.support import still_pages

_A_MINUTE = 60_000


def _signed_in(chromium, market: Market, who: str, *, script: bool) -> Page:
    context = chromium.new_context(base_url=market.address, locale="en", java_script_enabled=script)
    context.set_default_timeout(_A_MINUTE)
    page = context.new_page()
    sign_in(page, who, market.secret(who))
    return page


def _write(page: Page) -> None:
    """Two windows: sixty days for what is bought in a season, thirty for everybody."""
    page.goto("/policies/edit/")
    page.click("button[value='add:windows']")
    page.fill("[name=head-name]", "Returns at the fair")
    page.fill("[name=windows-0-id]", "holiday")
    page.fill("[name=windows-0-days]", "60")
    page.fill("[name=windows-1-id]", "everybody")
    page.fill("[name=windows-1-days]", "30")
    page.click("button[value='add:windows-0-if']")
    page.select_option("[name=windows-0-if-0-fact]", "purchase_between")
    page.fill("[name=windows-0-if-0-value]", "11-01 to 12-31")
    page.locator("button[value=check]").last.click()
    page.wait_for_selector("#try")


def test_a_policy_is_written_tried_and_published(sample_market):
    with still_pages.browser() as chromium:
        page = _signed_in(chromium, sample_market, sample_market.staff["operator"], script=True)
        _write(page)
        page.fill("[name=try-purchase_date]", "2026-12-31")
        page.fill("[name=try-delivery_date]", "2027-01-04")
        page.click("button[value=try]")
        expect(page.locator("#tried")).to_contain_text("5 March 2027")
        expect(page.locator("[name=windows-0-days]")).to_have_value("60")
        page.click("button[value=affected]")
        expect(page.locator("#affected")).to_contain_text("looked at")
        assert looks.wrong_with(page, "en") == []
        page.click("button[value=publish]")
        expect(page.locator("main")).to_contain_text("for 60 days")
        found = {}
        for address in (
            "/policies/",
            "/policies/edit/",
            "/policies/read-in/",
            "/rules/",
            "/rules/cn.cpl.25_1.no_reason_return/",
        ):
            page.goto(address)
            for lang in ("en", "zh", "ru"):
                found[f"{address} {lang}"] = looks.wrong_with(page, lang)
        assert {name: faults for name, faults in found.items() if faults} == {}


def test_without_script_rows_are_added_and_a_case_is_tried_all_the_same(sample_market):
    with still_pages.browser() as chromium:
        page = _signed_in(chromium, sample_market, sample_market.staff["seller"], script=False)
        _write(page)
        page.fill("[name=try-purchase_date]", "2026-06-01")
        page.fill("[name=try-delivery_date]", "2026-06-02")
        page.click("button[value=try]")
        expect(page.locator("#tried")).to_contain_text("2 July")
