"""What a voucher paid comes back as one, once, on the real databases: returns, calling off, debts, a purse of the platform's own."""

import pytest
from django.db import connection

from hejie.domain.cases.commands import AcceptOffer, SignAgreement
from hejie.domain.escrow import accounts, purse, vouchers
from hejie.domain.escrow.voucher_book import SHOP
from hejie.domain.orders.commands import CancelOrder, ConfirmReceipt, DeliverOrder, NewLine, PlaceOrder, RecordPayment
from hejie.record import reader, replay
from hejie.rulebooks import procedures
from hejie.store import totals
from hejie.usecases import cases, ids, money, settlement, vouchers_back
from hejie.usecases import orders as order_use
from hejie.usecases import vouchers as use

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(people, ctx, marketplace):
    """`paid(…)`: an order of two cups at 25.00, of which a voucher pays 20.00 and money the rest; its buyer and seller."""

    class Market:
        buyer, seller, operator = people("buyer"), people("seller"), people("operator")
        number = 0

        def paid(self, *, giver="", minor=2_000, platform=0, **more):
            giver = giver or self.seller.shop
            who = self.operator if giver == "platform" else self.seller
            self.number += 1
            name = f"O-{self.number}"
            self.at, self.root = accounts.purse(marketplace.pk, giver), ids.order_root(marketplace.pk, name)
            lines = (NewLine(1, self.seller.shop, 5_000, quantity=2, title="Cup"),)
            place = PlaceOrder(self.root, name, self.buyer.id, "CNY", lines)
            order_use.place_order(ctx(), place, key=f"place {name}")
            given = use.give_at_order(
                ctx(who), self.root, minor=minor, days=90, why="delay", key=f"give {name}", **more
            )
            self.voucher = given.created["voucher"]
            use.use_own(ctx(self.buyer), self.at, self.voucher, self.root, key=f"use {name}")
            if platform:
                other = accounts.purse(marketplace.pk, "platform")
                given = use.give_at_order(
                    ctx(self.operator), self.root, minor=platform, days=9, why="goodwill", key=f"and {name}"
                )
                use.use_own(ctx(self.buyer), other, given.created["voucher"], self.root, key=f"and use {name}")
            cash = RecordPayment(self.root, 5_000 - minor - platform, "CNY")
            order_use.record_payment(ctx(), cash, key=f"cash {name}")
            return self.root

        def book(self):
            return reader.state(self.at, self.at).book

        def back(self):
            """Vouchers that refunds have brought back, of this purse."""
            return [one for one in self.book().vouchers.values() if one.why == "returned"]

        def moved(self):
            return [(row.amount, bool(row.voucher), row.status) for row in reader.order(self.root).custody.transfers]

    found = Market()
    for owner in (found.seller.shop, "platform"):
        money.deposit(ctx(found.operator), purse.Deposit(owner, 10_000, "CNY"), key=f"in {owner}")
    use.set_budget(ctx(found.seller), vouchers.SetBudget(found.seller.shop, SHOP, 6_000, "CNY"), key="budget")
    return found


def balance(root, account):
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM balance WHERE root = %s AND account = %s", [root, account])
        return cursor.fetchone()[0]


def sound(marketplace):
    assert totals.money_summary(marketplace.pk)["CNY"]["balanced"]
    assert replay.check().ok, replay.check().faults


def returned(services, market, *, reason, pieces=((1, 1),), key="ask"):
    asked = services(
        kind="return", reason=reason, facts={"goods": ["physical"]}, pieces=pieces, buyer=market.buyer, seller=market.seller,
        root=market.root, key=key,
    )  # fmt: skip
    if asked.state.service.status == "asked":
        asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    asked.step("inspect")
    return asked


