"""The turn bar where only money is still to move: it says what is true of it, to both sides, and so does a closed case."""

import pytest

from hejie.adapters import payments
from hejie.domain.escrow import purse
from hejie.domain.orders.commands import ConfirmReceipt, RetryTransfer
from hejie.record import reader
from hejie.usecases import money, orders
from tests.support.service import Services

pytestmark = pytest.mark.once


@pytest.fixture
def asked(people, ctx, marketplace, clock):
    """A return that its shop has approved, and both of its people's pages."""
    made = Services(people, ctx, marketplace, clock)()
    made.answer()
    return made


def _turn(page, case: str) -> tuple:
    turn = page.get("case", case).context["turn"]
    return turn.side, turn.what, turn.silence


def test_what_the_provider_refuses_is_the_marketplaces_turn_until_it_is_there(
    browser, asked, people, ctx, run_worker, monkeypatch
):
    for step in ("send", "receive", "inspect"):
        asked.step(step, **({"carrier": "SF"} if step == "send" else {}))
    refusing = type("Refusing", (), {"transfer": lambda self, told: payments.Answer(False, why="account closed")})
    with monkeypatch.context() as patched:
        patched.setattr(payments, "provider", lambda: refusing())
        run_worker()
    for who in (asked.buyer, asked.seller):
        side, what, silence = _turn(browser(who), asked.case)
        assert (side, what) == ("platform", "A payment of ¥102.50 did not go through") and "tries again" in silence
    asked.buyer.person.language = "zh"
    asked.buyer.person.save()
    assert "一笔 ¥102.50 的付款没有成功" in browser(asked.buyer).get("case", asked.case).content.decode()
    (refused,) = [row for row in reader.order(asked.root).custody.transfers if row.status == "failed"]
    money.retry_transfer(ctx(people("operator")), RetryTransfer(asked.root, refused.id), key="again")
    assert _turn(browser(asked.seller), asked.case)[1] == "The money is on its way"
    run_worker()
    assert asked.state.closed and asked.paid_back == 10250


def test_a_request_that_lapsed_says_that_its_money_is_still_in_custody_and_where_its_clock_stands(
    browser, asked, clock, run_worker
):
    clock.move(hours=169)
    run_worker()
    page = browser(asked.buyer).get("case", asked.case)
    assert asked.state.outcome == "lapsed"
    assert page.context["turn"].silence.startswith("¥205.00 for these goods are still in custody.")
    assert page.context["turn"].other_url == f"/orders/{asked.root}/"


def test_what_a_paid_seller_owes_is_said_to_both_sides_until_deposit_or_fund_has_covered_it(
    browser, people, ctx, marketplace, clock, run_worker
):
    """Paid out before, no deposit, silent through every step: no page says that money is on its way, and each sum stands once."""
    made = Services(people, ctx, marketplace, clock)
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    root = made.order(buyer, seller)
    orders.confirm_receipt(ctx(buyer), ConfirmReceipt(root), key="all well")
    run_worker()
    asked = made(buyer=buyer, seller=seller, root=root, reason="defective")
    clock.move(hours=49)
    run_worker()
    asked.step("send", carrier="SF")
    for hours in (241, 73):
        clock.move(hours=hours)
        run_worker()
    side, what, silence = _turn(browser(buyer), asked.case)
    assert (side, what) == ("platform", "¥102.50 are still owed to you") and "guarantee fund" in silence
    assert _turn(browser(seller), asked.case)[1] == "You still owe the buyer ¥102.50"
    money.deposit(ctx(operator), purse.Deposit("fund", 10000, "CNY"), key="fund")
    clock.move(days=1)  # the worker tries again after a while
    run_worker()
    for who, words in ((buyer, "¥2.50 are still owed to you"), (seller, "You still owe the buyer ¥2.50")):
        page = browser(who).get("case", asked.case)
        assert page.context["turn"].what == words
        rows = {str(row["label"]): row["now"] for row in page.context["money"]["rows"]}
        assert sorted(str(now) for now in rows.values() if "quiet" not in str(now)).count("¥2.50") == 1
        (line,) = browser(who).get("order", root).context["lines"]
        told = {str(one["label"]): one["sum"].minor for one in line["money"]}
        assert (
            told
            == {
                "in custody": 10250,
                "paid back to the buyer": 10000,
                "paid to the seller": 20500,
                "still owed to the buyer": 250,
            }
            or told
        )
    money.deposit(ctx(operator), purse.Deposit("fund", 250, "CNY"), key="rest")
    clock.move(days=1)
    run_worker()
    assert asked.state.closed and "owed" not in browser(buyer).get("order", root).content.decode()
