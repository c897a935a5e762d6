"""Looking over the marketplace's shoulder: who has read which case, and whether the record still holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import orjson

from hejie.domain.kernel.refusal import Refusal
from hejie.record import replay
from hejie.record.context import Context
from hejie.store import overview, people
from hejie.usecases.people import readings

PAGE = 50
_SECONDS = 4.0
_ROOTS_AT_ONCE = 200


@dataclass(slots=True)
class Checked:
    """A stretch of the marketplace's record that was read again from its first entry and compared with the live tables.

    after    the last root that was read; "" when the end is reached
    """

    roots: int = 0
    streams: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed head of the whole log, as anybody may read it."""

    size: int
    root: str
    public_key: str
    at_ms: int


def read_by(ctx: Context, case_id: str = "", before: int | None = None) -> tuple[Sequence, dict[str, str], int | None]:
    """(readings newest first, names of the readers, where to go on or None); of one case or of all.

    Refuses   not_found for others than auditors
    """
    if ctx.actor.role != "auditor":
        raise Refusal("not_found")
    market = ctx.actor.marketplace
    found = (
        readings.of_case(market, case_id, before, PAGE + 1) if case_id else readings.newest(market, before, PAGE + 1)
    )
    shown = found[:PAGE]
    names = people.names(market, [row.person_id for row in shown if row.person_id])
    return shown, names, shown[-1].id if len(found) > PAGE else None


def check_some(ctx: Context, after: str = "") -> Checked:
    """Read a stretch of the marketplace's own record again, for some seconds, and compare it with the live tables.

    Called again with `after` of the answer before, until that is "". Refuses not_found for others than auditors and
    operators.
    """
    _for_watchers(ctx)
    began, found = monotonic(), Checked(after=after)
    while True:
        roots = overview.roots(ctx.actor.marketplace, found.after, _ROOTS_AT_ONCE)
        for root in roots:
            report = replay.check(root)
            found.roots, found.after = found.roots + 1, root
            found.streams, found.entries = found.streams + report.streams, found.entries + report.entries
            found.faults += report.faults[: max(0, 20 - len(found.faults))]
            if monotonic() - began > _SECONDS:
                return found
        if len(roots) < _ROOTS_AT_ONCE:
            found.after = ""
            return found


def newest_seals(ctx: Context) -> list[Seal]:
    """The newest seals of the installation. Refuses not_found for others than auditors and operators."""
    _for_watchers(ctx)
    return [Seal(size, orjson.loads(body)["root"], key, at_ms) for size, body, key, at_ms in overview.seals()]


def sealing(ctx: Context) -> tuple[int, int, int]:
    """(entries under the newest seal, when it was made, entries since then)."""
    _for_watchers(ctx)
    return overview.sealing()


def _for_watchers(ctx: Context) -> None:
    if ctx.actor.role not in ("auditor", "operator", "system"):
        raise Refusal("not_found")
