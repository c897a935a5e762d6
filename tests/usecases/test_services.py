"""Returns by use cases on the real databases: from the request to posted money, and what may go wrong on the way."""

from dataclasses import replace

import pytest

from hejie.domain.cases import access
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader

pytestmark = pytest.mark.django_db


def test_a_seller_silent_after_what_he_contested_has_the_goods_already(services, clock, work):
    asked = services(kind="return", reason="defective", pieces=((1, 2),))
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    found = [{"line": 1, "found": [{"outcome": "used", "quantity": 2}]}]
    less = [{"what": "use", "minor": -3000, "note": "Boiled dry."}]
    asked.step("inspect", pieces=found, adjust=less, evidence=(asked.file(asked.seller),))
    asked.step("agree", agreed=False)
    clock.move(days=4)
    work()
    assert [one.data["package"]["goods"] for one in asked.state.rulings] == ["keep"]
    clock.move(days=8)
    work()
    assert asked.paid_back == 20500


def test_a_return_of_one_of_two_ends_with_its_price_posted_and_the_rest_left_to_the_order(services, work):
    asked = services()
    assert asked.state.stage == "service" and asked.state.waits("service_answer")
    asked.answer()
    asked.step("send", carrier="SF", waybill="SF1001")
    asked.step("receive")
    asked.step("inspect")
    work()
    case = asked.state
    assert (case.stage, case.outcome) == ("closed", "served")
    assert asked.paid_back == 10250  # half of the price, and half of the freight: it was the seller's fault


def test_going_back_without_a_reason_is_approved_by_the_rule_at_once_and_the_buyer_bears_the_way(services, work):
    asked = services(reason="none", facts={"goods": ["physical"]})
    service = asked.state.service
    assert service.status == "approved" and service.by_rule.startswith("cn.") and service.freight == "buyer"
    asked.step("send", carrier="SF", waybill="SF1001")
    asked.step("receive")
    asked.step("inspect")
    work()
    assert asked.paid_back == 10000


def test_no_answer_to_a_request_asks_for_a_review(services):
    asked = services()
    with pytest.raises(Refusal) as refused:
        asked.answer(note="给五星好评就退款")
    assert refused.value.code == "review_bought"


def test_silence_of_the_seller_approves_receives_and_finds_in_order(services, clock, work):
    asked = services()
    clock.move(hours=48)
    work()
    assert asked.state.service.by_rule == "silence"
    asked.step("send", carrier="SF", waybill="SF1001")
    clock.move(days=10)
    work()
    assert asked.state.service.pieces[0].received == 1
    clock.move(days=3)
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 10250


def test_a_buyer_who_never_sends_ends_the_request_and_the_money_goes_its_ordinary_way(services, clock, work):
    asked = services()
    asked.answer()
    clock.move(days=8)
    work()
    case = asked.state
    assert (case.stage, case.outcome) == ("closed", "lapsed") and asked.paid_back == 0


def test_what_the_inspection_takes_off_is_paid_less_once_the_buyer_agrees(services, work):
    asked = services(pieces=((1, 2),))
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive", pieces=[{"line": 1, "received": 2, "grade": "C"}])
    worn = [{"line": 1, "found": [{"outcome": "right", "quantity": 1}, {"outcome": "used", "quantity": 1}]}]
    less = [{"what": "use", "minor": -3000, "note": "Boiled dry."}]
    with pytest.raises(Refusal, match="evidence_needed"):
        asked.step("inspect", pieces=worn, adjust=less)
    piece = asked.file(asked.seller)
    asked.step("inspect", pieces=worn, adjust=less, evidence=(piece,), key="inspected")
    assert asked.state.waits("service_agree")
    asked.step("agree")
    work()
    assert asked.state.outcome == "served_less" and asked.paid_back == 20500 - 3000


def test_a_program_that_acts_for_the_buyer_agrees_to_nothing_in_his_place(services):
    asked = services(pieces=((1, 2),))
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    found = [{"line": 1, "found": [{"outcome": "empty_box", "quantity": 2}]}]
    asked.step("inspect", pieces=found, evidence=(asked.file(asked.seller),))
    program = replace(asked.buyer, actor=replace(asked.buyer.actor, personal=False, through="integrator:shop"))
    with pytest.raises(Refusal, match="act_in_person"):
        asked.step("agree", by=program)
    assert "service.agree" not in access.allowed(program.actor, reader.world(asked.ctx(asked.buyer), asked.case))


