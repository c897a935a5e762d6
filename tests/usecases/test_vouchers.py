"""Vouchers on the real databases: budgets, money in the ledger, single use, expiry, what an agreement owes."""

import threading

import pytest
from django.db import connection, connections

from hejie.domain.cases import commands
from hejie.domain.escrow import accounts, purse, vouchers
from hejie.domain.escrow.voucher_book import EACH, SHOP
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine, PlaceOrder, RecordPayment
from hejie.record import reader, replay
from hejie.usecases import ids, money, settlement
from hejie.usecases import orders as order_use
from hejie.usecases import vouchers as use

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(people, ctx):
    """A shop with a deposit of 100.00 CNY, its seller and an agent of it, and a budget."""
    seller = people("seller")
    agent = people("agent", shop=seller.shop)
    operator = people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="pay in")
    budget(ctx, seller, SHOP, 6_000)
    budget(ctx, seller, EACH, 3_000)
    return seller, agent


def budget(ctx, who, whose, minor):
    command = vouchers.SetBudget(who.shop or "platform", whose, minor, "CNY")
    return use.set_budget(ctx(who), command, key=f"budget {whose} {minor}")


def placed(ctx, marketplace, buyer, seller, *, number="1", price=5_000, currency="CNY"):
    root = ids.order_root(marketplace.pk, f"O-{number}")
    command = PlaceOrder(root, f"O-{number}", buyer.id, currency, (NewLine(1, seller.shop, price),))
    order_use.place_order(ctx(), command, key="place")
    return root


def give(ctx, who, root, minor=2_000, key="give", **more):
    return use.give_at_order(ctx(who), root, minor=minor, days=30, why="delay", key=key, **more)


def refused(code, act, *args, **more):
    with pytest.raises(Refusal) as found:
        act(*args, **more)
    assert found.value.code == code
    return found.value.facts


def balances(root):
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, amount FROM balance WHERE root = %s AND amount > 0", [root])
        return dict(cursor.fetchall())


def test_a_budget_is_held_by_agent_and_by_shop_and_says_what_is_left(shop, people, ctx, orders):
    seller, agent = shop
    buyer = people("buyer")
    root = orders(buyer, seller)
    give(ctx, agent, root, 2_000)
    assert refused("voucher_above_budget", give, ctx, agent, root, 1_001, "more")["left"] == "10.00 CNY"
    give(ctx, seller, root, 4_000, "by himself")
    assert refused("voucher_above_budget", give, ctx, agent, root, 1_000, "shop's")["left"] == "0.00 CNY"
    found = {who: (limit, spent, left) for who, limit, spent, left in use.budgets(ctx(seller), seller.shop, "CNY").rows}
    assert found[SHOP] == (6_000, 6_000, 0) and found[agent.id] == (3_000, 2_000, 1_000)


def test_an_agent_without_a_budget_and_a_purse_without_money_give_nothing(people, ctx, orders):
    seller = people("seller")
    agent, root = people("agent", shop=seller.shop), orders(people("buyer"), seller)
    refused("voucher_no_budget", give, ctx, agent, root)
    assert refused("voucher_not_funded", give, ctx, seller, root)["left"] == "0.00 CNY"
    refused("not_found", give, ctx, people("seller"), root)
    refused(
        "second_factor_needed",
        use.give_at_order,
        ctx(seller, second_factor=False),
        root,
        minor=1,
        days=1,
        why="delay",
        key="x",
    )
    refused("review_bought", give, ctx, seller, root, note="五星好评返现")


def test_a_voucher_is_reserved_used_once_and_its_money_reaches_the_order(shop, people, ctx, orders, marketplace, work):
    seller, _agent = shop
    buyer = people("buyer")
    name = give(ctx, seller, orders(buyer, seller)).created["voucher"]
    at = accounts.purse(marketplace.pk, seller.shop)
    assert balances(at)[at] == 8_000 and balances(at)[f"voucher:{name}"] == 2_000
    code = use.make_code(ctx(buyer), at, name, key="show")
    root = placed(ctx, marketplace, buyer, seller, price=5_000)
    use.use_by_code(ctx(seller), code.lower(), root, None, "CNY", key="pay")
    assert use.use_by_code(ctx(seller), code, root, None, "CNY", key="pay").repeated
    order = reader.order(root)
    assert (order.paid_minor, order.by_voucher, order.custody.holds[0].free) == (2_000, 2_000, 2_000)
    order_use.record_payment(ctx(), RecordPayment(root, 3_000, "CNY"), key="cash")
    assert reader.order(root).custody.holds[0].free == 5_000
    refused("voucher_used", use.use_by_code, ctx(seller), code, root, None, "CNY", key="again")
    assert balances(at) == {"outside": 10_000, at: 8_000, accounts.to_order(root): 2_000}
    work()
    assert replay.check().ok, replay.check().faults


def test_what_is_not_used_of_one_for_a_single_use_goes_back_and_a_partial_one_stays(
    shop, people, ctx, orders, marketplace
):
    seller, _agent = shop
    buyer = people("buyer")
    from_ = orders(buyer, seller)
    single = give(ctx, seller, from_, 2_000, "a").created["voucher"]
    partial = give(ctx, seller, from_, 2_000, "b", partial=True).created["voucher"]
    at = accounts.purse(marketplace.pk, seller.shop)
    small = placed(ctx, marketplace, buyer, seller, price=500)
    use.use_own(ctx(buyer), at, single, small, key="use")
    assert balances(at)[at] == 7_500
    refused("voucher_nothing_left", use.use_own, ctx(buyer), at, partial, small, key="paid")
    code = use.make_code(ctx(buyer), at, partial, key="code")
    other = placed(ctx, marketplace, buyer, seller, number="2", price=900)
    use.use_by_code(ctx(seller), code, other, 700, "CNY", key="some")
    book = reader.state(at, at).book
    assert (book.vouchers[single].status, book.vouchers[partial].status, book.vouchers[partial].left) == (
        "used",
        "open",
        1_300,
    )


