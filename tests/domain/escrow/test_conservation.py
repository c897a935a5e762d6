"""Whatever people do in whatever order, no money appears, vanishes or goes below zero, and the ledger says the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.escrow import accounts, holds, purse
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands, decide
from hejie.domain.orders.state import evolve
from hejie.store.ledger import rebuild_rows
from tests.domain.orders.given import BUYER, CASE, OTHER_CASE, ROOT, SHOP, SYSTEM, World, later

FUND = accounts.purse("market", accounts.FUND)
cases = st.sampled_from([CASE, CASE, OTHER_CASE])
numbers = st.sampled_from([1, 1, 1, 2, 2, 3, 4])
small = st.integers(0, 30_000)


class Life:
    """An order and what happened to it; a refusal changes nothing."""

    def __init__(self):
        self.order, self.entries, self.day = None, [], 0

    def act(self, decision, command, by=SYSTEM):
        self.put(lambda: decision(World(self.order), command, by=by, now=later(self.day)))

    def put(self, decide_now):
        try:
            events = decide_now()
        except Refusal:
            return
        for event in events:
            entry = {
                "seq": len(self.entries) + 1,
                "hash": "h",
                "kind": event.kind,
                "at": clock.text(later(self.day)),
                "data": event.data,
                "stream": event.stream,
            }
            self.order = evolve(self.order, entry)
            self.entries.append(entry)


steps = st.one_of(
    st.tuples(st.just("pay"), small, st.sampled_from(["CNY", "EUR"])),
    st.tuples(st.sampled_from(["ship", "deliver", "confirm", "cancel", "due"])),
    st.tuples(st.just("refund"), st.sets(numbers, min_size=1, max_size=3), st.none() | small),
    st.tuples(st.just("pay_line"), numbers, st.none() | small),
    st.tuples(st.just("freeze"), cases, st.sets(numbers, min_size=1, max_size=3)),
    st.tuples(st.just("split"), cases, small),
    st.tuples(st.sampled_from(["void", "release", "release", "unfreeze"]), cases),
    st.tuples(st.sampled_from(["posted", "posted", "refused", "retry"]), st.integers(0, 11)),
    st.tuples(st.just("cover"), st.sampled_from(["debt1", "debt1", "debt2"]), st.integers(1, 3000)),
)


def live(life, step):
    """Carry out one step, allowed or not."""
    name, *rest = step
    order = life.order
    life.day += 1
    if name in ("posted", "refused", "retry"):
        rest = [f"t{1 + rest[0] % max(1, len(order.custody.transfers))}"]
    simple = {
        "ship": (decide.ship, commands.ShipOrder(ROOT), SHOP),
        "deliver": (decide.deliver, commands.DeliverOrder(ROOT), SHOP),
        "confirm": (decide.confirm_receipt, commands.ConfirmReceipt(ROOT), BUYER),
        "cancel": (decide.cancel, commands.CancelOrder(ROOT), SHOP),
    }
    if name in simple:
        life.act(*simple[name])
    elif name == "pay":
        life.act(decide.record_payment, commands.RecordPayment(ROOT, *rest))
    elif name == "due":
        life.day += 10
        life.put(lambda: clocks.due(order, later(life.day)))
    elif name == "refund":
        life.act(decide.refund, commands.RefundLines(ROOT, tuple(rest[0]), rest[1]), SHOP)
    elif name == "pay_line":
        life.act(decide.release, commands.ReleaseHold(ROOT, *rest), BUYER)
    elif name in ("posted", "refused"):
        life.act(decide.settle, commands.SettleTransfer(ROOT, rest[0], name == "posted", "ref", "why"))
    elif name == "retry":
        life.act(decide.retry, commands.RetryTransfer(ROOT, rest[0]))
    elif name == "cover":
        life.act(decide.cover_debt, commands.CoverDebt(ROOT, rest[0], "fund", FUND, rest[1]))
    elif name == "void":
        life.put(lambda: holds.void(order, rest[0], "replaced"))
    elif name == "unfreeze":
        life.put(lambda: holds.unfreeze(order, rest[0], now=later(life.day)))
    elif name == "split" and not holds.lines_of(order, rest[0]):
        return
    else:
        life.put(lambda: getattr(holds, name)(order, *rest))


def check(life):
    """What must be true of an order's money at any moment, in the folded state and in the ledger."""
    order = life.order
    covered = sum(debt.paid for debt in order.custody.debts)
    for hold in order.custody.holds:
        parts = (hold.free, hold.reserved, hold.to_buyer, hold.to_seller)
        assert min(parts) >= 0
        assert sum(parts) == hold.held
    assert sum(hold.held for hold in order.custody.holds) == order.paid_minor + covered
    assert all(0 <= debt.paid <= debt.amount for debt in order.custody.debts)
    rows = rebuild_rows((ROOT, entry) for entry in life.entries)
    balances = {account: (amount, reserved) for _, account, _, _, amount, reserved in rows.balances.values()}
    assert {currency for _, _, currency, *_ in rows.balances.values()} <= {order.currency}
    assert all(amount >= 0 and reserved >= 0 for amount, reserved in balances.values())
    for hold in order.custody.holds:
        assert balances[accounts.custody(hold.id)] == (hold.free, hold.reserved)
    buyer = sum(hold.to_buyer for hold in order.custody.holds)
    assert balances.get(accounts.buyer("p1"), (0, 0)) == (buyer, 0)
    for seller in order.sellers():
        got = sum(hold.to_seller for hold in order.custody.holds if hold.line and order.seller_of(hold.line) == seller)
        assert balances.get(accounts.seller(seller), (0, 0)) == (got, 0)