def test_another_item_in_the_parcel_becomes_a_dispute_with_all_that_is_on_the_file(services, work):
    asked = services(pieces=((1, 2),))
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    piece = asked.file(asked.seller)
    found = [{"line": 1, "found": [{"outcome": "other_item", "quantity": 1}, {"outcome": "right", "quantity": 1}]}]
    asked.step("inspect", pieces=found, evidence=(piece,))
    asked.step("agree", agreed=False)
    case = asked.state
    assert case.stage == "negotiation" and case.service.status == "escalated" and case.waits("answer")
    assert [(offer.side, offer.package["refund"], offer.package["goods"]) for offer in case.offers] == [
        ("buyer", 20500, "return"),
        ("buyer", 20500, "keep"),  # all of it is with the seller: nothing goes back a second time
        ("seller", 10250, "keep"),
    ]
    from hejie.domain.cases import commands
    from hejie.usecases import settlement

    settlement.accept_offer(asked.ctx(asked.buyer), commands.AcceptOffer(asked.case, "o3", True), key="accept")
    for side in (asked.buyer, asked.seller):
        settlement.sign_agreement(asked.ctx(side), commands.SignAgreement(asked.case), key=f"sign {side.id}")
    work()
    assert asked.state.outcome == "agreed" and asked.paid_back == 10250  # and nothing had to be sent a second time


def test_several_returns_on_one_payment_come_to_the_whole_to_the_minor_unit(services, people, work):
    buyer, seller = people("buyer"), people("seller")
    from hejie.domain.orders.commands import NewLine

    lines = (NewLine(1, seller.shop, 10000, quantity=3, freight=100, title="Cup"),)
    root = services.order(buyer, seller, lines=lines)
    paid = []
    for number in range(3):
        asked = services(buyer=buyer, seller=seller, root=root, key=f"ask {number}")
        asked.answer(key=f"answer {number}")
        asked.step("send", carrier="SF", key=f"send {number}")
        asked.step("receive", key=f"receive {number}")
        asked.step("inspect", key=f"inspect {number}")
        work()
        paid.append(asked.paid_back)
    assert paid == [3368, 6734, 10100]
    with pytest.raises(Refusal, match="over_quantity"):
        services(buyer=buyer, seller=seller, root=root, key="once more")


def test_a_parcel_that_never_came_is_shown_to_have_been_sent_or_becomes_a_dispute(services):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF", waybill="SF1001")
    asked.step("receive", arrived=False)
    with pytest.raises(Refusal, match="evidence_needed"):
        asked.step("prove_sent", note="The slip.", key="without")
    asked.step("prove_sent", note="The slip.", evidence=(asked.file(asked.buyer),))
    asked.step("receive", arrived=False, key="again")
    assert asked.state.stage == "negotiation"


def test_the_carriers_word_counts_as_receipt(services, work):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF", waybill="SF1001")
    from hejie.domain.cases.servicing.commands import TakeServiceStep
    from hejie.usecases import services as usecases

    usecases.take(asked.ctx(), TakeServiceStep(asked.case, "scan", {"station": "delivered"}), key="carrier")
    assert "receive" in asked.state.service.finished and asked.state.waits("service_inspect")


def test_a_parcel_that_the_seller_turns_away_counts_as_received_and_his_silence_pays_for_it(services, clock, work):
    from hejie.domain.cases.servicing.commands import TakeServiceStep
    from hejie.usecases import services as usecases

    asked = services()
    asked.answer()
    asked.step("send", carrier="SF", waybill="SF1001")
    usecases.take(asked.ctx(), TakeServiceStep(asked.case, "scan", {"station": "refused"}), key="carrier")
    assert asked.state.service.last("receive").deemed and asked.state.waits("service_inspect")
    with pytest.raises(Refusal) as found:
        asked.step("receive", arrived=False)  # who turned it away cannot say that nothing came
    assert found.value.code == "step_not_now"
    clock.move(days=3)
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 10250


def test_a_seller_says_himself_that_he_turned_a_parcel_away_and_nothing_else_with_it(services, clock, work):
    asked = services()
    asked.answer()
    asked.step("send", carrier="SF", waybill="SF1001")
    for more in ({"arrived": False}, {"pieces": [{"line": 1, "received": 1}]}):
        with pytest.raises(Refusal, match="step_told"):
            asked.step("receive", refused=True, **more)
    asked.step("receive", refused=True, note="The box was open.")
    assert not asked.state.service.last("receive").deemed and asked.state.waits("service_inspect")
    clock.move(days=3)
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 10250