def test_two_returns_without_a_reason_bring_it_back_whole_and_it_pays_again(
    market, services, ctx, marketplace, work, mailoutbox
):
    market.paid(least=4_000)
    order_use.deliver(ctx(), DeliverOrder(market.root), key="came")
    spent = market.book().spent
    for key in ("first", "second"):
        returned(services, market, reason="none", key=key)
        work()
    assert market.moved() == [(1_500, False, "posted"), (1_000, True, "posted")] * 2
    first, second = market.back()
    assert (first.left, second.left, first.buyer, first.least) == (1_000, 1_000, market.buyer.id, 2_000)
    assert first.until == market.book().vouchers[market.voucher].until and market.book().spent == spent
    assert balance(market.at, f"voucher:{first.id}") == 1_000
    transfers = reader.order(market.root).custody.transfers
    assert transfers[1].provider_ref == f"voucher {market.at}"
    vouchers_back.pay_back(ctx(), market.root, transfers[1])  # a second time, after a kill
    assert len(market.back()) == 2
    mine = [mail for mail in mailoutbox if mail.to == [market.buyer.person.email] and "as a voucher" in mail.subject]
    assert [mail.subject for mail in mine] == ["¥10.00 came back to you as a voucher"] * 2
    assert [row["why"] for row in use.mine(ctx(market.buyer)).rows].count("returned") == 2
    again = ids.order_root(marketplace.pk, "again")
    lines = (NewLine(1, market.seller.shop, 5_000),)
    order_use.place_order(ctx(), PlaceOrder(again, "again", market.buyer.id, "CNY", lines), key="place again")
    use.use_own(ctx(market.buyer), market.at, first.id, again, key="use again")
    order_use.cancel(ctx(market.buyer), CancelOrder(again), key="off")
    work()
    assert [one.left for one in market.back()] == [0, 1_000, 1_000]
    sound(marketplace)


def test_for_a_fault_and_by_agreement_it_comes_back_in_money(market, services, ctx, marketplace, work):
    market.paid()
    order_use.deliver(ctx(), DeliverOrder(market.root), key="came")
    returned(services, market, reason="defective")
    work()
    assert market.moved() == [(2_500, False, "posted")] and market.back() == []
    returned(services, market, reason="none", key="mind")  # he has had 25.00 of his 30.00 in money
    work()
    assert market.moved()[1:] == [(500, False, "posted"), (2_000, True, "posted")]
    market.paid()
    order_use.deliver(ctx(), DeliverOrder(market.root), key="came too")
    (opened,) = cases.open_cases(
        ctx(market.buyer), root=market.root, lines=(1,), reason="none", remedy="return_and_refund", story="I do not like them.",
        package={"refund": 2_500, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key="open",
    )  # fmt: skip
    case = opened.stream.removeprefix("case:")
    settlement.accept_offer(ctx(market.seller), AcceptOffer(case, "o1"), key="accept")
    for who in (market.buyer, market.seller):
        settlement.sign_agreement(ctx(who), SignAgreement(case, waives=who is market.buyer), key="sign")
    work()
    assert (2_500, False, "posted") in market.moved() and not [row for row in market.moved() if row[1]]
    sound(marketplace)


def test_the_platforms_own_comes_back_to_its_purse_also_when_the_seller_has_the_money_and_the_shop_is_gone(
    market, services, ctx, marketplace, work
):
    market.paid(giver="platform")
    order_use.deliver(ctx(), DeliverOrder(market.root), key="came")
    order_use.confirm_receipt(ctx(market.buyer), ConfirmReceipt(market.root), key="well")
    work()
    returned(services, market, reason="none", pieces=((1, 2),))
    work()
    order = reader.order(market.root)
    assert [(row.why, row.amount, bool(row.voucher)) for row in order.custody.transfers if row.why == "debt"] == [
        ("debt", 3_000, False), ("debt", 2_000, True),
    ]  # fmt: skip
    assert [one.left for one in market.back()] == [2_000] and market.at.endswith(":platform")
    sound(marketplace)


def test_what_vouchers_of_two_purses_paid_goes_back_to_each(market, ctx, marketplace, work):
    market.paid(minor=1_000, platform=3_000)
    order_use.cancel(ctx(market.buyer), CancelOrder(market.root), key="off")
    work()
    assert market.moved() == [(1_000, False, "posted"), (1_000, True, "posted"), (3_000, True, "posted")]
    assert [one.left for one in market.back()] == [1_000]
    market.at = accounts.purse(marketplace.pk, "platform")
    assert [one.left for one in market.back()] == [3_000]
    sound(marketplace)
