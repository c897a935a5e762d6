"""Exchange and the small services by use cases, each to its posted transfer or its end, with one thing going wrong."""

import pytest

from hejie.domain.cases.servicing.commands import TakeServiceStep
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import services as usecases

pytestmark = pytest.mark.django_db


def test_an_exchange_for_a_dearer_article_is_paid_first_and_given_back_with_all_where_none_is_left(
    services, people, work
):
    asked = services(kind="exchange", reason="none", wish={"product": "K2", "title": "Steel kettle", "price": 12500})
    asked.answer()
    assert asked.state.service.next_step().name == "pay_more"
    carrier = asked.ctx()
    with pytest.raises(Refusal, match="difference_is"):
        usecases.take(carrier, TakeServiceStep(asked.case, "pay_more", {"minor": 2000}), key="short")
    usecases.take(carrier, TakeServiceStep(asked.case, "pay_more", {"minor": 2500, "provider_ref": "P1"}), key="paid")
    asked.step("send", carrier="SF")
    asked.step("receive")
    asked.step("inspect")
    asked.step("out_of_stock", note="The last one was sold.")
    asked.step("choose", want="refund")
    work()
    assert asked.state.outcome == "served_otherwise" and asked.paid_back == 10250 + 2500


def test_a_seller_who_never_sends_the_new_one_pays_the_price_back(services, clock, work):
    asked = services(kind="redelivery", reason="damaged_in_transit")
    asked.answer()
    clock.move(hours=120)
    work()
    assert asked.state.outcome == "served_otherwise" and asked.paid_back == 10250


def test_a_price_reduction_for_less_than_was_asked_waits_for_the_buyers_word(services, work):
    asked = services(kind="reduction", reason="defective", wish={"minor": 4000})
    asked.answer(minor=2500)
    assert asked.state.waits("service_accept") and asked.paid_back == 0
    asked.step("accept")
    work()
    assert asked.state.outcome == "served_less" and asked.paid_back == 2500
    other = services(kind="price_protection", reason="price_error", wish={"minor": 1500}, key="other")
    other.answer(minor=500, key="less")
    other.step("accept", agreed=False)
    assert other.state.stage == "negotiation" and other.state.offers[1].package["refund"] == 500


def test_missing_parts_are_sent_and_did_not_come_as_agreed(services):
    asked = services(kind="missing_parts", reason="missing_parts", wish={"parts": "The lid"})
    asked.answer()
    asked.step("dispatch", waybill="P1001")
    asked.step("arrive", right=False)
    assert asked.state.stage == "negotiation"


def test_an_invoice_is_a_paper_on_the_file(services, work):
    asked = services(kind="invoice", reason="none", wish={"what": "correct", "title": "Lin Ltd", "tax_number": "9133"})
    asked.answer()
    with pytest.raises(Refusal, match="evidence_needed"):
        asked.step("document", number="F-1")
    asked.step("document", number="F-1", evidence=(asked.file(asked.seller),), key="filed")
    work()
    assert asked.state.outcome == "served"


def test_before_it_is_sent_an_order_is_cancelled_and_on_its_way_it_is_stopped(services, people, work):
    with pytest.raises(Refusal, match="order_shipped"):
        services(kind="cancellation", reason="none")
    buyer, seller = people("buyer"), people("seller")
    fresh = services.order(buyer, seller, shipped=False)
    asked = services(
        kind="cancellation", reason="none", buyer=buyer, seller=seller, root=fresh, pieces=((1, 2),), key="cancel"
    )
    if asked.state.service.status == "asked":
        asked.answer()
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 20500
    moving = services.order(buyer, seller, delivered=False)
    stopped = services(
        kind="interception", reason="none", buyer=buyer, seller=seller, root=moving, pieces=((1, 2),), key="stop"
    )
    stopped.answer(key="yes")
    stopped.step("intercept", caught=True)
    stopped.step("receive")
    stopped.step("inspect")
    work()
    assert stopped.state.outcome == "served" and stopped.paid_back == 20500


def test_a_parcel_that_nobody_looks_for_counts_as_lost(services, people, clock, work):
    buyer, seller = people("buyer"), people("seller")
    moving = services.order(buyer, seller, delivered=False)
    asked = services(kind="lost", reason="not_received", buyer=buyer, seller=seller, root=moving, pieces=((1, 2),))
    clock.move(hours=120)
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 20500
    again = services.order(buyer, seller, delivered=False)
    other = services(
        kind="lost",
        reason="not_received",
        buyer=buyer,
        seller=seller,
        root=again,
        pieces=((1, 2),),
        wish={"want": "again"},
        key="again",
    )
    other.step("trace", found=False)
    other.step("dispatch", carrier="SF")
    other.step("arrive")
    work()
    assert other.state.outcome == "served" and other.paid_back == 0


def test_another_item_in_an_exchange_ends_it_with_the_buyers_word_or_becomes_a_dispute(services):
    ended, disputed = (
        services(kind="exchange", reason="none", key="a"),
        services(kind="exchange", reason="none", key="b"),
    )
    for asked, agreed in ((ended, True), (disputed, False)):
        asked.answer()
        asked.step("send", carrier="SF")
        asked.step("receive")
        found = [{"line": 1, "found": [{"outcome": "other_item", "quantity": 1}]}]
        asked.step("inspect", pieces=found, evidence=(asked.file(asked.seller),))
        with pytest.raises(Refusal, match="step_not_now"):
            asked.step("dispatch", carrier="SF")
        asked.step("agree", agreed=agreed)
    assert ended.state.outcome == "lapsed" and disputed.state.stage == "negotiation"


def test_what_the_marketplace_has_sold_itself_its_own_people_answer_for(services, people, work):
    from hejie.domain.orders.commands import NewLine

    buyer, clerk = people("buyer"), people("operator")
    lines = (NewLine(1, "platform", 20000, quantity=2, title="Kettle"),)
    root = services.order(buyer, clerk, lines=lines)
    asked = services(buyer=buyer, seller=clerk, root=root)
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    asked.step("inspect")
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 10000
