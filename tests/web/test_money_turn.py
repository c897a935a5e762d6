"""The turn bar where only money is still to move: it says what is true of it, to both sides, and so does a closed case."""

import pytest

from hejie.adapters import payments
from hejie.domain.orders.commands import RetryTransfer
from hejie.record import reader
from hejie.usecases import money
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
