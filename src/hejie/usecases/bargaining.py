"""Preferences told privately, rounds of proposals ranked in secret: what a side does, and what it alone may read of it.

Nothing here depends on what the other side keeps for itself; what does is done by the worker (`usecases.bargain_work`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hejie.domain.cases import access, bargain_history, bargain_state, bargaining
from hejie.domain.cases.bargain_commands import AnswerTradeOff, AskProposals, RankProposals, TellPreferences
from hejie.domain.cases.bargain_state import Round
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import contradictions, guess, preferences
from hejie.domain.settlement.terms.facts import Facts
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.usecases import acts, bargain_words
from hejie.usecases.bargain_map import SettlementMap, map_of
from hejie.usecases.reading import CaseView

if TYPE_CHECKING:
    from hejie.domain.settlement.terms.bargain import Bargain

__all__ = [
    "Bargaining", "Question", "Ranking", "SettlementMap", "answer", "ask", "map_of", "rank", "rankings_of", "table_of", "tell",
]  # fmt: skip


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
    waiting      a round has been asked for and is not there yet; rankings: the side's own, by round
    facts        what of the case all this rests on
    """

    space: Space
    own: Preferences | None
    rounds: tuple[Round, ...]
    open_round: Round | None
    own_ranking: Ranking | None
    points: Callable[[Mapping], object]
    floor_minor: int
    floor_rule: str
    question: Question | None
    guess: Preferences | None = None
    waiting: bool = False
    rankings: Mapping[str, Ranking] | None = None
    facts: Facts | None = None


def tell(ctx: Context, command: TellPreferences, *, key: str, if_match: str = "") -> Receipt:
    """Say privately what matters to one's own side. Refuses not_found, already_settled, and what `preferences.read` refuses."""
    case = _of_party(ctx, command.case_id)
    space = bargain_words.space_of(case, reader.order(case.root), ctx.now)
    told = preferences.read(command.preferences, space).said()
    decide = partial(bargaining.tell, told=told)
    return _in_own_room(ctx, case, command, key=key, decide=decide, action="prefer", if_match=if_match)


def ask(ctx: Context, command: AskProposals, *, key: str, if_match: str = "") -> Receipt:
    """Ask for a round of proposals to both sides. Refuses agreement_waits, already_settled, round_open, rounds_over."""
    return acts.in_case(ctx, command, key=key, decide=bargaining.ask, action="ask_proposals", if_match=if_match)


def rank(ctx: Context, command: RankProposals, *, key: str, if_match: str = "") -> Receipt:
    """Rank the proposals of the open round in secret. Refuses what `domain.cases.bargaining.rank` refuses."""
    case = _of_party(ctx, command.case_id)
    return _in_own_room(ctx, case, command, key=key, decide=bargaining.rank, action="rank", if_match=if_match)


def answer(ctx: Context, command: AnswerTradeOff, *, key: str, if_match: str = "") -> Receipt:
    """Answer the direct question that `table_of` shows to this side. Refuses trade_off_unknown."""
    case = _of_party(ctx, command.case_id)
    side = access.side_of(ctx.actor, case)
    decide = partial(bargaining.answer, asked=_asked(ctx, case, side, _opened(case, side), command.question))
    return _in_own_room(ctx, case, command, key=key, decide=decide, action="prefer", if_match=if_match)


def _asked(ctx: Context, case: CaseState, side: str, room: RoomState | None, question: str) -> dict:
    """The packages of a question that was asked or answered (a repeat is the same act). Refuses trade_off_unknown."""
    answered = bargain_words.asked_of(room)
    if question in answered:
        return dict(answered[question])
    found = _question(case, side, room, *_numbers(ctx, case, side, room, reader.order(case.root)))
    if found is None or found.id != question:
        raise Refusal("trade_off_unknown", question=question[:40])
    return {"first": dict(found.first), "second": dict(found.second)}


def table_of(ctx: Context, view: CaseView) -> Bargaining:
    """What the reader's own side sees of the bargaining; a program that reads for it sees nothing of its word or rankings.

    Refuses not_found for whoever is no party.
    """
    case, side = view.case, view.side
    if side not in ("buyer", "seller") or access.side_of(ctx.actor, case) != side:
        raise Refusal("not_found")
    room = _opened(case, side) if access.reads_own(ctx.actor) else None
    found, own = _numbers(ctx, case, side, room, view.order)
    facts, space = found.facts, found.space
    rankings, row = rankings_of(room), bargain_state.open_round(case)
    return Bargaining(
        space=space,
        own=own,
        rounds=case.rounds,
        open_round=row,
        own_ranking=rankings.get(row.id) if row is not None else None,
        points=partial(found.points, side),
        floor_minor=facts.floor_minor,
        floor_rule=facts.floor_rule,
        question=_question(case, side, room, found, own),
        guess=guess.usual(side, space),
        waiting=bool(case.proposals_asked) and row is None,
        rankings=rankings,
        facts=facts,
    )


def _numbers(
    ctx: Context, case: CaseState, side: str, room: RoomState | None, order: object
) -> tuple["Bargain", Preferences | None]:
    """The case as one side's own numbers have it, and its own word."""
    from hejie.domain.settlement.terms import bargain  # NumPy is loaded with the first table, not at every start

    space = bargain_words.space_of(case, order, ctx.now)
    own = bargain_words.preferences_of(room, space)
    return bargain.of(space.facts, space.book, space, {side: own}), own


def _question(
    case: CaseState, side: str, room: RoomState | None, found: "Bargain", own: Preferences | None
) -> Question | None:
    """From this side's own word and choices alone; nothing where it has told nothing, or the case is settled."""
    if own is None or case.settled:
        return None
    space = found.space
    made = bargain_history.choices(case, side, room, space.values)
    open_ones = [one for one in made if one[0].about not in bargain_history.answered(room)]
    doubt = contradictions.greatest(found.worths(side), space.book.told_error, [one[0] for one in open_ones])
    if doubt is None:
        return None
    first, second = next((one[1], one[2]) for one in open_ones if one[0] is doubt.choice)
    return Question(doubt.choice.about, first, second, tuple(space.issues[one].name for one in doubt.issues))


def _of_party(ctx: Context, case_id: str) -> CaseState:
    """The case, for one of its parties. Refuses not_found."""
    acts.root_of(case_id)
    case = reader.case(case_id)
    if case is None:
        raise Refusal("not_found")
    access.own_room(ctx.actor, case, "pref")
    return case


def _opened(case: CaseState, side: str) -> RoomState | None:
    return bargain_words.opened(case.root, {side: reader.room(case.id, f"pref-{side}")})[side]


def _in_own_room(
    ctx: Context, case: CaseState, command: object, *, key: str, decide: Callable, action: str, if_match: str
) -> Receipt:
    room = access.own_room(ctx.actor, case, "pref")
    return acts.in_room(ctx, command, room=room, key=key, decide=decide, action=action, if_match=if_match)


def rankings_of(room: RoomState | None) -> dict[str, Ranking]:
    """How the side whose opened room it is has ranked, by round."""
    found = room.kept_as("ProposalsRanked") if room is not None else ()
    return {
        one.data["round"]: Ranking(one.data["round"], tuple(one.data["order"]), tuple(one.data["accepts"]), one.at)
        for one in found
    }
