"""A shop's papers have an upper number, and what was erased makes room again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hejie.domain.kernel.actor import Actor
from hejie.domain.standing import state as states
from hejie.domain.standing import vet
from hejie.domain.standing.vetting import Needed, Terms
from tests.support.folding import folded
from tests.support.refused import refuses

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SHOP = Actor("seller", "p2", "market", seller="s1")
TERMS = Terms(30, 30, 5, 30, ("list",), 90, 30, 24)


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    standing: object = None
    root: str = "standing:market:seller:s1"
    marketplace: str = "market"


def test_a_shop_files_so_many_papers_and_those_that_were_erased_make_room():
    world = World()
    declared = vet.declare(
        world, vet.Declare("s1", "business", "cn", ()), by=SHOP, now=NOW, needed=Needed(("licence",)), terms=TERMS,
        policy={"id": "p", "digest": "d"},
    )  # fmt: skip
    world = replace(world, standing=folded(states.evolve, None, declared, by=SHOP, now=NOW))
    paper = vet.FilePaper("s1", "licence", {"ref": "f0", "size": 1, "type": "application/pdf"}, "a.pdf")
    filed = vet.file_paper(world, paper, by=SHOP, now=NOW)
    standing = folded(states.evolve, world.standing, filed, by=SHOP, now=NOW)
    (one,) = standing.vetting.papers
    papers = tuple(replace(one, id=f"p{number}", file={"ref": f"f{number}"}) for number in range(1, 201))
    world = replace(world, standing=replace(standing, vetting=replace(standing.vetting, papers=papers)))
    refuses("too_many_papers", vet.file_paper, world, paper, by=SHOP, now=NOW)
    room = replace(world, standing=replace(world.standing, erased=frozenset({"f7"})))
    assert vet.file_paper(room, paper, by=SHOP, now=NOW)[0].data["paper"] == "p201"
