"""A buyer pays on top while his request is under way: asked through the provider, once, whatever happens between."""

import pytest

from hejie.adapters.payments import Answer, ProviderUnreachable
from hejie.domain.cases import commands
from hejie.domain.cases.servicing.steps import STEPS
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.usecases import cases, paying, system

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DEARER = {"product": "K2", "title": "Steel kettle", "price": 12500}


class Provider:
    """Remembers what it was asked, and answers an equal key with its first answer."""

    def __init__(self, *answers) -> None:
        self.answers, self.calls, self.said = list(answers), [], {}

    def __call__(self, key, debit, credit, amount, reference):
        self.calls.append((key, debit, credit.partition(":")[0], amount.minor))
        if key not in self.said:
            answer = self.answers.pop(0) if self.answers else Answer(True, f"P-{key}")
            if isinstance(answer, Exception):
                raise answer
            self.said[key] = answer
        return self.said[key]


@pytest.fixture
def dearer(services):
    """An exchange for an article that costs 25.00 more, approved."""
    asked = services(kind="exchange", reason="none", wish=DEARER)
    asked.answer()
    return asked


def carry(asked, clock, provider, payment="p1"):
    ctx = system.context(asked.state.marketplace, clock.now)
    return paying.carry_out(ctx, asked.case, payment, hold=provider)


def held(asked):
    return sum(hold.held for hold in reader.order(asked.root).custody.holds)


def test_the_worker_takes_the_payment_once_and_the_step_is_taken_by_itself(dearer, work, clock):
    with pytest.raises(Refusal, match="difference_is"):
        dearer.step("pay", minor=2400)
    dearer.step("pay", minor=2500, key="click")
    dearer.step("pay", minor=2500, key="click")  # a double click
    with pytest.raises(Refusal, match="step_not_now"):
        dearer.step("pay", minor=2500, key="another tab")
    assert not dearer.state.waits("service_pay_more") and held(dearer) == 20500
    work()
    assert held(dearer) == 23000 and dearer.state.service.next_step().name == "send"
    assert dearer.state.paid_minor == 23000
    assert carry(dearer, clock, Provider()) is None  # a worker that was killed after the answer was put down


def test_a_worker_killed_between_call_and_answer_and_two_at_once_take_one_payment(dearer, clock):
    provider = Provider()
    dearer.step("pay", minor=2500)
    provider(f"{dearer.case}:p1", "outside", "custody:x", type("M", (), {"minor": 2500}), "")  # asked, then killed
    carry(dearer, clock, provider)
    carry(dearer, clock, provider)
    assert held(dearer) == 23000 and len(provider.said) == 1


def test_nobody_answers_and_it_is_asked_later_refused_and_it_is_tried_again(dearer, clock):
    dearer.step("pay", minor=2500)
    provider = Provider(ProviderUnreachable("away"), Answer(False, why="The card has expired."))
    with pytest.raises(ProviderUnreachable):
        carry(dearer, clock, provider)
    clock.move(hours=100)  # no clock of the buyer's runs meanwhile
    carry(dearer, clock, provider)
    assert dearer.state.waits("service_pay_more") and dearer.state.service.last("pay_refused") and held(dearer) == 20500
    dearer.step("pay", minor=2500, key="again")
    carry(dearer, clock, provider, "p2")
    assert dearer.state.service.next_step().name == "send" and held(dearer) == 23000


def test_instead_of_paying_the_exchange_becomes_a_return_that_the_seller_answers(dearer, work):
    dearer.step("rather_refund")
    service = dearer.state.service
    assert (service.kind, service.status, service.next_step().name) == ("return", "asked", "answer")
    dearer.answer(key="anew")
    dearer.step("send", carrier="SF")
    dearer.step("receive")
    dearer.step("inspect")
    work()
    assert (dearer.state.outcome, dearer.paid_back) == ("served", 10000)


def test_money_that_comes_when_nobody_waits_for_it_goes_back_at_once(dearer, clock, work):
    dearer.step("pay", minor=2500)
    cases.withdraw_case(dearer.ctx(dearer.buyer), commands.WithdrawCase(dearer.case), key="off")
    carry(dearer, clock, Provider())
    work()
    assert dearer.state.closed and held(dearer) == 23000 and dearer.paid_back == 2500


@pytest.mark.parametrize("how", ["withdrawn", "never_sent", "not_dispatched", "disputed"])
def test_what_was_paid_on_top_goes_back_to_the_cent_where_the_exchange_falls_through(dearer, clock, work, how):
    dearer.step("pay", minor=2500)
    work()
    back = 2500
    if how == "withdrawn":
        cases.withdraw_case(dearer.ctx(dearer.buyer), commands.WithdrawCase(dearer.case), key="off")
    elif how == "never_sent":
        clock.move(hours=168)
    elif how == "disputed":
        cases_before = dearer.state.paid_minor
        from hejie.usecases import mediation

        mediation.escalate(dearer.ctx(dearer.buyer), commands.Escalate(dearer.case), key="on")
        assert dearer.state.paid_minor == cases_before - 2500
    else:
        dearer.step("send", carrier="SF")
        dearer.step("receive")
        dearer.step("inspect")
        clock.move(hours=120)
        back = 10000 + 250 + 2500  # the price of one of two, its part of the freight there, and the difference
    work()
    assert dearer.paid_back == back


