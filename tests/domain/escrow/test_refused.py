"""What purses, points and vouchers refuse where they hold less than is asked."""

from dataclasses import dataclass, replace

import pytest

from hejie.domain.escrow import points, points_book, purse, vouchers
from hejie.domain.escrow import points_commands as pc
from tests.domain.escrow.test_points import ACCOUNT, GIVER, NOW, SYSTEM, World
from tests.support.folding import folded
from tests.support.refused import refuses


@dataclass
class Purses:
    """Purses by stream; acts on one of them."""

    states: dict

    def act(self, root, decision, command, **more):
        """Carry an act out."""
        events = decision(World(root, self.states.get(root)), command, by=SYSTEM, now=NOW, **more)
        self.states[root] = folded(purse.evolve, self.states.get(root), events, by=SYSTEM, now=NOW)
        return events


@pytest.fixture
def purses():
    made = Purses({})
    made.act(GIVER, purse.deposit, purse.Deposit("s1", 100_000, "CNY"))
    return made


@pytest.mark.parametrize("currency", ["EUR", "CNY"])
def test_nothing_is_drawn_from_a_purse_that_holds_nothing(purses, currency):
    command = purse.Draw("s1", "root", "case", "debt", 1, "s1", 500, currency)
    root = GIVER if currency == "EUR" else "purse:market:s2"
    refuses("purse_empty", purse.draw, World(root, purses.states.get(root)), command, by=SYSTEM, now=NOW)


def test_points_that_are_worth_less_than_the_smallest_coin_pay_nothing(purses):
    worth = points_book.Worth("", 1000, 1, "CNY", 30)
    given = pc.GivePoints("s1", "p1", 1500, "delay")
    made = purses.act(GIVER, points.give, given, worth=worth, currency="CNY")
    gift = purses.states[GIVER].points.gifts[made[-1].data["gift"]]
    purses.act(ACCOUNT, points.receive, pc.Receive("p1", "s1", gift))
    world = World(ACCOUNT, purses.states[ACCOUNT])
    refuses("points_worth_nothing", points.reserve, world, pc.Reserve("p1", "CNY", 3), by=SYSTEM, now=NOW)
    refuses("points_too_few", points.reserve, world, pc.Reserve("p1", "CNY", 1501), by=SYSTEM, now=NOW)
    refuses("points_too_few", points.reserve, world, pc.Reserve("p1", "CNY", minor=5), by=SYSTEM, now=NOW)


def test_a_voucher_pays_no_more_than_it_is_worth_and_than_is_left_to_pay(purses):
    issue = vouchers.IssueVoucher("s1", "p1", 5000, "CNY", 30, "delay")
    purses.act(GIVER, vouchers.issue, issue)
    state = purses.states[GIVER]
    (name,) = state.book.vouchers
    at = vouchers.Terms("p1", "CNY", 90_000, 3000)
    use = vouchers.UseVoucher("s1", name, "", "root", 3001)
    by = replace(SYSTEM, role="buyer", id="p1")
    for minor, unpaid in ((3001, 3000), (5001, 90_000)):
        terms = replace(at, unpaid=unpaid)
        command = replace(use, minor=minor)
        refuses("voucher_above_worth", vouchers.use, World(GIVER, state), command, by=by, now=NOW, at=terms)
    assert vouchers.use(World(GIVER, state), replace(use, minor=3000), by=by, now=NOW, at=at)
