"""All that one decision may look at: the states of the streams that its transaction has locked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.frozen import changed
from hejie.domain.procedure.rulebook import Procedure


@dataclass(frozen=True)
class World:
    """States by kind; None where the stream was not asked for or has no entries yet.

    order      orders.state.OrderState; purse: escrow.purse.PurseState; standing: standing.state.StandingState;
               deal: deals.state.DealState; question: questions.state.QuestionState; complaint: complaints.state.ComplaintState;
               desk, word: rooms of a complaint, complaints.rooms.Room (typed loosely: strangers to each other)
    streams    ids of the streams that were loaded, by kind
    seats      rooms of a panel's seats by stream, where a decision looks at several; None where nothing stands there yet
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
    deal: object | None = None
    question: object | None = None
    complaint: object | None = None
    desk: object | None = None
    word: object | None = None
    procedure: Procedure | None = None
    seats: Mapping[str, RoomState | None] = field(default_factory=dict)

    def with_state(self, kind: str, state: object) -> "World":
        """This world with one state moved on."""
        return changed(self, **{kind: state})

    def at(self, stream: str) -> object | None:
        """The state of a stream that was loaded; None where nothing stands there yet."""
        if stream in self.seats:
            return self.seats[stream]
        assert stream in self.streams.values(), f"{stream} was not loaded"  # else it would seem to be empty
        return getattr(self, stream.partition(":")[0])

    def moved(self, stream: str, state: object) -> "World":
        """This world with the state of one stream moved on."""
        if stream in self.seats:
            return changed(self, seats={**self.seats, stream: state})
        return self.with_state(stream.partition(":")[0], state)