def test_fewer_pieces_came_back_and_after_it_the_line_costs_what_the_new_one_costs(services, work):
    asked = services(kind="exchange", reason="none", wish=DEARER, pieces=((1, 2),))
    asked.answer()
    asked.step("pay", minor=5000)
    work()
    asked.step("send", carrier="SF")
    asked.step("receive", pieces=[{"line": 1, "received": 1}])
    asked.step("inspect")
    asked.step("dispatch", carrier="SF")
    asked.step("arrive")
    work()
    assert (asked.state.outcome, asked.paid_back) == ("served", 2500)
    for key, more in (
        ("first", 12500),
        ("second", 10000),
    ):  # the dearest goes back first, and both come to what was paid
        again = services(root=asked.root, buyer=asked.buyer, seller=asked.seller, key=key)
        again.answer(key=f"answer {key}")
        assert again.state.service.reckoned["minor"] == more + 250
        again.step("send", carrier="SF", key=f"send {key}")
        again.step("receive", key=f"receive {key}")
        again.step("inspect", key=f"inspect {key}")
        work()
    assert asked.paid_back == 2500 + 20500 + 2500


def test_another_item_comes_back_when_the_new_one_is_with_the_buyer_already(services):
    asked = services(kind="exchange", reason="none", wish={"order": "swap"})
    asked.answer()
    asked.step("dispatch", carrier="SF")
    asked.step("arrive")
    asked.step("receive")
    found = [{"line": 1, "found": [{"outcome": "other_item", "quantity": 1}]}]
    with pytest.raises(Refusal, match="evidence_needed"):
        asked.step("inspect", pieces=found)
    asked.step("inspect", pieces=found, evidence=(asked.file(asked.seller),), key="shown")
    assert asked.state.stage == "negotiation"


@pytest.mark.parametrize("order", ["back_first", "send_first", "swap"])
def test_where_none_is_left_and_the_goods_are_with_the_buyer_they_come_back_before_the_money_does(
    services, clock, work, order
):
    asked = services(kind="exchange", reason="none", wish={**DEARER, "order": order})
    asked.answer()
    asked.step("pay", minor=2500)
    work()
    asked.step("out_of_stock", note="The last one was sold.")
    if order == "swap":
        clock.move(hours=120)  # the buyer's silence takes the money
        work()
    else:
        asked.step("choose", want="refund")
    service = asked.state.service
    assert (service.kind, service.next_step().name, service.freight, asked.paid_back) == ("return", "send", "seller", 0)
    assert not STEPS["choose"].turn(service)
    asked.step("send", carrier="SF", minor=600)
    asked.step("receive")
    asked.step("inspect")
    work()
    assert (asked.state.outcome, asked.paid_back) == ("served_otherwise", 10000 + 2500 + 600)


def test_who_has_the_new_one_takes_nothing_back_before_the_old_one_is_sent_and_does_not_end_it_by_silence(
    services, clock, work
):
    asked = services(kind="exchange", reason="none", wish={"order": "send_first"})
    asked.answer()
    asked.step("dispatch", carrier="SF")
    asked.step("arrive")
    with pytest.raises(Refusal, match="goods_to_send_back"):
        cases.withdraw_case(asked.ctx(asked.buyer), commands.WithdrawCase(asked.case), key="off")
    clock.move(hours=168)
    work()
    assert asked.state.stage == "negotiation"


@pytest.mark.parametrize("how", ["silence", "chosen"])
def test_a_part_that_is_not_to_be_had_costs_the_shop_no_whole_price_but_becomes_a_dispute(services, clock, work, how):
    asked = services(kind="missing_parts", reason="missing_parts", wish={"parts": "A screw"})
    asked.answer()
    if how == "silence":
        clock.move(hours=120)
        work()
    else:
        asked.step("out_of_stock", note="No such screw is made any more.")
        asked.step("choose", want="refund")
    assert (asked.state.stage, asked.paid_back) == ("negotiation", 0)


def test_an_empty_box_ends_a_dearer_exchange_and_the_payment_on_top_comes_back(dearer, work):
    dearer.step("pay", minor=2500)
    work()
    dearer.step("send", carrier="SF")
    dearer.step("receive")
    found = [{"line": 1, "found": [{"outcome": "empty_box", "quantity": 1}]}]
    dearer.step("inspect", pieces=found, evidence=(dearer.file(dearer.seller),))
    dearer.step("agree")
    work()
    assert (dearer.state.outcome, dearer.paid_back) == ("lapsed", 2500)


def test_a_price_that_the_buyer_alone_has_named_is_agreed_to_by_nobodys_silence(services, clock, work):
    asked = services(kind="exchange", reason="none", wish={"title": "Gold kettle", "price": 1})
    clock.move(hours=48)
    work()
    assert (asked.state.stage, asked.paid_back) == ("negotiation", 0)
