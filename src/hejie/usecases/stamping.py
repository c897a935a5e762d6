"""Time stamps over seals, fetched from the authorities that the settings name; never while anything is locked.

What is wanted stands in the table until it is there, so nothing is lost when the program or an authority is away. An
authority that is slow keeps nothing waiting: it is asked in a thread beside the worker, which writes down what came.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from cryptography.x509 import Certificate
from django.conf import settings

from hejie.adapters import stamping as asking
from hejie.domain.kernel import clock
from hejie.record import timestamps
from hejie.record.timestamps import BadStamp
from hejie.store import seal_tokens
from hejie.store.seal_tokens import Wanted
from hejie.usecases.patience import pause

MOST_WAITING = 200
_AT_ONCE = 4
_LEASE = timedelta(minutes=2)
_LONGEST = timedelta(hours=1)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stamping:
    """What one worker is asking for at the moment."""

    random: Random
    asked: list[tuple[Wanted, Future]] = field(default_factory=list)
    pool: ThreadPoolExecutor | None = None

    def step(self, now: datetime) -> int:
        """Write down what came, ask for what is due, wait for nothing; returns how many answers came."""
        if not settings.TIME_STAMPS:
            return 0
        done = [pair for pair in self.asked if pair[1].done()]
        self.asked = [pair for pair in self.asked if not pair[1].done()]
        for wanted, answer in done:
            _write_down(wanted, answer.result, now, self.random)
        if len(self.asked) < _AT_ONCE:
            self.pool = self.pool or ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="time-stamps")
            for wanted in _claim(now, _AT_ONCE - len(self.asked)):
                self.asked.append((wanted, self.pool.submit(_ask, wanted)))
        return len(done)

    def finish(self, now: datetime) -> None:
        """Wait for what was asked for, and ask for all the rest that is due."""
        for wanted, answer in self.asked:
            _write_down(wanted, answer.result, now, self.random)
        self.asked = []
        all_due(now)


def all_due(now: datetime) -> tuple[int, list[str]]:
    """Ask for everything that is due and wait for it; (how many tokens came, why others did not)."""
    count, faults = 0, []
    while some := _claim(now, _AT_ONCE):
        for wanted in some:
            fault = _write_down(wanted, lambda wanted=wanted: _ask(wanted), now, Random())
            count += not fault
            if fault:
                faults.append(f"seal {wanted.size}, {wanted.authority}: {fault}")
    return count, faults


def trusted() -> list[Certificate]:
    """The certificates that authorities must lead to, none where the settings name none.

    Refuses   BadStamp: their file cannot be used
    """
    if not settings.TIME_STAMP_CA:
        return []
    file = Path(settings.TIME_STAMP_CA)
    try:
        return _certificates(file, file.stat().st_mtime_ns)
    except (OSError, ValueError) as fault:
        raise BadStamp(f"HEJIE_TSA_CA: {file} cannot be used: {fault}") from fault


@lru_cache(maxsize=2)
def _certificates(file: Path, _changed_at: int) -> list[Certificate]:
    return timestamps.certificates_in(file)


def _claim(now: datetime, most: int) -> list[Wanted]:
    now_ms = clock.milliseconds(now)
    for authority in settings.TIME_STAMPS:
        seal_tokens.want(authority, now_ms, settings.TIME_STAMP_SECONDS * 1000, MOST_WAITING)
    return seal_tokens.claim(now_ms, clock.milliseconds(now + _LEASE), settings.TIME_STAMPS, most)


def _ask(wanted: Wanted) -> bytes:
    own_network = settings.TIME_STAMPS_OWN_NETWORK
    return asking.ask(wanted.authority, wanted.body.encode(), trusted(), own_network=own_network)


def _write_down(wanted: Wanted, answer: Callable[[], bytes], now: datetime, random: Random) -> str:
    """Keep the token, or why there was none and when to ask again; returns the latter or ""."""
    try:
        token = answer()
    except Exception as fault:
        why = str(fault) if isinstance(fault, BadStamp) else repr(fault)
        if not wanted.tries:
            _log.warning("no time stamp over seal %s from %s: %s", wanted.size, wanted.authority, why)
        rest = pause(wanted.tries + 1, random, first=10, longest=_LONGEST.total_seconds())
        seal_tokens.failed(wanted.size, wanted.authority, why, clock.milliseconds(now + rest))
        return why
    seal_tokens.keep(wanted.size, wanted.authority, token, clock.milliseconds(now))
    return ""
