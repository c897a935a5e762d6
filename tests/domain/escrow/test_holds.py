"""What a case does with an order's money: freeze, divide, take back, release; and debts when it has gone already."""

import pytest

from hejie.domain.escrow import holds
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, decide
from tests.domain.orders.given import BUYER, CASE, OTHER_CASE, ROOT, delivered, do, fold, later, paid, settle_all, went


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def frozen(order, lines=(1,), case=CASE):
    return fold(order, holds.freeze(order, case, lines))


def awarded(order, to_buyer, case=CASE):
    order = fold(order, holds.split(order, case, to_buyer))
    return settle_all(fold(order, holds.release(order, case)))


def test_a_case_freezes_its_own_lines_alone():
    order = frozen(delivered(600, 400), [1])
    assert (order.case_of(1), order.case_of(2)) == (CASE, "")
    order = settle_all(fold(order, clocks.due(order, later(10))))
    assert went(order) == {"free": 600, "reserved": 0, "to_buyer": 0, "to_seller": 400}


def test_a_line_has_at_most_one_open_case():
    order = frozen(paid(600, 400))
    refused("line_has_open_case", holds.freeze, order, OTHER_CASE, [1, 2])
    assert frozen(order, [2], OTHER_CASE).case_of(2) == OTHER_CASE


def test_a_case_concerns_lines_of_one_seller_that_are_there():
    order = paid(600, 400, sellers=("s1", "s2"))
    refused("several_sellers", holds.freeze, order, CASE, [1, 2])
    refused("unknown_line", holds.freeze, order, CASE, [3])
    refused("unknown_line", holds.freeze, order, CASE, [])


@pytest.mark.parametrize(
    ("award", "to_buyer", "to_seller"), [(0, 0, 10001), (1, 1, 10000), (7001, 7001, 3000), (10001, 10001, 0)]
)
def test_an_award_is_paid_to_the_cent_and_the_rest_is_the_seller_s(award, to_buyer, to_seller):
    order = awarded(frozen(paid(10001)), award)
    assert went(order) == {"free": 0, "reserved": 0, "to_buyer": to_buyer, "to_seller": to_seller}
    assert order.custody.debts == ()


def test_an_award_over_several_lines_is_taken_from_each_in_proportion():
    order = awarded(frozen(paid(100, 100, 100), [1, 2, 3]), 100)
    assert [hold.to_buyer for hold in order.custody.holds] == [34, 33, 33]


def test_money_is_reserved_before_it_is_released():
    order = frozen(paid(1000))
    order = fold(order, holds.split(order, CASE, 300))
    assert went(order) == {"free": 0, "reserved": 1000, "to_buyer": 0, "to_seller": 0}
    refused("transfer_not_released", holds.post, order, "t1", "ref")
    refused("money_already_ordered", holds.split, order, CASE, 300)


def test_a_division_can_be_taken_back_until_it_is_released():
    order = frozen(paid(1000))
    order = fold(order, holds.split(order, CASE, 1300))
    order = fold(order, holds.void(order, CASE, "replaced"))
    assert went(order)["free"] == 1000
    assert holds.open_debts(order, CASE) == ()
    assert holds.release(order, CASE) == ()
    order = fold(order, holds.split(order, CASE, 200))
    order = fold(order, holds.release(order, CASE))
    assert holds.void(order, CASE, "too late") == ()
    assert went(settle_all(order)) == {"free": 0, "reserved": 0, "to_buyer": 200, "to_seller": 800}


def test_an_award_after_the_money_has_gone_is_a_debt_of_the_seller():
    order = settle_all(do(decide.confirm_receipt, paid(1000), commands.ConfirmReceipt(ROOT), BUYER))
    order = frozen(order)
    order = fold(order, holds.split(order, CASE, 700))
    assert order.custody.debts[0].status == "ordered"
    order = fold(order, holds.release(order, CASE))
    debt = order.custody.debts[0]
    assert (debt.seller, debt.amount, debt.status, debt.owed) == ("s1", 700, "due", 700)
    assert holds.open_debts(order, CASE) == (debt,)


def test_a_debt_is_covered_in_parts_and_passed_on_to_the_buyer():
    order = settle_all(do(decide.confirm_receipt, paid(1000), commands.ConfirmReceipt(ROOT), BUYER))
    order = frozen(order)
    order = fold(order, holds.split(order, CASE, 700))
    refused("debt_not_owed", holds.cover_debt, order, "debt1", "fund", "purse:market:fund", 700)
    order = fold(order, holds.release(order, CASE))
    order = fold(order, holds.cover_debt(order, "debt1", "deposit", "purse:market:s1", 300))
    order = fold(order, holds.cover_debt(order, "debt1", "fund", "purse:market:fund", 400))
    assert holds.pending(order, CASE)
    order = settle_all(order)
    assert went(order) == {"free": 0, "reserved": 0, "to_buyer": 700, "to_seller": 1000}
    assert holds.open_debts(order, CASE) == () == holds.pending(order, CASE)
    refused("debt_not_owed", holds.cover_debt, order, "debt1", "fund", "purse:market:fund", 1)
    refused("debt_unknown", holds.cover_debt, order, "debt2", "fund", "purse:market:fund", 1)


def test_what_the_buyer_has_got_back_cannot_be_awarded_again():
    order = awarded(frozen(paid(1000)), 400)
    order = fold(order, holds.unfreeze(order, CASE))
    assert holds.paid_for(order, [1]) == 600
    order = frozen(order, [1], OTHER_CASE)
    order = fold(order, holds.split(order, OTHER_CASE, 600))
    assert holds.paid_for(order, [1]) == 0


def test_the_clock_stands_still_while_all_money_is_in_dispute_and_starts_anew_after():
    order = frozen(delivered(1000))
    assert clocks.due(order, later(99)) == ()
    order = fold(order, holds.unfreeze(order, CASE, now=later(30)), later(30))
    assert order.deadlines[0].until == later(40)
    order = settle_all(fold(order, clocks.due(order, later(40)), later(40)))
    assert went(order)["to_seller"] == 1000


def test_a_withdrawn_case_after_confirmed_receipt_pays_the_seller_at_once():
    order = frozen(delivered(600, 400), [1])
    order = do(decide.confirm_receipt, order, commands.ConfirmReceipt(ROOT), BUYER)
    assert went(settle_all(order))["to_seller"] == 400
    order = settle_all(fold(order, holds.unfreeze(order, CASE, now=later(1))))
    assert went(order)["to_seller"] == 1000


def test_a_case_without_money_moves_none():
    order = frozen(
        do(decide.place, None, commands.PlaceOrder(ROOT, "A", "p1", "CNY", (commands.NewLine(1, "s1", None),)))
    )
    assert holds.split(order, CASE, 0) == ()
    assert holds.release(order, CASE) == ()


def test_the_marketplace_s_own_debt_is_marked_as_such():
    order = frozen(paid(1000))
    order = fold(order, holds.split(order, CASE, 0))
    order = fold(order, holds.debt(order, CASE, "platform", 1000))
    order = settle_all(fold(order, holds.release(order, CASE)))
    assert went(order)["to_seller"] == 1000
    assert [(row.seller, row.owed) for row in holds.open_debts(order, CASE)] == [("platform", 1000)]
