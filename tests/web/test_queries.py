"""The number of statements behind a page does not grow with what the page shows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejie.usecases import cases, settlement
from tests.web.test_evidence_page import PICTURE


def statements(browser, name, *args, query="") -> int:
    """How many statements one opening of a page takes, once everything is warm."""
    browser.get(name, *args, query=query)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(name, *args, query=query).status_code == 200
    return len(caught)


def test_a_case_page_takes_as_many_statements_with_much_on_it_as_with_little(browser, scene):
    page = browser(scene.opened().buyer)
    scene.offered()
    browser(scene.buyer).post("case_evidence", scene.case, file=PICTURE(), name="Ruler", purpose="Length")
    before = statements(page, "case", scene.case)
    for number in range(8):
        scene.do(scene.seller, cases.write_message, "WriteMessage", f"Message {number}")
        scene.do(scene.buyer, cases.make_statement, "MakeStatement", f"Statement {number}")
        scene.do(scene.seller, settlement.make_offer, "MakeOffer", {"refund": 12000 + number, "currency": "CNY"})
        browser(scene.buyer).post(
            "case_evidence", scene.case, file=PICTURE(number), name=f"P{number}", purpose="Length"
        )
    assert statements(page, "case", scene.case) <= before


def test_the_inbox_takes_as_many_statements_with_many_cases_as_with_one(browser, scene, orders):
    page = browser(scene.opened().seller)
    before = statements(page, "inbox")
    for _more in range(6):
        scene.root = orders(scene.buyer, scene.seller)
        scene.opened()
    assert statements(page, "inbox") <= before


def test_what_a_shop_sees_beside_its_cases_takes_as_many_statements_however_many(browser, scene, orders, people):
    """Who looks after which, narrowed by everything at once, and how often the buyer has asked."""
    page = browser(scene.opened().seller)
    everything = "?show=mine&charge=nobody&near=overdue&since=2026-01-01&until=2027-01-01"
    before = [
        statements(page, "inbox"),
        statements(page, "inbox", query=everything),
        statements(page, "case", scene.case),
    ]
    for _more in range(6):
        scene.root = orders(scene.buyer, scene.seller)
        scene.opened()
        people("agent", shop=scene.seller.shop)
        page.post("case_charge", scene.case, person="me", seen="")
    after = [
        statements(page, "inbox"),
        statements(page, "inbox", query=everything),
        statements(page, "case", scene.case),
    ]
    assert all(now <= then for now, then in zip(after, before, strict=True)), (before, after)


def test_orders_and_cases_of_a_buyer_take_as_many_statements_however_many(browser, scene, orders):
    page = browser(scene.opened().buyer)
    before = [statements(page, name) for name in ("my_orders", "my_cases")]
    for _more in range(6):
        scene.root = orders(scene.buyer, scene.seller, scene.seller)
        scene.opened()
    assert [statements(page, name) for name in ("my_orders", "my_cases")] == before


def test_the_record_of_a_case_takes_as_many_statements_however_long(browser, scene):
    page = browser(scene.opened().buyer)
    before = statements(page, "case_record", scene.case)
    for number in range(12):
        scene.do(scene.seller, cases.write_message, "WriteMessage", f"Message {number}")
    assert statements(page, "case_record", scene.case) <= before
