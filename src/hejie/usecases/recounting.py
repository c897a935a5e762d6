"""Deadlines whose ends were provisional, counted anew when a calendar that is published further has been installed.

Each once for each calendar, whatever number of workers looks; nobody's time is cut short, and both sides are told.
"""

import logging
from datetime import datetime, timedelta

from hejie.domain.cases import recount
from hejie.domain.cases.commands import RecountDeadlines
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.rulebooks import calendars
from hejie.store import clocks, rulebooks
from hejie.usecases import system, upkeep
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience

_AT_ONCE = 200
_AGAIN_AFTER = timedelta(minutes=10)
_log = logging.getLogger(__name__)


class Recounting:
    """Walks through the streams with provisional ends, some at a time, and from the beginning every ten minutes."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._place = ("", "")
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Look at the next streams; returns how many were counted anew."""
        if self._next is not None and now < self._next:
            return 0
        rows = clocks.provisional(self._place, _AT_ONCE)
        done = sum(self._recount(stream, marketplace, now) for _root, stream, marketplace in rows)
        if len(rows) == _AT_ONCE:
            self._place, self._next = rows[-1][:2], None
            return done
        self._place, self._next = ("", ""), now + _AGAIN_AFTER
        return done

    def _recount(self, stream: str, marketplace: str, now: datetime) -> int:
        name = ("recount", stream)
        if not stream.startswith("case:") or not self._patience.ready(name, now):
            return 0
        try:
            return recount_case(stream.removeprefix("case:"), marketplace, now)
        except Exception as fault:
            if is_database_away(fault):
                raise
            self._patience.failed(name, now)
            _log.exception("the provisional ends of %s could not be counted anew", stream)
            return 0


def recount_case(case_id: str, marketplace: str, now: datetime) -> int:
    """Count a case's provisional ends anew by the calendars in force; 1 if that changed something, else 0."""
    ctx = system.context(marketplace, now)
    world = reader.world(ctx, case_id)
    newest = {name: calendars.load(name) for name in calendars.names()}
    kept = {digest: one for digest in recount.marks(world) for one in _kept(digest, newest)}
    found = recount.ends(world, newest, kept)
    if not found:
        return 0
    for name, calendar in newest.items():
        if any(digest == calendar.digest for _until, _still, digest in found.values()):
            rulebooks.keep_calendar(name)
    ends = {deadline: (until, still) for deadline, (until, still, _digest) in found.items()}
    digests = {deadline: digest for deadline, (_until, _still, digest) in found.items()}
    command = RecountDeadlines(case_id, ends, digests)
    key = f"recount:{min(digests.values())}:{world.case.seq}"
    try:
        receipt = upkeep.recount_deadlines(ctx, command, key=key, if_match=world.case.head)
    except Refusal as refusal:
        if refusal.code != "stale_head":  # somebody acted meanwhile; the next look counts again
            raise
        return 0
    return 0 if receipt.repeated else 1


def _kept(digest: str, newest: dict) -> list:
    for name in newest:
        try:
            return [rulebooks.calendar(name, digest)]
        except Refusal:
            continue
    return []
