"""Which streams of their own there are: every one of them, by the name with which its id begins."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hejie.domain.cases.world import World
from hejie.domain.complaints.decide import COMPLAINT
from hejie.domain.complaints.rooms import DESK, WORD
from hejie.domain.deals.decide import DEAL
from hejie.domain.kernel.own_stream import Events, Kind
from hejie.domain.questions.decide import QUESTION

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (DEAL, QUESTION, COMPLAINT, DESK, WORD)}


def here(world: World) -> tuple[Kind, ...]:
    """Those of which a decision looks at one."""
    return tuple(kind for kind in KINDS.values() if kind.state(world) is not None)


def due(world: World, kinds: tuple[Kind, ...], *, now: datetime, outages: Callable) -> Events:
    """What silence has brought due first in one of them."""
    for kind in kinds:
        if events := kind.due(world, now=now, outages=outages):
            return events
    return ()
