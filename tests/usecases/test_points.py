"""Points on the real databases: what they are worth, budgets, spending once, refunds in points, expiry, and the ledger behind it all."""

import io
import os
import zipfile
from datetime import timedelta

import pytest
from django.db import connection, connections

from hejie.domain.cases.commands import AcceptOffer, SignAgreement
from hejie.domain.escrow import accounts, purse, vouchers
from hejie.domain.escrow.points_commands import Reserve, SetWorth, owner
from hejie.domain.escrow.voucher_book import EACH, SHOP
from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import (
    CancelOrder,
    ConfirmReceipt,
    DeliverOrder,
    NewLine,
    PlaceOrder,
    RecordPayment,
    RefundLines,
)
from hejie.record import reader, replay
from hejie.rulebooks import procedures
from hejie.store import health, totals
from hejie.usecases import cases, ids, money, settlement
from hejie.usecases import orders as order_use
from hejie.usecases import points as use
from hejie.usecases import vouchers as voucher_use
from hejie.usecases.people import own_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(people, ctx):
    """A shop with a deposit of 100.00 CNY and a budget of 60.00, an agent of it, and 100 points worth 1.00."""
    seller = people("seller")
    agent, operator = people("agent", shop=seller.shop), people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="pay in")
    for whose, minor in ((SHOP, 6_000), (EACH, 3_000)):
        voucher_use.set_budget(ctx(seller), vouchers.SetBudget(seller.shop, whose, minor, "CNY"), key=f"budget {whose}")
    use.set_worth(ctx(operator), SetWorth(100, 100, "CNY", 60), key="worth")
    return seller, agent


def placed(ctx, marketplace, buyer, seller, *, number="1", price=5_000, currency="CNY"):
    root = ids.order_root(marketplace.pk, f"O-{number}")
    command = PlaceOrder(root, f"O-{number}", buyer.id, currency, (NewLine(1, seller.shop, price),))
    order_use.place_order(ctx(), command, key=f"place {number}")
    return root


def give(ctx, who, root, number=2_000, key="give", **more):
    return use.give_at_order(ctx(who), root, number=number, why="delay", key=key, **more)


def refused(code, act, *args, **more):
    with pytest.raises(Refusal) as found:
        act(*args, **more)
    assert found.value.code == code
    return found.value.facts


def balances(root):
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, amount FROM balance WHERE root = %s AND amount > 0", [root])
        return dict(cursor.fetchall())


def has(ctx, buyer):
    found = use.account(ctx(buyer), buyer.id, "CNY")
    return found.points, found.minor


def test_they_are_given_out_of_the_budgets_of_vouchers(shop, people, ctx, orders, marketplace):
    seller, agent = shop
    buyer = people("buyer")
    root = orders(buyer, seller)
    give(ctx, agent, root, 2_000)
    assert refused("voucher_above_budget", give, ctx, agent, root, 1_001, "more")["left"] == "10.00 CNY"
    voucher_use.give_at_order(ctx(seller), root, minor=3_900, days=9, why="delay", key="a voucher")
    assert refused("voucher_above_budget", give, ctx, seller, root, 101, "his")["left"] == "1.00 CNY"
    refused(
        "second_factor_needed",
        use.give_at_order,
        ctx(seller, second_factor=False),
        root,
        number=1,
        why="delay",
        key="x",
    )
    refused("review_bought", give, ctx, seller, root, 10, "bought", note="五星好评返现")
    refused("not_found", give, ctx, people("seller"), root)
    refused("points_number", give, ctx, seller, root, 0)
    refused("bad_voucher_reason", use.give_at_order, ctx(seller), root, number=1, why="why", key="y")
    other = people("seller")
    assert refused("voucher_not_funded", give, ctx, other, orders(buyer, other))["left"] == "0.00 CNY"
    at, account = (accounts.purse(marketplace.pk, name) for name in (seller.shop, owner(buyer.id)))
    assert balances(at) == {"outside": 10_000, at: 4_100, "voucher:v1": 3_900, f"to_{account}": 2_000}
    with zipfile.ZipFile(io.BytesIO(b"".join(own_data.pieces(buyer.person, ctx(buyer).now)))) as taken:
        own = taken.read("vouchers.json").decode()
    assert "PointsReceived" in own and '"rest":3900' in own and agent.id not in own
    assert balances(account) == {f"from_{at}": 2_000, f"points:{seller.shop}.p1": 2_000}
    assert has(ctx, buyer) == (2_000, 2_000) and [row["rest"] for row in use.given(ctx(seller), seller.shop).rows] == [
        2_000
    ]


