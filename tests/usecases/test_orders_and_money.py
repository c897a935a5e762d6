"""Orders and their money through the writer, on the real database; after each test record, ledger and tables agree."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from hejie.adapters.payments import Answer, Instruction, Ledger, ProviderUnreachable, provider
from hejie.domain.escrow import accounts
from hejie.domain.escrow.purse import Deposit, Repay
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands
from hejie.record import reader, replay
from hejie.rulebooks import procedures
from hejie.store import totals
from hejie.store.models import Person, Seller
from hejie.usecases import cases, money, upkeep
from hejie.usecases import orders as acts

YES = Answer(True, "ref")


@pytest.fixture
def buyer(people):
    return people("buyer")


@pytest.fixture
def seller(people):
    return people("seller")


@pytest.fixture
def operator(people):
    return people("operator")


@pytest.fixture
def settle(ctx):
    """The provider answers every released transfer of an order."""

    def answer(root, said=YES):
        for row in reader.order(root).custody.transfers:
            money.carry_out_transfer(ctx(), root, row.id, pay=lambda *_: said)

    return answer


@pytest.fixture
def summary(marketplace):
    def figures(currency="CNY"):
        found = totals.money_summary(marketplace.pk)[currency]
        return tuple(found[name] for name in ("money_in", "money_out", "money_held", "balanced"))

    return figures


@pytest.fixture
def awarded(ctx, orders, clock, buyer, seller, settle):
    """The seller is paid; then a claim that he leaves unanswered makes him owe the buyer the whole price."""

    def owe(price=10000):
        root = orders(buyer, seller, price=price)
        acts.confirm_receipt(ctx(buyer), commands.ConfirmReceipt(root), key="confirm")
        settle(root)
        (opened,) = cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story="It broke.",
            package={"refund": price, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest,
            key="open",
        )  # fmt: skip
        case = opened.stream.removeprefix("case:")
        for sweep in range(3):
            clock.move(days=8)
            upkeep.carry_out_defaults(ctx(), case, key=f"sweep {sweep}")
        return root, case

    return owe


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_an_order_is_paid_delivered_and_confirmed_by_silence(ctx, orders, clock, buyer, seller, settle, summary):
    root = orders(buyer, seller, price=10000, delivered=False)
    assert summary() == (10000, 0, 10000, True)
    acts.ship(ctx(seller), commands.ShipOrder(root, "SF", "SF1"), key="ship")
    acts.deliver(ctx(seller), commands.DeliverOrder(root), key="deliver")
    clock.move(days=9.9)
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep 1")
    assert reader.order(root).custody.transfers == ()
    clock.move(days=0.1)
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep 2")
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep 3")
    assert len(reader.order(root).custody.transfers) == 1
    settle(root)
    assert summary() == (10000, 10000, 0, True)
    assert totals.seller_total(ctx().actor.marketplace, seller.shop) == (Money(10000, "CNY"),)


def test_an_equal_repeat_gets_the_first_receipt_and_moves_nothing(
    ctx, orders, buyer, seller, operator, settle, summary
):
    root = orders(buyer, seller, delivered=False)
    command = commands.CancelOrder(root, "Out of stock")
    first = acts.cancel(ctx(operator), command, key="k")
    again = acts.cancel(ctx(operator), command, key="k")
    assert (again.repeated, again.last_seq) == (True, first.last_seq)
    refused("key_used_otherwise", acts.cancel, ctx(operator), commands.CancelOrder(root, "other"), key="k")
    settle(root)
    settle(root)
    assert summary() == (19900, 19900, 0, True)


def test_an_unreachable_provider_is_asked_again_with_the_same_key(ctx, orders, buyer, seller, settle, summary):
    root = orders(buyer, seller)
    acts.confirm_receipt(ctx(buyer), commands.ConfirmReceipt(root), key="k")
    keys = []

    def unreachable(transfer, key, reference):
        keys.append(key)
        raise ProviderUnreachable

    for _ in range(2):
        with pytest.raises(ProviderUnreachable):
            money.carry_out_transfer(ctx(), root, "t1", pay=unreachable)
    assert keys == [f"{root}:t1:1"] * 2
    assert summary() == (19900, 0, 19900, True)
    settle(root)
    assert money.carry_out_transfer(ctx(), root, "t1", pay=unreachable) is None
    assert summary() == (19900, 19900, 0, True)


def test_a_refused_transfer_waits_for_the_operator(ctx, orders, buyer, seller, operator, settle, summary):
    root = orders(buyer, seller)
    acts.confirm_receipt(ctx(buyer), commands.ConfirmReceipt(root), key="k")
    settle(root, Answer(False, why="account closed"))
    assert reader.order(root).custody.transfer("t1").status == "failed"
    assert summary() == (19900, 0, 19900, True)
    money.retry_transfer(ctx(operator), commands.RetryTransfer(root, "t1"), key="retry")
    keys = []
    money.carry_out_transfer(ctx(), root, "t1", pay=lambda _, key, __: keys.append(key) or Answer(True, "ref2"))
    assert keys == [f"{root}:t1:2"]
    assert summary() == (19900, 19900, 0, True)


def test_currencies_stand_beside_each_other_and_are_never_mixed(orders, buyer, seller, summary):
    orders(buyer, seller, price=10000)
    orders(buyer, seller, price=500, currency="JPY")
    assert summary("CNY") == (10000, 0, 10000, True)
    assert summary("JPY") == (500, 0, 500, True)


def test_an_award_after_release_is_covered_by_deposit_and_fund(ctx, operator, seller, awarded, settle, summary):
    market = ctx().actor.marketplace
    money.deposit(ctx(operator), Deposit(seller.shop, 3000, "CNY"), key="d1")
    money.deposit(ctx(operator), Deposit("fund", 4000, "CNY"), key="d2")
    root, case = awarded()
    assert totals.seller_debts(market, seller.shop) == (Money(10000, "CNY"),)
    for _ in range(2):
        assert money.collect_debt(ctx(), root, "debt1") == Money(3000, "CNY")
    settle(root)
    assert not reader.case(case).closed
    money.deposit(ctx(operator), Deposit(seller.shop, 5000, "CNY"), key="d3")
    assert money.collect_debt(ctx(), root, "debt1") == Money(0, "CNY")
    assert totals.deposit_total(market, seller.shop) == (Money(2000, "CNY"),)
    assert totals.seller_debts(market, seller.shop) == ()
    assert [row.amount for row in reader.order(root).custody.transfers if row.why == "debt"] == [3000, 4000, 3000]
    assert summary() == (22000, 17000, 5000, True)
    settle(root)
    assert summary() == (22000, 20000, 2000, True)
    assert reader.case(case).closed


def test_a_cover_that_was_interrupted_halfway_goes_on_where_it_was(
    ctx, operator, seller, awarded, summary, monkeypatch
):
    market = ctx().actor.marketplace
    money.deposit(ctx(operator), Deposit("fund", 12000, "CNY"), key="d1")
    root, _ = awarded()

    class Crash(Exception):
        pass

    def crash(*args):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(money, "_cover", crash)
        with pytest.raises(Crash):
            money.collect_debt(ctx(), root, "debt1")
    assert totals.fund_total(market) == (Money(2000, "CNY"),)
    assert summary() == (22000, 10000, 12000, True)
    money.deposit(ctx(operator), Deposit(seller.shop, 9000, "CNY"), key="d2")
    assert money.collect_debt(ctx(), root, "debt1") == Money(0, "CNY")
    assert totals.fund_total(market) == (Money(2000, "CNY"),)
    assert totals.deposit_total(market, seller.shop) == (Money(9000, "CNY"),)


def test_what_the_fund_gave_the_seller_pays_back(ctx, operator, seller, awarded):
    market = ctx().actor.marketplace
    money.deposit(ctx(operator), Deposit("fund", 10000, "CNY"), key="d1")
    root, _ = awarded()
    money.collect_debt(ctx(), root, "debt1")
    refused("repays_too_much", money.repay, ctx(operator), Repay(seller.shop, 10001, "CNY"), key="r1")
    money.repay(ctx(operator), Repay(seller.shop, 10000, "CNY"), key="r2")
    assert totals.fund_total(market) == (Money(10000, "CNY"),)
    assert reader.state(stream := accounts.purse(market, "fund"), stream).owed == {(seller.shop, "CNY"): 0}


def draft(external_id="X1", **more):
    """An order as the file readers give it."""
    line = {
        "number": 1, "product": "P", "title": "Lamp", "seller": "shop-9", "quantity": 1, "price_minor": 5000,
        "freight_minor": 500, "held_minor": 5500, "shipping_limit": None, "category": "lamps",
    }  # fmt: skip
    lines = tuple(SimpleNamespace(**{**line, **one}) for one in more.pop("lines", [{}]))
    unknown = dict.fromkeys(("ordered_at", "approved_at", "shipped_at", "delivered_at", "deliver_by", "cancelled_at"))
    plain = {
        "external_id": external_id, "buyer": "cust-1", "currency": "BRL", "status": "delivered", "cancelled": False,
        "contents_unknown": False, "paid_minor": 5500, "paid_assumed": False, **unknown,
    }  # fmt: skip
    return SimpleNamespace(**{**plain, **more}, lines=lines, sellers=tuple(dict.fromkeys(one.seller for one in lines)))


def test_an_imported_order_brings_its_buyer_and_its_shops_and_comes_in_once(ctx, clock):
    one = draft(delivered_at=clock.now - timedelta(days=400))
    receipt = acts.import_order(ctx(), one, digest="f" * 64, currency="CNY")
    again = acts.import_order(ctx(), one, digest="f" * 64, currency="CNY")
    assert again.repeated and again.last_seq == receipt.last_seq
    order = reader.order(receipt.root)
    assert Person.objects.get(pk=order.buyer).external_ref == "cust-1"
    assert Seller.objects.get(id=order.seller_of(1)).external_ref == "shop-9"
    assert (order.paid_minor, order.currency, order.digest) == (5500, "BRL", "f" * 64)
    assert order.line(1).category == "lamps"
    assert order.deadlines[0].until == clock.now + timedelta(days=10)
    refused("order_exists", acts.import_order, ctx(), draft(paid_minor=9), digest="e" * 64, currency="CNY")


def test_an_order_of_which_nothing_is_known_is_the_marketplace_s_own_and_has_no_money(ctx):
    names = ("title", "product", "price_minor", "freight_minor", "held_minor")
    nothing = {**dict.fromkeys(names), "seller": ""}
    one = draft(buyer=None, currency=None, status=None, paid_minor=None, contents_unknown=True, lines=[nothing])
    order = reader.order(acts.import_order(ctx(), one, digest="d" * 64, currency="CNY").root)
    assert (order.sellers(), order.currency, order.paid_minor, order.status) == ({"platform"}, "CNY", 0, "unknown")
    assert Person.objects.filter(pk=order.buyer).exists()
    assert totals.money_summary(ctx().actor.marketplace) == {}


def test_a_rebuild_adds_no_transfer_that_is_there_already(ctx, orders, buyer, seller, settle, summary):
    root = orders(buyer, seller)
    acts.confirm_receipt(ctx(buyer), commands.ConfirmReceipt(root), key="k")
    settle(root)
    before = totals.balances(root)
    assert replay.rebuild().ok
    assert totals.balances(root) == before


def test_strangers_learn_nothing_and_staff_need_a_second_factor(ctx, orders, buyer, seller, people):
    root = orders(buyer, seller)
    for stranger in (people("buyer"), people("seller")):
        refused("not_found", acts.confirm_receipt, ctx(stranger), commands.ConfirmReceipt(root), key="k")
    without = ctx(seller, second_factor=False)
    refused("second_factor_needed", acts.refund, without, commands.RefundLines(root, (1,)), key="k")


def test_the_embedded_provider_answers_an_equal_key_alike():
    embedded = provider()
    assert isinstance(embedded, Ledger)
    order = Instruction("k", "market", "custody:x.1", "buyer:p1", Money(1, "CNY"), "x t1")
    assert embedded.transfer(order) == embedded.transfer(order) == embedded.find("k")
    assert not embedded.reverse(order, "ledger:k").ok
