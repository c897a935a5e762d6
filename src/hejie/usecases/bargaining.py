"""Preferences told privately, rounds of proposals ranked in secret: what a side does, and what it alone may read of it.

Nothing here depends on what the other side keeps for itself; what does is done by the worker (`usecases.bargain_work`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from hejie.domain.cases import access, bargain_state, bargaining
from hejie.domain.cases.bargain_commands import AnswerTradeOff, AskProposals, RankProposals, TellPreferences
from hejie.domain.cases.bargain_state import Round
from hejie.domain.cases.state import RoomState
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.usecases import acts
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Ranking:
    """How one side has ranked a round: ids, best first, and those that it accepts."""

    round: str
    order: tuple[str, ...]
    accepts: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Question:
    """The one direct question to a side whose choice does not fit its own points.

    first, second   packages: the one that was chosen, and the one that is better by the points
    issues          names of the issues that carry the difference
    """

    id: str
    first: Mapping
    second: Mapping
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bargaining:
    """What one side sees of the bargaining, from its own word and what both have been told; nothing of the other side's.

    space        settlement.terms.space.Space of the case
    own          the side's own word, or None; guess: what is usual in its role, in the form in which a person would tell it
    points       what a package is worth to this side, by its own numbers
    floor_minor  what the rules guarantee the buyer (minor units), floor_rule: where that stands
    waiting      a round has been asked for and is not there yet
    """

    space: object
    own: object | None
    rounds: tuple[Round, ...]
    open_round: Round | None
    own_ranking: Ranking | None
    points: Callable[[Mapping], object]
    floor_minor: int
    floor_rule: str
    question: Question | None
    guess: object | None = None
    waiting: bool = False
    rankings: Mapping[str, Ranking] | None = None


@dataclass(frozen=True, slots=True)
class SettlementMap:
    """What was offered and could be, by what it gives each side over what it has without an agreement; for the neutral alone.

    points      offers, proposals and the agreement: (gain of the buyer, gain of the seller, label), 0 to 10,000
    frontier    (gain of the buyer, gain of the seller), ascending by the first
    solutions   nash, egalitarian, kalai_smorodinsky, utilitarian: the same pair, and the package
    confidence  how sure the beliefs about each side are, 0 to 1
    """

    points: tuple[tuple[int, int, str], ...]
    frontier: tuple[tuple[int, int], ...]
    solutions: Mapping[str, tuple[int, int, Mapping]]
    confidence: Mapping[str, float]


def tell(ctx: Context, command: TellPreferences, *, key: str, if_match: str = "") -> Receipt:
    """Say privately what matters to one's own side. Refuses not_found, already_settled, and what `preferences.read` refuses."""
    raise Refusal("not_found")


def ask(ctx: Context, command: AskProposals, *, key: str, if_match: str = "") -> Receipt:
    """Ask for a round of proposals to both sides."""
    return acts.in_case(ctx, command, key=key, decide=bargaining.ask, action="ask_proposals", if_match=if_match)


def rank(ctx: Context, command: RankProposals, *, key: str, if_match: str = "") -> Receipt:
    """Rank the proposals of the open round in secret."""
    return _in_own_room(ctx, command, key=key, decide=bargaining.rank, action="rank", if_match=if_match)


def answer(ctx: Context, command: AnswerTradeOff, *, key: str, if_match: str = "") -> Receipt:
    """Answer the direct question that `table_of` shows to this side. Refuses trade_off_unknown."""
    raise Refusal("not_found")


def table_of(ctx: Context, view: CaseView) -> Bargaining:
    """What the reader's own side sees of the bargaining. Refuses not_found for whoever is no party."""
    raise Refusal("not_found")


def map_of(ctx: Context, view: CaseView) -> SettlementMap:
    """The settlement map. Refuses not_found for everybody but the neutral of the case."""
    raise Refusal("not_found")


def _in_own_room(ctx: Context, command: object, *, key: str, decide: Callable, action: str, if_match: str) -> Receipt:
    case = reader.case(command.case_id)
    if case is None:
        raise Refusal("not_found")
    room = access.own_room(ctx.actor, case, "pref")
    return acts.in_room(ctx, command, room=room, key=key, decide=decide, action=action, if_match=if_match)


def rankings_of(room: RoomState | None) -> dict[str, Ranking]:
    """How the side whose room it is has ranked, by round."""
    found = room.kept_as("ProposalsRanked") if room is not None else ()
    return {
        one.data["round"]: Ranking(one.data["round"], tuple(one.data["order"]), tuple(one.data["accepts"]), one.at)
        for one in found
    }


__all__ = ["Bargaining", "Question", "Ranking", "SettlementMap", "answer", "ask", "map_of", "rank", "table_of", "tell"]
_LATER = (partial, bargain_state)
