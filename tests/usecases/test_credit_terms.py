"""Points as a term on the real databases: fixed when proposed, bound by budgets and deposit, given exactly once when both have signed."""

import pytest
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.escrow import accounts, purse, vouchers
from hejie.domain.escrow.points_commands import SetWorth, owner
from hejie.domain.escrow.voucher_book import EACH, SHOP
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import totals
from hejie.usecases import bidding, cases, credit_terms, money, points, settlement
from hejie.usecases import vouchers as voucher_use

pytestmark = pytest.mark.django_db


def worth(ctx, people, one=100, minor=100, **more):
    points.set_worth(ctx(people("operator")), SetWorth(one, minor, "CNY", 60, **more), key=f"worth {one} {minor}")


def budget(ctx, seller, whose, minor):
    voucher_use.set_budget(ctx(seller), vouchers.SetBudget(seller.shop, whose, minor, "CNY"), key=f"budget {whose}")


def deposit(ctx, people, seller, minor):
    money.deposit(ctx(people("operator")), purse.Deposit(seller.shop, minor, "CNY"), key=f"in {minor}")


def offer(ctx, who, dispute, number=1_000, key="offer", **more):
    limit = {"promise_limit": 30_000} if who.actor.role == "agent" else {}
    package = {"refund": 19_900, "currency": "CNY", "points": {"number": number}, **more}
    return settlement.make_offer(ctx(who, **limit), commands.MakeOffer(dispute.case, package), key=key)


def sign(ctx, dispute, key="sign"):
    for who in (dispute.buyer, dispute.seller):
        settlement.sign_agreement(ctx(who), commands.SignAgreement(dispute.case), key=key)


def refused(code, act, *args, **more):
    with pytest.raises(Refusal) as found:
        act(*args, **more)
    assert found.value.code == code


def balances(root):
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, amount FROM balance WHERE root = %s AND amount > 0", [root])
        return dict(cursor.fetchall())


def test_points_that_were_agreed_are_given_once_at_the_worth_at_which_they_were_proposed(
    disputes, people, ctx, work, clock, marketplace
):
    dispute = disputes()
    seller, buyer = dispute.seller, dispute.buyer
    refused("points_not_offered", offer, ctx, buyer, dispute)
    worth(ctx, people)
    deposit(ctx, people, seller, 1_500)
    offer(ctx, seller, dispute)
    clock.move(hours=1)
    worth(ctx, people, 1, 50)  # what is set later changes nothing that was proposed before
    settlement.accept_offer(ctx(buyer), commands.AcceptOffer(dispute.case, "o2"), key="accept")
    sign(ctx, dispute)
    work()
    work()
    case = reader.case(dispute.case)
    assert [(duty.what, duty.status, duty.minor) for duty in case.obligations][0] == ("points", "kept", 1_000)
    assert [(row["points"], row["minor"], row["obligation"]) for row in case.vouchers] == [(1_000, 1_000, "b1")]
    assert case.closed
    found = points.account(ctx(buyer), buyer.id, "CNY")
    assert (found.points, found.minor, found.lots[0].why) == (1_000, 1_000, "agreement")
    at, account = (accounts.purse(marketplace.pk, name) for name in (seller.shop, owner(buyer.id)))
    assert balances(at) == {"outside": 1_500, at: 500, f"to_{account}": 1_000}
    assert balances(account) == {f"from_{at}": 1_000, f"points:{seller.shop}.p1": 1_000}
    month = voucher_use.budgets(ctx(seller), seller.shop, "CNY")
    assert [spent for _who, _limit, spent, _left in month.rows][:1] == [1_000]  # what was agreed counts, too
    assert totals.money_summary(marketplace.pk)["CNY"]["balanced"]
    assert replay.check().ok, replay.check().faults


