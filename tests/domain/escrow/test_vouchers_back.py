"""What of a refund comes back as a voucher, without a database: shares to the minor unit, reasons, old entries, the purse."""

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.escrow import custody as fold_of
from hejie.domain.escrow import holds, points_back, vouchers, vouchers_back
from hejie.domain.escrow.custody import Custody, Hold, Paid, Transfer
from hejie.domain.escrow.voucher_book import SHOP, month_of
from hejie.domain.kernel import clock
from hejie.domain.orders import commands, decide
from hejie.domain.orders.vouchers import PayByVoucher, pay
from hejie.store.ledger import rebuild_rows
from tests.domain.escrow.test_points import GIVER, NOW, Life
from tests.domain.orders.given import BUYER, CASE, ROOT, SYSTEM, do, fold, placed, settle_all

IN_KIND = "none"
KINDS = ("none", "none", "defective")


def sent(custody, minor, reason):
    """The custody after a refund of so much of its line, and what of it came back as which voucher."""
    hold = custody.holds[0]
    in_points = points_back.share(custody, hold, minor)
    parts = vouchers_back.shares(custody, hold, minor - in_points, reason, "CNY")
    money = minor - in_points - sum(some for _use, some in parts)
    rows = [(money, {}), (in_points, {"points": True}), *((some, {"voucher": use}) for use, some in parts)]
    moved = [
        Transfer("t", "", "refund", hold.id, f"custody:{hold.id}", "buyer:p1", some, "CNY", **more)
        for some, more in rows
        if some
    ]
    assert money >= 0 and all(some > 0 for _use, some in parts)
    return Custody("r", custody.holds, (*custody.transfers, *moved))


def by_voucher(custody, use):
    return sum(row.amount for row in custody.transfers if row.voucher == use)


tenders = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 3_000))
pieces = st.lists(st.tuples(st.integers(1, 900), st.sampled_from(KINDS)), min_size=1, max_size=12)


@given(tenders, pieces)
def test_returns_without_a_reason_bring_back_each_kind_to_the_minor_unit(some, cut):
    money, in_points, one, two = some
    held = sum(some)
    used = (Paid("s1.v1.7", one, (IN_KIND,)), Paid("platform.v2.9", two, (IN_KIND,)))
    custody = Custody("r", (Hold("r.1", 1, held, held, points=in_points, vouchers=used),))
    left = held
    for minor, _reason in [*cut, (held, IN_KIND)]:
        minor = min(minor, left)
        custody, left = sent(custody, minor, IN_KIND), left - minor
        for use in used:  # at most a minor unit off its share for each refund before
            off = by_voucher(custody, use.use) * held - use.minor * (held - left)
            assert abs(off) <= (len(cut) + 1) * held
    assert [by_voucher(custody, use.use) for use in used] == [one, two]
    assert sum(row.amount for row in custody.transfers if row.points) == in_points
    assert sum(row.amount for row in custody.transfers if not row.points and not row.voucher) == money


@given(tenders, pieces)
def test_whatever_the_reasons_all_comes_back_and_of_a_voucher_never_more_than_it_paid(some, cut):
    money, in_points, one, two = some
    held = sum(some)
    used = (Paid("s1.v1.7", one, (IN_KIND,)), Paid("platform.v2.9", two, (IN_KIND,)))
    custody = Custody("r", (Hold("r.1", 1, held, held, points=in_points, vouchers=used),))
    left = held
    for minor, reason in [*cut, (held, IN_KIND)]:
        minor = min(minor, left)
        before = custody
        custody, left = sent(custody, minor, reason), left - minor
        assert all(by_voucher(custody, use.use) <= use.minor for use in used)
        if reason != IN_KIND:
            assert all(by_voucher(custody, use.use) == by_voucher(before, use.use) for use in used)
    assert sum(row.amount for row in custody.transfers) == held


@given(st.integers(0, 3_000), st.integers(1, 3_000), st.integers(0, 6_000))
def test_what_a_fault_brings_back_in_money_is_taken_of_the_money_and_only_then_of_the_voucher(money, voucher, faulty):
    held, use = money + voucher, Paid("s1.v1.7", voucher, (IN_KIND,))
    custody = Custody("r", (Hold("r.1", 1, held, held, vouchers=(use,)),))
    faulty = min(faulty, held)
    custody = sent(sent(custody, faulty, "defective"), held - faulty, IN_KIND)
    assert by_voucher(custody, use.use) == min(voucher, held - faulty)


def by_use(*, back=(IN_KIND,), minor=400, price=1000):
    """An order of 10.00, of which a voucher pays 4.00 and money the rest."""
    order = do(pay, placed(price), PayByVoucher(ROOT, "purse:market:s1", "s1", "s1.v1.7", minor, back=back))
    return do(decide.record_payment, order, commands.RecordPayment(ROOT, price - minor, "CNY"))


def moved(order):
    return [(row.amount, row.voucher, row.why) for row in order.custody.transfers]


def test_the_buyer_who_calls_the_order_off_has_his_voucher_back_and_whoever_else_does_pays_money():
    off = commands.CancelOrder(ROOT)
    assert moved(do(decide.cancel, by_use(), off, BUYER)) == [(600, "", "cancelled"), (400, "s1.v1.7", "cancelled")]
    assert moved(do(decide.cancel, by_use(), off, SYSTEM)) == [(1000, "", "cancelled")]
    assert moved(do(decide.refund, by_use(), commands.RefundLines(ROOT, (1,), 300))) == [(300, "", "refund")]


