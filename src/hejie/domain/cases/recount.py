"""Ends that rest on days which no official calendar covered when they were set, by a calendar that reaches further. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from hejie.domain.cases import triggers
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.procedure.clocks import Clock

MARK = "calendar-"
"""What begins the id under which a deadline keeps that it was counted anew by a calendar of this digest."""


def ends(
    world: World, newest: Mapping[str, Calendar], kept: Mapping[str, Calendar]
) -> dict[str, tuple[str, bool, str]]:
    """By id of each deadline for which a newer calendar changes something: its end, whether that is provisional, the digest.

    newest   calendars in force by id; kept: by digest, those by which deadlines were counted anew before
    What else has moved a deadline (more time, a standstill, an outage) stays. Nobody's time is cut short.
    """
    case = world.case
    draft = Draft(world, Actor("system", "system", world.marketplace), clock.parse(case.changed_at))
    found = {}
    for row in case.deadlines:
        within = _within(draft, row) if row.provisional else None
        if within is None or within.calendar is None or within.calendar.id not in newest:
            continue
        new, before = newest[within.calendar.id], _last(row, within.calendar, kept)
        if new.published_until <= before.published_until or MARK + new.digest in row.credited:
            continue
        counts = replace(within, calendar=new)
        until = counts.recounted(row.until, row.set_at, replace(within, calendar=before))
        still = counts.is_provisional(until)
        if until != row.until or not still:
            found[row.id] = (clock.text(until), still, new.digest)
    return found


def marks(world: World) -> frozenset[str]:
    """Digests of calendars by which deadlines of the case were counted anew before."""
    names = (name for row in world.case.deadlines for name in row.credited)
    return frozenset(name.removeprefix(MARK) for name in names if name.startswith(MARK))


def _within(draft: Draft, row: Deadline) -> Clock | None:
    if row.wait == "pause":
        return draft.procedure.clock(row.wait, row.about)
    rule = draft.procedure.waits.get(row.wait)
    return rule.for_party(*triggers.parts(draft.case, row.who)).within if rule else None


def _last(row: Deadline, pinned: Calendar, kept: Mapping[str, Calendar]) -> Calendar:
    """The calendar by which the deadline was counted last."""
    before = [kept[name.removeprefix(MARK)] for name in row.credited if name.removeprefix(MARK) in kept]
    return before[-1] if before else pinned