def test_the_wrong_order_is_refused(shop, people, ctx, orders, marketplace):
    seller, _agent = shop
    buyer, other = people("buyer"), people("buyer")
    name = give(ctx, seller, orders(buyer, seller), least=600).created["voucher"]
    at = accounts.purse(marketplace.pk, seller.shop)
    code = use.make_code(ctx(buyer), at, name, key="c")
    euro = placed(ctx, marketplace, buyer, seller, number="1", currency="EUR")
    refused("voucher_currency", use.use_by_code, ctx(seller), code, euro, None, "", key="1")
    refused("currency_mismatch", use.use_by_code, ctx(seller), code, euro, None, "CNY", key="2")
    foreign = placed(ctx, marketplace, other, seller, number="2")
    refused("voucher_not_his", use.use_by_code, ctx(seller), code, foreign, None, "", key="3")
    elsewhere = placed(ctx, marketplace, buyer, people("seller"), number="3")
    refused("voucher_other_shop", use.use_own, ctx(buyer), at, name, elsewhere, key="4")
    small = placed(ctx, marketplace, buyer, seller, number="4", price=599)
    refused("voucher_least", use.use_own, ctx(buyer), at, name, small, key="5")
    refused("not_found", use.use_by_code, ctx(seller), "AAAA-BBBB-CCCC-DDDD", small, None, "", key="6")
    refused("not_found", use.make_code, ctx(other), at, name, key="c")
    newer = use.make_code(ctx(buyer), at, name, key="d")
    assert newer != code
    refused("not_found", use.use_by_code, ctx(seller), code, small, None, "", key="7")
    refused("code_shown_already", use.make_code, ctx(buyer), at, name, key="d")


def test_it_is_reminded_of_and_its_money_comes_back_when_its_time_is_over(
    shop, people, ctx, orders, marketplace, clock, work, mailoutbox
):
    seller, _agent = shop
    buyer = people("buyer")
    name = give(ctx, seller, orders(buyer, seller)).created["voucher"]
    at = accounts.purse(marketplace.pk, seller.shop)
    work()
    clock.move(days=24)
    work()
    ours = [mail.subject for mail in mailoutbox if mail.to == [buyer.person.email] and "voucher" in mail.subject]
    assert ours == ["You have a voucher of ¥20.00", "Your voucher of ¥20.00 ends soon"]
    clock.move(days=6)
    root = placed(ctx, marketplace, buyer, seller)
    refused("voucher_expired", use.use_own, ctx(buyer), at, name, root, key="late")
    work()
    assert balances(at)[at] == 10_000 and reader.state(at, at).book.vouchers[name].status == "expired"


def test_what_was_agreed_is_handed_over_by_itself(disputes, people, ctx, work, marketplace):
    dispute = disputes()
    seller, buyer = dispute.seller, dispute.buyer
    package = {"refund": 19_900, "currency": "CNY", "voucher": {"minor": 3_000, "days": 90}}
    settlement.make_offer(ctx(seller), commands.MakeOffer(dispute.case, package), key="offer")
    settlement.accept_offer(ctx(buyer), commands.AcceptOffer(dispute.case, "o2"), key="accept")
    for who in (buyer, seller):
        settlement.sign_agreement(ctx(who), commands.SignAgreement(dispute.case), key="sign")
    work()
    duty = next(one for one in reader.case(dispute.case).obligations if one.what == "voucher")
    assert duty.status == "open"  # the shop's purse is empty: he may still hand over one of his own
    money.deposit(ctx(people("operator")), purse.Deposit(seller.shop, 3_000, "CNY"), key="in")
    use.deliver(
        ctx(), type("Row", (), {"payload": {"do": "hand_over", "case": dispute.case, "obligation": duty.id}}), None
    )
    work()
    case = reader.case(dispute.case)
    assert case.obligation(duty.id).status == "kept" and case.closed
    assert [row["minor"] for row in case.vouchers] == [3_000]
    assert use.about(ctx(buyer), case=dispute.case)[0]["why"] == "agreement"
    assert replay.check().ok


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(shop, people, ctx, orders, marketplace):
    seller, _agent = shop
    buyer = people("buyer")
    from_ = orders(buyer, seller)
    budget(ctx, seller, SHOP, 2_500)
    results: list[str] = []

    def both(acts):
        def run(act):
            try:
                act()
                results.append("done")
            except Refusal as refusal:
                results.append(refusal.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    both([lambda number=number: give(ctx, seller, from_, 2_000, f"give {number}") for number in (1, 2)])
    assert sorted(results) == ["done", "voucher_above_budget"]
    results.clear()
    at = accounts.purse(marketplace.pk, seller.shop)
    a, b = placed(ctx, marketplace, buyer, seller), placed(ctx, marketplace, buyer, seller, number="2", price=900)
    both([lambda root=root: use.use_own(ctx(buyer), at, "v1", root, key=f"use {root}") for root in (a, b)])
    assert sorted(results) == ["done", "voucher_used"]