@settings(max_examples=300, deadline=None)
@given(
    prices=st.lists(st.integers(0, 9999), min_size=1, max_size=3),
    sellers=st.permutations(["s1", "s1", "s2"]),
    paid=st.sampled_from([None, 5000, 9999, 20000]),
    todo=st.lists(steps, min_size=15, max_size=50),
)
def test_money_is_conserved_under_any_order_of_acts(prices, sellers, paid, todo):
    life = Life()
    lines = tuple(commands.NewLine(number, sellers[number - 1], price) for number, price in enumerate(prices, start=1))
    life.act(decide.place, commands.PlaceOrder(ROOT, "A", "p1", "CNY", lines, paid=paid))
    for step in todo:
        live(life, step)
        check(life)


@given(
    free=st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
    award=st.integers(0, 10**8),
)
def test_a_division_gives_the_buyer_his_award_and_nobody_more_than_there_is(free, award):
    from hejie.domain.escrow.splits import split

    parts, short = split(free, award, "CNY")
    assert all(part.to_buyer >= 0 and part.to_seller >= 0 for part in parts)
    assert [part.to_buyer + part.to_seller for part in parts] == free
    assert sum(part.to_buyer for part in parts) + short == award
    assert short == max(0, award - sum(free))


class PurseWorld:
    """What a purse's decision looks at."""

    def __init__(self, state):
        self.root, self.marketplace, self.purse = FUND, "market", state


purse_steps = st.one_of(
    st.builds(purse.Deposit, st.just("fund"), st.integers(-5, 10_000), st.sampled_from(["CNY", "EUR"])),
    st.builds(
        purse.Draw, st.just("fund"), st.just(ROOT), st.just(CASE), st.sampled_from(["debt1", "debt2"]),
        st.integers(1, 3), st.just("s1"), st.integers(0, 20_000), st.sampled_from(["CNY", "EUR"]),
    ),
    st.builds(purse.Repay, st.just("s1"), st.integers(0, 10_000), st.sampled_from(["CNY", "EUR"])),
)  # fmt: skip


@given(st.lists(purse_steps, max_size=30))
def test_a_purse_never_gives_more_than_it_has_and_once_for_each_cover(todo):
    decisions = {purse.Deposit: purse.deposit, purse.Draw: purse.draw, purse.Repay: purse.repay}
    state, entries = None, []
    for command in todo:
        try:
            events = decisions[type(command)](PurseWorld(state), command, by=SYSTEM, now=later(0))
        except Refusal:
            continue
        for event in events:
            seq = len(entries) + 1
            entries.append(
                {
                    "seq": seq,
                    "hash": "",
                    "kind": event.kind,
                    "at": clock.text(later(0)),
                    "data": event.data,
                    "stream": FUND,
                }
            )
            state = purse.evolve(state, entries[-1])
    if state is None:
        return
    rows = rebuild_rows((FUND, entry) for entry in entries)
    live = {currency: amount for _, account, currency, _, amount, _ in rows.balances.values() if account == FUND}
    assert live == state.balances
    draws = [entry["data"]["draw"] for entry in entries if entry["kind"] == "Drawn"]
    assert len(draws) == len(set(draws))
    assert all(owed >= 0 for owed in state.owed.values())
