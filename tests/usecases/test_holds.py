"""Money of one line released or given back through the writer; after each test record, ledger and tables agree."""

import pytest

from hejie.adapters.payments import Answer
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands
from hejie.record import reader
from hejie.store import totals
from hejie.usecases import money, upkeep
from hejie.usecases import orders as acts
from tests.support.world import Contexts, make_marketplace


@pytest.fixture
def trade(people, orders):
    """(root, buyer, first seller, second seller) of a delivered order with a line of ¥199.00 from each."""
    buyer, first, second = people("buyer"), people("seller"), people("seller")
    return orders(buyer, first, second), buyer, first, second


@pytest.fixture
def settle(ctx):
    """The provider carries out every released transfer of an order."""

    def answer(root):
        for row in reader.order(root).custody.transfers:
            money.carry_out_transfer(ctx(), root, row.id, pay=lambda *_: Answer(True, "ref"))

    return answer


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_a_part_of_one_line_goes_to_its_seller_then_the_rest_and_the_books_balance(ctx, trade, settle):
    root, buyer, first, second = trade
    market = ctx().actor.marketplace
    acts.release(ctx(buyer), commands.ReleaseHold(root, 2, 9900), key="part")
    settle(root)
    assert totals.seller_total(market, second.shop) == (Money(9900, "CNY"),)
    acts.release(ctx(buyer), commands.ReleaseHold(root, 2), key="rest")
    settle(root)
    assert totals.seller_total(market, second.shop) == (Money(19900, "CNY"),)
    assert totals.seller_total(market, first.shop) == ()
    found = totals.money_summary(market)["CNY"]
    names = ("money_in", "money_out", "money_held", "balanced")
    assert tuple(found[name] for name in names) == (39800, 19900, 19900, True)


def test_an_equal_repeat_moves_nothing_and_an_unequal_one_is_refused(ctx, trade):
    root, buyer, _first, _second = trade
    command = commands.ReleaseHold(root, 1, 5000, "It fits.")
    first = acts.release(ctx(buyer), command, key="k")
    again = acts.release(ctx(buyer), command, key="k")
    assert (again.repeated, again.last_seq, acts.moved(again)) == (True, first.last_seq, Money(5000, "CNY"))
    refused("key_used_otherwise", acts.release, ctx(buyer), commands.ReleaseHold(root, 1, 5001, "It fits."), key="k")
    assert [row.amount for row in reader.order(root).custody.transfers] == [5000]


def test_after_the_last_release_silence_has_nothing_to_bring_about(ctx, trade, clock):
    root, buyer, _first, _second = trade
    for line in (1, 2):
        assert reader.order(root).deadlines
        acts.release(ctx(buyer), commands.ReleaseHold(root, line), key=f"line {line}")
    assert not reader.order(root).deadlines
    clock.move(days=30)
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep")
    order = reader.order(root)
    assert (order.confirmed, len(order.custody.transfers)) == ("", 2)


def test_silence_releases_what_a_part_has_left(ctx, trade, clock):
    root, buyer, _first, _second = trade
    acts.release(ctx(buyer), commands.ReleaseHold(root, 1, 100), key="part")
    clock.move(days=10)
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep")
    assert [row.amount for row in reader.order(root).custody.transfers] == [100, 19800, 19900]


def test_a_release_that_comes_after_the_time_meets_what_silence_has_done(ctx, trade, clock):
    root, buyer, _first, _second = trade
    clock.move(days=30)
    refused("nothing_to_release", acts.release, ctx(buyer), commands.ReleaseHold(root, 1), key="late")
    assert reader.order(root).confirmed == "silence"


def test_who_may_confirm_receipt_may_release_and_nobody_else(ctx, trade, people):
    root, buyer, first, _second = trade
    others = (first, people("buyer"), people("seller"), people("neutral"), people("agent", shop=first.shop))
    for number, who in enumerate(others):
        for act, command in (
            (acts.confirm_receipt, commands.ConfirmReceipt(root)),
            (acts.release, commands.ReleaseHold(root, 1, 5)),
        ):
            refused("not_found", act, ctx(who), command, key=f"k{number}")
    acts.release(ctx(people("operator")), commands.ReleaseHold(root, 1, 5), key="operator")
    acts.release(ctx(buyer), commands.ReleaseHold(root, 1, 5), key="buyer")


def test_a_hold_of_another_marketplace_is_not_there(trade, clock):
    root, buyer, _first, _second = trade
    abroad = Contexts(make_marketplace("elsewhere"), clock)
    for who in (Actor("operator", "p9", "elsewhere", second_factor=True), Actor("buyer", buyer.id, "elsewhere"), None):
        refused("not_found", acts.release, abroad(who), commands.ReleaseHold(root, 1), key="k")
        refused("not_found", acts.refund, abroad(who), commands.RefundLines(root, (1,)), key="k")
        refused("not_found", acts.record_payment, abroad(who), commands.RecordPayment(root, 5, "CNY"), key="k")


def test_a_shop_gives_back_what_was_paid_for_its_own_lines_alone(ctx, trade):
    root, _buyer, first, _second = trade
    acts.refund(ctx(first), commands.RefundLines(root, (1,), 700), key="own")
    for lines in ((2,), (1, 2)):
        refused("not_found", acts.refund, ctx(first), commands.RefundLines(root, lines, 700), key=str(lines))
    refused("unknown_line", acts.refund, ctx(first), commands.RefundLines(root, (3,)), key="none")


def test_a_line_with_an_open_case_is_released_by_that_case_alone(ctx, disputes):
    dispute = disputes()
    command = commands.ReleaseHold(dispute.root, 1)
    refused("line_in_dispute", acts.release, ctx(dispute.buyer), command, key="k")


def test_a_payment_names_the_holds_that_it_made_and_a_repeat_the_same(ctx, orders, people):
    operator, buyer = people("operator"), people("buyer")
    root = orders(buyer, people("seller"), people("seller"), paid=False)
    command = commands.RecordPayment(root, 39801, "CNY", "pay-1")
    made = acts.holds_made(acts.record_payment(ctx(operator), command, key="k"))
    assert [(hold.id, hold.line, hold.held) for hold in made] == [(f"{root}.1", 1, 19901), (f"{root}.2", 2, 19900)]
    acts.release(ctx(buyer), commands.ReleaseHold(root, 1), key="r")
    assert acts.holds_made(acts.record_payment(ctx(operator), command, key="k")) == made


def test_a_shop_does_not_call_off_what_another_has_sold(ctx, trade):
    root, buyer, first, _second = trade
    refused("not_found", acts.cancel, ctx(first), commands.CancelOrder(root), key="shop")
    refused("already_delivered", acts.cancel, ctx(buyer), commands.CancelOrder(root), key="buyer")
