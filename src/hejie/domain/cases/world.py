"""All that one decision may look at: the states of the streams that its transaction has locked."""

from dataclasses import dataclass

from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.frozen import changed
from hejie.domain.procedure.rulebook import Procedure


@dataclass(frozen=True)
class World:
    """States by kind; None where the stream was not asked for or has no entries yet.

    order      orders.state.OrderState; purse: escrow.purse.PurseState; standing: standing.state.StandingState
               (typed loosely: strangers to each other)
    streams    ids of the streams that were loaded, by kind
    procedure  the rulebook that the case has pinned (or the one in force, when it opens)
    """

    root: str
    marketplace: str
    streams: dict[str, str]
    order: object | None = None
    case: CaseState | None = None
    room: RoomState | None = None
    purse: object | None = None
    standing: object | None = None
    procedure: Procedure | None = None

    def with_state(self, kind: str, state: object) -> "World":
        """This world with one state moved on."""
        return changed(self, **{kind: state})
