"""Rounds of proposals: each side tells privately what matters to it and ranks in secret; what both accept is agreed.

What a side tells and ranks is written into its own room alone. Nothing here that depends on the other side's room is decided
in a party's own act: the program itself puts and counts, later and for both at once (`usecases.bargaining`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hejie.domain.cases import access, bargain_state, offers, packages, told_alone, waiving
from hejie.domain.cases.bargain_commands import (
    AnswerTradeOff,
    AskProposals,
    CountRankings,
    PutProposals,
    RankProposals,
    RecordGains,
    TellPreferences,
)
from hejie.domain.cases.bargain_state import IMPROVEMENT, TEXT, Round
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import SIDES, CaseState, Kept, RoomState
from hejie.domain.cases.talk import answered
from hejie.domain.cases.world import World
from hejie.domain.kernel import canonical, clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

JSON = "application/json"
_TIME_TO_ANSWER = timedelta(days=1)
_LETTERS = "abcdefghij"


def tell(world: World, command: TellPreferences, *, by: Actor, now: datetime, told: Mapping) -> tuple[Event, ...]:
    """Keep in a side's own room what matters to it; the newest counts. The case's own record says nothing of it.

    told      the preferences as they were read and checked against the case's own issues, as plain JSON
    Refuses   not_found (who is no party), already_settled
    """
    stream = _own(by, world)
    if world.case.settled:
        raise Refusal("already_settled")
    return (Event(stream, "PreferencesTold", {"preferences": Private(_json(told), JSON)}),)


def answer(world: World, command: AnswerTradeOff, *, by: Actor, now: datetime, asked: Mapping) -> tuple[Event, ...]:
    """Keep a side's answer to the one direct question about what it had chosen against its own points.

    asked     the question's two packages, as plain JSON: {"first": …, "second": …}
    Refuses   not_found, already_settled, trade_off_unknown
    """
    stream = _own(by, world)
    if world.case.settled:
        raise Refusal("already_settled")
    if command.answer not in ("first", "second"):
        raise Refusal("trade_off_unknown", question=command.question[:40])
    told = {"question": command.question, "answer": command.answer, "asked": dict(asked)}
    return (Event(stream, "TradeOffAnswered", {"told": Private(_json(told), JSON)}),)


def ask(world: World, command: AskProposals, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask for a round of proposals to both sides; the other side's asking answers a claim.

    Refuses   agreement_waits, already_settled, round_open (also where one is about to be put), rounds_over
    """
    case = world.case
    side = access.side_of(by, case)
    offers.require_talks(case)
    if case.proposals_asked or bargain_state.unfinished(case) is not None:
        raise Refusal("round_open")
    if not bargain_state.next_kind(case):
        raise Refusal("rounds_over")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("ProposalsAsked", side=side)
    answered(draft, side)
    return draft.events()


