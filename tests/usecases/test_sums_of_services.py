"""Sums of services to the cent, beside an arithmetic of our own: several on one payment, by hand and by silence."""

from dataclasses import replace

import pytest

from hejie.domain.cases.commands import Escalate
from hejie.domain.cases.servicing.commands import ChangeService
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.usecases import mediation
from hejie.usecases import services as usecases

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KETTLES = (NewLine(1, "", 30000, quantity=3),)


@pytest.fixture
def asks(services, people):
    """Asks for service after service on one order: `asks(lines, offer=…)` gives `ask(pieces=…)`."""

    def make(lines=KETTLES, **order):
        buyer, seller = people("buyer"), people("seller")
        own = tuple(replace(line, seller=seller.shop) for line in lines)
        root, number = services.order(buyer, seller, lines=own, **order), iter(range(99))

        def ask(**told):
            told = {"reason": "not_as_described", **told}
            return services(root=root, buyer=buyer, seller=seller, key=f"ask {next(number)}", **told)

        return ask

    return make


def back(asked, *, answer=None, send=None, **received) -> None:
    """All of it to its end, as both sides tell it."""
    if asked.state.service.status == "asked":
        asked.answer(**(answer or {}))
    asked.step("send", carrier="SF", **(send or {}))
    asked.step("receive", **received)
    asked.step("inspect")


def test_gifts_and_free_shipping_are_reckoned_over_all_returns_of_an_order(asks, work):
    gift = NewLine(2, "", 0, gift_for=1, worth=900)
    ask = asks((NewLine(1, "", 20000), gift, NewLine(3, "", 10000)), offer={"free_from": 25000, "freight": 1200})
    told = {"reason": "none", "facts": {"goods": ["physical"]}}
    sums = []
    for line in (1, 3, 2):
        one = ask(pieces=((line, 1),), **told)
        back(one)
        work()
        sums.append(one.paid_back)
    assert sums == [20000 - 900 - 1200, 30000 - 900 - 1200, 30000 - 1200]


def test_a_smaller_sum_that_was_approved_is_what_is_paid_once_the_goods_are_back(asks, work):
    ask = asks()
    one = ask(pieces=((1, 2),))
    back(one, answer={"minor": 15000}, pieces=[{"line": 1, "received": 1}])
    work()
    assert one.paid_back == 7500  # half of what was approved for two
    with pytest.raises(Refusal, match="amount_negative"):
        ask(pieces=((1, 1),)).answer(minor=-1)


def test_who_sent_before_the_answer_is_asked_before_he_gets_less(asks):
    one = asks()(pieces=((1, 1),), reason="none")
    one.step("send", carrier="SF")
    one.answer(minor=100)
    assert one.state.waits("service_accept")


def test_silence_at_the_inspection_pays_for_what_came_and_for_freight_that_was_shown(asks, clock, work):
    ask = asks()
    one = ask(pieces=((1, 2),))
    one.answer()
    one.step("send", carrier="SF", minor=1500)
    one.step("receive", pieces=[{"line": 1, "received": 1}])
    clock.move(days=4)
    work()
    assert one.paid_back == 10000  # one of two came, and nobody has seen what the way cost
    two = ask(pieces=((1, 1),))
    two.answer()
    two.step("send", carrier="SF", minor=1500, evidence=(two.file(two.buyer),))
    two.step("receive")
    clock.move(days=4)
    work()
    assert two.paid_back == 10000 + 11500


def test_freight_laid_out_is_owed_besides_the_price_of_all_that_was_bought(asks, work):
    one = asks()(pieces=((1, 3),))
    back(one, send={"minor": 1500})
    work()
    debts = [(row.amount, row.status) for row in reader.order(one.root).custody.debts]
    assert (one.paid_back, debts) == (30000, [(1500, "due")])


def test_a_label_costs_no_more_than_the_refund_and_only_who_used_it(asks, work):
    one = asks()(pieces=((1, 1),), reason="none", facts={"goods": ["physical"]})
    with pytest.raises(Refusal, match="sum_above_most"):
        one.step("label", carrier="SF", minor=10001)
    one.step("label", carrier="SF", minor=700, key="fair")
    one.step("send", carrier="Post")
    one.step("receive")
    one.step("inspect")
    work()
    assert one.paid_back == 10000


def test_nobody_approves_more_than_was_paid(asks):
    more = {"what": "credit", "minor": 30000, "note": "A slip of the hand."}
    with pytest.raises(Refusal, match="refund_above_paid"):
        asks()(pieces=((1, 1),)).answer(adjust=(more,))


def test_a_sum_for_several_lines_is_taken_from_each_by_its_price(asks, work):
    one = asks((NewLine(1, "", 1000), NewLine(2, "", 20000)))(
        kind="reduction", pieces=((1, 1), (2, 1)), wish={"minor": 5000}
    )
    one.answer()
    work()
    custody = reader.order(one.root).custody
    assert [hold.to_buyer for hold in custody.holds] == [238, 4762] and not custody.debts


def test_the_shop_hears_of_pieces_that_came_and_of_one_that_did_not(asks, work):
    ask = asks()
    one = ask(pieces=((1, 3),))
    one.answer()
    one.step("send", carrier="SF")
    one.step("receive")
    found = [{"outcome": "right", "quantity": 2}, {"outcome": "empty_box", "quantity": 1}]
    one.step("inspect", pieces=[{"line": 1, "found": found}], evidence=(one.file(one.seller),))
    one.step("agree")
    work()
    order = reader.order(one.root)
    assert one.paid_back == 20000 and order.returned == {1: 2}
    assert ask(pieces=((1, 1),)).state.stage == "service"  # the third can still come back


def test_the_shop_sees_where_only_a_part_of_a_set_comes_back(asks):
    ask = asks((NewLine(1, "", 9000, bundle="tea"), NewLine(2, "", 6000, bundle="tea"), NewLine(3, "", 5000)))
    assert [one["sign"] for one in ask(pieces=((1, 1),)).state.service.signs] == ["part_of_set"]
    assert [one["sign"] for one in ask(pieces=((3, 1),)).state.service.signs] == ["open_case"]


def test_what_is_contested_goes_on_with_all_that_was_due_and_for_the_pieces_last_asked_for(asks):
    ask = asks()
    one = ask(pieces=((1, 2),))
    one.answer()
    one.step("send", carrier="SF", minor=1500)
    one.step("receive")
    less = [{"what": "use", "minor": -3000, "note": "Boiled dry."}]
    one.step("inspect", adjust=less, evidence=(one.file(one.seller),))
    one.step("agree", agreed=False)
    assert [(offer.side, offer.package["refund"]) for offer in one.state.offers] == [
        ("buyer", 20000), ("buyer", 21500), ("seller", 18500),
    ]  # fmt: skip


def test_a_dispute_is_about_the_pieces_that_were_asked_for_last(asks):
    one = asks()(pieces=((1, 1),))
    usecases.change(one.ctx(one.buyer), ChangeService(one.case, ((1, 2),)), key="two")
    one.answer(approve=False, code="no_fault")
    mediation.escalate(one.ctx(one.buyer), Escalate(one.case), key="on")
    assert [offer.package["refund"] for offer in one.state.offers] == [10000, 20000]
