"""Kinds of trade that are other than a parcel from a shop, each walked once to its end (docs/examples.md follows them)."""

import pytest

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.store import market_law
from hejie.usecases import cases, deals, mediation
from tests.usecases.test_deals import agreed

pytestmark = pytest.mark.django_db
BUSINESS, PRIVATE = {"seller": "business"}, {"seller": "private"}


@pytest.fixture
def germany(marketplace):
    """The law of Germany counts."""
    market_law.choose(marketplace.pk, "DE", "")
    market_law.forget()
    yield {"order": {"currency": "EUR"}}
    market_law.forget()


def row(asked, remedy: str) -> dict:
    """What the rules say of one remedy, {} where they leave it open."""
    remedies = (asked.state.entitled or {}).get("remedies", ())
    return next((one for one in remedies if one["remedy"] == remedy), {})


@pytest.mark.parametrize(
    ("goods", "by_rule"),
    [
        ("physical", True),
        ("live_animal", False),
        ("made_to_order", False),
        ("perishable", False),
        ("digital_content", False),
    ],
)
def test_without_a_reason_goes_back_what_the_law_lets_go_back_and_the_rest_is_asked_of_the_shop(
    services, work, goods, by_rule
):
    asked = services(reason="none", facts={"goods": [goods]})
    assert asked.state.service.status == ("approved" if by_rule else "asked")
    if by_rule:
        return
    assert row(asked, "withdrawal")["certainty"] == "excluded"
    asked.answer(approve=False, code="not_covered", note="The law lets none of these go back without a reason.")
    mediation.escalate(asked.ctx(asked.buyer), commands.Escalate(asked.case, ""), key="on")
    assert asked.state.stage == "negotiation" and asked.paid_back == 0
    sick = services(reason="defective", facts={"goods": [goods]}, key="sick")
    assert row(sick, "return_and_refund")["certainty"] == "due"  # a fault is another thing
    sick.answer(keep=True, key="keep")  # nobody sends an animal, or a file, back by parcel
    work()
    assert (sick.state.outcome, sick.paid_back) == ("served", 10250)


@pytest.mark.parametrize("objects", [False, True])
def test_an_animal_with_a_fault_is_not_sent_back_by_parcel_though_its_seller_keeps_silent(
    services, work, clock, objects
):
    asked = services(reason="defective", facts={"goods": ["live_animal"]})
    clock.move(days=8)
    work()
    service = asked.state.service
    assert (service.status, service.by_rule, service.keep, service.provisional) == ("approved", "silence", True, True)
    assert service.step("send") is None and asked.paid_back == 0
    if objects:
        asked.step("object", note="It was well when it left.")
        assert asked.state.stage == "negotiation"
    else:
        clock.move(days=8)
        work()
        assert (asked.state.outcome, asked.paid_back) == ("served", 10250)


def test_what_is_sound_or_can_be_sent_goes_back_though_its_seller_keeps_silent(services, work, clock):
    sound = services(reason="none", facts={"goods": ["live_animal"]})
    thing = services(reason="defective", facts={"goods": ["physical"]}, key="thing")
    clock.move(days=8)
    work()
    for asked in (sound, thing):
        assert asked.state.service.by_rule == "silence" and not asked.state.service.keep
        assert asked.state.service.step("send") is not None


def test_second_hand_from_a_shop_its_seller_shows_that_it_was_sound_from_a_private_person_its_buyer(
    services, germany, work
):
    used = {"goods": ["second_hand"]}
    shop = services(kind="repair", reason="defective", facts={**used, **BUSINESS}, **germany)
    private = services(kind="repair", reason="defective", facts={**used, **PRIVATE}, key="private", **germany)
    assert (row(shop, "repair")["certainty"], row(shop, "repair")["burden"]) == ("due", "seller")
    assert (row(private, "repair")["certainty"], row(private, "repair")["burden"]) == ("possible", "buyer")
    back = services(reason="none", facts={**used, **PRIVATE}, key="back", **germany)
    assert back.state.service.status == "asked" and row(back, "withdrawal")["certainty"] == "excluded"
    private.answer(key="kind")
    private.step("send", carrier="DHL")
    private.step("receive")
    private.step("diagnose", covered=True, fault="A worn switch.")
    private.step("repair", work="A new switch.")
    private.step("check", passed=True)
    private.step("dispatch", carrier="DHL")
    private.step("arrive")
    work()
    assert private.state.outcome == "served" and private.state.service.last("arrive").data["guarantee"]["months"] == 12


