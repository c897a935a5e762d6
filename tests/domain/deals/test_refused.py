"""What a deal refuses of its own: to be put forward twice, and to be changed without end."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hejie.domain.deals import commands as c
from hejie.domain.deals import decide
from hejie.domain.deals.state import evolve
from hejie.domain.kernel.actor import Actor
from tests.support.folding import folded
from tests.support.refused import refuses

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BUYER, SHOP = Actor("buyer", "p1", "market"), Actor("seller", "p2", "market", seller="s1")
TERMS = {"currency": "CNY", "goods": [{"title": "Camera", "quantity": 1, "price": 250_000}]}


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    deal: object = None
    root: str = "deal:d1"
    marketplace: str = "market"
    streams: dict = field(default_factory=lambda: {"deal": "deal:d1"})

    def after(self, act, command, by) -> "World":
        """The world after an act."""
        return replace(self, deal=folded(evolve, self.deal, act(self, command, by=by, now=NOW), by=by, now=NOW))


def test_a_deal_is_put_forward_once_and_changed_so_often_and_no_more():
    world = World().after(decide.propose, c.ProposeDeal("d1", "s1", "p1", TERMS), SHOP)
    refuses("deal_exists", decide.propose, world, c.ProposeDeal("d1", "s1", "p1", TERMS), by=SHOP, now=NOW)
    for number in range(decide.MOST_VERSIONS - 1):
        world = world.after(decide.amend, c.AmendDeal("d1", TERMS | {"freight": number}), SHOP)
    refuses("deal_too_long", decide.amend, world, c.AmendDeal("d1", TERMS | {"freight": 999}), by=SHOP, now=NOW)
    last = world.after(decide.confirm, c.ConfirmDeal("d1", world.deal.newest.hash), BUYER)
    assert last.deal.has_confirmed("buyer")