def rank(world: World, command: RankProposals, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Rank all proposals of the open round, once, into one's own room. Accepting none is a ranking too.

    Refuses   not_found, round_not_open, ranked_before, ranking_incomplete, promise_above_limit, below_entitlement (a buyer
              accepts less than the rules guarantee him and has not said that he knows it)
    """
    stream = _own(by, world)
    row = bargain_state.open_round(world.case)
    if row is None or row.id != command.round:
        raise Refusal("round_not_open", round=command.round[:40])
    if _ranking(world.room, row.id) is not None:
        raise Refusal("ranked_before", round=row.id)
    ids = [one.id for one in row.proposals]
    accepts = sorted(set(command.accepts))
    if sorted(command.order) != sorted(ids) or not set(accepts) <= set(ids):
        raise Refusal("ranking_incomplete", round=row.id, proposals=", ".join(ids))
    given_up = {}
    for proposal in accepts:
        package = row.package(proposal)
        offers.within_promise(by, packages.cost(package), world.case.currency)
        said = waiving.said(world.case, package, access.side_of(by, world.case), waives=command.waives, by=by)
        given_up |= {proposal: said["waives"]} if said else {}
    told = {"order": list(command.order), "accepts": accepts, **({"waives": given_up} if given_up else {})}
    return (Event(stream, "ProposalsRanked", {"round": row.id, "told": Private(_json(told), JSON)}),)


def put(world: World, command: PutProposals, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put what was reckoned to both sides, and keep in the engine's room what it was reckoned from.

    Nothing where it is wanted no more: the case has gone on, or another of like number has been put.
    """
    case = world.case
    if command.round != bargain_state.number(case) or not _wanted(case, command):
        return ()
    draft = Draft(world, by, now)
    if not command.proposals:
        if command.kind != IMPROVEMENT:
            draft.add("ProposalsNotMade")
        return draft.events()
    rows = [
        {"id": f"{command.round}{_LETTERS[index]}", "package": dict(package)}
        for index, package in enumerate(command.proposals)
    ]
    standing = "" if command.kind == bargain_state.THREE else rows[0]["id"]
    draft.add("ProposalsMade", round=command.round, kind=command.kind, standing=standing, proposals=rows)
    draft.wait("rank", "both", about=command.round)
    _time_to_answer(draft, command.round)
    return (*draft.events(), *_reckoned(world, command))


def _wanted(case: CaseState, command: PutProposals) -> bool:
    if command.kind == IMPROVEMENT:
        return may_improve(case) and case.agreement.offer == command.agreement
    return bool(case.proposals_asked) and command.kind == bargain_state.next_kind(case) and _talking(case)


def _talking(case: CaseState) -> bool:
    try:
        offers.require_talks(case)
    except Refusal:
        return False
    return not case.closed and bargain_state.unfinished(case) is None


def may_improve(case: CaseState) -> bool:
    """Whether something better than what has been agreed could still be offered: once, before the agreement is in effect."""
    agreed = case.agreement
    return (
        agreed is not None and not agreed.in_effect and not case.closed and bargain_state.unfinished(case) is None
        and not any(row.kind == IMPROVEMENT for row in case.rounds)
    )  # fmt: skip


def _time_to_answer(draft: Draft, round_id: str) -> None:
    """Who ranks in secret cannot be seen to act: his turn to answer does not run out before the round does, nor a day after."""
    rows = draft.case.waits("rank", about=round_id)
    if not rows:
        return
    until = rows[0].until + _TIME_TO_ANSWER
    for row in draft.case.waits("answer", "reply"):
        if row.until < until and not row.held:
            draft.add("DeadlineMoved", deadline=row.id, until=clock.text(until), why="round")


def _reckoned(world: World, command: PutProposals) -> tuple[Event, ...]:
    stream = access.room_stream(world.case.id, "engine")
    return (Event(stream, "RoundReckoned", {"round": command.round, "basis": Private(command.basis, JSON)}),)


def count(
    world: World, command: CountRankings, *, by: Actor, now: datetime, found: Mapping[str, Mapping | None]
) -> tuple[Event, ...]:
    """End a round: what both accept is agreed; otherwise another follows, as long as there may be one.

    Nothing at all while a side that still may rank has not, or where one has ranked since the rankings were read.

    found   what was told in both rooms, by reference (`told_alone.references`); None: it was erased, and counts as not ranked
    """
    case = world.case
    row = bargain_state.unfinished(case)
    if row is None or row.id != command.round:
        return ()
    if any(told_alone.unread(_room(world, side), found, row.id) for side in SIDES):
        return ()
    ranked = {side: _ranking(told_alone.opened(_room(world, side), found), row.id) for side in SIDES}
    draft = Draft(world, by, now)
    if None in ranked.values():
        if row.status == "closed":
            draft.add("RoundEnded", round=row.id, result="lapsed", proposal="")
        return draft.events()
    draft.clear("rank", about=row.id)
    chosen = common(row, {side: one.data for side, one in ranked.items()})
    if row.kind == IMPROVEMENT:
        _improved(draft, row, chosen, ranked)
    elif chosen:
        _agreed(draft, row, chosen, ranked)
    else:
        _go_on(draft, row, ranked)
    return draft.events()


def common(row: Round, ranked: Mapping[str, Mapping]) -> str:
    """The proposal that both accept, or "". Of several the one whose worse place is better, then the better in sum, then the
    one that was put first; of a text the variant alone where both like it better.
    """
    ids = [one.id for one in row.proposals]
    both = [one for one in ids if all(one in told["accepts"] for told in ranked.values())]
    if not both:
        return ""
    if row.standing and row.standing in both:
        better = [one for one in both if one != row.standing and liked_better(row, one, ranked)]
        return better[0] if better else row.standing
    places = {one: [list(told["order"]).index(one) for told in ranked.values()] for one in both}
    return min(both, key=lambda one: (max(places[one]), sum(places[one]), ids.index(one)))


def liked_better(row: Round, proposal: str, ranked: Mapping[str, Mapping]) -> bool:
    """Whether both rank a proposal above the text that stands: only then does it take its place, so that nobody loses by it."""
    return all(
        list(told["order"]).index(proposal) < list(told["order"]).index(row.standing) for told in ranked.values()
    )


def _go_on(draft: Draft, row: Round, ranked: Mapping[str, Kept]) -> None:
    stands = ""
    if row.kind == TEXT:
        told = {side: one.data for side, one in ranked.items()}
        better = [one.id for one in row.proposals if one.id != row.standing and liked_better(row, one.id, told)]
        stands = better[0] if better else row.standing
    result = "next" if bargain_state.next_kind(draft.case) else "none"
    draft.add("RoundEnded", round=row.id, result=result, proposal=stands)
    answered(draft, draft.case.respondent)
    answered(draft, draft.case.claimant)


def _improved(draft: Draft, row: Round, chosen: str, ranked: Mapping[str, Kept]) -> None:
    """Adopted only where both accept it and like it better than what they have agreed; else all stays as it was."""
    if not chosen or chosen == row.standing:
        draft.add("RoundEnded", round=row.id, result="none", proposal="")
        return
    _agreed(draft, row, chosen, ranked)


def _agreed(draft: Draft, row: Round, chosen: str, ranked: Mapping[str, Kept]) -> None:
    """Both want it: an offer of the program's own that both have accepted, by the same way as every agreement."""
    draft.add("RoundEnded", round=row.id, result="agreed", proposal=chosen)
    offer = f"o{len(draft.case.offers) + 1}"
    draft.add("OfferMade", offer=offer, side="system", package=dict(row.package(chosen)), in_reply_to="", round=row.id)
    for side in SIDES:
        given_up = ranked[side].data.get("waives", {}).get(chosen)
        draft.add("OfferAccepted", offer=offer, side=side, **({"waives": dict(given_up)} if given_up else {}))
    offers.agree(draft, draft.case.offer(offer))


def record_gains(world: World, command: RecordGains, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Keep, once, in the engine's room what the agreement that is in effect is worth to each side."""
    agreed, stream = world.case.agreement, access.room_stream(world.case.id, "engine")
    room = world.seats.get(stream)
    kept = room.kept_as("GainsRecorded") if room else ()
    if agreed is None or not agreed.in_effect or agreed.offer != command.offer:
        return ()
    if any(one.data["offer"] == command.offer for one in kept):
        return ()
    watch = {"watch": dict(command.watch)} if command.watch else {}
    return (Event(stream, "GainsRecorded", {"offer": command.offer, "gains": Private(command.gains, JSON), **watch}),)


def _own(by: Actor, world: World) -> str:
    """The stream of the actor's own room. Refuses not_found."""
    return access.room_stream(world.case.id, access.own_room(by, world.case, "pref"))


def _room(world: World, side: str) -> RoomState | None:
    return world.seats.get(access.room_stream(world.case.id, f"pref-{side}"))


def _ranking(room: RoomState | None, round_id: str) -> Kept | None:
    found = room.kept_as("ProposalsRanked") if room is not None else ()
    return next((one for one in found if one.data["round"] == round_id), None)


def _json(value: Mapping) -> str:
    return canonical.dumps(dict(value)).decode()
