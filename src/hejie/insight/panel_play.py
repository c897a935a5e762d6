"""A panel in a case that is played: drawn at once, its members voting by name or all alike, and counted as in a real case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hejie.domain.cases import access, commands, deciders, fold, mediation, paneling, panels
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal

if TYPE_CHECKING:
    from hejie.insight.rehearsal import Rehearsal

_WORDS = "…"


def vote(played: Rehearsal, terms: Mapping) -> None:
    """Let members vote; then the votes are counted, if all are there.

    terms    vote (for, against, split) and share; member: who, by number, else all who have not voted yet; all: several such terms
    Refuses  not_found without a panel, and what `paneling.cast` refuses
    """
    case = played.case
    if case.panel is None:
        raise Refusal("not_found")
    for one in terms.get("all") or _each(played, terms):
        stream = access.room_stream(case.id, panels.room_of(case.panel.id, int(one["member"])))
        room = played.world.seats.get(stream)
        if room is None:
            raise Refusal("not_found")
        member = Actor("neutral", room.seat.member, case.marketplace, second_factor=True)
        alone = replace(played.world, room=room, streams=played.world.streams | {"room": stream})
        command = paneling.CastVote(case.id, str(one.get("vote", "for")), _WORDS, int(one.get("share", 50)))
        access.may(member, "vote", alone, command)
        played.append(paneling.cast(alone, command, by=member, now=played.now), member)
    count(played)
    played.pay()


def _each(played: Rehearsal, terms: Mapping) -> list[Mapping]:
    if "member" in terms:
        return [terms]
    panel = played.case.panel
    voted = {
        room.seat.number
        for room in played.world.seats.values()
        if room and room.seat and room.seat.panel == panel.id and room.seat.vote
    }
    return [{**terms, "member": number} for number in range(1, panel.members + 1) if number not in voted]


def count(played: Rehearsal) -> None:
    """What the program does after every vote, and when the time is over."""
    case = played.case
    if case is not None and case.panel is not None:
        panel = Actor("system", "panel", case.marketplace, through="rehearsal")
        played.append(paneling.count(played.world, paneling.CountVotes(case.id), by=panel, now=played.now), panel)


def assign(played: Rehearsal, actor: Actor, terms: Mapping) -> tuple:
    """A neutral, or the whole panel where the procedure draws one; `alone: true`: too few people are there for a panel."""
    case, procedure = played.case, played.world.procedure
    wanted = commands.AssignNeutral(case.id, str(terms.get("neutral", "neutral")))
    if not deciders.wants_panel(procedure, case):
        return mediation.assign_neutral, wanted
    if terms.get("alone"):
        return _alone, wanted
    members = tuple((f"member{number}", "none") for number in range(1, procedure.panel.members + 1))
    drawn = paneling.Drawn(members, "", len(members), "")
    return partial(paneling.draw, drawn=drawn), paneling.DrawPanel(case.id)


def _alone(world: World, command: commands.AssignNeutral, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The panel cannot be drawn, and one neutral is named at once."""
    (skipped,) = paneling.skip(world, paneling.SkipPanel(world.case.id, 1), by=by, now=now)
    entry = {
        "kind": skipped.kind, "at": clock.text(now), "by": by.as_author(), "data": skipped.data, "seq": world.case.seq + 1,
        "hash": "", "stream": skipped.stream,
    }  # fmt: skip
    after = world.with_state("case", fold.evolve(world.case, entry))
    return (skipped, *mediation.assign_neutral(after, command, by=by, now=now))