def test_a_shop_promises_no_points_that_its_budgets_and_its_deposit_do_not_have(disputes, people, ctx):
    dispute = disputes()
    seller = dispute.seller
    agent = people("agent", shop=seller.shop)
    worth(ctx, people)
    refused("voucher_not_funded", offer, ctx, seller, dispute)
    deposit(ctx, people, seller, 2_000)
    refused("voucher_no_budget", offer, ctx, agent, dispute, refund=0)
    budget(ctx, seller, EACH, 900)
    refused("voucher_above_budget", offer, ctx, agent, dispute, refund=0)
    refused("voucher_above_budget", offer, ctx, agent, dispute, 500, refund=0, voucher={"minor": 500})
    offer(ctx, agent, dispute, 900, "within", refund=0)
    offer(ctx, dispute.buyer, dispute, 2_001, "asks")  # a buyer may ask for any, and learns nothing of the deposit
    refused(
        "voucher_not_funded", settlement.accept_offer, ctx(seller), commands.AcceptOffer(dispute.case, "o3"), key="a"
    )
    offer(ctx, seller, dispute, 2_000, "his own")
    settlement.accept_offer(ctx(dispute.buyer), commands.AcceptOffer(dispute.case, "o4"), key="b")
    budget(ctx, seller, SHOP, 1_999)  # between the offer and the signature
    signs = commands.SignAgreement(dispute.case)
    settlement.sign_agreement(ctx(dispute.buyer), signs, key="sign")
    refused("voucher_above_budget", settlement.sign_agreement, ctx(seller), signs, key="sign")


def test_a_voucher_beyond_the_deposit_waits_and_comes_late_rather_than_never(
    disputes, people, ctx, work, clock, marketplace
):
    dispute = disputes()
    seller = dispute.seller
    deposit(ctx, people, seller, 400)
    offer(ctx, seller, dispute, 0, days=3, voucher={"minor": 1_000, "days": 30})
    settlement.accept_offer(ctx(dispute.buyer), commands.AcceptOffer(dispute.case, "o2"), key="accept")
    sign(ctx, dispute)
    (promise,) = voucher_use.budgets(
        ctx(seller), seller.shop, "CNY"
    ).promises  # borne by the budgets, with no money behind it
    assert (dict(promise.faces), promise.minor) == ({"voucher": 1_000}, 0)
    work()
    assert reader.case(dispute.case).obligation("b1").status == "open"
    clock.move(days=4)
    work()
    assert reader.case(dispute.case).obligation("b1").status == "broken"
    deposit(ctx, people, seller, 600)
    clock.move(days=1)
    work()
    assert [row["minor"] for row in reader.case(dispute.case).vouchers] == [1_000]
    assert reader.case(dispute.case).obligation("b1").status == "broken"  # that it was late stays on the file
    assert not voucher_use.budgets(ctx(seller), seller.shop, "CNY").promises
    assert balances(accounts.purse(marketplace.pk, seller.shop)) == {"outside": 1_000, "voucher:v1": 1_000}


def test_what_an_agreement_promises_is_set_aside_and_nothing_else_can_take_it(disputes, people, ctx, work, marketplace):
    first = disputes()
    seller, second = first.seller, disputes(seller=first.seller)
    at = accounts.purse(marketplace.pk, seller.shop)
    worth(ctx, people)
    deposit(ctx, people, seller, 1_500)
    for dispute in (first, second):
        offer(ctx, seller, dispute)
    settlement.accept_offer(ctx(first.buyer), commands.AcceptOffer(first.case, "o2"), key="accept")
    assert balances(at) == {"outside": 1_500, at: 500, f"promised:{first.case}": 1_000}
    refused(
        "credit_not_there", settlement.accept_offer, ctx(second.buyer), commands.AcceptOffer(second.case, "o2"), key="a"
    )
    assert reader.case(second.case).agreement is None
    give = {"minor": 600, "days": 9, "why": "delay", "key": "meanwhile"}
    refused("credit_promised_away", voucher_use.give_at_order, ctx(seller), first.root, **give)
    with pytest.raises(Refusal) as found:
        offer(ctx, seller, second, 900, "again")
    assert (found.value.code, found.value.facts["promised"], found.value.facts["left"]) == (
        "credit_promised_away", "10.00 CNY", "5.00 CNY",
    )  # fmt: skip
    settlement.sign_agreement(
        ctx(seller), commands.SignAgreement(first.case), key="sign"
    )  # in place of the first: not twice
    assert balances(at) == {"outside": 1_500, at: 500, f"promised:{first.case}": 1_000}
    settlement.sign_agreement(ctx(first.buyer), commands.SignAgreement(first.case), key="sign")
    work()
    assert reader.case(first.case).obligation("b1").status == "kept"
    account = accounts.purse(marketplace.pk, owner(first.buyer.id))
    assert balances(at) == {"outside": 1_500, at: 500, f"to_{account}": 1_000}
    month = voucher_use.budgets(ctx(seller), seller.shop, "CNY")
    assert (month.promises, month.rows[0][2]) == ((), 1_000)  # borne once, by the promise
    assert replay.check().ok, replay.check().faults


