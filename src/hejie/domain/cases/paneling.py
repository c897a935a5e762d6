"""A panel is drawn, votes alone and sealed, and its votes are counted: simple majority, else the median award.

The idea: juries of marketplaces (research: platforms, Y5 to Y7), here with an odd number drawn by lot, without talk among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access, citations, deciders, packages, panels, rulings, tally
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.panels import Seat, Vote
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DrawPanel:
    """Give the case to a panel drawn by lot."""

    case_id: str


@dataclass(frozen=True, slots=True)
class SkipPanel:
    """Let one neutral decide, because fewer people than the panel has seats can take the case. fit: how many can."""

    case_id: str
    fit: int


@dataclass(frozen=True, slots=True)
class CastVote:
    """A member's vote: for, against or split (share: whole per cent of what was paid), with reasons."""

    case_id: str
    vote: str
    reasons: str
    share: int = 0


@dataclass(frozen=True, slots=True)
class CountVotes:
    """Count the votes of the panel, if all are there or its time is over."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who was drawn: (person, group) by seat; seed of the lot; among: how many could have been; lot: digest of the seed."""

    members: tuple[tuple[str, str], ...]
    seed: str
    among: int
    lot: str


def draw(world: World, command: DrawPanel, *, by: Actor, now: datetime, drawn: Drawn) -> tuple[Event, ...]:
    """Put on the case's record that a panel votes and until when; who sits where, into each seat's own room.

    The record of the case has the digest of the seed alone: whoever knew the seed could draw the lot again and find the
    members. Refuses neutral_already_there.
    """
    case = world.case
    if not case.waits("assign") or not deciders.wants_panel(world.procedure, case):
        raise Refusal("neutral_already_there")
    draft, panel = Draft(world, by, now), f"p{len(case.panels) + 1}"
    draft.add("PanelDrawn", panel=panel, members=len(drawn.members), among=drawn.among, lot=drawn.lot)
    draft.clear("assign")
    if not (case.agreement or case.settled):
        draft.wait("vote", "panel")
    whole = {"root": case.root, "case": case.id, "marketplace": case.marketplace, "panel": panel, "seed": drawn.seed}
    seats = [
        Event(
            access.room_stream(case.id, panels.room_of(panel, number)),
            "SeatGiven",
            {**whole, "seat": number, "member": member, "group": group, "among": drawn.among},
        )
        for number, (member, group) in enumerate(drawn.members, start=1)
    ]
    return (*draft.events(), *seats)


def skip(world: World, command: SkipPanel, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """One neutral decides from here on; both sides are told why. Refuses neutral_already_there."""
    if not world.case.waits("assign") or not deciders.wants_panel(world.procedure, world.case):
        raise Refusal("neutral_already_there")
    draft = Draft(world, by, now)
    draft.add("PanelNotDrawn", members=world.procedure.panel.members, fit=command.fit)
    return draft.events()


def cast(world: World, command: CastVote, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Seal one vote in the member's own room; it is cast once.

    Refuses   not_found (for everybody but the member), voting_over, voted_before, vote_unknown, vote_share_range, text_missing,
              unknown_evidence and evidence_erased (of what his words cite)
    """
    seat = access.may_read_seat(by, world.case, world.room)
    if world.case.panel.status != "open" or not world.case.waits("vote"):
        raise Refusal("voting_over")
    if seat.vote is not None:
        raise Refusal("voted_before")
    if command.vote not in panels.VOTES:
        raise Refusal("vote_unknown", given=command.vote[:40])
    share = command.share if command.vote == "split" else 0
    if command.vote == "split" and not 1 <= share <= 99:
        raise Refusal("vote_share_range", given=share)
    citations.checked(world.case, citations.named(command.reasons))
    data = {"vote": command.vote, "share": share, "reasons": Private(text_of(command.reasons))}
    return (Event(world.room.stream, "VoteCast", data),)


def count(
    world: World, command: CountVotes, *, by: Actor, now: datetime, words: Mapping[str, str] | None = None
) -> tuple[Event, ...]:
    """Count the votes and rule; nothing while somebody may still vote.

    words   texts of the members' reasons by reference, as far as they are there
    """
    case, panel = world.case, world.case.panel
    if panel is None or panel.status not in ("open", "closed") or case.agreement or case.closed:
        return ()
    seats = _seats(world)
    votes = [seat.vote for seat in seats if seat.vote is not None]
    if panel.status == "open" and (len(votes) < panel.members or not case.waits("vote")):
        return ()
    draft = Draft(world, by, now)
    if votes:
        _decide(draft, seats, votes, words or {})
    else:
        _nobody(draft)
    return draft.events()


def _seats(world: World) -> list[Seat]:
    found = [room.seat for room in world.seats.values() if room is not None and room.seat is not None]
    return sorted((seat for seat in found if seat.panel == world.case.panel.id), key=lambda seat: seat.number)


def _decide(draft: Draft, seats: Sequence[Seat], votes: Sequence[Vote], words: Mapping[str, str]) -> None:
    case = draft.case
    claim = case.offers[0].package
    asked = packages.to_buyer(claim)
    result = tally.count(votes, asked=asked, paid=case.paid_minor)
    package = (
        dict(claim)
        if result.vote == "for"
        else packages.checked({"refund": result.minor}, case.currency, case.paid_minor)
    )
    package = packages.checked({**package, **case.granted}, case.currency, case.paid_minor)
    draft.add(
        "PanelDecided",
        panel=case.panel.id,
        how=result.how,
        result=result.vote,
        package=package,
        votes=[
            {
                "member": one.member, "vote": one.vote, "share": one.share, "reasons": one.reasons, "counted": one.counted,
                "dissent": one.dissent,
            }
            for one in result.votes
        ],
        silent=[seat.number for seat in seats if seat.vote is None],
    )  # fmt: skip
    why = [(one.member, words.get(one.reasons["ref"], "")) for one in result.votes if one.counted and not one.dissent]
    if result.how == tally.MEDIAN:
        why = [(one.member, words.get(one.reasons["ref"], "")) for one in result.votes if one.counted]
    joined = "\n\n".join(f"{member}. {text}" for member, text in why if text)
    reasons = {"findings": Private(joined)} if joined else {}
    outcome = rulings.outcome_of(case, package)
    rulings.rule(draft, "decision", outcome, package, evidence=[], panel=case.panel.id, **reasons)


def _nobody(draft: Draft) -> None:
    """Nobody has voted: another panel, as often as a silent neutral would be replaced; then the platform pays."""
    draft.clear("vote", why="silent")
    spent = draft.case.replacements >= draft.procedure.replacements
    draft.add("PanelDismissed", panel=draft.case.panel.id, why="silent")
    if spent:
        rulings.platform_pays(draft)
    else:
        draft.wait("assign", "platform")