def test_their_worth_is_dated_and_what_was_given_keeps_its_own(shop, people, ctx, orders, clock):
    seller, _agent = shop
    buyer, operator = people("buyer"), people("operator")
    root = orders(buyer, seller)
    give(ctx, seller, root, 100, "a")
    use.set_worth(ctx(operator), SetWorth(3, 1, "CNY", 60, clock.now + timedelta(days=2)), key="third")
    give(ctx, seller, root, 100, "b")
    clock.move(days=3)
    give(ctx, seller, root, 100, "c")
    assert has(ctx, buyer) == (
        300,
        100 + 100 + 34,
    )  # a third of a cent each: 33.3 are rounded up once, at the giver's cost
    assert [one.points for one in use.worths(ctx(operator))] == [3, 100]
    for code, command in (
        ("points_since", SetWorth(1, 1, "CNY", 60, clock.now - timedelta(days=1))), ("points_worth", SetWorth(0, 1, "CNY", 60)),
        ("points_days", SetWorth(1, 1, "CNY", 0)), ("currency_unknown", SetWorth(1, 1, "QQQ", 9)),
    ):  # fmt: skip
        refused(code, use.set_worth, ctx(operator), command, key=code)
    refused("not_found", use.set_worth, ctx(seller), SetWorth(1, 1, "CNY", 60), key="his own")
    use.set_worth(ctx(operator), SetWorth(1, 0, "CNY", 60), key="none")
    refused("points_not_offered", give, ctx, seller, root, 100, "d")


def test_they_pay_and_what_is_left_is_paid_in_money_and_a_refund_gives_each_back_its_way(
    shop, people, ctx, orders, marketplace, work
):
    seller, _agent = shop
    buyer = people("buyer")
    give(ctx, seller, orders(buyer, seller), 2_000)
    root = placed(
        ctx, marketplace, buyer, people("seller"), price=5_000
    )  # points are good at every shop of the marketplace
    first = use.use_at_order(ctx(buyer), root, 1_000, key="use")
    assert use.use_at_order(ctx(buyer), root, 1_000, key="use").repeated and first.first_seq
    order = reader.order(root)
    assert (order.paid_minor, order.by_voucher, order.custody.holds[0].points) == (1_000, 1_000, 1_000)
    order_use.record_payment(ctx(), RecordPayment(root, 4_000, "CNY"), key="cash")
    operator = people("operator")
    order_use.refund(ctx(operator), RefundLines(root, (1,), 2_500), key="half")
    work()
    assert has(ctx, buyer) == (1_500, 1_500)  # a fifth of what is paid back had come from points
    transfers = reader.order(root).custody.transfers
    assert [(row.amount, row.points, row.status) for row in transfers] == [
        (2_000, False, "posted"),
        (500, True, "posted"),
    ]
    assert transfers[1].provider_ref.startswith("points ")
    order_use.cancel(ctx(operator), CancelOrder(root), key="off")
    work()
    assert has(ctx, buyer) == (2_000, 2_000) and reader.order(root).custody.holds[0].to_buyer == 5_000
    assert totals.money_summary(marketplace.pk)["CNY"]["balanced"]
    assert replay.check().ok, replay.check().faults


