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


def test_who_may_keep_the_goods_reads_it_and_so_does_the_shop(browser, services):
    asked = services(reason="defective", facts={"goods": ["live_animal"]})
    asked.answer(keep=True)
    for who, words in ((asked.buyer, "You keep them"), (asked.seller, "The buyer keeps them")):
        rows = browser(who).get("case", asked.case).context["service"]["facts"]
        assert {"label": "The goods", "how": words} in rows


def test_what_the_marketplace_sells_itself_is_its_own_peoples_turn(browser, services, people):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    lines = (NewLine(1, seller.shop, 100_000, title="Reservation"), NewLine(2, "platform", 5_000, title="Fee"))
    root = services.order(buyer, seller, lines=lines, shipped=False)
    mine = {"buyer": buyer, "seller": seller, "root": root, "kind": "cancellation", "reason": "none"}
    fee = services(**mine, pieces=((2, 1),), key="fee")
    turn = browser(operator).get("case", fee.case).context["turn"]
    assert (turn.who, turn.url) == ("Your turn", "#do-approve")
    assert browser(buyer).get("case", fee.case).context["turn"].who == "The seller’s turn"
    other = services(**mine, key="flat")
    assert browser(operator).get("case", other.case).context["turn"].who == "The seller’s turn"


def test_what_a_silence_grants_after_a_contested_inspection_asks_nobody_to_send_goods_that_are_back(
    browser, services, clock, run_worker
):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive", refused=True)
    took_off = [{"what": "damage", "minor": -4000, "note": "The lid."}]
    found = [{"line": 1, "found": [{"outcome": "damaged", "quantity": 1}]}]
    asked.step("inspect", pieces=found, adjust=took_off, evidence=(asked.file(asked.seller),))
    asked.step("agree", agreed=False)
    told = browser(asked.seller).get("case", asked.case).context["turn"].silence
    assert "The buyer gets 50% back" in told and "send" not in told
    clock.move(hours=73)
    run_worker()
    assert asked.state.ruling.package["goods"] == "keep" and asked.state.ruling.package["refund"] == 10250
