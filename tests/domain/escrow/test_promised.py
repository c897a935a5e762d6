"""Whatever is promised, given and given free, no money of a purse is promised twice, appears or vanishes, and budgets bear it once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.escrow import accounts, points, points_book, promised, purse, vouchers
from hejie.domain.escrow.points_commands import GivePoints
from hejie.domain.escrow.voucher_book import EACH, SHOP, month_of
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor, system
from hejie.domain.kernel.refusal import Refusal
from hejie.store.ledger import rebuild_rows

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
SYSTEM, SELLER = system("market"), Actor("seller", "p2", "market", seller="s1")
AGENTS = tuple(Actor("agent", name, "market", seller="s1") for name in ("a1", "a2"))
PURSE, CASES = accounts.purse("market", "s1"), ("c1", "c2", "c3")
WORTH = points_book.Worth("2026-01-01T00:00:00.000Z", 1, 1, "CNY", 60)
FACES = st.fixed_dictionaries({}, optional={"voucher": st.integers(1, 900), "points": st.integers(1, 900)})
cases, people = st.sampled_from(CASES), st.sampled_from((None, SELLER, *AGENTS))
steps = st.one_of(
    st.tuples(st.just("deposit"), st.integers(1, 900)),
    st.tuples(st.just("draw"), st.integers(1, 900)),
    st.tuples(st.just("promise"), cases, FACES, people),
    st.tuples(st.just("free"), cases, st.sets(st.sampled_from(["voucher", "points"]), min_size=1)),
    st.tuples(st.sampled_from(["voucher", "points"]), cases),
    st.tuples(st.just("gift"), st.integers(1, 900)),
)


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    purse: purse.PurseState | None
    root: str = PURSE
    marketplace: str = "market"


class Life:
    """A shop's purse; a refusal changes nothing. limits: of the month, of the shop and of each agent."""

    def __init__(self, shop: int, each: int):
        self.state, self.entries, self.draws, self.limits = None, [], 0, {SHOP: shop, EACH: each}
        self.act(purse.deposit, purse.Deposit("s1", 1_000, "CNY"))
        for who, minor in self.limits.items():
            self.act(vouchers.set_budget, vouchers.SetBudget("s1", who, minor, "CNY"))

    def act(self, decision, command, by=SYSTEM, **more) -> str:
        try:
            events = decision(World(self.state), command, by=by, now=NOW, **more)
        except Refusal as refusal:
            return refusal.code
        for event in events:
            entry = {
                "seq": len(self.entries) + 1, "hash": "h", "kind": event.kind, "at": clock.text(NOW), "data": event.data, "stream": PURSE,
            }  # fmt: skip
            self.state = purse.evolve(self.state, entry)
            self.entries.append(entry)
        return ""


def live(life: Life, step: tuple) -> None:
    what, about, *more = step
    if what == "deposit":
        life.act(purse.deposit, purse.Deposit("s1", about, "CNY"))
    elif what == "draw":
        life.draws += 1
        life.act(purse.draw, purse.Draw("s1", "r", "c9", f"d{life.draws}", 1, "s1", about, "CNY"))
    elif what == "promise" and more[0]:
        life.act(promised.promise, promised.PromiseCredit("s1", about, "CNY", more[0]), whose=more[1])
    elif what == "free":
        found = life.state.promised.get(about)
        life.act(promised.free, promised.FreeCredit("s1", about, found.id if found else "c1", tuple(sorted(more[0]))))
    elif what == "gift":
        life.act(vouchers.issue, vouchers.IssueVoucher("s1", "p1", about, "CNY", 9, "goodwill"), by=SELLER)
    elif what == "voucher" and about in life.state.promised:
        minor = life.state.promised[about].faces.get("voucher", 0)
        life.act(vouchers.issue, vouchers.IssueVoucher("s1", "p1", minor, "CNY", 9, "agreement", about, bearer="a1"))
    elif what == "points" and about in life.state.promised:
        number = life.state.promised[about].faces.get("points", 0)
        life.act(
            points.give, GivePoints("s1", "p1", number, "agreement", about, bearer="a1"), worth=WORTH, currency="CNY"
        )


@given(st.integers(0, 3_000), st.integers(0, 3_000), st.lists(steps, max_size=25))
@settings(max_examples=150, deadline=None)
def test_nothing_is_promised_twice_and_the_ledger_says_the_same(shop, each, some):
    life = Life(shop, each)
    for step in some:
        live(life, step)
    kinds = [(entry["kind"], entry["data"]) for entry in life.entries]
    came = sum(data["amount"] for kind, data in kinds if kind == "Deposited")
    left = sum(data["amount"] for kind, data in kinds if kind == "Drawn")
    given_ = sum(data["minor"] for kind, data in kinds if kind in ("VoucherIssued", "PointsGiven"))
    aside = {one.case: one.minor for one in life.state.promised.values()}
    assert life.state.balance("CNY").minor + sum(aside.values()) == came - left - given_
    balances = {key[1]: row[4] for key, row in rebuild_rows((PURSE, entry) for entry in life.entries).balances.items()}
    assert min(balances.values()) >= 0
    assert balances[PURSE] == life.state.balance("CNY").minor
    assert {case: balances.get(accounts.promised(case), 0) for case in CASES} == {
        case: aside.get(case, 0) for case in CASES
    }
    assert all(
        one.faces and one.aside.get("points", 0) == one.faces.get("points", 0) for one in life.state.promised.values()
    )


@given(st.integers(0, 3_000), st.integers(0, 3_000), st.lists(steps, max_size=25))
@settings(max_examples=100, deadline=None)
def test_a_months_budgets_bear_what_is_promised_and_given_once_and_never_more_than_they_are(shop, each, some):
    life = Life(shop, each)
    for step in some:
        live(life, step)
    month, book = month_of(clock.text(NOW)), life.state.book
    issued = [entry["data"] for entry in life.entries if entry["kind"] in ("VoucherIssued", "PointsGiven")]
    owed = sum(sum(one.faces.values()) for one in life.state.promised.values())
    assert book.spent.get((month, SHOP, "CNY"), 0) == owed + sum(data["minor"] for data in issued) <= shop
    for agent in AGENTS:
        assert 0 <= book.spent.get((month, agent.id, "CNY"), 0) <= each