@pytest.mark.parametrize("confirmed", [False, True], ids=["held", "paid out"])
def test_a_case_brings_back_in_points_what_points_had_paid(shop, people, ctx, orders, marketplace, work, confirmed):
    seller, _agent = shop
    buyer = people("buyer")
    give(ctx, seller, orders(buyer, seller), 2_000)
    root = placed(ctx, marketplace, buyer, seller, price=5_000)
    use.use_at_order(ctx(buyer), root, 1_000, key="use")
    order_use.record_payment(ctx(), RecordPayment(root, 4_000, "CNY"), key="cash")
    order_use.deliver(ctx(), DeliverOrder(root), key="came")
    if confirmed:  # the seller has the money: what he owes comes out of his deposit, and goes the same two ways
        order_use.confirm_receipt(ctx(buyer), ConfirmReceipt(root), key="well")
        work()
    package = {"refund": 2_500, "currency": "CNY"}
    (opened,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story="Half of it is blue.",
        package=package, shown=procedures.load("procedures/standard").digest, key="open",
    )  # fmt: skip
    case = opened.stream.removeprefix("case:")
    settlement.accept_offer(ctx(seller), AcceptOffer(case, "o1"), key="accept")
    for who in (buyer, seller):
        settlement.sign_agreement(ctx(who), SignAgreement(case, waives=who is buyer), key="sign")
    work()
    assert has(ctx, buyer) == (1_500, 1_500) and reader.case(case).closed
    assert sum(hold.to_buyer for hold in reader.order(root).custody.holds) == 2_500
    assert replay.check().ok, replay.check().faults


def test_the_marketplaces_program_keeps_them_for_an_order_spends_them_once_or_lets_them_go(
    shop, people, ctx, orders, marketplace, clock, work
):
    seller, _agent = shop
    buyer, program = people("buyer"), people("integrator")
    give(ctx, seller, orders(buyer, seller), 2_000)

    def keep(key, **more):
        return use.reserve(ctx(program), Reserve(buyer.id, "CNY", **more), key=key).created["use"]

    kept = keep("k", minor=1_500)
    assert has(ctx, buyer) == (500, 500) and keep("k", minor=1_500) == kept
    assert refused("points_too_few", keep, "more", points=501) == {"asked": 501, "there": 500}
    root = placed(ctx, marketplace, buyer, seller, price=1_200)
    assert refused("points_above_worth", use.spend, ctx(program), buyer.id, kept, root, key="s")["most"] == "12.00 CNY"
    use.release(ctx(program), buyer.id, kept, key="go")
    assert has(ctx, buyer) == (2_000, 2_000)
    refused("points_released", use.spend, ctx(program), buyer.id, kept, root, key="late")
    late = keep("late", points=10, minutes=5)
    clock.move(minutes=6)
    work()
    assert use.kept(ctx(program), buyer.id, late).status == "released"
    kept = keep("all", order=root)
    refused(
        "points_other_order",
        use.spend,
        ctx(program),
        buyer.id,
        kept,
        placed(ctx, marketplace, buyer, seller, number="2"),
        key="o",
    )
    use.spend(ctx(program), buyer.id, kept, root, key="spend")
    refused("points_used", use.spend, ctx(program), buyer.id, kept, root, key="twice")
    refused("points_used", use.release, ctx(program), buyer.id, kept, key="back")
    assert has(ctx, buyer) == (800, 800) and reader.order(root).paid_minor == 1_200
    refused("voucher_nothing_left", keep, "paid", order=root)
    for who in (people("buyer"), seller):
        refused("not_found", use.reserve, ctx(who), Reserve(buyer.id, "CNY", 1), key="others")
    refused("not_found", use.account, ctx(seller), buyer.id, "CNY")
    refused("not_found", use.reserve, ctx(program), Reserve("nobody", "CNY", 1), key="whose")
    refused(
        "currency_mismatch", keep, "euro", order=placed(ctx, marketplace, buyer, seller, number="3", currency="EUR")
    )
    refused("points_not_his", keep, "his", order=placed(ctx, marketplace, people("buyer"), seller, number="4"))
    refused("points_minutes", keep, "long", minutes=1441)
    assert [one.what for one in use.moves(ctx(buyer), buyer.id)[0]][:3] == ["spent", "reserved", "released"]