def test_what_was_promised_comes_back_when_the_agreement_lapses(disputes, people, ctx, work, clock, marketplace):
    first = disputes()
    seller, second = first.seller, disputes(seller=first.seller)
    at = accounts.purse(marketplace.pk, seller.shop)
    worth(ctx, people)
    deposit(ctx, people, seller, 1_000)
    budget(ctx, seller, SHOP, 1_000)
    for dispute in (first, second):
        offer(ctx, seller, dispute)
    settlement.accept_offer(ctx(first.buyer), commands.AcceptOffer(first.case, "o2"), key="accept")
    refused("voucher_above_budget", offer, ctx, seller, second, 900, "again")
    clock.move(days=4)  # nobody signs
    work()
    assert reader.case(first.case).agreement is None
    assert balances(at) == {"outside": 1_000, at: 1_000}
    assert voucher_use.budgets(ctx(seller), seller.shop, "CNY").rows[0][2:] == (0, 1_000)
    assert offer(ctx, seller, second, 1_000, "again")
    assert replay.check().ok, replay.check().faults


def test_bids_whose_points_are_promised_elsewhere_meanwhile_bind_nobody(
    disputes, people, ctx, work, clock, settings, tmp_path
):
    settings.HOME = tmp_path
    first = disputes()
    seller, second = first.seller, disputes(seller=first.seller)
    worth(ctx, people)
    deposit(ctx, people, seller, 1_000)
    package = {"currency": "CNY", "points": {"number": 1_000}}
    for dispute in (first, second):
        cases.write_message(ctx(seller), commands.WriteMessage(dispute.case, "Let us find a sum."), key="said")
        bidding.open_(ctx(dispute.buyer), OpenBidding(dispute.case, package=package), key="open")
        for who, minor in ((dispute.buyer, 8_000), (seller, 12_000)):
            bidding.seal(ctx(who), dispute.case, bidding.Limit("bd1", minor, waives=who is dispute.buyer), key="seal")
    work()
    agreed = [one for one in (first, second) if reader.case(one.case).agreement]
    (left,) = [one for one in (first, second) if one not in agreed]
    assert len(agreed) == 1 and reader.case(agreed[0].case).obligation("b1").status == "kept"
    assert reader.case(left.case).biddings[-1].open  # nothing is said of it before the time is over
    clock.move(days=3)
    work()
    (ended,) = reader.case(left.case).biddings
    assert (ended.result, reader.case(left.case).agreement) == ("unfunded", None)
    assert replay.check().ok, replay.check().faults


def test_what_is_used_of_points_is_measured_once_enough_have_ended(disputes, people, ctx, work, clock, marketplace):
    dispute = disputes()
    worth(ctx, people)
    deposit(ctx, people, dispute.seller, 1_000)
    points.give_at_order(ctx(dispute.seller), dispute.root, number=400, why="delay", key="give")
    work()
    assert points.rows.redemption(marketplace.pk, 0, 1) == (0, 0)
    clock.move(days=61)
    work()
    now = int(clock.now.timestamp() * 1000)
    assert points.rows.redemption(marketplace.pk, 0, now) == (1, 0.0)  # nobody used any: all of it went home
    assert credit_terms.points_used(marketplace.pk, clock.now) == (1, None)
