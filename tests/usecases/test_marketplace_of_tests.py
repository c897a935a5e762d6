"""The ground on which tests of use cases stand: an order is held, a case opens, and the record holds afterwards."""

import pytest
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.rulebooks import procedures
from hejie.store import totals
from hejie.usecases import cases


def test_a_buyer_opens_a_case_about_a_delivered_order_and_its_money_stays_held(people, ctx, orders):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller, price=19900)
    (receipt,) = cases.open_cases(
        ctx(buyer),
        root=root,
        lines=(1,),
        reason="not_as_described",
        remedy="refund",
        package={"refund": 19900, "currency": "CNY"},
        story="The shoes are 7 mm shorter than the page says.",
        shown=procedures.load("procedures/standard").digest,
        key="open",
    )
    case_id = receipt.stream.removeprefix("case:")
    said = cases.write_message(ctx(seller), WriteMessage(case_id, "Please send a photo.", "joint"), key="m")
    assert said.first_seq == receipt.last_seq + 1
    held = {account: money.minor for account, (money, _reserved) in totals.balances(root).items()}
    assert held[f"custody:{root}.1"] == 19900


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_before_the_next(people, orders, turn):
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM transfer)")
        assert cursor.fetchone() == (0,)
    orders(people("buyer"), people("seller"))