def test_an_old_payment_by_voucher_that_names_no_reason_comes_back_in_money_as_it_did():
    order = by_use(back=())
    assert order.custody.holds[0].vouchers == (Paid("s1.v1.7", 400),)
    assert moved(do(decide.cancel, order, commands.CancelOrder(ROOT), BUYER)) == [(1000, "", "cancelled")]
    old = {"purse": "purse:market:s1", "use": "s1.v1.7", "amount": 400, "currency": "CNY",
           "holds": [{"hold": f"{ROOT}.1", "line": 1, "amount": 400}]}  # fmt: skip
    again = fold_of.evolve(Custody(ROOT), "VoucherPaid", old)
    assert (again.holds[0].held, again.holds[0].free, again.holds[0].vouchers[0].back) == (400, 400, ())


def test_an_award_follows_its_reason_and_what_the_seller_has_already_comes_out_of_his_deposit_the_same_two_ways():
    frozen = fold(by_use(), holds.freeze(by_use(), CASE, (1,)))
    for reason, rows in (
        ("", [(500, "", "award"), (500, "", "award")]),
        (IN_KIND, [(300, "", "award"), (200, "s1.v1.7", "award"), (500, "", "award")]),
    ):
        assert moved(fold(frozen, holds.split(frozen, CASE, 500, reason))) == rows
    order = do(decide.confirm_receipt, by_use(), commands.ConfirmReceipt(ROOT), BUYER)
    order = settle_all(order)
    order = fold(order, holds.freeze(order, CASE, (1,)))
    owed = fold(order, holds.give_back(order, CASE, {1: 1000}, IN_KIND))
    owed = fold(owed, holds.release(owed, CASE))
    assert [(debt.amount, debt.reason) for debt in owed.custody.debts] == [(1000, IN_KIND)]
    for minor in (333, 667):
        owed = fold(owed, holds.cover_debt(owed, "debt1", "deposit", "purse:market:s1", minor))
    back = [row for row in owed.custody.transfers if row.why == "debt"]
    assert sum(row.amount for row in back if row.voucher) == 400 and sum(row.amount for row in back) == 1000
    plain = fold(order, holds.give_back(order, CASE, {1: 1000}))
    assert plain.custody.debts[0].reason == ""


def test_what_the_shops_own_system_paid_back_was_money():
    used = (Paid("s1.v1.7", 400, (IN_KIND,)),)
    custody = Custody("r", (Hold("r.1", 1, 1000, 400, to_buyer=600, vouchers=used),))
    assert vouchers_back.shares(custody, custody.holds[0], 400, IN_KIND, "CNY") == (("s1.v1.7", 400),)
    assert vouchers_back.of_refund(custody, "r", {1: 200, 2: 50}, IN_KIND, "CNY") == 200
    assert vouchers_back.of_refund(custody, "r", {1: 200}, "defective", "CNY") == 0


def as_buyer(decision, world, command, *, by, now, at):
    return decision(world, command, by=BUYER, now=now, at=at)


def test_the_purse_gives_a_new_one_once_good_for_thirty_days_at_least_on_the_old_terms_and_no_budget_bears_it():
    life = Life()
    give = vouchers.IssueVoucher("s1", "p1", 400, "CNY", 10, "delay", least=800, partial=True)
    life.act(GIVER, vouchers.issue, give)
    at = vouchers.Terms("p1", "CNY", 2_000, 400)
    own = partial(as_buyer, vouchers.use, at=at)
    (used,) = life.act(GIVER, own, vouchers.UseVoucher("s1", "v1", "", "o1"))
    life.act(GIVER, vouchers.carry, vouchers.Carry("s1", "v1", used.data["use"], True))
    spent = life.state[GIVER].book.spent
    life.now += timedelta(days=5)
    back = vouchers.TakeBack("s1", used.data["use"], "o1", "t2", 100, 30)
    (event,) = life.act(GIVER, vouchers.take_back, back)
    assert life.act(GIVER, vouchers.take_back, back) == ()
    new = life.state[GIVER].book.vouchers[event.data["voucher"]]
    assert (new.buyer, new.left, new.least, new.partial, new.why, new.order) == ("p1", 100, 200, True, "returned", "o1")
    assert new.until == clock.text(clock.cut(life.now + timedelta(days=30)))
    with pytest.raises(ValueError, match="more than"):
        life.act(GIVER, vouchers.take_back, vouchers.TakeBack("s1", used.data["use"], "o1", "t3", 301, 30))
    life.act(GIVER, vouchers.take_back, vouchers.TakeBack("s1", used.data["use"], "o1", "t3", 300, 1))
    later_one = life.state[GIVER].book.vouchers["v3"]
    assert later_one.until == life.state[GIVER].book.vouchers["v1"].until  # the old one had five days more
    assert life.state[GIVER].book.spent == spent and spent[month_of(clock.text(NOW)), SHOP, "CNY"] == 400
    balances = rebuild_rows(life.entries).balances
    assert balances[GIVER, "voucher:v2", "CNY"][4] == 100 and balances[GIVER, "voucher:v3", "CNY"][4] == 300
    life.now = clock.parse(new.until)
    life.act(GIVER, vouchers.look_at, vouchers.LookAt("s1", "v2"))
    assert life.state[GIVER].balances["CNY"] == 100_000 - 400 + 100  # what ends unused goes home to the purse
