"""What the worker does for both sides at once: counts a round, puts the next, offers an improvement, keeps what came of it.

Carried out from the outbox (topic `settle`), never inside a party's own act, so that no answer, no time that it takes and no
entry of the case tells what the other side has told or ranked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import log

import orjson

from hejie.domain.cases import access, bargain_history, bargain_state, bargaining, told_alone
from hejie.domain.cases import gains as watching
from hejie.domain.cases.bargain_commands import CountRankings, PutProposals, RecordGains
from hejie.domain.cases.state import SIDES, CaseState, RoomState
from hejie.domain.kernel.actor import Actor
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.usecases import bargain_words
from hejie.usecases.agreement import document

TOPIC = "settle"
_MOST_STEPS = 4
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class _Both:
    """What both sides have told and done, for the program alone. rooms: as they stand; found: what was told in them."""

    case: CaseState
    order: object
    rooms: Mapping[str, RoomState | None]
    found: Mapping[str, Mapping | None]

    @property
    def opened(self) -> dict[str, RoomState | None]:
        return {side: told_alone.opened(self.rooms[side], self.found) for side in SIDES}

    def told(self, space: Space) -> dict[str, Preferences | None]:
        rooms = self.opened
        return {side: bargain_words.preferences_of(rooms[side], space) for side in SIDES}

    def history(self, space: Space) -> tuple:
        rooms = self.opened
        asked = {side: bargain_words.asked_of(rooms[side]) for side in SIDES}
        return bargain_history.of(self.case, rooms, asked, space.values)


def look(ctx: Context, case_id: str, *, key: str) -> None:
    """Do whatever is to be done in a case now, one thing after the other; nothing where there is nothing.

    key   of the effect that asks for it. What was done meanwhile the decisions see, under the lock, and do nothing.
    """
    for step in range(_MOST_STEPS):
        case = reader.case(case_id)
        if case is None or not _next(ctx, case, f"{key}:{step}"):
            return


def _next(ctx: Context, case: CaseState, key: str) -> bool:
    """Whether something was done after which there may be more to do."""
    if case.closed and case.agreement is None:
        return False
    rooms = {side: reader.room(case.id, f"pref-{side}") for side in SIDES}
    both = _Both(case, reader.order(case.root), rooms, bargain_words.found_of(case.root, rooms.values()))
    row = bargain_state.unfinished(case)
    if row is not None:
        return _count(ctx, both, row, key)
    if case.proposals_asked and case.agreement is None:
        return _put(ctx, both, bargain_state.next_kind(case), key)
    if bargaining.may_improve(case) and all(room and room.kept_as("PreferencesTold") for room in rooms.values()):
        return _put(ctx, both, bargain_state.IMPROVEMENT, key)
    if case.agreement is not None and case.agreement.in_effect:
        _keep_gains(ctx, both, key)
    return False


def _count(ctx: Context, both: _Both, row: bargain_state.Round, key: str) -> bool:
    missing = [side for side in SIDES if row.id not in _ranked(both.rooms[side])]
    if missing and row.status == "open":
        return False
    command = CountRankings(both.case.id, row.id)
    return _write(ctx, both.case, command, partial(bargaining.count, found=both.found), f"{key}:count")


def _ranked(room: RoomState | None) -> set[str]:
    return {one.data["round"] for one in room.kept_as("ProposalsRanked")} if room is not None else set()


def _put(ctx: Context, both: _Both, kind: str, key: str) -> bool:
    from hejie.domain.settlement.terms import reckoning  # NumPy is loaded with the first reckoning, not at every start

    case, texts = both.case, _texts(both.case, kind)
    if not kind or (kind != bargain_state.THREE and not texts):
        return False
    space = bargain_words.space_of(case, both.order, ctx.now)
    if kind != bargain_state.THREE:
        space = space.refined(texts[0]["refund"])
    asked = reckoning.Asked(space.facts, space, kind, both.told(space), both.history(space), texts)
    found = reckoning.reckon(asked, space.book)
    if kind == bargain_state.IMPROVEMENT and not found.packages:
        return False
    basis = orjson.dumps(found.basis, option=orjson.OPT_SORT_KEYS).decode()
    agreed = case.agreement.offer if kind == bargain_state.IMPROVEMENT else ""
    command = PutProposals(case.id, kind, bargain_state.number(case), found.packages, basis, agreed)
    _write(ctx, case, command, bargaining.put, f"{key}:put")
    return False  # now both are to rank


def _texts(case: CaseState, kind: str) -> tuple[Mapping, ...]:
    """What a single text begins with: the one that stands, else all that was proposed; of an improvement what was agreed."""
    if kind == bargain_state.IMPROVEMENT:
        return (case.agreement.package,)
    if kind != bargain_state.TEXT:
        return ()
    rounds = [row for row in case.rounds if row.kind == bargain_state.TEXT]
    if rounds:
        last = rounds[-1]
        return (last.package(last.proposal or last.standing),)
    threes = [row for row in case.rounds if row.kind == bargain_state.THREE]
    return tuple(one.package for row in threes for one in row.proposals)


def _keep_gains(ctx: Context, both: _Both, key: str) -> None:
    """What the agreement is worth to each side beyond what it had without one, by all that is believed."""
    from hejie.domain.settlement.terms import bargain

    case = both.case
    space = bargain_words.space_of(case, both.order, ctx.now)
    found = bargain.of(space.facts, space.book, space, both.told(space), both.history(space))
    greatest = found.solved.frontier.utilities.max(axis=0).tolist() if len(found.solved.frontier) else [0.0, 0.0]
    rows = {}
    for side, most, without in zip(SIDES, greatest, found.solved.without, strict=True):
        gain = found.gain(side, case.agreement.package)
        rows[side] = {
            "gain": gain,
            "greatest": max(round(most - without), 0),
            "log_millionths": round(_MILLION * log(max(gain, 1) / 10_000)),
            "told": both.rooms[side] is not None and bool(both.rooms[side].kept_as("PreferencesTold")),
        }
    gains = orjson.dumps({**rows, "book": space.book.digest}, option=orjson.OPT_SORT_KEYS).decode()
    logs = {side: row["log_millionths"] for side, row in rows.items()}
    watch = watching.watched(case, {side: document.language_of(case, side) for side in SIDES}, logs)
    command = RecordGains(case.id, case.agreement.offer, gains, watch)
    _write(ctx, case, command, bargaining.record_gains, f"{key}:gains")


def _write(ctx: Context, case: CaseState, command: object, decide: Callable, key: str) -> bool:
    """An act of the program that may look into both sides' rooms and write into the engine's; whether it wrote to the case."""
    streams = {"case": f"case:{case.id}", "order": f"order:{case.root}"}
    for room in ("pref-buyer", "pref-seller", "engine"):
        streams[f"{writer.SEAT}-{room}"] = access.room_stream(case.id, room)
    actor = Actor("system", "settlement", case.marketplace, through="settlement")
    receipt = writer.write(
        replace(ctx, actor=actor),
        command,
        key=key,
        decide=decide,
        action="system.settle",
        root=case.root,
        streams=streams,
    )
    return receipt.last_seq > case.seq
