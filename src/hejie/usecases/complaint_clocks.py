"""How long whoever has to act in a complaint has: as the marketplace has set, within the bounds of the rulebook, else as that says.

A change counts for complaints that are received from then on; each keeps what counted when it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hejie.domain.complaints.clocks import WAITS
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import calendars, complaints
from hejie.store import complaint_clocks as kept


@dataclass(frozen=True, slots=True)
class Times:
    """What counts for complaints that come now. version: 0 while nothing was set; calendar: id of a place's working days, or ""."""

    version: int
    calendar: str
    waits: Mapping[str, Mapping[str, int]]
    bounds: Mapping[str, tuple[int, int]]


def of(marketplace: str) -> Times:
    """What counts in a marketplace."""
    rules, found = complaints.load(), kept.newest(marketplace)
    if found is None:
        return Times(0, "", dict(rules.usual), rules.bounds)
    # A bound that became narrower meanwhile counts at once: what no longer fits gives way to the rulebook.
    waits = {
        wait: span if rules.fits(wait, span := found["waits"].get(wait), found["calendar"]) else rules.usual[wait]
        for wait in WAITS
    }
    return Times(found["version"], found["calendar"], waits, rules.bounds)


def pinned(marketplace: str) -> dict[str, Any]:
    """The same as a complaint keeps it, with what says so."""
    rules, times = complaints.load(), of(marketplace)
    told: dict[str, Any] = {wait: dict(span) for wait, span in times.waits.items()}
    if times.calendar:
        told["calendar"] = times.calendar
    return told | {"rulebook": {"id": rules.id, "version": rules.version}, "set": times.version}


def read(ctx: Context) -> Times:
    """What counts, for whoever handles complaints or looks them over. Refuses not_found."""
    if ctx.actor.only_case or ctx.actor.role not in ("operator", "auditor"):
        raise Refusal("not_found")
    return of(ctx.actor.marketplace)


def save(ctx: Context, waits: Mapping[str, Any], *, calendar: str, over: int) -> Times:
    """Set the times over the version that was read; what is not named stays as it is.

    Refuses   not_found, second_factor_needed, complaint_time (facts: wait, least, most in hours: not a time, or out of bounds, or
              working days without a calendar), calendar_unknown, settings_changed (another version was saved meanwhile)
    """
    before, rules = read(ctx), complaints.load()
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    if calendar:
        calendars.load(calendar)
    if over != before.version:
        raise Refusal("settings_changed", version=before.version, given=over)
    unknown = next((name for name in waits if name not in WAITS), "")
    whole = {**before.waits, **waits}
    wrong = unknown or next((wait for wait in WAITS if not rules.fits(wait, whole[wait], calendar)), "")
    if wrong:
        least, most = rules.bounds.get(wrong, (1, 1440))
        raise Refusal("complaint_time", wait=wrong[:20], least=least, most=most)
    saved = kept.save(
        ctx.actor.marketplace, version=over + 1, calendar=calendar, waits={wait: dict(whole[wait]) for wait in WAITS},
        at_ms=clock.milliseconds(ctx.now), by=ctx.actor.id,
    )  # fmt: skip
    if not saved:
        raise Refusal("settings_changed", version=of(ctx.actor.marketplace).version, given=over)
    return of(ctx.actor.marketplace)
