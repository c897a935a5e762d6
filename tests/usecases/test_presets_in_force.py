"""A marketplace may choose any procedure that comes with the program: an order, its clocks and a case under each, to the end."""

import pytest

from hejie.domain.escrow.purse import Deposit
from hejie.domain.orders.commands import DeliverOrder, ShipOrder
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.store import market_procedures as store
from hejie.usecases import cases, market_procedures, money
from hejie.usecases import orders as acts

pytestmark = pytest.mark.django_db


@pytest.fixture(params=procedures.names())
def rules(request, people, ctx):
    """The procedure that the marketplace has chosen; its guarantee fund can pay where nobody decides."""
    operator = ctx(people("operator"))
    money.deposit(operator, Deposit("fund", 100_000, "CNY"), key="fund")
    market_procedures.choose(operator, request.param)
    store.forget()
    return procedures.load(request.param)


def test_a_case_runs_under_it_to_its_end_though_nobody_acts(rules, people, ctx, orders, clock, work):
    buyer, seller = people("buyer"), people("seller")
    people("neutral")
    root = orders(buyer, seller, delivered=False)
    acts.ship(ctx(), ShipOrder(root), key="ship")
    clock.move(days=2)
    acts.deliver(ctx(), DeliverOrder(root), key="deliver")
    clock.move(hours=1)
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund",
        package={"refund": 19900, "currency": "CNY"}, story="It is another colour.", shown=ctx().in_force().digest,
        key="open",
    )  # fmt: skip
    case = receipt.created["case"]
    assert reader.case(case).procedure["digest"] == rules.digest
    for _ in range(12):
        clock.move(days=40)
        work()
    assert reader.case(case).closed and not reader.order(root).deadlines


def test_what_it_opens_itself_is_opened_when_nothing_is_heard_of_an_order(rules, people, ctx, orders, clock, work):
    root = orders(people("buyer"), people("seller"), delivered=False)
    acts.ship(ctx(), ShipOrder(root), key="ship")
    waits = reader.order(root).waits("platform_opens")
    assert len(waits) == sum(one.unless == "delivered" for one in rules.opens_itself)
    if not waits:
        return
    clock.move(days=90)
    work()
    assert reader.order(root).disputed or reader.order(root).confirmed == "silence"
