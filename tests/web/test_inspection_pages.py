"""What came back, by page: a parcel that was turned away, damage with and without a sum, which of many alike it was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from tests.support.service import Services

pytestmark = pytest.mark.once


@pytest.fixture
def services(people, ctx, marketplace, clock):
    """Requests to begin with."""
    return Services(people, ctx, marketplace, clock)


def _photo():
    return SimpleUploadedFile("seen.txt", b"what I have seen", "text/plain")


def test_who_turns_a_parcel_away_says_so_and_it_counts_as_received(browser, services):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF")
    shop = browser(asked.seller)
    assert "I turned it away at the door" in shop.get("case", asked.case).content.decode()
    sent = shop.post("case_service_step", asked.case, "receive", **{"receive-arrived": "refused"})
    assert sent.status_code == 302
    done = asked.state.service.last("receive")
    assert done.data["refused"] and not done.deemed and asked.state.waits("service_inspect")
    for who in (asked.buyer, asked.seller):
        page = browser(who).get("case", asked.case).content.decode()
        assert "The seller turned the parcel away; it counts as received" in page


def test_damage_without_a_sum_is_asked_about_before_the_whole_price_goes_back(browser, services, run_worker):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    shop, told = browser(asked.seller), {"inspect-o1_1": "damaged", "inspect-note": "The spout is off."}
    first = shop.post("case_service_step", asked.case, "inspect", **told, **{"inspect-file": _photo()})
    assert first.status_code == 422 and "Say what is taken off for it, or that nothing is." in first.content.decode()
    assert "inspect" not in asked.state.service.finished
    whole = {"inspect-file": _photo(), "inspect-whole": "on"}
    assert shop.post("case_service_step", asked.case, "inspect", **told, **whole).status_code == 302
    run_worker()
    assert (asked.state.outcome, asked.paid_back) == ("served", 10250)
    assert "The spout is off." in browser(asked.buyer).get("case", asked.case).content.decode()


def test_of_many_alike_it_can_be_said_which_came_back(browser, services, people, run_worker):
    buyer, seller = people("buyer"), people("seller")
    lines = (NewLine(1, seller.shop, 14_000, quantity=14, title="Cup"),)
    root = services.order(buyer, seller, lines=lines)
    less = services(
        kind="reduction", wish={"minor": 400}, pieces=((1, 1),), buyer=buyer, seller=seller, root=root, key="less"
    )
    less.answer(key="less")
    run_worker()
    asked = services(buyer=buyer, seller=seller, root=root, pieces=((1, 2),), reason="none")
    asked.answer(key="back")
    asked.step("send", carrier="SF")
    asked.step("receive")
    shop = browser(seller)
    form = shop.get("case", asked.case).content.decode()
    assert 'name="inspect-x1-1000"' in form and 'name="inspect-x1-600"' in form and "¥6.00" in form
    right = {"inspect-o1_1": "right", "inspect-o1_2": "right"}
    many = shop.post(
        "case_service_step", asked.case, "inspect", **right, **{"inspect-x1-1000": "2", "inspect-x1-600": "1"}
    )
    assert many.status_code == 422 and "Name no more than these." in many.content.decode()
    named = {"inspect-x1-1000": "1", "inspect-x1-600": "1", "inspect-file": _photo(), "inspect-note": "The mended one."}
    assert shop.post("case_service_step", asked.case, "inspect", **right, **named).status_code == 302
    found = reader.case(asked.case).service
    assert found.last("inspect").data["pieces"][0]["which"] == [1000, 600]
    assert found.deduction["less"] == 400
