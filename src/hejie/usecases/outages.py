"""When nobody could reach the pages, and giving that time back.

Every process that serves pages says every 15 seconds that it is there. A silence of more than two minutes was an
outage; the first process that speaks again records it. While the silence lasts the worker carries out no default: the
time is going to be given back, so nothing is due yet.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from hejie.domain.cases import commands
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Lost, lost_times
from hejie.domain.orders.commands import GiveBackOrderTime
from hejie.record.context import Outage
from hejie.store import clocks
from hejie.usecases import orders, own_streams, standings, system, upkeep
from hejie.usecases.patience import Patience
from hejie.usecases.system import LONGEST_GAP, WEB, down_since

BEAT_SECONDS = 15.0
_AT_ONCE = 200
_log = logging.getLogger(__name__)


def check(now: datetime) -> bool:
    """Whether the pages are there, as far as anybody can tell."""
    return down_since(now) is None


def beat(now: datetime) -> Outage | None:
    """Say that this process serves pages; returns the outage that ended with it, if any."""
    ended = clocks.beat(WEB, clock.milliseconds(now), LONGEST_GAP // timedelta(milliseconds=1))
    if ended is None:
        return None
    start, end = (clock.from_milliseconds(moment) for moment in ended)
    _log.warning("the pages were down from %s to %s; the time is given back", clock.text(start), clock.text(end))
    return Outage(f"{WEB}-{ended[0]}", start, end)


def start_heart(stop: threading.Event | None = None, every: float = BEAT_SECONDS) -> threading.Thread:
    """Beat in the background of a process that serves pages, from now until it ends or `stop` is set."""
    end = stop or threading.Event()

    def live() -> None:
        while True:
            try:
                close_old_connections()
                beat(system.now())
            except Exception:  # a database that is away is an outage too: the gap will show it
                _log.warning("this process could not say that it is there", exc_info=True)
                connection.close()
            if end.wait(every):
                return connection.close()

    heart = threading.Thread(target=live, name="heartbeat", daemon=True)
    heart.start()
    return heart


class GivingBack:
    """Gives the time of outages back to every open deadline, some streams at a time, so that nothing else waits."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._places: dict[str, tuple[str, str]] = {}
        self._failed: set[str] = set()

    def step(self, now: datetime) -> int:
        """Go on with the oldest outage that is not given back everywhere; returns how many streams were looked at."""
        waiting = [row for row in clocks.uncredited() if self._patience.ready(("outage", row[0]), now)]
        if not waiting:
            return 0
        outage, started_ms, _ended_ms = waiting[0]
        rows = clocks.open_during(started_ms, self._places.get(outage, ("", "")), _AT_ONCE)
        for row in rows:
            try:
                give_back(_lost(outage, row[2], now), row, now, key=f"outage:{outage}")
            except Exception as fault:
                if is_database_away(fault):
                    raise
                self._failed.add(outage)
                _log.exception("the time of outage %s could not be given back in %s", outage, row[1])
        if len(rows) == _AT_ONCE:
            self._places[outage] = rows[-1][:2]
        else:
            self._end_of(outage, now)
        return len(rows)

    def _end_of(self, outage: str, now: datetime) -> None:
        self._places.pop(outage, None)
        if outage in self._failed:
            self._failed.discard(outage)
            self._patience.failed(("outage", outage), now)
        else:
            clocks.credited(outage, clock.milliseconds(now))


def give_back(lost: Lost, place: tuple[str, str, str], now: datetime, *, key: str) -> None:
    """Give time that does not count back in one stream. place: root, stream, marketplace."""
    root, stream, marketplace = place
    context = system.context(marketplace, now)
    times = (lost.id, clock.text(lost.started_at), clock.text(lost.ended_at), lost.why)
    if stream.startswith("case:"):
        command = commands.GiveBackTime(stream.removeprefix("case:"), *times)
        upkeep.give_back_time(context, command, key=key, beside=lost.beside)
    elif stream.startswith("order:"):
        orders.give_back_time(context, GiveBackOrderTime(root, *times), key=key, beside=lost.beside)
    elif own_streams.is_own(stream):
        own_streams.give_back_time(context, stream, times, key=key, beside=lost.beside)
    elif stream.startswith("standing:"):
        standings.give_back_time(context, stream, *times, key=key, beside=lost.beside)


def _lost(outage: str, marketplace: str, now: datetime) -> Lost:
    known = lost_times(system.outages(marketplace, now), now)[1]
    return next(one for one in known if one.id == outage)


def is_database_away(fault: Exception) -> bool:
    """Whether a failure is the database's and not the fault of one case: then everything waits."""
    from django.db import InterfaceError, OperationalError

    return isinstance(fault, OperationalError | InterfaceError)