def test_four_of_ten_lessons_were_given_and_the_other_six_are_paid_back(services, people, work):
    buyer, seller = people("buyer"), people("seller")
    lines = (NewLine(1, seller.shop, 100_000, quantity=10, title="Lesson"),)
    root = services.order(buyer, seller, lines=lines)
    facts = {"goods": ["service"], "unperformed": {"minor": 60_000, "currency": "CNY"}}
    asked = services(
        kind="reduction", reason="service_not_performed", facts=facts, wish={"minor": 60_000}, buyer=buyer, seller=seller,
        root=root, pieces=((1, 10),),
    )  # fmt: skip
    assert row(asked, "refund")["certainty"] == "due" and row(asked, "refund")["amount"]["minor"] == 60_000
    with pytest.raises(Refusal, match="refund_above_asked"):
        asked.answer(minor=70_000, key="more")
    asked.answer()
    work()
    assert (asked.state.outcome, asked.paid_back) == ("served", 60_000)


def test_furniture_is_put_right_at_home_by_appointment_and_who_pays_its_way_back_is_said_before_it_moves(
    services, people, work
):
    buyer, seller = people("buyer"), people("seller")
    bulky = {"goods": ["bulky"]}
    fitted = services(
        kind="repair", reason="defective", facts=bulky, wish={"where": "on_site"}, buyer=buyer, seller=seller
    )
    fitted.answer()
    fitted.step("visit", at="2026-11-05T08:00:00.000Z")
    fitted.step("diagnose", covered=True, fault="A hinge hangs.")
    fitted.step("repair", work="Hung anew.")
    fitted.step("check", passed=True)
    fitted.step("arrive")
    work()
    assert fitted.state.outcome == "served" and not fitted.state.service.last("send")
    whim = services(reason="none", facts=bulky, key="whim")
    fault = services(reason="damaged_in_transit", facts=bulky, key="fault")
    fault.answer(key="yes")
    assert (whim.state.service.freight, fault.state.service.freight) == ("buyer", "seller")
    whim.step("label", carrier="Haulier", minor=1200, key="his label")
    with pytest.raises(Refusal, match="label_is_sellers"):
        fault.step("label", carrier="Haulier", minor=1200, key="no charge")
    whim.step("send", carrier="Haulier", key="sent")
    whim.step("receive", key="came")
    whim.step("inspect", key="found")
    work()
    assert whim.paid_back == 10_000 - 1200


def test_an_estate_agent_stands_between_two_private_sides_with_their_deal_and_its_fee_in_custody(
    services, people, ctx, clock, work
):
    buyer, seller, agent = people("buyer"), people("seller"), people("operator")
    terms = {
        "currency": "CNY",
        "goods": [{"title": "Reservation of the flat", "quantity": 1, "price": 100_000}],
        "clauses": ["If the sale falls through, the reservation is paid back."],
    }
    deal, digest = agreed(ctx, buyer, seller, terms)
    lines = (NewLine(1, seller.shop, 100_000, title="Reservation"), NewLine(2, "platform", 5_000, title="Agent's fee"))
    root = services.order(buyer, seller, lines=lines, shipped=False)
    assert deals.read(ctx(seller), deal).deal.newest.hash == digest  # one text, confirmed by both, that nobody edits
    held = {hold.line: hold.held for hold in reader.order(root).custody.holds}
    assert held == {1: 100_000, 2: 5_000}  # price and fee apart, and with none of the three
    mine = {"buyer": buyer, "seller": seller, "root": root, "kind": "cancellation", "reason": "none"}
    asked = services(**mine, facts={"goods": ["service"], **PRIVATE})
    cases.write_message(ctx(agent), commands.WriteMessage(asked.case, "I have asked the bank."), key="word")
    with pytest.raises(Refusal, match="not_allowed_now"):  # the agent helps both, and answers for neither
        _answer(ctx(agent), asked.case)
    asked.answer()
    fee = services(**mine, pieces=((2, 1),), key="fee")
    clock.move(hours=24)
    work()
    posted = {hold.line: hold.to_buyer for hold in reader.order(root).custody.holds}
    assert (asked.state.outcome, fee.state.outcome) == ("served", "served") and posted == {1: 100_000, 2: 5_000}


def _answer(context, case: str) -> None:
    from hejie.domain.cases.servicing.commands import AnswerService
    from hejie.usecases import services

    services.answer(context, AnswerService(case, True), key="agent")


def test_all_that_was_bought_goes_back_and_the_freight_of_the_way_there_with_it_where_the_law_says_so(
    services, germany, work
):
    whole = services(reason="none", pieces=((1, 2),), facts={"goods": ["physical"], **BUSINESS}, **germany)
    part = services(reason="none", facts={"goods": ["physical"], **BUSINESS}, key="part", **germany)
    for one in (whole, part):
        one.step("send", carrier="DHL", key=f"send {one.case}")
        one.step("receive", key=f"receive {one.case}")
        one.step("inspect", key=f"inspect {one.case}")
    work()
    assert (whole.paid_back, part.paid_back) == (20_500, 10_000)