def test_those_that_end_first_are_spent_first_and_their_end_brings_the_money_home(
    shop, people, ctx, orders, marketplace, clock, work, mailoutbox
):
    seller, _agent = shop
    buyer = people("buyer")
    from_ = orders(buyer, seller)
    give(ctx, seller, from_, 1_000, "a")
    clock.move(days=10)
    give(ctx, seller, from_, 1_000, "b")
    root = placed(ctx, marketplace, buyer, seller, price=700)
    use.use_at_order(ctx(buyer), root, None, key="use")
    lots = use.account(ctx(buyer), buyer.id, "CNY").lots
    assert [lot.rest for lot in lots] == [300, 1_000]
    work()
    clock.move(days=44)
    work()
    assert health.stuck_effects(moments.milliseconds(clock.now)) == (
        0,
        0,
    )  # an end that is still to come is nothing that waits
    subjects = [mail.subject for mail in mailoutbox if mail.to == [buyer.person.email] and "oints" in mail.subject]
    assert (
        subjects[0] == "Points for you: 1000, worth ¥10.00" and subjects[-1] == "Points that end soon: 300, worth ¥3.00"
    )
    clock.move(days=7)
    work()
    at = accounts.purse(marketplace.pk, seller.shop)
    assert has(ctx, buyer) == (1_000, 1_000) and balances(at)[at] == 8_300
    order_use.cancel(
        ctx(people("operator")), CancelOrder(root), key="off"
    )  # what it had paid ended meanwhile: it lives again
    work()
    assert has(ctx, buyer) == (1_700, 1_700)
    clock.move(days=31)
    work()
    assert has(ctx, buyer) == (0, 0) and balances(at)[at] == 10_000
    assert replay.check().ok, replay.check().faults


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_spend_the_same_one_wins(shop, people, ctx, orders, marketplace):
    seller, _agent = shop
    buyer = people("buyer")
    from_ = orders(buyer, seller)
    give(ctx, seller, from_, 2_000)
    voucher = voucher_use.give_at_order(ctx(seller), from_, minor=900, days=9, why="delay", key="v").created["voucher"]
    roots = [placed(ctx, marketplace, buyer, seller, number=number, price=2_500) for number in ("1", "2", "3", "4")]
    at = accounts.purse(marketplace.pk, seller.shop)
    came = race([lambda root=root: use.use_at_order(ctx(buyer), root, 1_500, key=root) for root in roots])
    assert sorted(came) == ["done", *["points_too_few"] * 3]
    came = race([lambda root=root: voucher_use.use_own(ctx(buyer), at, voucher, root, key=root) for root in roots])
    assert sorted(came) == ["done", *["voucher_used"] * 3]
    assert has(ctx, buyer) == (500, 500)
    assert sum(reader.order(root).paid_minor for root in roots) == 2_400
    assert replay.check().ok, replay.check().faults


def race(acts):
    """Each act in a process of its own, all begun at once; what came of each."""
    connections.close_all()
    gate = os.pipe()
    started = [_begin(act, gate) for act in acts]
    os.close(gate[0])
    os.close(gate[1])  # now all of them read the end of the pipe, and begin
    came = []
    for child, tell in started:
        with os.fdopen(tell) as told:
            came.append(told.read())
        os.waitpid(child, 0)
    return came


def _begin(act, gate):
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    os.close(gate[1])
    os.read(gate[0], 1)
    try:
        act()
        came = "done"
    except Refusal as refusal:
        came = refusal.code
    except BaseException as fault:  # whatever it was, the other side has to hear of it
        came = repr(fault)
    os.write(write, came.encode())
    connections.close_all()
    os._exit(0)