def test_asking_for_facts_stops_the_clock_and_the_answer_starts_it_where_it_stood(services, clock):
    asked = services()
    clock.move(hours=10)
    asked.step("ask_facts", note="Which colour is it?")
    assert not asked.state.waits("service_answer")
    clock.move(hours=30)
    asked.step("facts", note="Blue.")
    (row,) = asked.state.waits("service_answer")
    assert (row.until - clock.now).total_seconds() == 38 * 3600


def test_declined_and_taken_up_again(services):
    asked = services()
    with pytest.raises(Refusal, match="decline_unknown"):
        asked.answer(approve=False, key="no code")
    asked.answer(approve=False, code="not_covered", note="Worn.", key="declined")
    assert asked.state.service.code == "not_covered"
    asked.answer(key="after all")
    assert asked.state.service.status == "approved"


def test_the_buyer_takes_it_on_to_the_procedure_of_disputes_once_the_answer_has_come(services):
    from hejie.domain.cases import commands
    from hejie.usecases import mediation

    asked = services()
    with pytest.raises(Refusal, match="answer_first"):
        mediation.escalate(asked.ctx(asked.buyer), commands.Escalate(asked.case, ""), key="soon")
    asked.answer(approve=False, code="no_fault")
    mediation.escalate(asked.ctx(asked.buyer), commands.Escalate(asked.case, ""), key="on")
    case = asked.state
    assert (
        case.stage == "negotiation"
        and case.waits("answer")
        and case.waits("settle")
        and not case.waits("service_declined")
    )


def test_gifts_and_lost_free_shipping_are_taken_off_where_the_buyer_changed_his_mind(services, people):
    from hejie.domain.orders.commands import NewLine

    buyer, seller = people("buyer"), people("seller")
    lines = (
        NewLine(1, seller.shop, 9000, title="Pot"),
        NewLine(2, seller.shop, 3000, title="Lid"),
        NewLine(3, seller.shop, 0, title="Spoon", gift_for=1, worth=500),
    )
    root = services.order(buyer, seller, lines=lines, offer={"free_from": 10000, "freight": 800})
    asked = services(buyer=buyer, seller=seller, root=root, reason="none", facts={"goods": ["physical"]})
    reckoned = asked.state.service.reckoned
    assert [(row["what"], row["minor"]) for row in reckoned["adjust"]] == [
        ("lost_free_shipping", -800),
        ("gift_kept", -500),
    ]
    assert reckoned["minor"] == 7700


def test_the_number_of_another_parcel_is_noticed_and_decides_nothing(services, work):
    first, second = services(key="a"), services(key="b")
    for asked in (first, second):
        asked.answer()
        asked.step("send", carrier="SF", waybill="SF1234567890123")
        work()
    assert [one.data["signal"] for one in second.state.of_kind("signal")] == ["waybill_reused"]
    assert second.state.waits("service_receive") and not first.state.of_kind("signal")


def test_no_term_of_a_sale_may_buy_a_review(ctx, people):
    from hejie.usecases import deals, listings

    seller, buyer = people("seller"), people("buyer")
    with pytest.raises(Refusal, match="review_bought"):
        deals.propose(
            ctx(seller), seller="", buyer=buyer.id, written={"goods": "Kettle", "text": "好评返现 5 元"}, key="deal"
        )
    with pytest.raises(Refusal, match="review_bought"):
        listings.publish(ctx(seller), {"product": "K1", "title": "Kettle", "text": "Leave 5 stars and get $5 back."})


def test_a_shop_learns_nothing_of_a_case_with_another_shop_of_the_order(services, people):
    from hejie.domain.orders.commands import NewLine

    buyer, one, other = people("buyer"), people("seller"), people("seller")
    lines = (NewLine(1, one.shop, 9000, title="Pot"), NewLine(2, other.shop, 3000, title="Lid"))
    root = services.order(buyer, one, lines=lines, offer={"free_from": 10000, "freight": 800})
    services(buyer=buyer, seller=one, root=root, key="first")
    asked = services(
        buyer=buyer,
        seller=other,
        root=root,
        pieces=((2, 1),),
        reason="none",
        facts={"goods": ["physical"]},
        key="second",
    )
    assert not asked.state.service.signs and asked.state.service.reckoned["adjust"] == []
