"""A panel instead of one neutral: drawing it, a member's file and vote, and counting the votes once all are there.

Nobody but the member reads his room before the end. All that is read of seats here goes through `access.may_read_seat`, or says
who sits where to operators and auditors, and never how anybody voted.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from hejie.domain.cases import access, deciders, paneling
from hejie.domain.cases.panels import Panel, Seat, room_of
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.neutrals import choice
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.store import neutrals, people, queries, seats
from hejie.usecases import acts, assigning, reading
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a member of a panel sees: the joint file, his own seat and vote, and until when he has time.

    view    the case with nothing but its joint file; wait: None when the time does not run
    words   his own reasons, once he has voted
    """

    view: CaseView
    seat: Seat
    panel: Panel
    wait: Deadline | None
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A panel that votes, in its member's list. title: texts of the goods; voted: whether he himself has."""

    case: str
    title: str
    voted: bool
    wait: Deadline | None


def wanted(ctx: Context, case: CaseState) -> bool:
    """Whether a panel is to be drawn for a case that waits for somebody."""
    return deciders.wants_panel(ctx.procedure(case.procedure["id"], case.procedure["digest"]), case)


def draw(ctx: Context, case: CaseState, *, key: str) -> bool:
    """Draw the panel of a case by lot among all who can take it; False where they are too few, and one neutral decides.

    The lot's seed holds chance that stands in the members' rooms alone, so that nobody who reads the case's record can draw it
    again and find the members.
    """
    rule = ctx.procedure(case.procedure["id"], case.procedure["digest"]).panel
    free = assigning.candidates(ctx, case).free
    if len(free) < rule.members:
        _write(ctx, case, paneling.SkipPanel(case.id, len(free)), paneling.skip, key)
        return False
    seed = hashlib.sha256(f"{case.head}:{ctx.random_bytes(32).hex()}".encode()).hexdigest()
    by_lot = sorted((one.candidate.id for one in free), key=lambda person: choice.lot(seed, person))[: rule.members]
    profiles = neutrals.profiles(case.marketplace, by_lot)
    drawn = paneling.Drawn(
        tuple((person, profiles[person].group) for person in by_lot), seed, len(free),
        hashlib.sha256(seed.encode()).hexdigest(),
    )  # fmt: skip
    number = f"p{len(case.panels) + 1}"
    decide = partial(paneling.draw, drawn=drawn)
    _write(ctx, case, paneling.DrawPanel(case.id), decide, key, (number, rule.members))
    return True


def count(ctx: Context, case_id: str, *, key: str) -> None:
    """Count the votes of a panel and rule, if all are there or its time is over; otherwise nothing at all is written."""
    case = reader.case(case_id)
    panel = case.panel if case else None
    if panel is None or panel.status not in ("open", "closed"):
        return
    given = [reader.room(case_id, room_of(panel.id, number)) for number in range(1, panel.members + 1)]
    votes = [room.seat.vote for room in given if room is not None and room.seat is not None and room.seat.vote]
    if panel.status == "open" and len(votes) < panel.members:
        return
    words = queries.texts(case.root, [vote.reasons["ref"] for vote in votes])
    actor = Actor("system", "panel", case.marketplace, through="panel")
    decide = partial(paneling.count, words=words)
    _write(replace(ctx, actor=actor), case, paneling.CountVotes(case_id), decide, key, (panel.id, panel.members))


def cast(ctx: Context, command: paneling.CastVote, *, key: str, if_match: str = "") -> Receipt:
    """Seal one's own vote. Refuses not_found for everybody who has no seat on the panel that votes now."""
    root, case_id = acts.root_of(command.case_id), command.case_id
    number, panel = _seat_of(ctx, case_id)
    streams = {
        "room": access.room_stream(case_id, room_of(panel.id, number)), "case": f"case:{case_id}", "order": f"order:{root}",
    }  # fmt: skip
    return writer.write(
        ctx, command, key=key, decide=paneling.cast, action="vote", root=root, streams=streams, if_match=if_match
    )


def read(ctx: Context, case_id: str) -> Ballot:
    """The joint file and his own vote, for a member of the panel that votes now; the reading is logged. Refuses not_found."""
    room, case = _own(ctx, case_id)
    seat = access.may_read_seat(ctx.actor, case, room)
    people.log_reading(ctx.actor, case_id, "panel", ctx.now)
    view = reading.joint_file(ctx, case_id, side="member")
    own = queries.texts(case.root, [seat.vote.reasons["ref"]]) if seat.vote else {}
    words = own.get(seat.vote.reasons["ref"], "") if seat.vote else ""
    return Ballot(view, seat, case.panel, next(iter(case.waits("vote")), None), words)


def may_read_joint(ctx: Context, case_id: str) -> CaseState:
    """The case for a member of the panel that votes now. Refuses not_found."""
    room, case = _own(ctx, case_id)
    access.may_read_seat(ctx.actor, case, room)
    return case


def waiting(ctx: Context) -> list[Waiting]:
    """Panels that vote now and on which somebody sits, those that run out first before others; at most 50."""
    actor = ctx.actor
    if actor.role != "neutral" or actor.only_case:
        return []
    found = []
    for case_id, _given, voted in seats.waiting(actor.marketplace, actor.id):
        case = reader.case(case_id)
        title = (case.order["lines"][0].get("title") or {}).get("ref", "")
        words = queries.texts(case.root, [title]).get(title, "") if title else ""
        found.append(Waiting(case_id, words, bool(voted), next(iter(case.waits("vote")), None)))
    return sorted(found, key=lambda one: (one.voted, one.wait is None, one.wait.until if one.wait else None, one.case))


def members(ctx: Context, case: CaseState) -> Mapping[str, list[tuple[int, str]]]:
    """(seat, name) of each panel of a case, for operators and auditors; for everybody else nothing. Not what they voted."""
    if not case.panels or not access.may_see_seats(ctx.actor, case):
        return {}
    rows = seats.members(case.root, case.id)
    names = people.names(case.marketplace, [person for _panel, _seat, person in rows])
    found: dict[str, list[tuple[int, str]]] = {}
    for panel, number, person in rows:
        found.setdefault(panel, []).append((number, names.get(person, person)))
    return found


def _own(ctx: Context, case_id: str) -> tuple[RoomState | None, CaseState]:
    number, panel = _seat_of(ctx, case_id)
    return reader.room(case_id, room_of(panel.id, number)), reader.case(case_id)


def _seat_of(ctx: Context, case_id: str) -> tuple[int, Panel]:
    root = acts.root_of(case_id)
    case = reader.case(case_id)
    if case is None or case.panel is None:
        raise Refusal("not_found")
    number = seats.of_member(root, case_id, case.panel.id, ctx.actor.id)
    if number is None:
        raise Refusal("not_found")
    return number, case.panel


def _write(
    ctx: Context, case: CaseState, command: object, decide: object, key: str, of: tuple[str, int] | None = None
) -> Receipt:
    """An act of the program on a case, with the rooms of a panel's seats where it looks into them. of: (panel, seats)."""
    streams = {"case": f"case:{case.id}", "order": f"order:{case.root}"}
    if of is not None:
        panel, many = of
        for number in range(1, many + 1):
            streams[f"{writer.SEAT}{number}"] = access.room_stream(case.id, room_of(panel, number))
    return writer.write(ctx, command, key=key, decide=decide, action="system.panel", root=case.root, streams=streams)
