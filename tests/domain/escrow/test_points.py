"""Whatever happens with points, none of the money behind them appears or vanishes, and the ledger says the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.escrow import accounts, points, points_back, points_book, purse
from hejie.domain.escrow import points_commands as commands
from hejie.domain.escrow.custody import Custody, Hold, Transfer
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor, system
from hejie.domain.kernel.refusal import Refusal
from hejie.store.ledger import rebuild_rows

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
SYSTEM, SELLER = system("market"), Actor("seller", "p2", "market", seller="s1", second_factor=True)
GIVER, ACCOUNT = accounts.purse("market", "s1"), accounts.purse("market", commands.owner("p1"))
ORDERS = ("abcdefghijklmnop", "bcdefghijklmnopq")


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    root: str
    purse: purse.PurseState | None
    marketplace: str = "market"


class Life:
    """A giver's purse and a buyer's account; a refusal changes nothing."""

    def __init__(self):
        self.state, self.entries, self.now, self.sent = {}, [], NOW, dict.fromkeys(ORDERS, 0)
        self.act(GIVER, purse.deposit, purse.Deposit("s1", 100_000, "CNY"))

    def act(self, root, decision, command, **more):
        try:
            events = decision(World(root, self.state.get(root)), command, by=SYSTEM, now=self.now, **more)
        except Refusal:
            return ()
        for event in events:
            seq = self.state[root].seq + 1 if root in self.state else 1
            entry = {
                "seq": seq,
                "hash": "h",
                "kind": event.kind,
                "at": clock.text(self.now),
                "data": event.data,
                "stream": root,
            }
            self.state[root] = purse.evolve(self.state.get(root), entry)
            self.entries.append((root, entry))
        return events


def live(life, step):
    """Carry out one step, allowed or not."""
    name, *rest = step
    life.now += timedelta(hours=5)
    book = life.state[ACCOUNT].points if ACCOUNT in life.state else points_book.PointsBook()
    if name == "give":
        number, per, minor = rest
        worth = points_book.Worth("", per, minor, "CNY", 30)
        made = life.act(
            GIVER, points.give, commands.GivePoints("s1", "p1", number, "delay"), worth=worth, currency="CNY"
        )
        if made:
            gift = life.state[GIVER].points.gifts[made[-1].data["gift"]]
            life.act(ACCOUNT, points.receive, commands.Receive("p1", "s1", gift))
            assert not life.act(ACCOUNT, points.receive, commands.Receive("p1", "s1", gift))
    elif name == "keep" and book.lots:
        life.act(ACCOUNT, points.reserve, commands.Reserve("p1", "CNY", *rest, minutes=1440))
    elif name in ("spend", "let go", "take back") and book.uses:
        _with_use(life, name, list(book.uses.values())[rest[0] % len(book.uses)], rest[1])
    elif name == "wait":
        life.now += timedelta(days=rest[0])
        for use in book.uses:
            life.act(ACCOUNT, points.look_at_use, commands.Act("p1", use))
        for lot in book.lots:
            for event in life.act(ACCOUNT, points.look_at_lot, commands.LookAtLot("p1", lot)):
                if event.kind == "PointsEnded":
                    said, end = event.data, life.state[ACCOUNT].seq
                    home = commands.ComeHome("s1", said["gift"], end, ACCOUNT, said["minor"])
                    assert life.act(GIVER, points.come_home, home) and not life.act(GIVER, points.come_home, home)


def _with_use(life, name, use, number):
    order = ORDERS[number % 2]
    if name == "let go":
        life.act(ACCOUNT, points.release, commands.Act("p1", use.id))
    elif name == "spend":
        terms = commands.Terms("p1", "CNY", 40_000)
        if life.act(ACCOUNT, points.spend, commands.Act("p1", use.id, order), at=terms):
            assert not life.act(ACCOUNT, points.spend, commands.Act("p1", use.id, order), at=terms)
            life.act(ACCOUNT, points.carry, commands.Act("p1", use.id, order, number % 5 != 0))
            assert not life.act(ACCOUNT, points.carry, commands.Act("p1", use.id, order))
    elif use.status == "paid":
        out = sum(
            one.out
            for one in life.state[ACCOUNT].points.uses.values()
            if one.order == use.order and one.status == "paid"
        )
        back = commands.TakeBack("p1", use.order, f"t{len(life.entries)}", min(out, number))
        if back.minor:
            assert life.act(ACCOUNT, points.take_back, back) and not life.act(ACCOUNT, points.take_back, back)


def check(life):
    """Every lot has what its account has, all money given is somewhere, and no point without money nor money without a point."""
    rows = rebuild_rows(iter(life.entries)).balances
    balance = {(root, account): amount for (root, account, _), (*_ignored, amount, _r) in rows.items()}
    assert all(amount >= 0 for amount in balance.values())
    giver, account = life.state[GIVER], life.state.get(ACCOUNT)
    assert balance[GIVER, GIVER] == giver.balances["CNY"]
    if account is None:
        return
    book = account.points
    for lot in book.lots.values():
        assert balance.get((ACCOUNT, accounts.points(lot.id)), 0) == lot.left
        assert bool(lot.rest) == bool(lot.left)
    kept = sum(use.minor for use in book.uses.values() if use.status == "reserved")
    paid = sum(use.out for use in book.uses.values() if use.status == "paid")
    given = sum(gift.minor for gift in giver.points.gifts.values())
    home = sum(sum(gift.back.values()) for gift in giver.points.gifts.values())
    assert given == home + kept + paid + sum(lot.left for lot in book.lots.values())
    assert given - home == 100_000 - giver.balances["CNY"]


counts = st.integers(1, 3_000)
steps = st.one_of(
    st.tuples(st.just("give"), counts, st.sampled_from([1, 3, 7, 100]), st.sampled_from([1, 2, 5, 100])),
    st.tuples(st.just("keep"), st.none() | counts, st.none() | counts),
    st.tuples(st.sampled_from(["spend", "spend", "let go", "take back", "take back"]), st.integers(0, 9), counts),
    st.tuples(st.just("wait"), st.sampled_from([1, 1, 8, 31])),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(steps, max_size=30))
def test_points_and_the_money_behind_them_are_conserved(some):
    life = Life()
    for step in [("give", 1_000, 3, 1), *some]:
        live(life, step)
        check(life)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=4), counts)
def test_as_few_points_as_pay_a_sum_and_never_more_than_it(some, minor):
    lots = [
        points_book.Lot(f"l{n}", "s1", "p1", p, m, p, m, "CNY", "", "delay", "", "", "", "")
        for n, (p, m) in enumerate(some)
    ]
    parts = points_book.take_worth(lots, minor)
    assert sum(paid for _lot, _points, paid in parts) <= minor
    for lot, number, paid in parts:
        own = next(one for one in lots if one.id == lot)
        assert own.worth(number) == paid > own.worth(number - 1)


@given(st.integers(1, 5_000), st.integers(0, 5_000), st.lists(st.integers(1, 900), min_size=1, max_size=12))
def test_of_a_refund_in_pieces_points_get_their_share_and_all_of_it_in_the_end(held, in_points, pieces):
    in_points = min(held, in_points)
    hold = Hold("r.1", 1, held, held, points=in_points)
    custody, left = Custody("r", (hold,)), held
    for minor in [*pieces, held]:
        minor = min(minor, left)
        back = points_back.share(custody, hold, minor)
        assert 0 <= back <= minor
        rows = [(minor - back, False), (back, True)]
        moved = [
            Transfer("t", "", "refund", "r.1", "custody:r.1", "buyer:p1", some, "CNY", points=way)
            for some, way in rows
            if some
        ]
        custody = Custody("r", (hold,), (*custody.transfers, *moved))
        left -= minor
        sent = held - left
        assert sum(row.amount for row in custody.transfers if row.points) == in_points * sent // held
    assert sum(row.amount for row in custody.transfers if row.points) == in_points
